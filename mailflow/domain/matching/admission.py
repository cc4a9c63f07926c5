"""Whether a mail may be a report at all, whatever it is about.

A mail with nothing but thanks, questions, requests, or the promise of a report replaces none. Only what consists of these wholly is kept
from being filed: one sentence more and it is taken for a report.
"""

import re
from collections.abc import Iterable

from mailflow.domain.classification.classify import documents_of
from mailflow.domain.classification.kinds import ANSWERS, Classified, MessageKind
from mailflow.domain.matching.phrases import GREETS, words_in
from mailflow.domain.matching.titles import fold, words_of

_LONGEST = 500
_FEW = 14
_SENTENCE = re.compile(r"[^.!?:;\n]+(?:[.:](?=\w)[^.!?:;\n]+)*[.!?]*")
_QUESTION = re.compile(
    r"\?|\A(?:please |bitte |merci de |prosze )?(?:(?:can|could|would|will|may) (?:you|we|i)\b|(?:please )?(?:send|resend|remind|tell|"
    r"confirm|let) (?:me|us)\b|"
    r"(?:peux|pouvez|pourrais|pourriez)[- ](?:tu|vous)\b|(?:konnen|konnten) sie\b|(?:kannst|konntest) du\b|(?:puoi|potresti|puedes|"
    r"podrias)\b)"
)
_FUTURE = re.compile(
    r"\b(?:(?:i|we)(?: ?['’]?ll| will| shall|['’]m going to| am going to| plan to| hope to|['’]ll try to| will try to)(?: \w+){0,2} "
    r"(?:send|do|write|report|submit|provide|"
    r"get|reply|answer|deliver|prepare|come|forward)|will (?:do|send|follow|come|reply|get back)|on (?:its|the) way|to follow|"
    r"j['’ ](?:e )?(?:vous |te |l ?['’ ]?){0,2}(?:envoie|enverrai|ecris|ecrirai|ferai|fais|transmets|transmettrai|reponds|repondrai)|"
    r"je (?:vous |te )?(?:l ?['’ ]?|le |la )?(?:envoie|enverrai|ferai|fais|transmets|transmettrai|reponds|repondrai|reviens)|"
    r"(?:schicke|sende|liefere|reiche|schreibe|melde|mache|kommt|folgt|schicken|liefern|senden)\b.{0,60}\b(?:morgen|nach|spater|heute|"
    r"abend|bald|woche|montag|dienstag|mittwoch|"
    r"donnerstag|freitag|uhr)|(?:kommt|folgt) (?:noch|morgen|spater|bald)|(?:te|ve|vi|ti) l[oa] (?:mando|invio)|(?:mando|invio|mandero|"
    r"inviero)\b.{0,40}\b(?:domani|stasera|dopo|presto)|"
    r"(?:lo|te lo|os lo) (?:envio|mando|enviare|mandare)|(?:stuur|zal)\b.{0,40}\b(?:morgen|straks|later|vanavond)|(?:wysle|przesle|"
    r"napisze|podesle)|(?:envio|enviarei|mando)\b.{0,30}\b(?:amanha|logo|depois))\b"
)
_DATA = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|tb|pb|gb|k\b|users|sites|releases)|\d+\.\d+\.\d+")
_ABSENT = re.compile(
    r"\b(?:i|we) (?:can ?not|can['’]?t|cannot|won['’]t|will not|am unable to|shall not) (?:\w+ )?(?:attend|join|make it|come|"
    r"participate|be there|be present)|"
    r"je (?:ne )?(?:pourrai|peux|serai) pas (?:etre present|etre la|venir|participer|present|la)\b|ich (?:kann|werde) (?:leider )?nicht "
    r"(?:\w+ ){0,3}(?:teilnehmen|dabei|kommen)|"
    r"non (?:potro|posso) (?:esserci|partecipare|venire)|no (?:podre|puedo) (?:asistir|participar|ir)\b"
)
_COURTEOUS = words_in("""
    kiitos kiitti tack takk tak teşekkürler dekuji koszonom hvala thanks thank you many very much lot a again so for the
    your it this that is all good great perfect fine ok okay got received noted understood will do confirmed copy nice
    excellent super cool wonderful sure yes no problem worries cheers regards best kind receipt mail reminder quick reply in
    order sorry apologies welcome have weekend day merci beaucoup bien recu recue note c est parfait d accord tous bonne
    journee pour le la votre ton rappel message vu entendu oui danke schon vielen dank alles klar passt gut prima verstanden
    erhalten angekommen notiert fur die das den ihre deine erinnerung bestatigung grazie mille ricevuto va bene perfetto
    perfecto gracias muchas recibido vale je wel bedankt ontvangen goed dziekuje dzieki otrzymalem obrigado obrigada muito
    recebido
""")
_CALENDAR_SUBJECT = re.compile(
    r"\A\s*(?:accepted|declined|tentative(?:ly accepted)?|acceptée?|refusée?|provisoire|zugesagt|abgesagt|mit vorbehalt|angenommen|"
    r"abgelehnt|accettat[oa]|rifiutat[oa]|"
    r"aceptad[oa]|rechazad[oa]|geaccepteerd|geweigerd|zaakceptowano|odrzucono|aceite|recusado)\s?(?:[:@(])",
    re.IGNORECASE,
)


def may_report(classified: Classified, people: Iterable[str] = ()) -> bool:
    """Tell whether a mail is taken for a report, or for nothing in particular and says or brings something.

    Args:
        classified: the mail.
        people: names of those who may be thanked.
    """
    if is_small_talk(classified, people) or _is_of_a_calendar(classified):
        return False
    if classified.kind is MessageKind.REPORT:
        return True
    is_open = classified.kind is MessageKind.UNKNOWN and classified.evidence[0].signal == ANSWERS
    return is_open and bool(classified.extraction.text or documents_of(classified.message))


def is_small_talk(classified: Classified, people: Iterable[str] = ()) -> bool:
    """Tell whether a mail says nothing but thanks, questions, requests, promises or that its author will not come."""
    text = classified.extraction.text
    if documents_of(classified.message) or not text.strip() or len(text) > _LONGEST:
        return False
    names = {word.folded for name in (*people, *(author.name for author in classified.message.authors)) for word in words_of(name)}
    return all(_is_talk(sentence, names) for sentence in _SENTENCE.findall(text))


def _is_talk(sentence: str, names: set[str]) -> bool:
    said = " ".join(fold(sentence).split())
    words = [word.folded for word in words_of(sentence)]
    unknown = [word for word in words if word not in _COURTEOUS | GREETS | names and not word.isdigit()]
    if not unknown:
        return True
    if _DATA.search(said):
        return False
    if _is_greeting_alone(sentence, words):
        return True
    core = _without_greeting(said, names)
    return bool(_QUESTION.search(core)) or (len(words) <= _FEW and bool(_FUTURE.search(core) or _ABSENT.search(core)))


def _is_greeting_alone(sentence: str, words: list[str]) -> bool:
    return words[0] in GREETS and len(words) <= 4 and sentence.rstrip().endswith((",", "!"))  # noqa: PLR2004 - `Dear Dr. Anna Berg,`


def _without_greeting(said: str, names: set[str]) -> str:
    """Return a sentence without `hi nadia,` at its beginning."""
    head, comma, rest = said.partition(",")
    words = {word.folded for word in words_of(head)}
    return rest.strip() if comma and words <= GREETS | names | _COURTEOUS else said


def _is_of_a_calendar(classified: Classified) -> bool:
    """Tell whether a calendar program answered, though its file cannot be read."""
    message = classified.message
    has_event = any(file.media_type == "text/calendar" or file.filename.lower().endswith(".ics") for file in message.attachments)
    return has_event and bool(_CALENDAR_SUBJECT.match(message.subject)) and len(classified.extraction.text) <= _LONGEST
