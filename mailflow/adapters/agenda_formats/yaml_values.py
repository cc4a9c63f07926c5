"""The values of a YAML file, each knowing its path and line, so that every problem can be named and all are told at once.

Scalars are read as they are written: `NO`, `012345`, `3.10` and `2021-03-03` stay text until a field asks for something else.
"""

import re
import unicodedata
from dataclasses import dataclass

import yaml
from rapidfuzz import fuzz

from mailflow.domain.errors import BadInputError

_MOST_PROBLEMS = 20
_TOO_MANY_PROBLEMS = 200
_BUDGET = 3_000_000
_VALUE_COST = 20
_SHOWN = 60
_NEARLY = 70
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NULL = "tag:yaml.org,2002:null"


class Problems:
    """Collects what is wrong with one file, and counts what reading it costs (a few aliases can stand for billions of values)."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines: list[str] = []
        self._roots: list[str] = []
        self._budget = _BUDGET

    def add(self, path: str, line: int | None, text: str, *, is_root: bool = False) -> None:
        """Note a problem: source, line, path, and what is wrong; one that others may follow from (`is_root`) is told before them.

        Raises:
            BadInputError: there are so many that looking on is no use.
        """
        place = f"{self._source}:{line}" if line else self._source
        (self._roots if is_root else self._lines).append(f"{place}: {path}: {text}" if path else f"{place}: {text}")
        if len(self._lines) + len(self._roots) > _TOO_MANY_PROBLEMS:
            self.raise_any()

    def spend(self, units: int) -> None:
        """Count the cost of a value.

        Raises:
            BadInputError: the file means more than it can in earnest.
        """
        self._budget -= units
        if self._budget < 0:
            raise BadInputError(f"{self._source}: too much for an agenda: too many items, or aliases that repeat too much")

    def raise_any(self) -> None:
        """Raise all problems together.

        Raises:
            BadInputError: there is at least one.
        """
        lines = list(dict.fromkeys((*self._roots, *self._lines)))
        more = len(lines) - _MOST_PROBLEMS
        if more > 0:
            lines[_MOST_PROBLEMS:] = [f"{self._source}: and {more} more problem{'s' * (more > 1)}"]
        if lines:
            raise BadInputError(*lines)


@dataclass(frozen=True, slots=True)
class Value:
    """A YAML node in its place."""

    node: yaml.Node
    path: str
    problems: Problems

    def complain(self, text: str) -> None:
        """Note that something is wrong here."""
        self.problems.add(self.path, self.node.start_mark.line + 1, text)

    @property
    def is_null(self) -> bool:
        """Tell whether nothing is written here: `key:`, `~` or `null`."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == _NULL

    def lines(self) -> str:
        """Return a text of any number of lines; null is empty."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.complain(f"expected text, found {_kind(self.node)}")
            return ""
        self.problems.spend(len(self.node.value))
        return "" if self.is_null else _clean(self.node.value)

    def text(self) -> str:
        """Return a text in one line; null is empty."""
        return " ".join(self.lines().split())

    def exact(self) -> str:
        """Return a text as it is, of which no letter may be tidied away: an address."""
        return str(self.node.value) if self.lines() else ""

    def truth(self) -> bool | None:
        """Return true or false; None where it is neither, or null."""
        found = _TRUTHS.get(self.text().lower())
        if found is None and not self.is_null:
            self.complain("expected true or false")
        return found

    def entries(self) -> tuple["Value", ...]:
        """Return the members of a list; null is empty."""
        if not isinstance(self.node, yaml.SequenceNode):
            if not self.is_null:
                self.complain(f"expected a list, found {_kind(self.node)}")
            return ()
        self.problems.spend(_VALUE_COST * len(self.node.value))
        return tuple(Value(node, f"{self.path}[{place}]", self.problems) for place, node in enumerate(self.node.value))

    def fields(self, known: tuple[str, ...]) -> dict[str, "Value"]:
        """Return the members of a map by their keys; a key that is not among those known is a problem; null is empty.

        What stands under a key that is nearly a known one is read as of that one, so that nothing else seems to be missing.
        """
        fields, meant = {}, {}
        for key, value in self.pairs():
            if key not in known:
                near = _nearest(key, known)
                text = f"unknown key “{_shown(key)}”; the nearest known one is “{near}”"
                self.problems.add(value.path, value.node.start_mark.line + 1, text, is_root=True)
                if fuzz.ratio(key.lower(), near) >= _NEARLY:
                    meant[near] = value
            fields[key] = value
        return {**meant, **fields}

    def pairs(self) -> tuple[tuple[str, "Value"], ...]:
        """Return the members of a map, each key once; a key twice is a problem."""
        if not isinstance(self.node, yaml.MappingNode):
            if not self.is_null:
                self.complain(f"expected keys with values, found {_kind(self.node)}")
            return ()
        self.problems.spend(_VALUE_COST * len(self.node.value))
        found: dict[str, Value] = {}
        for key_node, node in self.node.value:
            self._add_pair(found, key_node, node)
        return tuple(found.items())

    def _add_pair(self, found: dict[str, "Value"], key_node: yaml.Node, node: yaml.Node) -> None:
        key = Value(key_node, self.path, self.problems).text()
        value = Value(node, f"{self.path}.{_shown(key)}" if self.path else _shown(key), self.problems)
        if key in found:
            self.problems.add(value.path, key_node.start_mark.line + 1, "is given twice")
        if not key:
            self.problems.add(self.path, key_node.start_mark.line + 1, "a key is empty")
            return
        found.setdefault(key, value)


def compose(content: str, *, source: str) -> Value:
    """Return the root value of a YAML text, without building any objects from it.

    Raises:
        BadInputError: it is not YAML, or nested beyond reason; one line.
    """
    try:
        node = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = " ".join(filter(None, (error.context, error.problem)))
        raise BadInputError(f"{source}:{line}: not valid YAML: {_shown_whole(what)}") from error
    except yaml.YAMLError as error:
        raise BadInputError(f"{source}: not valid YAML: {_shown_whole(str(error))}") from error
    except RecursionError as error:
        raise BadInputError(f"{source}: not an agenda: its values are nested too deeply") from error
    if node is None:
        raise BadInputError(f"{source}: holds nothing but comments")
    return Value(node, "", Problems(source))


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return f"“{_shown(node.value)}”" if node.value else "nothing"
    return "a list" if isinstance(node, yaml.SequenceNode) else "keys with values"


def _nearest(key: str, known: tuple[str, ...]) -> str:
    return max(known, key=lambda name: fuzz.ratio(key.lower(), name))


def _shown(text: str) -> str:
    line = " ".join(_clean(text).split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"


def _shown_whole(text: str) -> str:
    return " ".join(_clean(text).split())[:200]


def _clean(text: str) -> str:
    """Return a text without control characters; JSON's pairs of surrogates, which YAML does not know, become one character."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", _CONTROLS.sub(" ", whole.replace("\r\n", "\n")))
