"""The closed grammar of approvals: phrases in each language.

An approval is the whole of the newly written text once greeting, thanks and sign-off are taken away. Anything more, any
condition, negation or question, is none.
"""

import re

from mailflow.domain.commands.phrases import (
    THANKS,
    is_refusing,
    normal,
    read_table,
    undecorated,
    without_greeting,
    without_sign_off,
    without_thanks,
)

_APPROVALS = """
en: approve; approved; I approve; I approve this; I approve the minutes; approve the minutes; minutes approved; OK; okay; OK approved;
    OK, publish; yes; yes, approve; yes, approved; yes, publish; yes please publish; publish; please publish; publish it; looks good;
    looks good to me; looks fine; looks good, publish; looks good, please publish; looks good, approved; LGTM; all good;
    all good, publish; fine; fine by me; fine with me; good to go; go ahead; please go ahead; please send; send it; please send it;
    approved, please send; approved, please publish; approved, publish
fr: approuvé; j'approuve; approuver; OK approuvé; bon pour accord; d'accord; c'est bon; c'est bon pour moi; bon pour moi;
    bon pour publication; bon à publier; oui; oui, approuvé; publiez; à publier; OK pour moi; OK pour publication; validé; je valide;
    parfait, publiez
de: genehmigt; ich genehmige; freigegeben; Freigabe erteilt; einverstanden; passt; passt so; in Ordnung; ja; ja, genehmigt;
    ja, freigegeben; bitte veröffentlichen; veröffentlichen; bitte versenden; OK genehmigt; OK freigegeben; OK passt
it: approvato; approvo; va bene; va bene così; d'accordo; sì; sì, approvato; OK approvato; pubblica; pubblicare; si pubblichi
es: aprobado; apruebo; lo apruebo; de acuerdo; conforme; sí; sí, aprobado; OK aprobado; vale; publicar; publícalo; está bien
nl: goedgekeurd; akkoord; ik ga akkoord; OK akkoord; ja, akkoord; ja, goedgekeurd; prima; publiceren; publiceer maar
pl: zatwierdzam; zatwierdzone; akceptuję; zgoda; tak; tak, zatwierdzam; OK zatwierdzam; proszę publikować; publikować
pt: aprovado; aprovo; de acordo; concordo; sim; sim, aprovado; OK aprovado; pode publicar; publicar; está bem
"""
# What speaks of a text that is to be changed; under an approval it takes the approval back.
_CHANGES = """
first; fix; missing; item; items; point; points; punkt; punkte; tagesordnungspunkt; fehlt; erst; zuerst; außer; punto; punti; puntos;
punten; eerst; behalve; prima; primero; primeiro; najpierw; oprócz; ponto; pontos; exceto; excepto; eccetto; tranne; retard; plus tard
"""
_CHANGE_STEMS = ("correct", "korrig", "corrig", "correg", "corret", "popraw", "änder", "modif", "wijzig", "attend", "aspett", "ajout")
_IN_NAMES = frozenset({"un", "dis", "ma", "se", "si", "do", "don", "as", "als", "mai", "nie", "o"})
_TEXT_LIMIT = 500
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
# Words, and the punctuation that changes nothing. Any other sign may: a question mark of any script, a bracket, a digit, quote
# marks, dots that trail off, an emoji, a box to tick, a combining stroke, a character that nobody sees.
_PLAIN = re.compile(rf"(?:[-–—]{{1,2}} ?)?{_WORD}(?:(?:[,.] ?|!{{1,3}} ?| ?[-–—]{{1,2}} ?| ){_WORD})*(?: ?(?:[,.]|!{{1,3}}))?")


def approval_phrase(text: str, *, names: tuple[str, ...] = ()) -> str | None:
    """Return the approval that a text consists of, or None where it says anything else.

    Args:
        text: newly written text of a reply.
        names: names of the author; a last line that is nothing but words of them is a sign-off.
    """
    lines = _plain_lines(text)
    core = [line for line in without_sign_off(without_greeting(lines), names) if normal(line) not in THANKS]
    if any(not line[0].isalpha() for line in core):
        return None
    phrase = without_thanks(normal(" ".join(core)))
    return phrase if phrase in _PHRASES else None


def _plain_lines(text: str) -> list[str]:
    """Return the lines of a short text that are not blank, none where any of them has more to it than words."""
    if len(text) > _TEXT_LIMIT:
        return []
    lines = [line for line in map(undecorated, text.split("\n")) if line]
    return lines if all(_PLAIN.fullmatch(line) for line in lines) else []


def takes_back(line: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a line under an approval has a word that may take it back, or change something: `Not before Friday`, `Item 3 first`.

    Args:
        line: of a signature.
        names: names of the author, whose words are none of these.
    """
    own = {word for name in names for word in normal(name).split()} | _IN_NAMES
    words = [word for word in normal(line).split() if word not in own]
    return any(word in _CHANGE_SET or word.startswith(_CHANGE_STEMS) or is_refusing(word) for word in words)


_PHRASES = read_table(_APPROVALS)
_CHANGE_SET = read_table(_CHANGES)
