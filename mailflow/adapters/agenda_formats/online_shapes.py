"""The shapes of lines and values in the invitations of conference services, English and French.

Source: what Zoom, Webex, Teams, Google Meet and Indico's own box for a video conference write into a page.
"""

import re


def _any_of(*shapes: str) -> str:
    return "(?:" + "|".join(shapes) + ")"


SERVICES = {
    "zoom": r"zoom",
    "webex": r"webex",
    "teams": r"\bteams\b",
    "meet": r"google meet|meet\.google",
    "skype": r"skype",
    "vidyo": r"vidyo",
    "bluejeans": r"blue ?jeans",
    "gotomeeting": r"goto ?meet(?:ing)?",
    "jitsi": r"jit\.?si",
    "bigbluebutton": r"big ?blue ?button|\bbbb\b",
    "renater": r"renater",
}

_HOST = r"(?:[\w-]+\.)*" + _any_of(
    r"zoom\.us",
    r"zoom\.com",
    r"zoomgov\.com",
    r"webex\.com",
    r"teams\.microsoft\.com",
    r"teams\.live\.com",
    r"meet\.google\.com",
    r"meet\.jit\.si",
    r"vidyo\.\w+",
    r"join\.skype\.com",
    r"meet\.lync\.com",
    r"bluejeans\.com",
    r"gotomeeting\.com",
    r"gotomeet\.me",
    r"goto\.com",
    r"whereby\.com",
    r"visio\.numerique\.gouv\.fr",
    r"rendez-vous\.renater\.fr",
    r"webconf\.[\w.-]+",
    r"bbb\.[\w.-]+",
    r"dialin\.teams\.microsoft\.com",
    r"tel\.meet",
)
JOIN_URL = re.compile(rf"https?://{_HOST}(?:[/?#:][^\s<>\"]*)?(?=$|[\s<>\"])", re.IGNORECASE)
NOT_FOR_JOINING = re.compile(r"\.ics\b|/u/|/ics\b|JoinTeamsMeeting|/meetingOptions|support\.|//dialin|tel\.meet", re.IGNORECASE)

_QUALIFIER = r"(?:(?:zoom|webex|teams|personal|online|video|phone|numeric)\s+)*"
_ID = _any_of(
    _QUALIFIER + r"(?:meeting|webinar|conference|réunion|zoom|webex|teams)\s+(?:id|number)",
    r"(?:id|n°|numéro) (?:de (?:la )?)?(?:réunion|conférence)",
)
_PASS = _any_of(
    _QUALIFIER + r"(?:(?:meeting|webinar)\s+)?(?:passcode|password|pass code|access code|pin(?: code)?|host key)",
    r"code (?:secret|d['’]accès)",
    r"mot de passe",
)
_NOTE = r"(?:\s*\([^)]*\))?\s*"
ID_VALUE = re.compile(rf"\b{_ID}{_NOTE}[:=#]\s*(?P<value>\d[\d -]{{4,}}\d|[\w-]{{6,}})", re.IGNORECASE)
PASS_VALUE = re.compile(
    rf"(?<!\w){_PASS}{_NOTE}(?:[:=]|\bis\b|\best\b|(?=\d{{4}}))\s*(?P<value>\d[\d ]*\d(?=$|[\s,;.)#])|\S+)",
    re.IGNORECASE,
)
ID_LABEL = re.compile(rf"{_ID}\s*[:=]?", re.IGNORECASE)
PASS_LABEL = re.compile(rf"{_PASS}\s*[:=]?", re.IGNORECASE)

_NUMBER = r"\+\d[\d ().-]{6,20}\d"
_DIAL = r"(?:(?:tel|tél|phone|téléphone|dial(?:[- ]in)?|call(?:[- ]in)?|by phone|appel(?:er)?)\s*[:.]?\s*)?(?:\([A-Z]{2,3}\)\s*)?"
_PIN = r"(?:\bPIN\s*:?\s*[\d ]{3,}#?)?"
PHONE = re.compile(rf"{_DIAL}(?P<number>{_NUMBER})(?:,,[\d*#,]+)?(?P<place>\D{{0,60}}?){_PIN}", re.IGNORECASE)
PHONE_IN_TEXT = re.compile(rf"{_NUMBER}(?:,,[\d*#,]+)?")

_PLACE_TO_JOIN = _any_of(
    *("zoom", "meeting", "réunion", "sip", r"h\.?323", "teams", "webex", "phone", "téléphone", "audio", "vidéo", "video", "ligne"),
    *("online", "skype", "computer", "ordinateur", "browser", "web", "app"),
)
STRONG = re.compile(
    _any_of(
        r"(?:click here to |cliquez .{0,20})?(?:join|rejoindre|participer|se connecter|rejoignez)\b"
        rf".{{0,60}}\b{_PLACE_TO_JOIN}\b.{{0,40}}",
        r"(?:phone )?one.tap.mobile.*",
        r"appuyez une fois.*",
        r"dial(?: by)?.(?:your.)?location.*",
        r"dial by your location.*",
        r"(?:find|trouvez) (?:your|a|votre) (?:local number|numéro).*",
        r"composez .{0,60}",
        r"global call-in.*",
        r"(?:or )?(?:call|dial)(?: |-)?in\b[^.]{0,60}",
        r"or dial\b.*",
        r"meeting options.*",
        r"video (?:call link|conferencing device).*",
        r".*\bis inviting you to (?:a|an|the)\b.*",
        r".*\bvous invite à (?:une|la|participer)\b.*",
        r"please download and import.*",
        r"veuillez télécharger et importer.*",
        r"(?:zoom|webex|(?:microsoft )?teams|google meet|skype|vidyo|jitsi|bluejeans)"
        r"(?: (?:meeting|call|link|details|room|url|réunion|connection|join|joining|info\w*))*\s*:?",
        r"(?:visio|vidéo|video)[- ]?(?:conférence|conference|conferencing)?\s*:?",
        r"(?:réunion|lien|salle|connexion) (?:zoom|webex|teams|visio)\s*:?",
        r"\S+@(?:zoomcrc\.com|\S*webex\.com|\S*vc\.\S+)",
    ),
    re.IGNORECASE,
)
WEAK = re.compile(
    _any_of(
        r"(?:topic|sujet|subject|time|heure|host|hôte|owner|alternative hosts?|useful links|room|weekly|url|link|lien)\b\s*(?::.*)?",
        r"join by .{0,20}",
        r"every .{0,60}",
        r"\d{1,3}(?:\.\d{1,3}){3}\b.{0,40}",
        r"[-_=~*.]{3,}",
        r"need help.*",
        r"learn more.*",
        r".*\btimezone\b.*",
        r"(?:video|phone) conference id.*",
    ),
    re.IGNORECASE,
)
