"""The closed grammar of what a reply can order: approval phrases in each language.

An approval is the whole of the newly written text once greeting, thanks and sign-off are taken away. Anything more, any
condition, negation or question, is none.
"""

import re
import unicodedata

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
_GREETINGS = """
hi; hello; hey; dear; good morning; good afternoon; good evening; bonjour; bonsoir; salut; cher; chère; hallo; guten tag; guten morgen;
liebe; lieber; ciao; buongiorno; hola; buenos días; dag; beste; cześć; dzień dobry; olá; bom dia
"""
_THANKS = """
thanks; many thanks; thanks a lot; thanks again; thank you; thank you very much; merci; merci beaucoup; danke; danke schön; vielen dank;
grazie; grazie mille; gracias; muchas gracias; dank; bedankt; hartelijk dank; dziękuję; dzięki; obrigado; obrigada; muito obrigado;
muito obrigada
"""
_SIGN_OFFS = """
regards; best regards; kind regards; warm regards; best wishes; best; cheers; cordialement; bien cordialement; bien à vous; mfg; lg; vg;
mit freundlichen grüßen; freundliche grüße; beste grüße; viele grüße; liebe grüße; herzliche grüße; cordiali saluti; saluti; saludos;
un saludo; groet; groeten; met vriendelijke groet; vriendelijke groeten; pozdrawiam; cumprimentos; abraço
"""
# The name after a greeting is capitalised or a closed word: "hi, do not publish" is no greeting.
_ADDRESSEES = re.compile(r"(?:,? (?:all|team|everyone|everybody|both|[A-ZÀ-ÞŁŚŻ][\w'-]+)){0,3}[,!.]?")
_QUESTION = re.compile(r"[?¿]")
_PUNCTUATION = re.compile(r"[^\w\s]|_")


def approval_phrase(text: str, *, names: tuple[str, ...] = ()) -> str | None:
    """Return the approval that a text consists of, or None where it says anything else.

    Args:
        text: newly written text of a reply.
        names: names of the author; a line that is nothing but one of them, or one word of it, is a sign-off.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines or _QUESTION.search(text):
        return None
    core = [line for line in _without_sign_off(_without_greeting(lines), names) if _normal(line) not in _THANKS_SET]
    phrase = _normal(" ".join(core))
    return phrase if phrase in _PHRASES else None


def _without_greeting(lines: list[str]) -> list[str]:
    return lines[1:] if len(lines) > 1 and _is_greeting(lines[0]) else lines


def _is_greeting(line: str) -> bool:
    found = next((greeting for greeting in _GREETING_SET if line.casefold().startswith(greeting)), None)
    return found is not None and _ADDRESSEES.fullmatch(line[len(found) :]) is not None


def _without_sign_off(lines: list[str], names: tuple[str, ...]) -> list[str]:
    closings = _SIGN_OFF_SET | {_normal(name) for name in names} | {_normal(word) for name in names for word in name.split()}
    kept = list(lines)
    while len(kept) > 1 and _normal(kept[-1]) in closings:
        kept.pop()
    return kept


def _normal(text: str) -> str:
    """Fold case, spaces and punctuation: `OK, approved!` becomes `ok approved`."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def _phrases(table: str) -> frozenset[str]:
    """Read phrases parted by semicolons; a line that begins with a language code begins a language."""
    unlabelled = re.sub(r"(?m)^[a-z]{2}: ", "", table).replace("\n", ";")
    joined = re.sub(r";\s{2,}", "; ", unlabelled)
    return frozenset(_normal(phrase) for phrase in joined.split(";")) - {""}


_PHRASES = _phrases(_APPROVALS)
_THANKS_SET = _phrases(_THANKS)
_SIGN_OFF_SET = _phrases(_SIGN_OFFS)
_GREETING_SET = tuple(
    sorted((phrase.strip() for phrase in _GREETINGS.replace("\n", ";").split(";") if phrase.strip()), key=len, reverse=True)
)
