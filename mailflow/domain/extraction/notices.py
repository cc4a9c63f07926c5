"""What machines add: legal notices, virus scanners, environment pleas, list footers, and the warning banners on top."""

import re
from collections.abc import Sequence

from mailflow.domain.extraction.lines import WEB
from mailflow.domain.extraction.sentences import is_said

_LEGAL_WORDS = (
    # en
    r"confidential(?:ity|ly)?|privileged|intended (?:recipients?|solely|only|for)|addressee|disclos\w+|unauthori[sz]ed|prohibited|"
    r"in error|delete|notify|attachments?|"
    r"liabilit\w+|virus(?:es)?|copy(?:ing)?|distribut\w+|disseminat\w+|sole use|legally|this (?:e-?mail|message|communication)|"
    r"the sender|registered|(?:strictly|proprietary)|"
    # fr
    r"confidentiel\w*|destinataires?|strictement|interdite?s?|par erreur|expéditeur|détruire|supprimer|pièces? jointes?|"
    r"divulgation|diffusion|altér\w+|falsifi\w+|responsabilité|ce (?:message|courriel|mail)|cet e-?mail|"
    # de
    r"vertraulich\w*|(?:rechtlich )?geschützt\w*|empfänger|adressat\w*|irrtümlich|unbefugt\w*|nicht gestattet|untersagt|"
    r"vernichten|löschen|absender|weitergabe|diese e-?mail|anhänge|informieren sie|"
    # it
    r"riservat\w+|confidenzial\w+|destinatari\w*|vietat\w+|per errore|mittente|distrugg\w+|cancell\w+|allegati|divulga\w+|"
    r"questo messaggio|presente (?:messaggio|e-?mail)|d\.?\s?lgs|gdpr|"
    # es
    r"confidencial\w*|destinatari[oa]s?|prohibid[oa]s?|por error|remitente|elim[ií]n\w+|divulgaci[oó]n|adjuntos|este (?:mensaje|"
    r"correo)|autorizad[oa]s?|privilegiad[oa]|"
    # nl
    r"vertrouwelijk\w*|uitsluitend|bestemd|geadresseerde\w*|niet toegestaan|abusievelijk|onbedoeld|afzender|vernietigen|"
    r"verwijderen|bijlagen?|openbaarmaking|dit (?:bericht|e-?mail)|deze e-?mail|"
    # pl
    r"poufn\w+|adresat\w*|zabronion\w+|omyłkow\w+|przez pomyłkę|nadawc\w+|usuni\w+|załącznik\w*|ujawnia\w+|rozpowszechnia\w+|"
    r"niniejsz\w+|wiadomoś\w+|przeznaczon\w+|"
    # pt
    r"destinad[oa]s?|proibid[oa]s?|por engano|elimin\w+|anexos|divulgação|esta mensagem|confidenciais|"
    # da sv no fi cs ru
    r"fortrolig\w*|konfidentiell\w*|avse(?:tt|dd)|adressat\w*|modtager\w*|mottagare\w*|mottaker\w*|uvedkommende|"
    r"afsender\w*|avsändare\w*|luottamuksell\w*|"
    r"vastaanottaj\w*|důvěrn\w+|příjemc\w+|odesílatel\w*|конфиденциальн\w+|получател\w+|отправител\w+"
)
_LEGAL = re.compile(rf"\b(?:{_LEGAL_WORDS})\b", re.IGNORECASE)
_LEAD = re.compile(
    r"[*_#>!\s-]{0,4}(?:confidential(?:ity)?(?: notice| note)?|legal (?:notice|disclaimer)|disclaimer|privacy notice|notice|"
    r"important(?: notice)?|avis de confidentialité|"
    r"avertissement|vertraulichkeitshinweis|haftungsausschluss|wichtiger hinweis|hinweis|avviso di riservatezza|"
    r"informativa(?: privacy)?|nota de confidencialidad|aviso legal|advertencia|aviso de confidencialidade|"
    r"vertrouwelijkheid|klauzula poufności|this (?:e-?mail|message|communication|transmission)|the (?:information|contents?)|"
    r"ce (?:message|courriel|mail)|cet e-?mail|"
    r"diese (?:e-?mail|nachricht)|le informazioni|questo messaggio|il presente|este (?:mensaje|correo|e-?mail)|la información|"
    r"dit (?:bericht|e-?mail)|deze e-?mail|de informatie|"
    r"niniejsz\w+|ta wiadomość|treść tej|esta mensagem|este e-?mail|if you (?:are not|have received)|si vous (?:n['’]êtes pas|"
    r"avez reçu)|wenn sie nicht|sollten sie|denne e-?mail|denna e-?post|detta (?:e-?post|meddelande|mejl)|tämä viesti|"
    r"tento e-?mail|это (?:сообщение|письмо)|"
    r"esta (?:comunicación|comunicação))\b",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?:please |kindly )?(?:consider|think of) (?:the environment|before printing)|before printing|think before you print|"
    r"avant d['’]imprimer|pensez à l['’]environnement|"
    r"denken sie an die umwelt|an die umwelt denken|rispetta l['’]ambiente|prima di stampare|antes de imprimir|"
    r"denk aan het milieu|zanim wydrukujesz|pomyśl o środowisku|"
    r"virus[- ]free|(?:scanned|checked|verified) (?:by|for|with) .{0,40}(?:virus|avast|avg|antivirus|mailscanner|sophos|eset|"
    r"kaspersky|norton|mcafee|mimecast)|"
    r"avast (?:antivirus|logo)|www\.avast\.com|www\.avg\.com|(?:no|keine|ohne|sans|senza|sin|sem|bez) vir(?:us|en|usów)\b|"
    r"(?:virenfrei|garanti sans virus|viruvrij|virusvrij)|"
    r"charitable body|registered charity|(?:charity|company) (?:registration )?(?:number|no\.)|l['’]absence de virus|"
    r"(?:view|read) (?:this|it) (?:email |message )?(?:in|on) (?:your browser|github|gitlab)|view it on git|view in browser|"
    r"powered by (?:outlook|google|mail)",
    re.IGNORECASE,
)
_SCANNED = re.compile(
    r"antivirus|(?:has been|was|wurde|a été|è stat[oa]|ha sido|foi) .{0,30}(?:scanned|checked|geprüft|analys|verificat|revisado|analizzat)",
    re.IGNORECASE,
)
_HARM = re.compile(r"\b(?:virus|viruses|viren|virenfrei|malware|spam|schadsoftware|avast|avg|mailscanner)\b", re.IGNORECASE)
_LIST = re.compile(
    r"mailing[ -]?list|mailman|listinfo|unsubscri|désabonn|désinscri|liste de diffusion|abmelden|abbestellen|abzumelden|austragen|"
    r"cancellarti|disiscri|annullare l['’]iscrizione|"
    r"cancelar (?:la|su|a) (?:suscripci|subscri)|darse de baja|dejar de recibir|afmelden|uitschrijven|wypisa|anul(?:uj|"
    r"ować) subskryp|cancelar (?:a )?(?:inscrição|subscrição)|"
    r"afmeld|avregistrer|avprenumerer|peruuta tilaus|odhlásit|отписаться|you (?:are receiving|received) this|"
    r"you're receiving this|you received this message because|"
    r"vous recevez ce(?:t|tte)?|sie erhalten diese|ricevi questa|recibe este|u ontvangt d|otrzymujesz t|googlegroups\.com|"
    r"groups\.io|listserv|sympa\b|to post to this (?:list|group)|"
    r"list archives?|reply to this email (?:directly|to)|to respond, reply|visit topic",
    re.IGNORECASE,
)
_LEAVING = re.compile(rf"(?!mailing|mailman|listinfo|listserv|sympa|groups|googlegroups|list archive)(?:{_LIST.pattern})", re.IGNORECASE)
_OF_A_MAIL = re.compile(r"\b(?:e-?mail|message|nachricht|courriel|mensaje|messaggio|bericht|wiadomość|mensagem)\b", re.IGNORECASE)
_TAG = re.compile(
    r"[\[(<*_!⚠️ ]{0,6}(?:external|extern|externe|esterno|externo|zewnętrzny|caution|warning|attention|achtung|vorsicht|"
    r"attenzione|attenzione|atención|let op|aviso|precaución|precaução|cuidado|advertencia|nota|uwaga|atenção|avertissement|ext|suspicious|"
    r"prudence|obs|varning|advarsel|внимание)\b",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"(?:originat|came|sent|received|is) (?:\w+ ){0,3}(?:from )?(?:an? )?(?:outside|external)|from outside|external (?:sender|"
    r"e-?mail|source|message)|do not click|click (?:on )?(?:any )?links|"
    r"don['’]t often get email|(?:provient|vient|émane) (?:de l['’]extérieur|d['’]un(?:e)? .{0,30}extern|d['’]une source externe)|"
    r"ne cliquez pas|expéditeur extern|(?:stammt|kommt|wurde) .{0,30}(?:extern|außerhalb)|externe[nr]? (?:absender|e-?mail|"
    r"quelle)|"
    r"klicken sie nicht|keine links|proviene (?:da|dall|de|del) .{0,30}(?:estern|extern|fuori|fuera)|non (?:cliccare|fare clic)|"
    r"(?:originad[oa]|originó|originou-se) (?:fora|fuera)|no haga clic|mittente esterno|remitente externo|"
    r"(?:afkomstig|komt) van (?:buiten|een externe)|externe afzender|klik niet|pochodzi (?:z zewnątrz|od zewnętrznego)|nie klikaj|"
    r"não clique|remetente externo|origem externa|"
    r"learn why this is important|aka\.ms/learnaboutsenderidentification|klicka inte|klik ikke|ikke klikk|älä napsauta",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(r"\bI\b(?!T)|\b[Ii]ch\b|\b[Jj]e\b|\bj['’]|\b[Ii]o\b|\b[Yy]o\b|\b[Ii]k\b|\b[Ee]u\b")
_SERVICE = re.compile(
    r"hotmail|\bmsn\b|yahoo|lycos|\bjuno\b|netzero|excite|caramail|mail\.com|rediff|\bgmx\b|web\.de|free (?:e-?mail|download)|messenger|"
    r"virus|do you yahoo|e-?mail is sponsored by",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"[\[(*<{⚠️ !-]{1,4}(?:external|extern|externe|ext|esterno|externo)(?: (?:e-?mail|sender|message|mail|absender))?[\])*>}⚠️ !:-]{1,4}\Z",
    re.IGNORECASE,
)
# One of these stands in every notice: looking for them costs a hundredth of looking for all.
_STEMS = (
    "confiden", "privileg", "intended", "recipient", "unauthori", "prohibit", "destinat",
    "vertraulich", "empfänger", "adressat", "riservat",
    "vertrouwelijk",
    "geadresseerd", "bestemd", "poufn", "adresat", "přejem", "příjemc", "důvěrn", "fortrolig", "konfident", "modtager", "mottag",
    "mottaker",
    "luottamuks", "vastaanotta", "конфиденц", "получател", "erreur", "irrtüm", "received this", "poufny", "przeznaczon", "expéditeur",
)  # fmt: skip
_REACH = 4000
_LEGAL_LENGTH = 90
_LED_LENGTH = 60
_LEGAL_HITS = 4
_HITS = 2
_LED_HITS = 3
_SHORT_LENGTH = 320
_BANNER_LENGTH = 700


def is_legal(paragraph: str) -> bool:
    """Tell whether a paragraph is a legal notice: long, and dense with the words of one; fewer will do where it begins like one."""
    if len(paragraph) < (_LED_LENGTH if _LEAD.match(paragraph) else _LEGAL_LENGTH):
        return False
    lowered = paragraph[:_REACH].lower()
    if sum(stem in lowered for stem in _STEMS) == 0:
        return False
    words = set(_LEGAL.findall(lowered))
    return len(words) >= (_LED_HITS if _LEAD.match(paragraph) else _LEGAL_HITS + len(paragraph) // 900)


def is_notice(paragraph: str) -> bool:
    """Tell whether a paragraph at the end of a mail was added by a machine."""
    if is_legal(paragraph):
        return True
    if len(paragraph) < _LEGAL_LENGTH and _LEAD.fullmatch(paragraph.strip(" *_:.!-")) and not paragraph[:1].islower():
        return True
    return len(paragraph) <= _SHORT_LENGTH and (bool(_SHORT.search(paragraph)) or _is_scanners(paragraph))


def _is_scanners(paragraph: str) -> bool:
    """Tell whether a paragraph says that a mail was looked through; data and detectors are analysed too."""
    return bool(_SCANNED.search(paragraph)) and bool(_HARM.search(paragraph)) and bool(_OF_A_MAIL.search(paragraph))


def is_own_sentence(shape: str) -> bool:
    """Tell whether a line is a sentence that a machine would hardly write: of no mail, message or list, without an address."""
    return is_said(shape) and not (WEB.search(shape) or _OF_A_MAIL.search(shape) or _LIST.search(shape) or is_legal(shape))


def is_list_footer(paragraph: str) -> bool:
    """Tell whether a paragraph says how to leave a list."""
    return bool(_LIST.search(paragraph[:2000]))


def is_advertisement(paragraph: str) -> bool:
    """Tell whether a paragraph below a long ruler praises the mail service that sent it."""
    return len(paragraph) <= _SHORT_LENGTH and bool(WEB.search(paragraph)) and bool(_SERVICE.search(paragraph))


def is_leave_taking(paragraph: str) -> bool:
    """Tell whether a paragraph without a ruler above it is nothing but a list's: short, with an address or two words of one."""
    if len(paragraph) > _SHORT_LENGTH:
        return False
    hits = len({found.lower() for found in _LIST.findall(paragraph)})
    if is_said(WEB.sub("", paragraph)) and not _LEAVING.search(paragraph):
        return False  # an author tells of a list
    return hits >= _HITS or (hits == 1 and bool(WEB.search(paragraph)) and bool(_LIST.match(paragraph)))


def begins_like_one(shape: str) -> bool:
    """Tell whether a line may be the first of a legal notice."""
    return bool(_LEAD.match(shape))


def is_banner(paragraph: str) -> bool:
    """Tell whether the first paragraph of a mail is a warning of the reader's own mail system."""
    if len(paragraph) > _BANNER_LENGTH:
        return False
    if _ALONE.match(paragraph):
        return True
    if _OF_A_PERSON.search(paragraph):
        return False
    hits = len({found.lower() for found in _BANNER.findall(paragraph)})
    return (bool(_TAG.match(paragraph)) and hits >= 1) or hits >= _HITS or "aka.ms/LearnAboutSenderIdentification" in paragraph


def paragraph_start(shapes: Sequence[str], start: int, end: int) -> int:
    """Return where the last paragraph before an index begins."""
    at = end
    while at > start and shapes[at - 1]:
        at -= 1
    return at
