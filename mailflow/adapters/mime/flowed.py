"""Undo format=flowed (RFC 3676): a line that ends in a space goes on in the next one of the same quotation depth."""

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
        if depth == open_depth and words != _SIGNATURE:
            paragraphs[-1].append(shown)
        else:
            paragraphs.append([f"{'>' * depth} " if depth else "", shown])
        open_depth = depth if is_flowed else _ENDED
    return "\n".join("".join(paragraph) for paragraph in paragraphs)


def _split(line: str) -> tuple[int, str]:
    """Return the quotation depth of a line and its words, without the space that was stuffed in."""
    words = line.lstrip(">")
    return len(line) - len(words), words.removeprefix(" ")
