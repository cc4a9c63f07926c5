"""The project keeps its layout, and each rule of it is tried on a bad snippet, so that none can fall asleep."""

from pathlib import Path

import pytest

from tests.architecture import (
    ROOT,
    RULES,
    Rule,
    all_is_caught_in_tasks_only,
    domain_is_pure,
    import_cycle,
    imports_are_absolute_and_on_top,
    library_is_at_home,
    package_file_is_a_docstring,
    printing_is_for_people,
    project_modules,
    public_names_are_explained,
    room_is_kept,
    snippet,
    template_flaws,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_project_keeps_the_rule(rule: Rule) -> None:
    """No module of the project breaks it."""
    flaws = [f"{module.name}: {flaw}" for module in project_modules() for flaw in rule(module)]
    assert not flaws, "\n".join(flaws)


def test_no_modules_import_each_other() -> None:
    """Imports are acyclic."""
    assert import_cycle(project_modules()) == []


def test_every_mail_has_its_templates() -> None:
    """A kind of mail is a folder with subject, text and HTML, all of which Jinja can read; web and locale are no mails."""
    folders = [path for path in sorted((ROOT / "templates").glob("*")) if path.is_dir() and path.name not in {"web", "locale"}]
    flaws = [flaw for folder in folders for flaw in template_flaws(folder)]
    assert not flaws, "\n".join(flaws)


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (room_is_kept, "mailflow.domain.agenda", "from mailflow.services import invite"),
        (room_is_kept, "mailflow.domain.agenda", "import mailflow.adapters.imap"),
        (room_is_kept, "mailflow.services.invite", "from mailflow.adapters.smtp import SmtpTransport"),
        (room_is_kept, "mailflow.services.invite", "from mailflow import config"),
        (room_is_kept, "mailflow.adapters.smtp", "from mailflow.services.ports import MailTransport"),
        (room_is_kept, "mailflow.cli.inbox", "def f():\n    from mailflow.domain.minutes.draft import Draft"),
        (room_is_kept, "mailflow.web.pages", "from mailflow.services.ingest import Ingest"),
        (room_is_kept, "mailflow.supervisor", "from mailflow.bootstrap import build"),
        (room_is_kept, "workers.app", "from mailflow.services.sweep import Sweep"),
        (domain_is_pure, "mailflow.domain.agenda", "import yaml"),
        (domain_is_pure, "mailflow.domain.agenda", "from os import path"),
        (domain_is_pure, "mailflow.domain.agenda", "import datetime\nTODAY = datetime.datetime.now(datetime.UTC)"),
        (library_is_at_home, "mailflow.services.invite", "from celery import shared_task"),
        (library_is_at_home, "mailflow.bootstrap", "def f():\n    import sqlalchemy.orm"),
        (imports_are_absolute_and_on_top, "mailflow.domain.agenda", "from . import errors"),
        (imports_are_absolute_and_on_top, "mailflow.services.invite", "def f():\n    import json"),
        (package_file_is_a_docstring, "mailflow.domain.__init__", '"""The domain."""\nfrom mailflow.domain.agenda import Meeting'),
        (package_file_is_a_docstring, "mailflow.domain.__init__", ""),
        (all_is_caught_in_tasks_only, "workers.app", "try:\n    f()\nexcept Exception:\n    pass"),
        (all_is_caught_in_tasks_only, "mailflow.adapters.imap", "try:\n    f()\nexcept (OSError, BaseException):\n    pass"),
        (all_is_caught_in_tasks_only, "mailflow.adapters.imap", "try:\n    f()\nexcept:\n    pass"),
        (all_is_caught_in_tasks_only, "mailflow.adapters.imap", "with contextlib.suppress(Exception):\n    f()"),
        (printing_is_for_people, "mailflow.services.invite", "print(1)"),
        (public_names_are_explained, "mailflow.domain.agenda", "x = 1"),
        (public_names_are_explained, "mailflow.domain.agenda", '"""M."""\nclass Meeting:\n    pass'),
        (public_names_are_explained, "mailflow.domain.agenda", '"""M."""\ndef meet():\n    pass'),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_rule_sees_what_breaks_it(rule: Rule, name: str, source: str) -> None:
    """A bad snippet is a violation."""
    assert list(rule(snippet(name, source)))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("mailflow.domain.minutes", '"""M."""\nimport hashlib\nfrom rapidfuzz import fuzz\nfrom mailflow.domain.agenda import Meeting'),
        ("mailflow.bootstrap", '"""B."""\ndef _f():\n    from mailflow.adapters import imap\n    from mailflow.services import ingest'),
        ("mailflow.adapters.repositories.meetings", '"""R."""\nimport sqlalchemy\nfrom mailflow.adapters import tables'),
        ("mailflow.cli.main", '"""C."""\nfrom mailflow.domain.errors import MailflowError\nprint(1)'),
        ("workers.tasks", '"""T."""\nimport celery\nfrom workers.app import app\ntry:\n    app()\nexcept Exception:\n    raise'),
    ],
    ids=["domain", "bootstrap", "repositories", "cli", "tasks"],
)
def test_rules_let_the_layout_be(name: str, source: str) -> None:
    """What STYLE.md grants breaks no rule."""
    assert [flaw for rule in RULES for flaw in rule(snippet(name, source))] == []


def test_cycle_is_seen() -> None:
    """Two modules that import each other are named; an import inside a function makes no cycle."""
    first = snippet("mailflow.a", "from mailflow.b import y")
    assert set(import_cycle([first, snippet("mailflow.b", "from mailflow import a")])) == {"mailflow.a", "mailflow.b"}
    assert import_cycle([first, snippet("mailflow.b", "def f():\n    from mailflow import a")]) == []


def test_flawed_templates_are_seen(tmp_path: Path) -> None:
    """A missing part and a part that does not parse are named."""
    (tmp_path / "subject.txt").write_text("Agenda")
    (tmp_path / "body.txt").write_text("{{ name")
    flaws = template_flaws(tmp_path)
    assert any(flaw.endswith("no body.html") for flaw in flaws)
    assert any("body.txt: line 1" in flaw for flaw in flaws)
