"""Undo what was done to lines on their way.

format=flowed (RFC 3676): a line that ends in a space goes on in the next one of the same quotation depth.
"""

_SIGNATURE = "-- "
_ENDED = -1


def unflow(text: str, *, delete_space: bool) -> str:
    """Return the text with its paragraphs on one line each.

    Args:
        text: lines ended by LF.
        delete_space: DelSp=yes, the space that marks a soft break is no part of the text.
    """
    paragraphs: list[list[str]] = []
    open_depth = _ENDED
    for line in text.split("\n"):
        depth, words = _split(line)
        is_flowed = words.endswith(" ") and words != _SIGNATURE
        shown = words[:-1] if is_flowed and delete_space else words
        if depth == open_depth and words and words != _SIGNATURE:  # an empty line parts, also where the line before it asks to go on
            paragraphs[-1].append(shown)
        else:
            paragraphs.append([f"{'>' * depth} " if depth else "", shown])
        open_depth = depth if is_flowed else _ENDED
    return "\n".join("".join(paragraph) for paragraph in paragraphs)


def with_from_lines(text: str) -> str:
    """Return the text with its lines that begin with `From` as they were before a mailbox file marked them (`>From`, RFC 4155).

    One that stands among quoted lines is left as it is.
    """
    if ">From " not in text:
        return text
    lines = ["", *text.split("\n"), ""]
    return "\n".join(
        line[1:] if line.startswith(">From ") and before[:1] != ">" and after[:1] != ">" else line
        for before, line, after in zip(lines, lines[1:], lines[2:], strict=False)
    )


def _split(line: str) -> tuple[int, str]:
    """Return the quotation depth of a line and its words, without the space that was stuffed in."""
    words = line.lstrip(">")
    depth = len(line) - len(words)
    if not depth and words.startswith(" >"):
        return 0, words  # a mark that quotes nothing; without the space it would be taken for one
    return depth, words.removeprefix(" ")
