"""Whether a mail may be a report at all, whatever it is about.

A mail with nothing but thanks, questions, requests, or the promise of a report replaces none. Only what consists of these wholly is kept
from being filed: one sentence more and it is taken for a report.
"""

import re
from collections.abc import Iterable, Iterator

from mailflow.domain.classification.classify import documents_of
from mailflow.domain.classification.kinds import ANSWERS, Classified, MessageKind
from mailflow.domain.matching.phrases import GREETS, words_in
from mailflow.domain.matching.titles import fold, words_of

_LONGEST = 500
_FEW = 14
_GREETING = 4
_CONTENT, _TALK, _FILLER = "content", "talk", "filler"
_SENTENCE = re.compile(r"[^.!?:;\n]+(?:[.:](?=\w)[^.!?:;\n]+)*[.!?]*")
_QUESTION = re.compile(
    r"\?|\A(?:please |bitte |merci de |prosze )?(?:(?:can|could|would|will|may) (?:you|we|i)\b|(?:please )?(?:send|resend|remind|tell|"
    r"confirm|let) (?:me|us)\b|"
    r"(?:peux|pouvez|pourrais|pourriez)[- ](?:tu|vous)\b|(?:konnen|konnten) sie\b|(?:kannst|konntest) du\b|(?:puoi|potresti|puedes|"
    r"podrias)\b)"
)
_FUTURE = re.compile(
    r"\A(?:i|we)(?: ?['’]?ll(?: try to)?| will(?: try to)?| shall| am going to| plan to| hope to) (?:\w+ ){0,2}?(?:send|do|write|submit|"
    r"provide|get back|reply|answer|forward)\b"
    r"(?=\W*\Z|.{0,40}\b(?:it|this|that|you|report|text|slides?|input|contribution|something|update|paragraph|mine|soon|tomorrow|later|"
    r"tonight|today|asap)\b)|"
    r"\A(?:ok\W+)?will (?:do|send)\b|\A(?:it|text|report|slides|mine|more|details?|update)(?: is| are)? (?:will follow|to follow|on "
    r"(?:its|the) way|follows?)\b|"
    r"\A(?:je (?:vous |te )?(?:l ?['’] ?|le |la |les )?|j['’])(?:envoie|enverrai|ferai|transmets|transmettrai|reponds|repondrai|reviens|"
    r"ecris|ecrirai)\b|"
    r"\Aich (?:schicke|sende|liefere|reiche|schreibe|melde|mache)\b.{0,60}\b(?:morgen|nach|spater|heute|abend|bald|woche|montag|"
    r"dienstag|mittwoch|donnerstag|freitag|uhr)\b|"
    r"\A(?:text |bericht |folien? |beitrag |mein beitrag |rest )?(?:kommt|folgt) (?:noch|morgen|spater|bald|heute)\b|"
    r"\A(?:te |ve |vi |ti )?(?:l[oa] )?(?:mando|invio|mandero|inviero|envio|enviare|mandare|enviarei)\b.{0,40}\b(?:domani|stasera|dopo|"
    r"presto|manana|luego|pronto|amanha|logo|depois)\b|"
    r"\Aik (?:stuur|zal)\b.{0,40}\b(?:morgen|straks|later|vanavond)\b|\b(?:wysle|przesle|podesle)\b.{0,40}\b(?:jutro|pozniej|wieczorem|"
    r"wkrotce|dzis)\b"
)
_DATA = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|tb|pb|gb|k\b|users|sites|releases)|\d+\.\d+\.\d+")
_ABSENT = re.compile(
    r"\b(?:i|we) (?:can ?not|can['’]?t|cannot|won['’]t|will not|am unable to|shall not) (?:\w+ )?(?:attend|join|make it|come|"
    r"participate|be there|be present)|"
    r"je (?:ne )?(?:pourrai|peux|serai) pas (?:etre present|etre la|venir|participer|present|la)\b|ich (?:kann|werde) (?:leider )?nicht "
    r"(?:\w+ ){0,3}(?:teilnehmen|dabei|kommen)|"
    r"non (?:potro|posso) (?:esserci|partecipare|venire)|no (?:podre|puedo) (?:asistir|participar|ir)\b"
)
_ACKNOWLEDGING = words_in(
    "thanks thank received got noted understood confirmed ok okay yes sure welcome merci recu recue note vu entendu oui danke dank "
    "erhalten verstanden notiert angekommen "
    "grazie ricevuto gracias recibido bedankt ontvangen dziekuje dzieki otrzymalem obrigado obrigada recebido kiitos kiitti tack takk "
    "tak sorry apologies cheers"
)
"""Words of which a courtesy has one at least: `all good` may be a report."""
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
    said = [sort for sentence in _SENTENCE.findall(text) for sort in _sorts(sentence, names)]
    return _CONTENT not in said and _TALK in said


def _sorts(sentence: str, names: set[str]) -> Iterator[str]:
    """Yield of each clause of a sentence what it is; a question is one as a whole."""
    said = " ".join(fold(sentence).split())
    if _DATA.search(said):
        yield _CONTENT
    elif _QUESTION.search(_without_greeting(said, names)):
        yield _TALK
    else:
        clauses = [clause for clause in said.split(",") if words_of(clause)]
        yield from (_sort(clause.strip(), names, is_greeting=place == 0) for place, clause in enumerate(clauses))


def _sort(clause: str, names: set[str], *, is_greeting: bool) -> str:
    words = [word.folded for word in words_of(clause)]
    if all(word in _COURTEOUS | _ACKNOWLEDGING | GREETS | names or word.isdigit() for word in words):
        return _TALK if _ACKNOWLEDGING.intersection(words) else _FILLER
    if is_greeting and words[0] in GREETS and len(words) <= _GREETING:
        return _FILLER
    is_talk = len(words) <= _FEW and bool(_FUTURE.search(clause) or _ABSENT.search(clause))
    return _TALK if is_talk else _CONTENT


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
