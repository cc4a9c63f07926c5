"""Attributions: the line or lines in which a mail program says whose words follow ("On 3 March 2021, Ian <i@e.org> wrote:").

    date head, name or address, verb, colon      Gmail, Apple Mail, Thunderbird, Yahoo, Proton, mutt, KMail, ...
    name, address, verb, (date), colon           Gnus, Finnish, Turkish, Chinese, Portuguese Gmail, Lotus
    date head, time, address, colon              Russian, Japanese, Czech; no verb at all
    "Quoting" name, colon                        Horde

They are found from their end, as that is the rarer: a colon, with a verb or an address before it.
"""

import re
from collections.abc import Sequence

from mailflow.domain.extraction.torn import is_open, mended

_VERB = (
    r"(?:wrote|writes|has written|said the following|said|a écrit|écrit|schrieb|schreibt|geschrieben|ha scritto|scrive|scrisse|"
    r"escribió|ha escrito|"
    r"escribe|va escriure|ha escrit|schreef|geschreven|napisał(?:\(a\)|a)?|pisze|napisana przez|escreveu|escreve|skrev|skriver|kirjoitti|"
    r"napsal(?:\(a\)|a)?|píše|napísal(?:\(a\)|a)?|написал(?:\(а\)|а)?|писал(?:\(а\)|[аи])?|пишет|пише|писав|написав(?:\(ла\))?|"
    r"написа|a scris|írta|írja|έγραψε|yazdı|kirjutas|"
    r"rašė|rakstīja|(?:je )?napisa(?:o|la)(?: je)?|je napisal(?:a)?|va escriure|escribiu|idatzi zuen|skrifaði|đã viết|menulis|"
    r"写道|寫道|写到|のメール|님이 작성|작성|כתב(?:ה)?|نوشت|كتب|เขียนว่า)"
)
_END = re.compile(
    rf"(?:\b{_VERB}|{_VERB})(?!\w)[^:：]{{0,160}}(?:[:.h]\d\d[^:：]{{0,60}}){{0,3}}[:：]?\)?\s*[:：]\Z|\bwrote\s?-{{2,}}\Z", re.IGNORECASE
)
# What is left of such a verb where the line breaks within it.
_TORN_VERB = re.compile(r"(?:scritto|scris|escrito|escrit|escriure|written|(?:the )?following|zuen|viết)?\s?[:：]\Z", re.IGNORECASE)
_INLINE = re.compile(rf"\b{_VERB} ?[:：] ", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]{1,80}@[^\s<>()\[\]\"',;:]{1,80}")
_NUMERIC = r"\b\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}\b|\b\d{4}[./-] ?\d{1,2}[./-] ?\d{1,2}\b|\d{4} ?[年년]"
_DATE = re.compile(
    rf"{_NUMERIC}|\b\d{{1,2}}(?:st|nd|rd|th|er|º|ª)?\b[^\d:<@?!]{{1,26}}\b(?:19|20)\d\d\b|[^\W\d]{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|"
    rf"th)?,? (?:19|20)\d\d\b|"
    r"\b(?:19|20)\d\d\.? [^\W\d]{3,12}\.? \d{1,2}\b",
    re.IGNORECASE,
)
_DAY_AND_TIME = re.compile(r"\b\d{1,2}\b.{0,30}?\b\d{1,2}[:.h]\d\d\b")
_TIME = re.compile(r"\b\d{1,2} ?[:.h时時] ?\d\d\b|\b\d{1,2} ?(?:[ap]\.?m\b|uhr|klo)", re.IGNORECASE)
_DATE_HEAD = re.compile(
    r"(?:en date de ?: )?"
    r"(?:(?:on|at|le|am|il|el|op|em|no|den|dne|dnia|dňa|în|în data de|în|v|w|στις|a|στις|på|kl|date|de|em|within|am|vom|del|og|"
    r"giorno|data|dia|día|dniu|dem|the|of|in a message dated|tego|ons|it|sur|בתאריך|في)\b[.,]?\s{1,2}){0,3}"
    r"(?:[^\W\d_]{1,16}[.,׳،]{0,2}(?:-feira)?,?\s{1,2}){0,3}[\"(]?\d|(?:在|于|於)\s?\d",
    re.IGNORECASE,
)
_QUOTING = re.compile(
    r"(?:quoting|quoth|thus spake|also sprach|"
    r"zitat von|cituji|cytując|citing|citerar|citerer|citando(?: a)?|en réponse à|citazione da|cytowanie|citat från|"
    r"in reply to)\b.{2,150}:\Z",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|von|par|da|por|door|przez|av|af|od|от)\b ?<?[^\s@]{1,60}@[^\s@]{1,80}:\Z", re.IGNORECASE)
_PERSON = re.compile(
    rf"\b(?:I|we|ich|wir|je|j'|nous|io|noi|yo|nosotros|ik|wij|ja|my|eu|nós)\b(?: have| had| habe| haben)? ?,? ?(?:\w+ ){{0,1}}{_VERB}|"
    rf"\b(?:what|which|who|that|as|was|wie|che|que|ce que|wat|co|jak)\b[^<>@\d]{{0,60}}{_VERB}",
    re.IGNORECASE,
)
_NAME_AND_VERB = re.compile(
    rf"(?-i:[*\"'“„>| ]{{0,3}}(?:(?:[A-ZÀ-ÞĀ-ŽА-ЯЁІЇЄ\d][\w.'’/@-]{{0,40}}|[\u3040-\u9fff]{{1,12}}|v[oa]n|via|d[eiu]|de[rnl]|da|la|"
    rf"le|zu|zur|[\w.-]{{1,40}}(?=\s?<|\svia\s)),?[\"”“]?\s{{0,2}}){{1,6}})"
    rf"(?P<address>[<(\[]{{1,2}}[^<>()\[\]]{{0,90}}[^\s@<>]{{1,80}}@[^\s@<>]{{1,80}}[>)\]]{{1,2}})?,?[\"”]?\s?(?:(?:hat|heeft|a|ha|"
    rf"on|am|le|el|il|op|em|del|ezt|于|於|님이)\b[^:]{{0,60}}?)?{_VERB}",
    re.IGNORECASE,
)
# Turkish, Hungarian, Chinese: the date stands between the address and the verb, or in brackets behind it.
_NAME_AND_ADDRESS = re.compile(
    r"[\"'“]?(?:[^\s<>()@:,;.!?]{1,40}[\s,.]{1,2}){0,5}[^\s<>()@:;!?]{1,40}[\"'”]? ?<[^\s@<>]{1,80}@[^\s@<>]{1,80}>"
)
_ANY_VERB = re.compile(rf"\b{_VERB}(?!\w)|写道|寫道|작성", re.IGNORECASE)
_BARE_ADDRESS_AND_VERB = re.compile(rf"[*\"' ]{{0,2}}[<(]?(?:mailto:)?[^\s@<>]{{1,80}}@[^\s@<>]{{1,80}}[>)]?,? {_VERB}", re.IGNORECASE)
_VERBLESS_END = re.compile(r"[^\s@<>]{1,80}@[^\s@<>]{1,80}[>)\]]{1,2}\s?[:：]?\Z")
_NAME_ADDRESS_DATE = re.compile(
    r"[^<>@:]{0,60}<?[^\s<>@]{1,80}@[^\s<>@]{1,80}>?,? ?[\[(]?(?:on )?[^\[\]<>@]{0,40}?\d[^\[\]<>@]{3,50}[\])]?:\Z"
)
_DATED = re.compile(r"[\[(](?:\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{6}),? \d{1,2}:\d\d[^\[\]()]{0,20}[\])]:\Z")
_ADDRESSED = re.compile(r"[^.!?:@]{0,60}[<(][^\s<>()@]{1,60}@[^\s<>()@]{1,60}[>)] ?:\Z")
_ONLY_NAME_AND_VERB = re.compile(
    rf"(?:(?:[A-ZÀ-ÞĀ-ŽА-ЯЁ][\w.'’-]{{0,30}}|v[oa]n|d[eiu]|de[rnl]|da|la)\s){{1,5}}(?:\([^()]{{1,20}}\) )?(?:(?:hat|a|"
    rf"ha|heeft) )?(?i:{_VERB})\s?[:：]\Z"
)
_ACCORDING = re.compile(
    r"(?:according to|selon|laut|secondo|según|volgens|według|"
    r"segundo) (?-i:(?:[A-ZÀ-Þ][\w.'’-]* ?){1,4}):\Z",
    re.IGNORECASE,
)
_SHORT = 120
_GMT_HEAD = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2} \d{1,2}:\d\d GMT[+-]\d{1,2}:?\d\d [^\sa-z]")
_SLASHED_HEAD = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2} [^<>:]{1,80}<[^\s@<>]{1,80}@[^\s@<>]{1,80}>:?\Z")
_IN_ARTICLE = re.compile(rf"in (?:article|message) <?[^\s<>]{{1,120}}>?,? .{{0,160}}\b{_VERB}:\Z", re.IGNORECASE)
# Outlook Express, in news: `"Ian" <i@e.org> wrote in message news:9a8b7c$1ab$1@news.example.org...`
_NEWS_HEAD = re.compile(rf".{{2,160}}?\b{_VERB}(?!\w),? (?:\w{{1,16}} ){{0,6}}<?news: ?<?[^\s<>]{{3,160}}>?:?\Z", re.IGNORECASE)
_NEWS_END = re.compile(r"(?:.{0,200}\b)?news: ?<?[^\s<>]{3,160}>?\Z|[^\s<>@]{3,80}@[^\s<>@]{3,80}\.\.\.\Z")
# As news readers say it: `In article <1@e.org>, i@e.org says...`, `From article <1@e.org>, by i@e.org (Ian):`, `Re: Ian 2003-03-04 <1@e>`
_NEWSREADER = re.compile(
    rf"in (?:article |message )?<[^\s<>]{{3,120}}>,? [^<>]{{2,120}}(?:says|\b{_VERB})(?:\.\.\.|:)\Z|"
    rf"from (?:article|message) <[^\s<>]{{3,120}}>,? by [^<>]{{2,120}}:\Z|re: [^<>]{{2,80}} \d{{4}}-\d\d-\d\d <[^\s<>]{{3,120}}>\Z|"
    r"(?:[\w.\"'-]{1,40} ){0,4}[(<]?[^\s<>()@]{1,60}@[^\s<>()@]{1,60}[>)]? (?:\([^()]{1,60}\) )?(?:says|writes|wrote)(?:\.\.\.|:)\Z|"
    rf"\[ ?[^\[\]]{{2,60}} {_VERB}(?!\w)[^\[\]]{{0,80}}\]:?\Z|"
    r"previously, [^.!?:]{2,80} (?:wrote|said):\Z|(?-i:(?:[A-Z][\w.'’-]{0,30} ){1,4})(?:wrote|writes|says)\.\.\.\Z",
    re.IGNORECASE,
)
_FROM_CATALAN = re.compile(
    r"(?:missatge de|wiadomość napisana przez|mensaje de|message de|il giorno|сообщение от|viesti lähettäjältä)\b", re.IGNORECASE
)
_FRAGMENT = re.compile(r"(?:on|le|am|il|el|op|em|w dniu|den|dne|il giorno|on \w{2,9},?|le \w{2,9},?|am \w{2,10}\.?,?)\Z", re.IGNORECASE)
_DATE_FRAGMENT = re.compile(
    r"(?:on|le|am|il|el|op|em|pe|den|dne|w dniu|στις|[^\W\d_]{1,9}[.,]{1,2}(?= \d))"
    r"(?: (?:[^\W\d_]{1,12}[.,]{0,2}|\d{1,4}[.,]{0,2})){0,6}\Z",
    re.IGNORECASE,
)
_NEW_HEAD = re.compile(r"(?:On|Le|Am|Il|El|Op|Em|Pe|Den|Dne|W dniu|Στις)\b")
_STEMS = (
    "wr", "sai", "écri", "schr", "scri", "escr", "pis", "píše", "skr", "kirj", "naps", "напис", "пи", "írta", "έγρα", "yaz", "raš", "rakst",
    "idatz", "skrif", "viết", "menul", "כתב", "نوشت", "كتب", "เขียน", "писа", "írja", "写", "寫", "メール", "작성",
)  # fmt: skip
_TRIM = "*-_|> \t"
_LIMIT = 480
_COLONS = 8  # an hour with seconds, an address or two, the last one
_FRAGMENT_WIDTH = 24
_HEAD_WIDTH = 48
_TIME_WIDTH = 20
_SMALL = frozenset(
    "on at am um uhr le à a il alle ore giorno el las op om em às dia de del von van via by kl klo hat heeft het folgendes volgende user "
    "the and of pm nachm vorm mit est gmt cet cest utc dem den der w dniu o godz dnia v dne od in message dated time eastern standard "
    "г р в о пользователь користувач odesílatel uživatel la ha i et und y e h min os dag tid ben bin bint al el zu zur da di do dos das "
    "mailto you".split()
)
_WORD = re.compile(r"(?<![\w@.<-])[a-zß-öø-ÿà-ž]{2,}(?![\w@])")
MAX_LINES = 5
"""Lines that an attribution may be wrapped over."""


def ends_like_one(shape: str) -> bool:
    """Tell whether a line could be the last of an attribution."""
    last = shape[-1]
    if last in ":：" and not shape.endswith(" news:"):
        return (
            "@" in shape
            or shape.endswith("]:")
            or bool(_ACCORDING.match(shape))
            or ">" in shape
            or _has_verb(shape)
            or bool(_TORN_VERB.match(shape) or _NEWSREADER.match(shape[:_LIMIT]))
            or bool(_QUOTING.match(shape[:_LIMIT]) or _TIME.search(shape[-_TIME_WIDTH:]))
        )
    if last in ">]" or shape.endswith("..."):
        return any(pattern.match(shape[:_LIMIT]) for pattern in (_SLASHED_HEAD, _NEWS_END, _NEWSREADER, _GMT_HEAD))
    return (last in "-*" and "wrote" in shape[-12:]) or (shape[0] == "2" and bool(_GMT_HEAD.match(shape)))


def _has_verb(shape: str) -> bool:
    """Tell whether a line ends with a verb of attributions; their stems are looked for first, which is cheap."""
    tail = shape[-_LIMIT:]
    lowered = tail.lower()
    is_likely = tail.count(":") <= _COLONS and any(stem in lowered for stem in _STEMS)
    return is_likely and bool(_END.search(tail))


def is_attribution(joined: str, *, above_quote: bool) -> bool:
    """Tell whether lines, joined by spaces, are an attribution and nothing else.

    Args:
        joined: at most some hundred characters, from the first line to the last.
        above_quote: the next line is marked as quoted; less evidence will do.
    """
    text = joined.strip(_TRIM) if joined.endswith("-") or joined[:1] in _TRIM else joined.strip()
    if not text or len(text) > _LIMIT:
        return False
    if _GMT_HEAD.match(text) or _SLASHED_HEAD.match(text) or _BY.search(text):
        return bool(_DATE.search(text[:60]))
    if _NAME_AND_ADDRESS.match(text) and text.endswith((":", "：")) and _DATE.search(text) and _ANY_VERB.search(text):
        return True
    if above_quote and _is_one_above_a_quote(text):
        return True
    return (
        _has_date_head(text, above_quote=above_quote)
        or _has_name_and_verb(text, above_quote=above_quote)
        or bool(_QUOTING.match(text) and above_quote)
        or bool(_IN_ARTICLE.match(text))
        or bool(above_quote and _NEWS_HEAD.match(text) and not _PERSON.search(text))
    )


def _is_one_above_a_quote(text: str) -> bool:
    """Tell whether a line is one by that alone that a marked quote follows: a name and a verb, an address and a verb, or a dated name."""
    if _PERSON.search(text):
        return False
    if _NAME_ADDRESS_DATE.match(text) and _DATE.search(text) and _TIME.search(text):
        return True
    if (
        _DATED.search(text)
        or _ADDRESSED.match(text)
        or _ACCORDING.match(text)
        or _ONLY_NAME_AND_VERB.match(text)
        or _NEWSREADER.match(text)
    ):
        return True
    return len(text) < _SHORT and bool(_ADDRESS.search(text)) and bool(_END.search(text))


def ends_with_verb(said: str) -> bool:
    """Tell whether words end with a verb of attributions: `Ian Bird wrote`."""
    return _has_verb(f"{said.rstrip(' :：')}:")


def opens_with_one(shape: str) -> bool:
    """Tell whether a line holds a whole attribution and then goes on with quoted words."""
    found = _INLINE.search(shape, 12, _LIMIT) if ": " in shape or "： " in shape else None
    if found is None:
        return False
    head = shape[: found.end()].strip()
    return bool(_ADDRESS.search(head)) and bool(_TIME.search(head)) and _has_date_head(head, above_quote=False)


def is_fragment(shape: str) -> bool:
    """Tell whether a line is nothing but the first words of an attribution: `On Wed,`."""
    return len(shape) < _FRAGMENT_WIDTH and bool(_FRAGMENT.match(shape))


def _has_date_head(text: str, *, above_quote: bool) -> bool:
    if not _DATE_HEAD.match(text):
        return False
    date = _DATE.search(text[:110])
    has_address, has_time = bool(_ADDRESS.search(text)), bool(_TIME.search(text))
    if (date is None or date.start() > _HEAD_WIDTH) and not (has_address and has_time and _DAY_AND_TIME.search(text[:70])):
        return False
    if _PERSON.search(text):
        return False
    if not _END.search(text) and not (text.endswith(("wrote", "wrote ")) and has_time):
        return has_time and bool(_VERBLESS_END.search(text)) and text.endswith((":", "："))
    strange = _strange_words(text)
    return strange <= (3 if has_address else 2 if above_quote else 0)


def _has_name_and_verb(text: str, *, above_quote: bool) -> bool:
    """Tell whether a name, perhaps an address, and a verb begin it: `Ian <i@e.org> writes:`, `Ian wrote on 3/3/2021 10:00:`."""
    if not _END.search(text) or _PERSON.search(text):
        return False
    if _BARE_ADDRESS_AND_VERB.match(text):
        return True
    found = _NAME_AND_VERB.match(text)
    if found is None:
        return bool(_FROM_CATALAN.match(text) and _ADDRESS.search(text) and _DATE.search(text))
    if found["address"]:
        return True
    return bool(_DATE.search(text[: found.end() + 60])) and (bool(_TIME.search(text)) or above_quote) and _strange_words(text) <= 1


def _strange_words(text: str) -> int:
    """Count the lower-case words that no mail program writes: a sentence has many, a name written small one or two."""
    verb = _END.search(text)
    head = text[: verb.start()] if verb else text
    date = _DATE.search(head)
    rest = head[date.end() :] if date else head
    return sum(word not in _SMALL for word in _WORD.findall(_ADDRESS.sub("", rest)))


def find_start(shapes: Sequence[str], end: int, *, floor: int, above_quote: bool) -> int | None:
    """Return the line at which the attribution that ends at a line begins, None if none does.

    Args:
        shapes: of all lines.
        end: index of the last line.
        floor: the lines before this index belong to something else.
        above_quote: the line after it is marked as quoted.
    """
    joined = ""
    found: int | None = None
    for at in range(end, max(floor, end - MAX_LINES) - 1, -1):
        shape = shapes[at]
        if not shape and not is_open(joined):
            break
        joined = f"{shape} {joined}".strip()
        if len(joined) > _LIMIT:
            break
        if (joined.startswith(">") and at == end) or not is_attribution(mended(joined), above_quote=above_quote):
            continue
        if _IN_ARTICLE.match(joined) and shape[:3].lower() == "in ":
            return at
        if _DATE_HEAD.match(shape):
            return at - 1 if at > floor and _is_torn_date(shapes[at - 1], joined) else at
        found = at if found is None else found  # a date may stand above the name
    return found


def _is_torn_date(above: str, joined: str) -> bool:
    """Tell whether the line above belongs to an attribution that is wrapped within its date: `On Tue, Mar 4,` / `2025 Ian wrote:`."""
    if is_fragment(above):
        return True
    is_date = bool(_DATE_FRAGMENT.match(above[:_HEAD_WIDTH])) and (joined[0].isdigit() or any(map(str.isdigit, above)))
    return is_date and not _NEW_HEAD.match(joined) and is_attribution(mended(f"{above} {joined}"), above_quote=False)
