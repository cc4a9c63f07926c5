"""What a chair may write in answer to draft minutes, in eight languages: 1100 wordings, half of them no approval.

`tests/data/approvals/LANGUAGE.jsonl`, `-second` and `-third` (other habits, written later): `{"id","language","text","decision"}`;
`decision` is `approve`, `either` (good readers differ: it may be taken for an approval, or asked about), `unclear`, or an order of the
chair: `hold`, `draft`, `cancel`, `next`.
"""

import json
from pathlib import Path

import pytest

from mailflow.domain.commands.approvals import approval_phrase

_DATA = Path(__file__).parents[1] / "data" / "approvals"
_WORDINGS = [json.loads(line) for path in sorted(_DATA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
_NAMES = {
    "en": ("Ian Bird",),
    "fr": ("Marie Lefèvre",),
    "de": ("Matthias Fuessling",),
    "it": ("Giulia Conti",),
    "es": ("Carmen Ruiz",),
    "nl": ("Jan de Vries",),
    "pl": ("Katarzyna Nowak",),
    "pt": ("João Silva",),
}
_LANGUAGES = tuple(_NAMES)


def _approving(language: str) -> list[str]:
    texts = [wording["text"] for wording in _WORDINGS if wording["language"] == language]
    return [text for text in texts if approval_phrase(text, names=_NAMES[language])]


@pytest.mark.parametrize("language", _LANGUAGES)
def test_no_wording_that_is_none_approves(language: str) -> None:
    """Conditions, negations, questions, reports, promises, orders, thanks."""
    others = [wording for wording in _WORDINGS if wording["language"] == language and wording["decision"] not in {"approve", "either"}]
    assert [wording["text"] for wording in others if approval_phrase(wording["text"], names=_NAMES[language])] == []


def test_nearly_all_approvals_are_understood() -> None:
    """At least 98 in 100: who is not understood is asked, and answers twice."""
    approvals = [wording for wording in _WORDINGS if wording["decision"] == "approve"]
    missed = [wording["text"] for wording in approvals if not approval_phrase(wording["text"], names=_NAMES[wording["language"]])]
    assert len(missed) <= len(approvals) // 50, missed


def test_each_language_has_its_wordings() -> None:
    """At least 35 of each, near half of them no approval."""
    decisions = {language: [wording["decision"] for wording in _WORDINGS if wording["language"] == language] for language in _LANGUAGES}
    assert all(len(found) >= 100 and 0.3 < found.count("approve") / len(found) < 0.6 for found in decisions.values())


_ADDED = {
    "en": "not; don't; if Dora agrees; but; except AOB; on Friday; item three; later; The figure is wrong.; "
    "by the board; maybe; unless; no; should",
    "fr": "pas; ne; n'; si Dora accepte; mais; sauf AOB; vendredi; point trois; plus tard; "
    "Le chiffre est faux.; presque; non; demain; dès que",
    "de": "nicht; kein; wenn Dora zustimmt; aber; bis auf AOB; am Freitag; Punkt drei; Die Zahl ist falsch.; "
    "fast; nein; erst; noch nicht; falls",
    "it": "non; se Dora accetta; ma; tranne AOB; venerdì; punto tre; dopo; Il numero è sbagliato.; quasi; no; domani; appena; forse",
    "es": "no; si Dora acepta; pero; salvo AOB; el viernes; punto tres; luego; El número está mal.; casi; nunca; mañana; cuando; quizás",
    "nl": "niet; geen; als Dora instemt; maar niet; behalve AOB; vrijdag; punt drie; later; "
    "Het getal klopt niet.; bijna; nee; morgen; mits",
    "pl": "nie; jeśli Dora przyjmie; ale; oprócz AOB; w piątek; punkt trzy; później; Liczba jest błędna.; prawie; jutro; nigdy; czy",
    "pt": "não; nao; se a Dora aceitar; mas; exceto AOB; na sexta; ponto três; depois; O número está errado.; quase; amanhã; nunca; talvez",
}


def _with(text: str, added: str) -> list[str]:
    """Return a text with words before it, behind it, after a comma, on a line, in a sentence of their own, and in its middle."""
    words = text.split(" ")
    middle = f"{' '.join(words[: len(words) // 2])} {added} {' '.join(words[len(words) // 2 :])}"
    return [f"{added} {text}", f"{text} {added}", f"{text}, {added}", f"{text}\n{added}", f"{text}. {added.capitalize()}", middle]


@pytest.mark.parametrize("language", _LANGUAGES)
def test_no_word_added_to_an_approval_is_overlooked(language: str) -> None:
    """A negation, a condition, a date, an item, a further sentence: in its language and in English."""
    added = [word.strip() for code in dict.fromkeys((language, "en")) for word in _ADDED[code].split(";")]
    texts = [changed for text, word in _paired(_approving(language), added) for changed in _with(text, word)]
    assert [text for text in texts if approval_phrase(text, names=_NAMES[language])] == []


def _paired(texts: list[str], added: list[str]) -> list[tuple[str, str]]:
    """Return each of a few texts with all words, and every text with two of them in turn."""
    turns = [(text, added[(2 * number + turn) % len(added)]) for number, text in enumerate(texts) for turn in (0, 1)]
    return list(dict.fromkeys([(text, word) for text in texts[:2] for word in added] + turns))


_SIGNS = ["?", " ?", "\u061f", "\u037e", "\u2047", "\uff1f", " 3.2", " 17 March", " 👎", " 🤔", "\u200b"]
_SIGNS += ["\u0336", "\u00ad", " (not)", "...", ":", " /"]


@pytest.mark.parametrize("language", _LANGUAGES)
def test_no_sign_added_to_an_approval_is_overlooked(language: str) -> None:
    """Question marks of any script, digits, thumbs, strokes, characters that nobody sees, dots that trail off."""
    texts = [changed for text, sign in _paired(_approving(language), _SIGNS) for changed in (text + sign, f"{sign} {text}")]
    assert [text for text in texts if approval_phrase(text, names=_NAMES[language])] == []


@pytest.mark.parametrize("language", _LANGUAGES)
def test_no_letter_of_another_script_approves(language: str) -> None:
    """A Cyrillic letter is none of ours."""
    lookalikes = str.maketrans("aeopcAEOPC", "\u0430\u0435\u043e\u0440\u0441\u0410\u0415\u041e\u0420\u0421")
    changed = [text.translate(lookalikes) for text in _approving(language) if text.translate(lookalikes) != text]
    assert [text for text in changed if approval_phrase(text, names=_NAMES[language])] == []


@pytest.mark.parametrize(
    "text",
    [
        "Si publicado",
        "si aprobado",
        "se puede publicar",
        "No changes approved",
        "keine Änderungen genehmigt",
        "Approvò",
        "please send the draft now",
        "Approved, thanks Monday",
        "Genehmigt, danke, Montag",
        "Approved, thanks. Dora",
        "Please approve",
        "ok to publish",
        "Hi dora fix it, ok",
        "Approved: ok",
        "NO\nApproved",
    ],
)
def test_what_looks_like_an_approval_is_asked_about(text: str) -> None:
    """`si` is `if`, `no changes approved` refuses, a day is nobody's name, a draft may be another."""
    assert approval_phrase(text, names=("Nora Ott", "No Omen")) is None


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Approved, thanks Dora", "approved"),
        ("Estimada Dora: aprobada.", "aprobada"),
        ("¡Aprobado!", "aprobado"),
        ("Sí, aprobado", "yes aprobado"),
        ("Approved.\nI. Bird", "approved"),
        ("Dear Dr. Weiss,\nI approve the\nminutes.\nIB", "i approve the minutes"),
        ("Thanks for the minutes. No comments, approved", "no comments approved"),
        ("Tutto bene, si può inviare", "tutto bene si puo inviare"),
    ],
)
def test_the_words_that_approve_are_told(text: str, phrase: str) -> None:
    """Folded, without greeting, thanks and sign-off."""
    assert approval_phrase(text, names=("Ian Bird",)) == phrase
