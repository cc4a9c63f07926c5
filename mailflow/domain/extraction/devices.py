"""Device footers: a device or program advertises itself ("Sent from my iPhone"), and not a word more."""

import re

_START = re.compile(
    r"(?:sent|envoyée?|enviado|enviada|enviat|gesendet|diese nachricht|von mein|von unterwegs|vom |inviato|inviata|verzonden|"
    r"verstuurd|wysłan|get |"
    r"skickat|sendt|lähetetty|odesláno|odoslané|отправлено|надіслано|послано|發自|发自|從我|从我|télécharge|obtenez|obtén|obtener|"
    r"descarga|scarica|ottieni|"
    r"obter|obtenha|pobierz|hämta|hent|hanki|holen|laden|загруз|скача|завантаж|download|written on|typed on|composed|from my|"
    r"this (?:e-?mail|message) was sent|secured (?:with|by)|securely sent|"
    r"message envoyé|cet e-mail a été envoyé|mit freundlichen grüßen gesendet|trimis|elküldve|iphone|ipad|나의|outlook|yahoo|mobil|"
    r"mailed|posted|dictated|"
    r"σταλθηκε|στάλθηκε|gönder|poslano|saadetud|wiadomość wysłan|(?:ce|le) message (?:a été|est) envoyé|le message a été envoyé|ten e-mail|"
    r"questo messaggio è stato inviato)",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:gesendet|verschickt|geschickt|geschrieben|verzonden|verstuurd|downloaden|herunterladen|beziehen|gönderildi|küldve|傳送|发送|"
    r"傳送的|送信|보냄|보냈습니다|に送信)[.!。]?\Z",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"i-?phon\w|i-?pad|i-?pod|\bios\b|\bandroid|smart-?phone|handy|outlook|\bmail(?:box|spring|bird)?\b|mimestream|hushmail|boxer|"
    r"\btuta\b|\be?mail\.\w+|telefon|telefoon|phone\b|blackberry|samsung|galaxy|huawei|"
    r"xiaomi|redmi|oneplus|oppo|nokia|motorola|\bpixel\b|g-?mail|yahoo|proton|tutanota|\btuta\b|móvil|celular|teléfono|telemóvel|"
    r"téléphone|tablet|palm\b|treo\b|"
    r"\bcell\b|\bmobile\b|mobil|airmail|\bspark\b|superhuman|thunderbird|k-9|fairemail|\bgmx\b|web\.de|\baol\b|\borange\b|\bhey\b|"
    r"windows|handheld|pda\b|"
    r"telefonino|cellulare|gsm\b|watch\b|手机|手機|電話|小米|华为|携帯|телефон|смартфон|устройств|puhelin|mobilni|kpn|t-mobile|vodafone|"
    r"verizon|wireless|htc|"
    r"courrier|correo|posta\b|poczta|correio|messaging program|webmail|bluemail|aqua ?mail|edison|canary|zoho|evolution|mailbox|"
    r"myMail|\bprotonmail\b|em client|postbox|newton|nine\b|chromebook|"
    r"\w[Aa]pp\b|xperia|macbook|\bmac\b|computer",
    re.IGNORECASE,
)
_FILLING = frozenset(
    (
        "aplikacji aplikacją aplicación aplicativo applicazione aplikace appen imp internet messaging secured "
        "est auf article sent by from my the an a via with using use for on app apps application "
        "device mini pro max plus ultra "
        "5g 4g lte de mon "
        "ma mes depuis mit meine "
        "meinem meinen meiner meines gesendet geschrieben verschickt von vom aus der dem das die da dal dalla mi mis desde o meu "
        "minha do mio mia mijn vanaf "
        "vanuit met een z ze mojego mojej please excuse pardon forgive brevity any typo typos errors mistakes and all or envoyé "
        "envoyée enviado enviada enviat "
        "inviato inviata verzonden verstuurd wysłano wysłane wysłana wysłany get skickat från min mitt sendt fra lähetetty "
        "odesláno odoslané télécharger "
        "téléchargez obtenez obtener obtén descargar descarga scaricare scarica ottieni obter obtenha pobierz aplikację program "
        "programu poczta dla systemu "
        "hämta hent hanki holen sie sich laden jetzt download downloaden herunterladen beziehen für för pour para per voor til "
        "till написано отправлено "
        "надіслано послано с со з из мого моего моей мое для мобильной почты почта smart touch this email e-mail message was is "
        "diese nachricht wurde ist einem "
        "einer bitte entschuldigen kürze tippfehler el la le l un une appareil dispositivo dispositif apparaat urządzenia "
        "mobilnego cet ce été questo "
        "messaggio stato è del des secure secured encrypted free new web version edition personal brief so short note pc network "
        "wifi work business gerät "
        "unterwegs ihr our apologies sorry excusez pardonnez fautes erreurs scusate disculpe windows suite à partir avec "
        "messagerie sécurisée su no w "
        "na ten został została wiadomość posta correo telefonu komórkowego mobiele securely your own ad-free get mailbox the "
        "all-new mobilnej laitteesta "
        "iphonu iphoneu ipadu ru l'application l’application "
        "octacore typoze merci d'excuser ma brièveté mobil iphone'a iphone’a sähköpostista uit di em pelo pela minu saadetud "
        "poslano gönderildi trimis "
    ).split()
)
_MY_CAPITALS = re.compile(r"[(<\[ ]{0,3}[Ss]ent [a-z]{2,5} my (?:[A-Z0-9][\w.+-]{0,20}[ .]{0,2}){1,5}[)>\] ]{0,3}\Z")
_APOLOGY = re.compile(r"[,.;]? ?\(?(?:please|pls|kindly)? ?(?:excuse|pardon|forgive)\b.{0,60}\Z", re.IGNORECASE)
_START_OF_BRAND = re.compile(
    r"(?:sent (?:from|with|via|using)|secured (?:with|by)|gesendet (?:mit|von|über|aus|via)|envoyé (?:depuis|de|avec|via|par|"
    r"à partir d)|inviat[oa] (?:da|dal|con|"
    r"tramite)|enviad[oa] (?:desde|do|con|com|por)|"
    r"(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via)|wysłan[eoy] z|skickat (?:från|med)|sendt (?:fra|med)|от\w+ (?:с|из)|get|"
    r"télécharge[rz])\b",
    re.IGNORECASE,
)
# `Sent from Mailspring (https://getmailspring.com/), the best free mail`: the address is that of what is praised.
_ADVERTISED = re.compile(
    rf"(?i:{_START_OF_BRAND.pattern}) (?:the "
    rf")?(?P<brand>[A-Z][\w.-]{{2,20}})[^<>()\[\]]{{0,30}}[(<\[]{{1,2}}https?://(?P<site>[^\s/)>\]]{{3,80}})\S{{0,100}}"
)
_WORDS = re.compile(r"[^\W_][\w'’-]*")
_CJK = re.compile("我的|從|从|發自|发自|傳送|发送|から|送信|에서|보냄|나의|小米|华为|手机|手機")
_BRAND_WORDS = 3
_PERSON = re.compile(r"[A-Z]\w{1,20} from (?:my )?(?:mobile|phone|iphone)\.?\Z")
_WEB = re.compile(r"\(?<?https?:?/?/?\S*", re.IGNORECASE)
_WRAPPING = '([<*_{|>)]}-–—. "'
_WIDTH = 180


def is_device_footer(shape: str) -> bool:
    """Tell whether a line is one, whole: `Sent the slides by mail` and `Sent from my iPhone, but do not publish` are not."""
    if len(shape) > _WIDTH:
        return False
    advertised = _ADVERTISED.match(shape)
    if advertised and advertised["brand"].lower() in advertised["site"].lower():
        return True
    line = _WEB.sub(" ", shape).strip(_WRAPPING)
    if _PERSON.match(line) or _MY_CAPITALS.match(line):
        return True
    if not (_START.match(line) or _END.search(line)) or not _DEVICE.search(line):
        return False
    strange = [word for word in _WORDS.findall(_CJK.sub(" ", _APOLOGY.sub("", line))) if not _is_known(word)]
    return not strange or (
        len(strange) <= _BRAND_WORDS and bool(_START_OF_BRAND.match(line)) and all(word[0].isupper() for word in strange)
    )


def _is_known(word: str) -> bool:
    return word.lower() in _FILLING or bool(_DEVICE.search(word)) or any(character.isdigit() for character in word)
