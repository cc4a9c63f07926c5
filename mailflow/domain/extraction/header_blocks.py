"""Header blocks: the fields of the old mail that Outlook, Apple Mail forwards, GMX, Zimbra and Lotus put above its words.

    From: Ian Bird <ian@example.org>       at least three different fields, From among them, Subject or Sent too,
    Sent: Wednesday, 3 March 2021 10:00    an address or a date in their values; blank lines between and values
    To: Rosa                               that go on in the next line do not matter, nor does *bold*
    Subject: Agenda

An author's "From: Geneva / To: Paris / Date: 3 March" lacks the subject, and is none.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto


class _Field(Enum):
    FROM = auto()
    SENT = auto()
    DATE = auto()
    TO = auto()
    CC = auto()
    SUBJECT = auto()
    OTHER = auto()


_NAMES: dict[_Field, str] = {
    _Field.FROM: (
        "from|de|von|da|van|od|från|fra|lähettäjä|frá|expéditeur|absender|mittente|remitente|afzender|nadawca|remetente|от|від|"
        "发件人|發件人|寄件者|差出人|送信元|보낸 사람|보낸사람|feladó|kimden|gönderen|από|de la|"
        "expeditor|saatja|no|nuo|posta|odesílatel|отправитель|מאת|من|dari|từ"
    ),
    _Field.SENT: (
        "sent|envoyé|envoyé le|gesendet|inviato|enviado|enviado el|enviado em|enviada em|enviada|verzonden|wysłano|wysłane|"
        "skickat|sendt|lähetetty|odesláno|odoslané|отправлено|надіслано|"
        "发送时间|傳送時間|送信日時|보낸 날짜|elküldve|küldve|gönderildi|gönderilme|gönderme tarihi|gönderme|"
        "εστάλη|trimis|saadetud|sent on|στάλθηκε|enviat|enviat el|poslano|poslato|изпратено|послато|išsiųsta|nosūtīts|נשלח|"
        "تم الإرسال|dikirim|đã gửi"
    ),
    _Field.DATE: ("date|datum|data|fecha|dato|päivä|päivämäärä|päiväys|дата|日期|日付|日時|날짜|dátum|tarih|ημερομηνία|dată"),
    _Field.TO: (
        "to|à|a|an|pour|per|para|aan|ke komu|kellele|do|till|til|vastaanottaja|komu|pro|кому|"
        "收件人|宛先|받는 사람|받는사람|címzett|kime|alıcı|προς|către|"
        "destinataire|empfänger|destinatario|destinatário|saaja|per a|za|prima|до|за|kam|אל|إلى|kepada|đến|tới"
    ),
    _Field.CC: (
        "cc|cci|bcc|copie|copie à|kopie|kopie an|kopi|kopia|kopio|dw|копия|копія|másolatot kap|bilgi|抄送|副本|참조|másolat|c c|"
        "cópia|copia|ccn|udw"
    ),
    _Field.SUBJECT: (
        "subject|objet|thema|betreff|oggetto|asunto|assunto|onderwerp|temat|ämne|emne|aihe|předmět|predmet|тема|主题|主旨|主題|件名|제목|tárgy|"
        "konu|θέμα|subiect|teema|betr|betreft|sujet|assumpte|zadeva|относно|tēma|נושא|الموضوع|perihal|subjek|chủ đề"
    ),
    _Field.OTHER: (
        "reply-to|reply to|répondre à|antwort an|antworten an|rispondi a|risposta|responder a|antwoord aan|importance|priority|"
        "priorität|wichtigkeit|priorité|attachments|attachment|pièces jointes|pièce jointe|anlagen|anhang|allegati|"
        "datos adjuntos|archivos adjuntos|bijlagen|bijlage|załączniki|anexos|bilagor|organization|organisation|message-id|when|"
        "where|newsgroups|sent by|resent-from|mailing list"
    ),
}
SUBJECTS, TOS = _NAMES[_Field.SUBJECT], _NAMES[_Field.TO]
"""Names of the fields of subject and recipient, as alternatives of a pattern."""
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_LINE = re.compile(r"[>*\s|_]{0,6}(?P<name>[^\W\d_][\w' -]{0,22}?)[*_ ]{0,3}\s?[:：][*_ ]{0,3}(?P<value>.*)", re.DOTALL)
_EVIDENCE = re.compile(r"@|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b|\d年")
_FIRST_LETTERS = frozenset(name[0] for name in _BY_NAME) | frozenset(name[0].upper() for name in _BY_NAME) | frozenset("*_")
_FOREIGN = re.compile(r"[*_]{0,2}[^\W\d_][\w '.-]{0,30}[*_]{0,2}\s?[:：][*_]{0,2}\s*\S")
_NAME_REACH = 36
_CONTINUED = 4
_GAP = 2
_FIELDS_ENOUGH = 3
_OTHERS = 12  # more of them in a row are no client's block; without an end, a text of nothing else would be read from each of its lines


def may_be_field(shape: str) -> bool:
    """Tell whether a line may begin a header block: a known field, or any name with an address."""
    return field_of(shape) is not None or ("@" in shape and ":" in shape[:_NAME_REACH] and bool(_FOREIGN.match(shape)))


def is_sent(shape: str) -> bool:
    """Tell whether a line is the field `Sent` in any language, which programs write and people hardly ever do."""
    return bool(shape) and field_of(shape) is _Field.SENT


def is_from(shape: str) -> bool:
    """Tell whether a line is the field `From` with an address in it, which by itself may stand above a marked quote."""
    return "@" in shape and shape[-1] in ">])" and field_of(shape) is _Field.FROM


def field_of(shape: str) -> _Field | None:
    """Return the field that a line begins with, None if it is no header field."""
    if shape[0] not in _FIRST_LETTERS:
        return None
    found = _LINE.match(shape[:200])
    return _BY_NAME.get(found["name"].strip().lower()) if found else None


def find_end(shapes: Sequence[str], start: int, *, is_set_off: bool = False) -> int | None:
    """Return the index after the header block that begins at a line, None if none does.

    Args:
        shapes: of all lines.
        start: index of the first field.
        is_set_off: a long ruler stands above it; less evidence will do, and the fields may have names in any language.
    """
    end = _known_end(shapes, start, is_set_off=is_set_off)
    if end is not None and not is_set_off and _begins_later(shapes, start, end):
        return None  # `Data: all copied.` above a block is a word of the author
    return _foreign_end(shapes, start) if end is None and is_set_off else end


def _begins_later(shapes: Sequence[str], start: int, end: int) -> bool:
    """Tell whether a block of its own begins, with its author, below a blank line within what looks like one."""
    later = (at for at in range(start + 1, end) if not shapes[at - 1] and shapes[at] and field_of(shapes[at]) is _Field.FROM)
    return any(_known_end(shapes, at, is_set_off=False) is not None for at in later)


def _foreign_end(shapes: Sequence[str], start: int) -> int | None:
    """Return the index after lines that are all `Name: value`, with an address in the first and a date in another."""
    end = start
    while end < len(shapes) and _FOREIGN.match(shapes[end]):
        end += 1
    has_date = any(_EVIDENCE.search(shape.replace("@", " ")) for shape in shapes[start + 1 : end])
    return end if end - start >= _FIELDS_ENOUGH and "@" in shapes[start] and has_date else None


def _known_end(shapes: Sequence[str], start: int, *, is_set_off: bool) -> int | None:
    fields: dict[_Field, str] = {}
    end = at = start
    strays = blanks = others = 0
    while at < len(shapes) and strays <= _CONTINUED and blanks <= _GAP and others <= _OTHERS:
        shape = shapes[at]
        field = field_of(shape) if shape else None
        others += field is _Field.OTHER
        if field is not None and (field not in fields or field is _Field.OTHER):
            fields[field] = shape
            end, strays, blanks = at + 1, 0, 0
        elif not shape:
            blanks += 1
        elif not fields or blanks or field is not None or not _goes_on(shapes, at, fields):
            break
        else:
            last = next(reversed(fields))
            fields[last] = f"{fields[last]} {shape}"
            strays += 1
        at += 1
    is_block = _is_block(fields) or (is_set_off and _Field.SUBJECT in fields and "@" in fields.get(_Field.TO, ""))
    return _with_continuation(shapes, end) if is_block else None


def _goes_on(shapes: Sequence[str], at: int, fields: dict[_Field, str]) -> bool:
    """Tell whether a line may belong to the field above: a list of people, the rest of a subject, or the value of an empty field."""
    above = shapes[at - 1]
    return len(fields) > 1 or above.endswith((":", ":*", ";", ",", "：")) or "@" in shapes[at]


def _with_continuation(shapes: Sequence[str], end: int) -> int:
    """Take a value on the line below its field, as where the last one is `Subject:` and nothing else."""
    is_empty = shapes[end - 1].rstrip("* ").endswith((":", "：")) and field_of(shapes[end - 1]) is not _Field.CC
    return end + 1 if is_empty and end < len(shapes) and shapes[end] else end


def _is_block(fields: dict[_Field, str]) -> bool:
    if _Field.FROM not in fields or len(fields) < _FIELDS_ENOUGH:
        return False
    if not any(_EVIDENCE.search(value) for value in fields.values()):
        return False
    dated = _Field.SENT in fields or _Field.DATE in fields
    if _Field.SUBJECT in fields:
        return dated or _Field.TO in fields
    return _Field.SENT in fields and _Field.TO in fields and "@" in fields[_Field.FROM]
