"""The layout of STYLE.md, read from the source: who imports whom, and where a few words may stand.

Each rule is a function from a module to its violations.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError

ROOT = Path(__file__).parent.parent
PACKAGES = ("mailflow", "workers")

# The room that imports, and the project's modules that it may import; the longest name that fits decides.
ROOMS: dict[str, tuple[str, ...]] = {
    "mailflow": (),
    "mailflow.adapters": ("mailflow.domain", "mailflow.adapters"),
    "mailflow.__main__": ("mailflow.cli",),
    "mailflow.bootstrap": ("mailflow.bootstrap", "mailflow.config", "mailflow.domain", "mailflow.services", "mailflow.adapters"),
    # besides what it calls, the command line starts the other entry points
    "mailflow.cli": (
        "mailflow.cli",
        "mailflow.bootstrap",
        "mailflow.config",
        "mailflow.demo",
        "mailflow.preview",
        "mailflow.domain.errors",
        # the ids (NewTypes) into which it turns its arguments
        "mailflow.domain.agenda",
        "mailflow.domain.message",
        "mailflow.logs",
        "mailflow.supervisor",
        "mailflow.web",
        "workers",
    ),
    "mailflow.config": ("mailflow.config", "mailflow.domain.errors", "mailflow.setting_values"),
    "mailflow.demo": ("mailflow.demo", "mailflow.bootstrap", "mailflow.config"),
    "mailflow.domain": ("mailflow.domain",),
    # plays a story on the real use cases, with the mail clients of the demo
    "mailflow.preview": ("mailflow.preview", "mailflow.bootstrap", "mailflow.config", "mailflow.demo", "mailflow.domain"),
    "mailflow.services": ("mailflow.domain", "mailflow.services"),
    "mailflow.setting_values": (),
    "mailflow.supervisor": ("mailflow.supervisor", "mailflow.config"),
    "mailflow.web": (
        "mailflow.web",
        "mailflow.bootstrap",
        "mailflow.config",
        "mailflow.domain.errors",
        # the ids (NewTypes) into which it turns what stands in paths and forms, and what the readers return
        "mailflow.domain.agenda",
        "mailflow.domain.message",
        "mailflow.services.archive_reader",
        "mailflow.services.board",
        "mailflow.domain.sessions",
    ),
    "workers": (),
    # the broker's settings and the use cases come from the composition root
    "workers.app": ("mailflow.config", "mailflow.bootstrap", "mailflow.logs"),
    "workers.celery": ("workers.app",),  # where `celery -A workers` looks for the app
    # the ids that a task carries, and the job for which it rings
    "workers.tasks": (
        "mailflow.bootstrap",
        "mailflow.domain.agenda",
        "mailflow.domain.errors",
        "mailflow.domain.message",
        "mailflow.domain.minutes.draft",
        "mailflow.domain.records",
        "workers.app",
    ),
}
# Libraries that are named in a few modules only; a name ending in * stands for all that begin so.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "celery": ("workers*", "mailflow.adapters.doorbell*"),
    "kombu": ("workers*", "mailflow.adapters.doorbell*"),
    "sqlalchemy": (
        "mailflow.adapters.tables*",
        "mailflow.adapters.column_types*",
        "mailflow.adapters.repositories*",
        "mailflow.adapters.migrations*",
    ),
    "alembic": ("mailflow.adapters.tables*", "mailflow.adapters.repositories*", "mailflow.adapters.migrations*"),
}
LAZY = (
    "mailflow.bootstrap",  # import inside functions, as `mailflow --help` must answer within 0.5 s
    "mailflow.cli",
    "mailflow.adapters.mime.guessing",  # asks a library of 30 ms that few mails need
)
PRINTING = ("mailflow.cli", "mailflow.demo")
CATCHING_ALL = ("workers.tasks",)
DOMAIN_LIBRARIES = {"rapidfuzz"}
IMPURE = {"asyncio", "imaplib", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "smtplib", "socket", "sqlite3"}
IMPURE |= {"subprocess", "tempfile", "threading", "time"}
CLOCKS = {"now", "today", "utcnow"}
MAIL_PARTS = ("subject.txt", "body.txt", "body.html")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name."""

    target: str  # dotted; the module, or a name in it
    line: int
    is_relative: bool
    is_lazy: bool  # inside a function


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the project, parsed."""

    name: str
    tree: ast.Module
    is_package: bool = False

    def imports(self) -> Iterator[Import]:
        """Yield every import in it, also those for type checking only."""
        yield from _imports_below(self.tree, is_lazy=False)


def _imports_below(node: ast.AST, *, is_lazy: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, is_relative=False, is_lazy=is_lazy) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            prefix = f"{child.module}." if child.module else ""
            yield from (Import(prefix + alias.name, child.lineno, is_relative=child.level > 0, is_lazy=is_lazy) for alias in child.names)
        else:
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports_below(child, is_lazy=is_lazy or is_function)


def _is_in(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def _room(name: str) -> str:
    return max((room for room in ROOMS if _is_in(name, (room,))), key=len)


def room_is_kept(module: Module) -> Iterator[str]:
    """A module imports only what STYLE.md's layout grants to its room; only bootstrap knows services and adapters."""
    for found in module.imports():
        if _is_in(found.target, PACKAGES) and not _is_in(found.target, ROOMS[_room(module.name)]):
            yield f"line {found.line}: {found.target} is not for {_room(module.name)}"


def domain_is_pure(module: Module) -> Iterator[str]:
    """The domain uses the standard library and rapidfuzz, and of the former nothing that does I/O, reads a clock or rolls dice."""
    if not _is_in(module.name, ("mailflow.domain",)):
        return
    for found in module.imports():
        top = found.target.partition(".")[0]
        if top not in {*PACKAGES, *DOMAIN_LIBRARIES, *(sys.stdlib_module_names - IMPURE)}:
            yield f"line {found.line}: {top}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield f"line {node.lineno}: reads a clock by {ast.unparse(node.func)}"


def library_is_at_home(module: Module) -> Iterator[str]:
    """Celery is named in workers/ and the doorbell, SQLAlchemy and Alembic in tables, repositories and migrations."""
    for found in module.imports():
        homes = LIBRARIES.get(found.target.partition(".")[0], ("*",))
        if not any(module.name.startswith(home[:-1]) for home in homes):
            yield f"line {found.line}: {found.target}"


def imports_are_absolute_and_on_top(module: Module) -> Iterator[str]:
    """Imports are absolute, and stand at the top unless `--help` would be slow."""
    for found in module.imports():
        if found.is_relative:
            yield f"line {found.line}: relative"
        if found.is_lazy and not _is_in(module.name, LAZY):
            yield f"line {found.line}: {found.target} inside a function"


def package_file_is_a_docstring(module: Module) -> Iterator[str]:
    """An `__init__.py` holds only a docstring."""
    if module.is_package and (len(module.tree.body) != 1 or not ast.get_docstring(module.tree)):
        yield "holds something else"


def all_is_caught_in_tasks_only(module: Module) -> Iterator[str]:
    """`except Exception`, its wider forms and `suppress(Exception)` appear only in workers/tasks.py."""
    if _is_in(module.name, CATCHING_ALL):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.walk(node.type) if node.type else iter([ast.Name("Exception")])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = iter(node.args)
        else:
            continue
        if any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in caught):
            yield f"line {node.lineno}"


def printing_is_for_people(module: Module) -> Iterator[str]:
    """`print` appears only in the command line and the demo."""
    if _is_in(module.name, PRINTING):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"line {node.lineno}"


def public_names_are_explained(module: Module) -> Iterator[str]:
    """Every module, public class and public function has a docstring."""
    if not ast.get_docstring(module.tree):
        yield "the module"
    definitions = [node for node in module.tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)]
    for node in definitions:
        if not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"line {node.lineno}: {node.name}"


Rule = Callable[[Module], Iterator[str]]
RULES: tuple[Rule, ...] = (
    room_is_kept,
    domain_is_pure,
    library_is_at_home,
    imports_are_absolute_and_on_top,
    package_file_is_a_docstring,
    all_is_caught_in_tasks_only,
    printing_is_for_people,
    public_names_are_explained,
)


def import_cycle(modules: list[Module]) -> list[str]:
    """Return the names of modules that import each other in a circle, at the top or for types; empty where none do."""
    names = {module.name for module in modules}
    graph = {module.name: {_owner(found.target, names) for found in module.imports() if not found.is_lazy} for module in modules}
    try:
        TopologicalSorter({name: owners & names - {name} for name, owners in graph.items()}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _owner(target: str, names: set[str]) -> str:
    """Return the module that a target is or lies in."""
    return target if target in names else target.rpartition(".")[0]


def template_flaws(folder: Path) -> list[str]:
    """Return what is missing or does not parse in the folder of one kind of mail."""
    environment = Environment(undefined=StrictUndefined, autoescape=True)
    flaws = [f"{folder.name}: no {part}" for part in MAIL_PARTS if not (folder / part).is_file()]
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            flaws.append(f"{folder.name}/{path.name}: line {error.lineno}: {error.message}")
    return flaws


def project_modules() -> list[Module]:
    """Parse every module of the project."""
    return [_module(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    return Module(name, ast.parse(path.read_text(encoding="utf-8"), filename=str(path)), is_package=is_package)


def snippet(name: str, source: str) -> Module:
    """Parse a module that is not there; a name that ends in `.__init__` is a package's."""
    return Module(name.removesuffix(".__init__"), ast.parse(source), is_package=name.endswith(".__init__"))
