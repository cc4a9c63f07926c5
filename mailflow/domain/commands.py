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
_EVERYBODY = """
all; team; everyone; everybody; both; colleagues; à; tous; toutes; collègues; alle; zusammen; kollegen; tutti; colleghi; todos; colegas;
allemaal; collega's; wszystkim; drodzy
"""
# A capital makes a name of any word, so those that take an approval back are never one: "Hallo Nein", "Hi Wait".
_NEVER_NAMES = """
en: no; nope; nay; not; never; none; nobody; nothing; nowhere; neither; nor; wait; stop; hold; halt; wrong; except; unless; but; if; when;
    until; till; after; before; later; tomorrow; monday; tuesday; wednesday; thursday; friday; maybe; perhaps; only; almost; error; mistake;
    please; do; don; dont; changes; comments; disapproval; veto; against; question; pending; postpone; postponed; wrongly; hardly; un; dis
fr: non; pas; ne; jamais; aucun; aucune; personne; rien; attends; attendez; attention; mais; si; sauf; erreur; faux; demain; contre; sans
de: nein; nicht; nichts; kein; keine; keinen; nie; niemals; niemand; warte; warten; bitte; stopp; aber; falls; wenn; fehler; falsch; morgen;
    dagegen; ohne; noch
it: mai; niente; nulla; nessuno; nessuna; aspetta; aspettate; ma; se; errore; domani; contro; senza
es: nunca; jamás; nada; nadie; ningún; ninguno; espera; espere; pero; salvo; mañana; contra; sin
nl: nee; neen; niet; niets; geen; nooit; niemand; wacht; maar; als; fout; tegen; zonder
pl: nie; nigdy; nic; nikt; czekaj; ale; jeśli; jutro; błąd; przeciw; bez
pt: não; nao; ninguém; nenhum; espere; aguarde; mas; amanhã; erro; sem
"""
# What speaks of a text that is to be changed; under an approval it takes the approval back.
_CHANGES = """
first; fix; missing; item; items; point; points; punkt; punkte; tagesordnungspunkt; fehlt; erst; zuerst; außer; punto; punti; puntos;
punten; eerst; behalve; prima; primero; primeiro; najpierw; oprócz; ponto; pontos; exceto; excepto; eccetto; tranne; retard; plus tard
"""
_CHANGE_STEMS = ("correct", "korrig", "corrig", "correg", "corret", "popraw", "änder", "modif", "wijzig", "attend", "aspett", "ajout")
_IN_NAMES = frozenset({"un", "dis", "ma", "se", "si", "do", "don", "as", "als", "mai", "nie", "o"})
_REFUSALS = """
reject; refus; disappr; disagr; object; cancel; declin; annul; abgelehn; ablehn; widerspr; einspruch; rifiut; rechaz; desaprob; afgekeur;
afgewez; odrzuc; sprzeciw; rejeit; reprov; recus
"""
_COMMANDS = """
withdraw; withdraw it; withdraw this; withdraw my report; withdraw the report; help; subscribe; join; unsubscribe; leave;
retirer; retirez; aide; désabonner; zurückziehen; zurücknehmen; hilfe; abmelden
"""
_PARAMETRIC_COMMAND = re.compile(r"delegate to \w.{0,200}|done \d{1,4}|not mine \d{1,4}")
_PLEASE = re.compile(r"\A(?:please|bitte|merci de) | (?:please|bitte|s il vous plaît)\Z")
_TEXT_LIMIT = 500
_ADDRESSEES = 3
_CHEER = r"(?:[👍👌][🏻-🏿]?|[✅✔🙂😊]|:-?\))\ufe0f?"
_CHEERS = re.compile(rf"\A(?:{_CHEER} ?)+|(?: ?{_CHEER})+\Z")
_MARKED = re.compile(r"([*_])([^*_]+)\1")
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
# Words, and the punctuation that changes nothing. Any other sign may: a question mark of any script, a bracket, a digit, quote
# marks, dots that trail off, an emoji, a box to tick, a combining stroke, a character that nobody sees.
_PLAIN = re.compile(rf"(?:[-–—]{{1,2}} ?)?{_WORD}(?:(?:[,.] ?|!{{1,3}} ?| ?[-–—]{{1,2}} ?| ){_WORD})*(?: ?(?:[,.]|!{{1,3}}))?")
_PUNCTUATION = re.compile(r"[^\w\s]|_")


def approval_phrase(text: str, *, names: tuple[str, ...] = ()) -> str | None:
    """Return the approval that a text consists of, or None where it says anything else.

    Args:
        text: newly written text of a reply.
        names: names of the author; a last line that is nothing but words of them is a sign-off.
    """
    lines = _plain_lines(text)
    core = [line for line in _without_sign_off(_without_greeting(lines), names) if _normal(line) not in _THANKS_SET]
    if any(not line[0].isalpha() for line in core):
        return None
    phrase = _without_thanks(_normal(" ".join(core)))
    return phrase if phrase in _PHRASES else None


def _plain_lines(text: str) -> list[str]:
    """Return the lines of a short text that are not blank, none where any of them has more to it than words."""
    if len(text) > _TEXT_LIMIT:
        return []
    lines = [line for line in map(_undecorated, text.split("\n")) if line]
    return lines if all(_PLAIN.fullmatch(line) for line in lines) else []


def _undecorated(line: str) -> str:
    """Return a line in one form of its characters, without spaces, smiles and bold marks around it."""
    plain = _CHEERS.sub("", " ".join(unicodedata.normalize("NFKC", line).split()))
    marked = _MARKED.fullmatch(plain)
    return marked[2].strip() if marked else plain


def takes_back(line: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a line under an approval has a word that may take it back, or change something: `Not before Friday`, `Item 3 first`.

    Args:
        line: of a signature.
        names: names of the author, whose words are none of these.
    """
    own = {word for name in names for word in _normal(name).split()} | _IN_NAMES
    words = [word for word in _normal(line).split() if word not in own]
    return any(word in _CHANGE_SET or word.startswith(_CHANGE_STEMS) or _takes_back(word) for word in words)


def is_courtesy(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a text is nothing but thanks: `Great, thank you! Anna` answers a receipt, and is no report.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    lines = _plain_lines(text)
    said = _normal(" ".join(_without_sign_off(_without_greeting(lines), names)))
    without_thanks = _without_thanks(said)
    return said in _THANKS_SET or (without_thanks != said and without_thanks in _NODS)


def command_word(text: str, *, names: tuple[str, ...] = ()) -> str | None:
    """Return the command that a text consists of (`Please withdraw it, thanks`), or None where it says anything else.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    lines = [line for line in map(_undecorated, text[:_TEXT_LIMIT].split("\n")) if line]
    core = _without_sign_off(_without_greeting(lines), names) if len(text) <= _TEXT_LIMIT else []
    said = _PLEASE.sub("", _without_thanks(_normal(" ".join(core))))
    if said in _COMMAND_SET or _PARAMETRIC_COMMAND.fullmatch(said):
        return said
    return None


def _without_thanks(phrase: str) -> str:
    """Take the thanks off one end of a phrase: `approved many thanks` is `approved`."""
    for thanks in sorted(_THANKS_SET, key=len, reverse=True):
        if phrase.endswith(f" {thanks}"):
            return phrase.removesuffix(f" {thanks}")
        if phrase.startswith(f"{thanks} "):
            return phrase.removeprefix(f"{thanks} ")
    return phrase


def _without_greeting(lines: list[str]) -> list[str]:
    return lines[1:] if len(lines) > 1 and _is_greeting(lines[0]) else lines


def _is_greeting(line: str) -> bool:
    """Tell whether a line greets and does nothing else: `Hi all,`, `Dear Dr. Bird,`; after a comma only everybody is greeted."""
    greeting = next((greeting for greeting in _GREETING_SET if re.match(rf"{greeting}\b", line, re.IGNORECASE)), None)
    if greeting is None:
        return False
    rest = line[len(greeting) :].rstrip(",.! ")
    words = rest.lstrip(", ").split()
    may_be_named = not rest.startswith(",")
    return len(words) <= _ADDRESSEES and all(_normal(word) in _EVERYBODY_SET or (may_be_named and _is_name(word)) for word in words)


def _is_name(word: str) -> bool:
    """Tell whether a word is written like a name (`Jean-Paul`, `O'Neil`, `Dr.`) and is none of the words that are never one."""
    parts = re.split(r"['’–—-]", word.removesuffix("."))
    is_capitalised = all(part[:1].isupper() and part[1:] == part[1:].lower() for part in parts)
    return is_capitalised and not any(_takes_back(part) for part in parts)


def _takes_back(word: str) -> bool:
    folded = _normal(word)
    return folded in _NEVER_NAMES_SET or folded.startswith(_REFUSAL_STEMS)


def _without_sign_off(lines: list[str], names: tuple[str, ...]) -> list[str]:
    own = {word for name in names for word in _normal(name).split() if not _takes_back(word)}
    kept = list(lines)
    while len(kept) > 1 and _is_sign_off(kept[-1], own):
        kept.pop()
    return kept


def _is_sign_off(line: str, own: set[str]) -> bool:
    """Tell whether a line closes a mail and does nothing else: `Best regards, Ian`, `Thanks`, `- Ian Bird`."""
    words = _normal(line)
    closing = next((phrase for phrase in _CLOSINGS if f"{words} ".startswith(f"{phrase} ")), "")
    return set(words.removeprefix(closing).split()) <= own


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
_NODS = _phrases(
    "great; perfect; super; OK; okay; noted; received; got it; well received; good; fine; parfait; bien reçu; c'est noté; prima; perfekt"
)
_COMMAND_SET = _phrases(_COMMANDS)
_THANKS_SET = _phrases(_THANKS)
_CLOSINGS = tuple(sorted(_phrases(_SIGN_OFFS) | _THANKS_SET, key=len, reverse=True))
_EVERYBODY_SET = _phrases(_EVERYBODY)
_NEVER_NAMES_SET = _phrases(_NEVER_NAMES)
_CHANGE_SET = _phrases(_CHANGES)
_REFUSAL_STEMS = tuple(_phrases(_REFUSALS))
_GREETING_SET = tuple(
    sorted((phrase.strip() for phrase in _GREETINGS.replace("\n", ";").split(";") if phrase.strip()), key=len, reverse=True)
)
