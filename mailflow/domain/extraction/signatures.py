"""Signatures: below a delimiter, as a block of contact details, and the greeting with which a letter ends (the sign-off)."""

import re
from collections.abc import Sequence

from mailflow.domain.extraction.lines import EMAIL, WEB
from mailflow.domain.extraction.sentences import is_said
from mailflow.domain.extraction.separators import is_ruler

_CLOSINGS = (
    # en
    r"(?:with )?(?:my |our |the )?(?:very )?(?:best|kind(?:est)?|warm(?:est)?|many|friendly|cordial|good|"
    r"sincere)(?: (?:and )?(?:kind|warm|best))*"
    r"(?: (?:regards|wishes|greetings|thanks|salutations))(?: from \w+)?|(?:kindly )?regards|rgds|kr|br|b\.?r\.?|bw|best|all (?:the |"
    r"my )?best|cheers|ciao|"
    r"(?:yours )?(?:sincerely|faithfully|truly|respectfully|cordially)(?: yours)?|yours|take care|respectfully(?: submitted)?|"
    r"love|xoxo|have a (?:nice|great|good) (?:day|weekend|evening|week)|"
    r"(?:(?:many|thank|with|a lot of) )?(?:thanks|thx|tks|thanx|ty)(?: a (?:lot|million|bunch))?(?: (?:so|"
    r"very) much)?(?: again)?(?: in advance)?(?: (?:and|&) (?:best|kind|warm)? ?(?:regards|wishes|cheers))?|"
    r"many thanks and (?:best|kind) (?:regards|wishes)|"
    r"thank you(?: (?:so|very) much)?(?: again)?(?: in advance)?(?: (?:and|&) (?:best|kind)? ?regards)?|/? ?greetings|talk soon|"
    r"see you(?: soon| there| then)?|"
    # fr
    r"(?:bien |très |tres )?(?:cordialement|cdlt|cdt|bien à (?:vous|toi)|amicalement|amitiés|sincèrement|respectueusement|"
    r"salutations(?: distinguées| cordiales)?)|"
    r"(?:meilleures|sincères|cordiales|mes|avec mes|avec nos|nos)(?: (?:meilleures|sincères|cordiales))? salutations|"
    r"bien (?:à vous|à toi|amicalement|sincèrement|cordialement)|"
    r"(?:bonne|belle) (?:journée|soirée|semaine|continuation)|bon (?:week-end|après-midi)|à (?:bientôt|plus|plus tard)|"
    r"merci(?: beaucoup| d['’]avance| encore| bien)?(?: et (?:bonne journée|à bientôt|bien à vous))?|bises|"
    r"(?:je vous prie|veuillez) (?:d['’]agréer|agréer|de croire|recevoir).{0,140}|"
    # de
    r"(?:mit )?(?:freundlichen?|herzlichen?|besten?|vielen?|lieben?|schönen?|kollegialen?|sonnigen?|viele|liebe|beste|herzliche|"
    r"schöne|freundliche)"
    r"(?: (?:und )?(?:freundlichen?|herzlichen?|besten?|kollegialen|lieben?))?"
    r" (?:grü(?:ß|ss)en?|gruß|gruss|dank|empfehlungen)(?: (?:aus|von) .{2,40})?|mfg|lg|vg|bg|hg|vlg|gruß|gruss|grüße|grüsse|"
    r"hochachtungsvoll|ihre?|danke(?: (?:schön|sehr|dir|ihnen|euch))?|"
    r"(?:vielen|herzlichen|besten|tausend) dank(?: (?:im voraus|und .{2,30}))?|(?:einen )?schönen (?:tag|abend|gruß|"
    r"feierabend)(?: noch)?|schönes wochenende|bis (?:bald|dann|später)|servus|"
    # it
    r"(?:cordiali|distinti|cari|migliori|i (?:miei )?(?:migliori|più cordiali)|tanti|con i migliori) saluti|cordialmente|"
    r"cordialità|un (?:caro |cordiale )?saluto|saluti(?: cordiali)?|grazie(?: mille| tante| in anticipo|"
    r" ancora)?(?: e (?:cordiali |distinti )?saluti)?|a presto|buona (?:giornata|serata)|buon lavoro|"
    # es
    r"(?:un |muchos )?(?:cordial(?:es)? |atentos? |afectuosos? )?salud(?:o|os)(?: cordial(?:es)?| atentos?)?|(?:reciba|"
    r"recibe) un .{0,20}saludo|atentamente|cordialmente|atte|(?:un (?:fuerte )?)?abrazos?|(?:muchas |mil )?gracias(?: de antemano|"
    r" por todo)?(?: y (?:un )?saludos?)?|hasta (?:pronto|luego)|"
    # nl
    r"(?:met )?(?:vriendelijke|hartelijke|beste|de beste|groetende|warme|vriendelijk)(?:e)? (?:groeten?|groet)|mvg|mvrgr|gr|"
    r"groet(?:jes|en)?|hoogachtend|(?:alvast |hartelijk )?(?:bedankt|dank)(?: alvast)?|dank je(?: wel)?|dank u(?: wel)?|"
    r"tot (?:ziens|dan|snel)|"
    # pl
    r"(?:z|łączę|przesyłam) (?:poważaniem|wyrazami szacunku|pozdrowieniami|pozdrowienia|najlepszymi pozdrowieniami|"
    r"serdecznymi pozdrowieniami|uszanowaniem)|(?:serdecznie |gorąco )?pozdrawiam(?: serdecznie)?|serdeczności|"
    r"pozdrawiam(?: serdecznie)?|(?:serdeczne )?pozdrowienia|"
    r"pozdr|dziękuję(?: bardzo| z góry| i pozdrawiam)?|dzięki|miłego dnia|do usłyszenia|"
    # pt
    r"(?:com os )?(?:melhores|meus melhores|cordiais|os melhores) (?:cumprimentos|saudações)|cumprimentos|(?:muito |"
    r"desde já )?(?:obrigad[oa])(?: desde já| e (?:cumprimentos|abraço))?|(?:um )?(?:grande |forte )?abraço|abraços|abs|att|"
    r"saudações(?: cordiais)?|até (?:breve|já|logo)|"
    # da sv no fi cs ru uk zh ja and others
    r"(?:med |de )?(?:venlig|venlige|vänlig|vänliga|vennlig|vennlige|bästa|hjärtliga|beste|bedste|kærlig|kærlige|mange|"
    r"många) (?:hilsen|hilsner|hälsning|hälsningar)|vänligen|venligst|hälsar|de bedste hilsner|mvh|vh|hilsen|"
    r"hälsningar|hälsn|tack(?: på förhand)?|tak|takk|på forhånd tak|"
    r"(?:ystävällisin|parhain) terveisin|terveisin|t|yst\.? ?terv|kiitos|s (?:pozdravem|přátelským pozdravem|úctou)|hezký den|"
    r"děkuji|zdravím|"
    r"с (?:уважением|наилучшими пожеланиями)|с уважением и .{2,30}|всего доброго|спасибо|з повагою|з найкращими побажаннями|дякую|"
    r"此致|敬礼|祝好|谢谢|謝謝|顺祝商祺|よろしくお願い(?:いた|致)?します|よろしくお願い申し上げます|敬具|どうぞよろしくお願いいたします|감사합니다|saygılarımla|teşekkürler|"
    r"üdvözlettel|üdv|tisztelettel|köszönettel|sevgiler(?:imle)?|selamlar|iyi (?:çalışmalar|günler)|cu respect|zdraví|"
    r"köszönöm|cu stimă|με εκτίμηση"
)
_CLOSING = re.compile(
    rf"[-–—*_ ]{{0,3}}(?:{_CLOSINGS})(?:(?:\s?[/,&+]\s?|\s(?:and|und|et|e|y|en|i|og|och)\s)(?:{_CLOSINGS}))?"
    rf"(?P<rest>(?:[\s,.!;:()…*_–—。！、-].{{0,60}})?)\Z",
    re.IGNORECASE,
)
_DASH_NAME = re.compile(r"(?:[-–—~/]{1,3}|/ )\s?(?:[A-ZÀ-ÞŁŚŻ][\w.'’-]{0,20}(?:\s[A-ZÀ-ÞŁŚŻ][\w.'’-]{0,20}){0,2}|[a-z]{1,2})\.?\Z")
_NAME = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|M|Mme|Dipl|Ing|Ir|PD)\.?[\s-]{0,2}){0,4}(?:[A-ZÀ-ÞŁŚŻŽČ][\w.'’-]{0,25}|[A-Z]\.|v[oa]n|d[eiu]|"
    r"de[rnl]|da|la|le|zu)"
    r"(?:\s(?:[A-ZÀ-ÞŁŚŻŽČ][\w.'’-]{0,25}|[A-Z]\.|v[oa]n|d[eiu]|de[rnl]|da|la|le|zu)){0,4},?(?: (?:PhD|MSc|MBA|Dr\.?))?\Z"
)
# What people have below their names besides: that they do not expect an answer, who pays them, when they are in.
_SAYING = re.compile(
    r"working (?:hours|days|pattern)|(?:out(?:side)? (?:of )?(?:your|normal) (?:working )?hours|"
    r"do not feel (?:obliged|any pressure)|no need to (?:reply|respond))|"
    r"received funding from|funded by|grant agreement|projet financé|gefördert (?:durch|von)|finanziato da|financiad[oa] por|"
    r"pas (?:obligé|tenu)e?s? de répondre|droit à la déconnexion|horaires de travail|außerhalb (?:Ihrer|deiner) arbeitszeit|"
    r"follow us|suivez-nous|folgen sie uns|pronouns\b|think before (?:you )?print|imprimer ce message|e-mail drucken",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"(?:office|opening|working) (?:hours|days)|bürozeiten|sprechzeiten|arbeitszeiten|erreichbar|anwesend|permanence|"
    r"horaires|présen(?:t|ce)|orari[oi]?|"
    r"ricevimento|horario|werkdagen|aanwezig|werktijden|godziny|horário|dostępn\w+|kontorstid\w*|"
    r"(?:ORCID|skype|matrix|mastodon|linkedin|twitter|teams)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?:dr|prof|ir|ing|drs|mgr|doc|inż|dott|dra?)\.\s?(?-i:[A-ZÀ-ÞŁŚŻŽČ])|[A-ZÀ-Þ][^\d:;!?]{3,50} \([\w/ .]{2,20}\)\Z", re.IGNORECASE
)
_DEGREE = re.compile(r"[A-ZÀ-Þ][^\d:;!?]{3,50},? (?:M\.?\s?Sc|B\.?\s?Sc|Ph\.?\s?D|Dr|MBA|M\.?A|M\.?Eng|CSc|DrSc)\.?\Z")
_PRONOUNS = re.compile(r" \([\w/ .]{2,20}\)\Z")
_POSTAL = re.compile(r"\b\d{3} ?\d{2} [A-ZÀ-Þ]|\b\d{4,5} [A-ZÀ-Þ][\w-]+|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|[都道府県][^ ]{0,20}\d")
_CJK_NAME = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]{1,4}[ \u3000]?[\u3040-\u9fff\uac00-\ud7a3]{1,4}\Z")
_CARD_LINES = 2
_JOB_WORDS = 4
_FULL_STOPS = (".", "!", "?", ")", "…", "。", "！", "？")
_SENTENCE_END = (".", "!", "?", ";", ":", ",", "。", "！", "？", "：", "，")
_PHONE = re.compile(
    r"(?:\+|\b00)\d[\d ()./-]{6,22}|\b(?:tel|phone|voice|mob(?:ile|il)?|cell|fax|téléphone|telefon|tél|port|gsm|t|m|f|p|telefono|"
    r"teléfono|tfn|tlf)\.?\s?[:.]?\s?[+(\d][\d ()./-]{5,22}|\(\d{3}\) ?\d{3}-\d{4}",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\bHRB \d|Geschäftsführ|Amtsgericht|\bUSt|\bVAT\b|registered (?:in|office|number)|\bSIRET\b|\bRCS\b|P\. ?IVA|\bKvK\b|\bNIP\b|"
    r"\bi\. ?[AV]\. [A-Z]"
)
_POSTSCRIPT = re.compile(r"(?:p\.?\s?){1,2}s\.?\s?[:.-]|(?:(?:ps|nb)\b|n\.b\.|p\.-?s\.)", re.IGNORECASE)
_AROUND_NAME = " ,.!;:()…*_–—-~^。！、"
_PARTICLES = frozenset({"von", "van", "de", "di", "du", "der", "den", "da", "la", "le"})
_NAME_WORDS = 4
_NAME_LINE_WORDS = 7
_ITEM = re.compile(r"[-–•*+]\s|\d{1,2}[.)]\s")
_WIDTH = 64
_LONG = 100
_LINES = 12
_LOOSE_LINES = 10
_GREETING_WORDS = 4
_DIGITS = 5
_BLOCK_LINES = 3
_BLOCK_CONTACTS = 2


def is_delimiter(line: str, shape: str) -> bool:
    """Tell whether a line is `-- `, or what is left of it."""
    return line == "-- " or shape in {"--", "—", "-- --", "---", "__", "– –", "- --", "--—", "–", "- -"}


def is_contact(shape: str) -> bool:
    """Tell whether a line names a phone, an address or a site."""
    return bool(EMAIL.search(shape) or WEB.search(shape) or _PHONE.search(shape))


def is_prose(shape: str) -> bool:
    """Tell whether a line reads like a sentence and not like a name, a house or a number."""
    if shape[0] == "[" and shape[-1] == "]":
        return False  # a picture, as text
    if _SAYING.search(shape) or _HOURS.match(shape) or _TITLED.match(shape) or _DEGREE.search(shape):
        return False
    if len(shape) > _LONG or shape.startswith("--") or _ITEM.match(shape):
        return True
    if is_contact(shape) or _COMPANY.search(shape) or (sum(map(str.isdigit, shape)) >= _DIGITS and ":" not in shape):
        return False
    if len(shape) > _WIDTH and "|" not in shape and "," not in shape:
        return True
    return shape.endswith(_SENTENCE_END) or shape[0].islower() or bool(re.search(r": \w", shape)) or shape[0] in "•*>`#"


def is_talk(shape: str) -> bool:
    """Tell whether a line below a name says something, with or without a full stop, and is no saying that always stands there."""
    return is_said(shape) and not (is_contact(shape) or _COMPANY.search(shape) or _SAYING.search(shape))


def is_postscript(shape: str) -> bool:
    """Tell whether a line begins a postscript."""
    return bool(_POSTSCRIPT.match(shape))


def is_signature_block(shapes: Sequence[str]) -> bool:
    """Tell whether lines under a delimiter that may be a mere ruler look like a signature.

    Args:
        shapes: non-blank.
    """
    if not shapes:
        return True
    if len(shapes) > _LOOSE_LINES or any(shape.startswith("--") for shape in shapes):
        return False
    if is_closing(shapes[0]):
        return True
    prose = sum(map(is_prose, shapes))
    if not prose:
        return True
    starts_with_contact = is_contact(shapes[0]) and _is_capitalised(shapes[0])
    return (starts_with_contact or (bool(_NAME.match(shapes[0])) and any(map(is_contact, shapes)))) and prose * 3 <= len(shapes) + 1


def is_card(shapes: Sequence[str]) -> bool:
    """Tell whether lines are a name, what its bearer does, and how to reach them, and nothing else."""
    if not _CARD_LINES <= len(shapes) <= _LOOSE_LINES or any(map(is_prose, shapes)) or not _is_full_name(shapes[0]):
        return False
    return any(is_contact(shape) or _POSTAL.search(shape) or _HOURS.match(shape) for shape in shapes)


def has_bearer(shapes: Sequence[str]) -> bool:
    """Tell whether lines begin with a whole name, or say how to reach somebody."""
    return bool(shapes) and (bool(shapes[0] and _is_full_name(shapes[0])) or any(shape and is_contact(shape) for shape in shapes))


def _is_full_name(shape: str) -> bool:
    shape = _PRONOUNS.sub("", re.split(r"\s{2,}", shape, maxsplit=1)[0])
    return bool(_TITLED.match(shape) or _DEGREE.match(shape)) or bool(_NAME.match(shape) and " " in shape) or bool(_CJK_NAME.match(shape))


def _is_capitalised(shape: str) -> bool:
    words = [word for word in shape.split()[:2] if word[:1].isalpha()]
    return len(words) == _BLOCK_CONTACTS and all(word[0].isupper() for word in words)


def is_closing(shape: str) -> bool:
    """Tell whether a line is a sign-off, with or without the name after it: `Best regards,`, `Cheers, Ann`, `MfG`."""
    found = _CLOSING.match(shape) if len(shape) <= _LONG * 2 else None
    if found is None:
        return False
    if re.search(r"[:：]\s*\w", found["rest"]):
        return False  # `Thanks: Ann, Bob` is a list
    name = found["rest"].strip(_AROUND_NAME).removesuffix("D").split()
    return len(name) <= _NAME_WORDS and all(word[0].isupper() or word in _PARTICLES for word in name)


def is_greeting(shape: str) -> bool:
    """Tell whether a line may be no more than a salutation: it takes more for a text."""
    return len(shape.split()) <= _GREETING_WORDS and shape.endswith((",", "!", ":"))


def sign_off_start(shapes: Sequence[str], start: int, end: int) -> int | None:
    """Return where the sign-off at the end of a stretch of text begins, None if it has none.

    Below it there are at most twelve lines, names, titles and numbers, and no sentence.
    """
    found: int | None = None
    below: list[str] = []
    for at in range(end - 1, start - 1, -1):
        shape = shapes[at]
        if not shape or is_ruler(shape):
            continue
        if (is_closing(shape) and _is_set_off(shapes, at, start) and _is_above_name(below)) or (
            _DASH_NAME.match(shape) and not below and _is_apart(shapes, at, start)
        ):
            found = at
        elif len(below) >= _LINES or _POSTSCRIPT.match(shape) or (is_prose(shape) and not _is_job(shapes, at)) or is_talk(shape):
            break
        below.append(shape)
    return found


def _is_set_off(shapes: Sequence[str], at: int, start: int) -> bool:
    """Tell whether a sign-off stands by itself: below a blank line or the end of a sentence, or with a comma of its own."""
    above = shapes[at - 1] if at > start else ""
    return not above or above.endswith(_SENTENCE_END) or shapes[at].endswith((",", "!", ".")) or len(shapes[at].split()) > 1


def _is_above_name(below: Sequence[str]) -> bool:
    """Tell whether what stands below a sign-off, the nearest line last, begins like a name: `Thanks!` may also open a letter."""
    if not below:
        return True
    nearest = below[-1].strip("*_ ")
    words = nearest.split()
    if not words or is_closing(below[-1]) or is_contact(nearest) or _DASH_NAME.match(below[-1]) or _COMPANY.search(nearest):
        return True
    named = sum(not word[0].islower() or word in _PARTICLES for word in words)
    return len(words) <= _NAME_LINE_WORDS and (named * 3 >= len(words) * 2 or len(words) == 1)


def _is_apart(shapes: Sequence[str], at: int, start: int) -> bool:
    """Tell whether a line that begins with a dash is no bullet: nothing like it stands above it."""
    above = shapes[at - 1] if at > start else ""
    said = next((shape for shape in reversed(shapes[start:at]) if shape), "")
    if said.endswith(("?", ":")):
        return False
    return not above or (not above.startswith(("-", "–", "—", "*", "•")) and shapes[at][0] not in "-/")


def _is_job(shapes: Sequence[str], at: int) -> bool:
    """Tell whether a line below a name may be a post or a house although it ends in a comma or begins small."""
    shape = shapes[at]
    if len(shape) <= _WIDTH and shape.endswith(",") and shape[0].isupper():
        return True
    is_short = len(shape.split()) <= _JOB_WORDS and not shape.endswith(_SENTENCE_END) and shape[0].islower()
    return is_short and at > 0 and bool(shapes[at - 1]) and _is_full_name(shapes[at - 1])


def contact_block_start(shapes: Sequence[str], start: int, end: int) -> int | None:
    """Return where a last paragraph of nothing but a name and contact details begins, None if there is none."""
    at = end
    while at > start and shapes[at - 1]:
        at -= 1
    block = shapes[at:end]
    above = next((shape for shape in reversed(shapes[start:at]) if shape), "")
    if above.endswith((":", "：")):
        return None  # the author gives somebody's address
    if len(block) >= _BLOCK_LINES and above.endswith(_FULL_STOPS) and is_card(block):
        return at
    if not _BLOCK_LINES <= len(block) <= _LINES or any(map(is_prose, block[1:])) or not _NAME.match(block[0].strip("* ")):
        return None
    contacts = sum(len(shown.findall(shape)) for shape in block[1:] for shown in (EMAIL, WEB, _PHONE))
    return at if contacts >= _BLOCK_CONTACTS else None
