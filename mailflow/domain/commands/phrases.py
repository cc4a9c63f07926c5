"""The words around what a short reply says: greetings, thanks, sign-offs, names; and the tables in which phrases stand."""

import re
import unicodedata

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
_REFUSALS = """
reject; refus; disappr; disagr; object; cancel; declin; annul; abgelehn; ablehn; widerspr; einspruch; rifiut; rechaz; desaprob; afgekeur;
afgewez; odrzuc; sprzeciw; rejeit; reprov; recus
"""
_ADDRESSEES = 3
_CHEER = r"(?:[👍👌][🏻-🏿]?|[✅✔🙂😊]|:-?\))\ufe0f?"
_CHEERS = re.compile(rf"\A(?:{_CHEER} ?)+|(?: ?{_CHEER})+\Z")
_MARKED = re.compile(r"([*_])([^*_]+)\1")
_PUNCTUATION = re.compile(r"[^\w\s]|_")


def undecorated(line: str) -> str:
    """Return a line in one form of its characters, without spaces, smiles and bold marks around it."""
    plain = _CHEERS.sub("", " ".join(unicodedata.normalize("NFKC", line).split()))
    marked = _MARKED.fullmatch(plain)
    return marked[2].strip() if marked else plain


def without_thanks(phrase: str) -> str:
    """Take the thanks off one end of a phrase: `approved many thanks` is `approved`."""
    for thanks in sorted(THANKS, key=len, reverse=True):
        if phrase.endswith(f" {thanks}"):
            return phrase.removesuffix(f" {thanks}")
        if phrase.startswith(f"{thanks} "):
            return phrase.removeprefix(f"{thanks} ")
    return phrase


def without_greeting(lines: list[str]) -> list[str]:
    """Take away a first line that greets, unless it is the only one."""
    return lines[1:] if len(lines) > 1 and is_greeting(lines[0]) else lines


def is_greeting(line: str) -> bool:
    """Tell whether a line greets and does nothing else: `Hi all,`, `Dear Dr. Bird,`; after a comma only everybody is greeted."""
    greeting = next((greeting for greeting in GREETINGS if re.match(rf"{greeting}\b", line, re.IGNORECASE)), None)
    if greeting is None:
        return False
    rest = line[len(greeting) :].rstrip(",.! ")
    words = rest.lstrip(", ").split()
    may_be_named = not rest.startswith(",")
    return len(words) <= _ADDRESSEES and all(normal(word) in EVERYBODY or (may_be_named and is_name(word)) for word in words)


def is_name(word: str) -> bool:
    """Tell whether a word is written like a name (`Jean-Paul`, `O'Neil`, `Dr.`) and is none of the words that are never one."""
    parts = re.split(r"['’–—-]", word.removesuffix("."))
    is_capitalised = all(part[:1].isupper() and part[1:] == part[1:].lower() for part in parts)
    return is_capitalised and not any(is_refusing(part) for part in parts)


def is_refusing(word: str) -> bool:
    """Tell whether a word may refuse, doubt or limit: none such is a name, whatever its capital."""
    folded = normal(word)
    return folded in _NEVER_NAMES_SET or folded.startswith(_REFUSAL_STEMS)


def without_sign_off(lines: list[str], names: tuple[str, ...]) -> list[str]:
    """Take away the last lines that close a mail and do nothing else, but the first line never."""
    own = {word for name in names for word in normal(name).split() if not is_refusing(word)}
    kept = list(lines)
    while len(kept) > 1 and _is_sign_off(kept[-1], own):
        kept.pop()
    return kept


def _is_sign_off(line: str, own: set[str]) -> bool:
    """Tell whether a line closes a mail and does nothing else: `Best regards, Ian`, `Thanks`, `- Ian Bird`."""
    words = normal(line)
    closing = next((phrase for phrase in CLOSINGS if f"{words} ".startswith(f"{phrase} ")), "")
    return set(words.removeprefix(closing).split()) <= own


def normal(text: str) -> str:
    """Fold case, spaces and punctuation: `OK, approved!` becomes `ok approved`."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_PUNCTUATION.sub(" ", folded).split())


def read_table(table: str) -> frozenset[str]:
    """Read phrases parted by semicolons; a line that begins with a language code begins a language."""
    unlabelled = re.sub(r"(?m)^[a-z]{2}: ", "", table).replace("\n", ";")
    joined = re.sub(r";\s{2,}", "; ", unlabelled)
    return frozenset(normal(phrase) for phrase in joined.split(";")) - {""}


THANKS = read_table(_THANKS)
CLOSINGS = tuple(sorted(read_table(_SIGN_OFFS) | THANKS, key=len, reverse=True))
EVERYBODY = read_table(_EVERYBODY)
_NEVER_NAMES_SET = read_table(_NEVER_NAMES)
_REFUSAL_STEMS = tuple(read_table(_REFUSALS))
GREETINGS = tuple(
    sorted((phrase.strip() for phrase in _GREETINGS.replace("\n", ";").split(";") if phrase.strip()), key=len, reverse=True)
)
