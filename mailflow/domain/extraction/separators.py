"""Separators: lines that part what was written from what it answers, and rulers, which may be the author's own."""

import re

from mailflow.domain.extraction.attributions import ends_with_verb

_ORIGINAL_WORDS = (
    r"reply message|ursprünglicher termin|rendez-vous d['’]origine|appuntamento originale|cita original|oorspronkelijke afspraak|"
    r"oryginalny termin|compromisso original|next part|section suivante|reply separator|forward header|邮件原件|"
    r"original(?: (?:message|appointment|email|mail|"
    r"e-mail))?|forwarded (?:message|mail|by\b.*)|"
    r"message (?:d['’]origine|original|"
    r"transféré|initial)|"
    r"mail (?:original|transféré|d['’]origine)|courriel (?:original|d['’]origine)|ursprüngliche (?:nachricht|mail|e-mail)|"
    r"original[- ]?(?:nachricht|mail)|originalnachricht|"
    r"weitergeleitete (?:nachricht|mail|e-mail)|(?:messaggio|mail) originale|messaggio (?:inoltrato|originario)|"
    r"mensaje (?:original|reenviado)|"
    r"correo original|oorspronkelijk(?:e)? (?:bericht|e-mail)|doorgestuurd bericht|wiadomość oryginalna|oryginalna wiadomość|"
    r"(?:przekazana|przesłana dalej) wiadomość|wiadomość przekazana|treść oryginalnej wiadomości|mensagem (?:original|encaminhada|"
    r"reencaminhada)|"
    r"oprindelig (?:meddelelse|besked)|videresendt (?:meddelelse|besked|melding)|ursprungligt meddelande|originalmeddelande|"
    r"vidarebefordrat meddelande|"
    r"vidarebefordrat brev|opprinnelig melding|alkuperäinen viesti|välitetty viesti|původní (?:zpráva|e-mail)|přeposlaná zpráva|"
    r"pôvodná správa|"
    r"исходное сообщение|пересылаемое сообщение|пересланное сообщение|початкове повідомлення|переслане повідомлення|"
    r"eredeti üzenet|özgün ileti|mesaj original|"
    r"原始邮件|原始郵件|原邮件|转发邮件|轉寄郵件|转发的邮件|元のメッセージ|転送メッセージ|원본 메시지|missatge original|αρχικό μήνυμα"
)
_ORIGINAL = re.compile(
    rf"[*_ ]{{0,3}}[-_=–—]{{1,40}}(?:[* ]|&nbsp;){{0,3}}(?:{_ORIGINAL_WORDS})(?:[* :]|&nbsp;){{0,7}}[-_=–—]{{1,40}}[*_ ]{{0,3}}\Z",
    re.IGNORECASE,
)
# Lotus: `-----Ian Bird <ian@example.org> wrote: -----`, `Ian Bird ---03/03/2021 10:00:00---Dear all, please`;
# GroupWise: `>>> Ian 3/3/2021 10:00 AM >>>`.
_NAMED = re.compile(
    r"-{6,} ?Yahoo! Groups .{0,80}|-{6,} .{3,120}\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b.{0,40} -{4,}\Z|"
    r"\|-{3,60}(?:\+-{3,60})?>\Z|-{3,}\s?(?P<said>[^-\s].{1,100}?) ?-{3,}\Z|"
    r"[^\s-][^:<>]{1,60}? ?-{3}\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b[^-]{0,16}-{3}|"
    r">>> ?[^>]{2,80}(?:<[^\s<>]{3,80}>)?[^>]{0,30}\d[^>]{0,30} ?>>>\Z|"
    r">>> [^>]{0,60}\d[^>]{0,40}\b(?:in message|in nachricht|dans le message)\Z"
)
_FORWARDED = re.compile(
    r"(?:begin forwarded message|début du message (?:transféré|réexpédié)|anfang der weitergeleiteten (?:nachricht|e-mail)|"
    r"inizio messaggio inoltrato|"
    r"inicio del mensaje reenviado|begin doorgestuurd bericht|początek przekazywanej wiadomości|"
    r"início da mensagem (?:reencaminhada|encaminhada)|"
    r"vidarebefordrat brev|videresendt (?:besked|melding)|begynd videresendt besked|"
    r"начало переадресованного сообщения|先頭に転送されたメッセージ|"
    r"转发的邮件) ?[:：]\Z",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"(?:(?:please )?(?:reply|respond|write|type)(?: your (?:reply|answer|response))? (?:only )?above this line|"
    r"please type your reply above|"
    r"répondre au[- ]dessus de cette ligne|(?:veuillez )?(?:répondre|écrire) au[- ]dessus|écrivez au[- ]dessus de cette ligne|"
    r"(?:bitte )?(?:oberhalb|über) dieser (?:zeile|linie) (?:antworten|schreiben)|antwort(?:en sie)? (?:bitte )?(?:oberhalb|"
    r"über) dieser (?:zeile|linie)|"
    r"(?:rispondi|rispondere|scrivi) (?:sopra|al di sopra di) questa (?:riga|linea)|(?:responda|escriba|responde|"
    r"escribe) (?:por )?encima de esta línea|"
    r"(?:réponse|répondre|écrire|taper|reply|antwort\w*|risposta|respuesta|resposta|odpowied\w+)\b.{0,30}(?:above|"
    r"au[- ]dessus de|oberhalb|über|sopra|"
    r"encima de|acima d\w|boven|powyżej|nad) (?:this line|cette ligne|dieser? (?:zeile|linie)|questa (?:riga|linea)|"
    r"esta l[ií]nea|esta linha|"
    r"deze (?:regel|lijn)|t(?:ej|ą) lini\w+)|"
    r"(?:antwoord|typ|schrijf)(?: uw antwoord)? boven deze (?:regel|lijn)|odpowiedz (?:powyżej|nad) t(?:ej|ą) linii?|(?:responda|"
    r"escreva) acima desta linha)",
    re.IGNORECASE,
)
_RULER = re.compile(r"(?:[-_=*~#+–—─━═.·•] ?){3,}\Z")
_UNDERSCORES = re.compile(r"_{20,}\Z")
_OUTLOOK = 32
_LONG = 10
_WITHIN = re.compile(rf"(?<=[^\n-] )-{{4,12}} ?(?:{_ORIGINAL_WORDS}) ?-{{4,12}}(?= \S)", re.IGNORECASE)
_BARE = 40
_BARE_WORDS = re.compile(rf"(?:{_ORIGINAL_WORDS}):?\Z", re.IGNORECASE)
_MARKER_WIDTH = 140


def is_separator(shape: str) -> bool:
    """Tell whether a line says that another mail follows: `-----Original Message-----`, `Begin forwarded message:`."""
    if shape[0] in "-_=*–—>|" or shape[-1] == ">" or "---" in shape:
        return bool(_ORIGINAL.match(shape)) or is_named(shape)
    return shape[-1] in ":：" and bool(_FORWARDED.match(shape))


def may_be_torn(shape: str) -> bool:
    """Tell whether a line may be the first part of a separator that was wrapped: it opens with a line drawn and closes without one."""
    return shape.startswith("----") and shape[-1] != "-" and not is_ruler(shape)


def is_torn(upper: str, lower: str) -> bool:
    """Tell whether two lines are a separator that was wrapped: `-------- Forwarded by Ian Bird on 03/03/2021` / `10:00 AM --------`."""
    return lower.endswith("----") and lower[0] != "-" and bool(_ORIGINAL.match(f"{upper} {lower}"))


def on_lines_of_their_own(text: str) -> str:
    """Return a text with each separator that stands within a long line on a line of its own: programs join a whole mail so."""
    return _WITHIN.sub(r"\n\g<0>\n", text) if "-----" in text else text


def is_named(shape: str) -> bool:
    """Tell whether a line names the author of the mail that follows, between marks of its own."""
    found = _NAMED.match(shape) if shape[0] in "->|" or "---" in shape else None
    return found is not None and (found["said"] is None or ends_with_verb(found["said"]))


def is_bare(shape: str) -> bool:
    """Tell whether a line is `Original Message` without any mark, which it takes a head below it to believe."""
    return len(shape) < _BARE and bool(_BARE_WORDS.match(shape))


def is_reply_marker(shape: str) -> bool:
    """Tell whether a line asks for the reply above it: `##- Please type your reply above this line -##`."""
    return len(shape) <= _MARKER_WIDTH and not shape[0].isalpha() and not shape[-1].isalpha() and bool(_MARKER.search(shape))


def is_ruler(shape: str) -> bool:
    """Tell whether a line is nothing but a line drawn."""
    return bool(shape) and not shape[0].isalnum() and (bool(_RULER.match(shape)) or set(shape) <= {"-", "—", "–"})


def is_long_ruler(shape: str) -> bool:
    """Tell whether a line drawn is as long as programs draw them."""
    return len(shape) >= _LONG and is_ruler(shape)


def is_outlook_ruler(shape: str) -> bool:
    """Tell whether a line is the one that Outlook draws."""
    return shape == "_" * _OUTLOOK


def is_underscored(shape: str) -> bool:
    """Tell whether a line of underscores is as long as those of mailing lists and Outlook."""
    return bool(_UNDERSCORES.match(shape))
