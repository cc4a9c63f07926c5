"""The words of meeting pages in English, French, German, Italian and Spanish: labels, headings, months, days, furniture."""

import re


def any_of(*shapes: str) -> str:
    """Return a pattern of alternatives."""
    return "(?:" + "|".join(shapes) + ")"


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januar jänner gennaio gen enero ene",
            "february feb février fevrier févr fév fevr februar febbraio febb febrero",
            "march mar mars märz maerz mär mrz marzo", "april apr avril avr aprile abril abr", "may mai maggio mag mayo",
            "june jun juin juni giugno giu junio", "july jul juillet juil juli luglio lug julio",
            "august aug août aout agosto ago", "september sep sept septembre settembre sett set septiembre setiembre",
            "october oct octobre oktober okt ottobre ott octubre", "november nov novembre noviembre",
            "december dec décembre decembre déc dezember dez dicembre dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

WEEKDAY = any_of(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?",
    r"\b(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)\b\.?",
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so)\b\.?",
    r"\b(?:luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica|gio|dom)\b\.?",
    r"\b(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|mi[eé]|jue|vie|s[aá]b)\b\.?",
)
ABOUT_DATES = any_of(
    r"\b(?:on|at|from|to|until|till|of|the|date|day|time|timezone|time zone|when|starts?|ends?|UTC)\b",
    r"\b(?:le|du|de|des|à|au|jusqu'à|heures?|horaire|fuseau|quand)\b",
    r"\b(?:am|vom|von|bis|den|der|um|ab|uhr|datum|zeit|uhrzeit|beginn|ende|zeitzone|termin|wann|und)\b",
    r"\b(?:il|dal|dalle|al|alle|del|ore|ora|data|orario|fuso|quando|fino)\b",
    r"\b(?:el|las?|desde|hasta|fecha|hora|horario|zona|horaria|huso|cuándo|cuando|a|y)\b",
)
OTHER_MEETING = re.compile(
    r"\b"
    + any_of(
        r"next|upcoming|following|previous|last",
        r"prochaine?s?|suivante?s?|précédente?s?|dernière?s?|à venir",
        r"nächste[rsnm]?|folgende[rsnm]?|kommende[rsnm]?|vorige[rsnm]?|vorherige[rsnm]?|letzte[rsnm]?|naechste[rsnm]?",
        r"prossim[aoei]|successiv[aoei]|precedent[ei]|scors[aoei]|ultim[aoei]",
        r"próxim[ao]s?|proxim[ao]s?|siguientes?|anterior(?:es)?|últim[ao]s?|pasad[ao]s?",
    )
    + r"\b",
    re.IGNORECASE,
)

_PERSON_LABELS = any_of(
    r"speakers?|presenters?|presented by|talk by|by|lead|led by|reporters?|rapporteurs?",
    r"orateurs?|oratrices?|orateurs?/oratrices?|intervenante?s?|conférenciers?|conférencières?|présentateurs?|présentatrices?|présenté par"
    r"|rapporteuses?|responsables?",
    r"sprecher(?:in(?:nen)?)?|sprecher/in(?:nen)?|redner(?:in(?:nen)?)?|referent(?:in(?:nen)?|en)?|vortragende[rn]?|vorgetragen von"
    r"|berichterstatter(?:in)?|verantwortliche?r?",
    r"relator[ei]|relatric[ei]|orator[ei]|oratric[ei]|presentator[ei]|presentato da|responsabil[ei]|intervengono",
    r"ponentes?|orador(?:a|es|as)?|conferenciantes?|presentador(?:a|es|as)?|presentado por|expositor(?:a|es|as)?|relator(?:a|es|as)",
)
_CHAIR_LABELS = any_of(
    r"chairs?|chairpersons?|chairm[ae]n|chairwom[ae]n|chaired by|co-?chairs?",
    r"présidée? par|présidente?s?|présidence",
    r"vorsitz(?:ende[rn]?)?|sitzungsleit(?:ung|er(?:in)?)|leitung|geleitet von",
    r"president[ei]|presidentessa|presieduto da|presiede",
    r"presidente?s?|presidentas?|presidido por|presidida por|preside",
)
_CONVENER_LABELS = any_of(
    r"conveners?|convenors?|moderators?|moderated by",
    r"animateurs?|animatrices?|modérateurs?|modératrices?|animée? par|coordinateurs?|coordinatrices?|organisateurs?",
    r"moderation|moderator(?:in(?:nen)?|en)?|moderiert von|koordinator(?:in(?:nen)?|en)?|organisator(?:in(?:nen)?|en)?|einberufer(?:in)?"
    r"|konvener",
    r"moderator[ei]|moderatric[ei]|coordinator[ei]|coordinatric[ei]|conduttor[ei]|organizzator[ei]",
    r"moderador(?:a|es|as)?|coordinador(?:a|es|as)?|convocantes?|organizador(?:a|es|as)?|coordinado por|moderado por",
)
SPEAKER_LINE = re.compile(
    rf"{any_of(_PERSON_LABELS, _CHAIR_LABELS, _CONVENER_LABELS)}(?:\([a-z./-]{{1,6}}\)|/-?in(?:nen)?)?\s?:\s*(?P<names>.*)", re.IGNORECASE
)
CHAIR = re.compile(rf"{_CHAIR_LABELS}(?:\([a-z./-]{{1,6}}\)|/-?in)?\s?:", re.IGNORECASE)

_MINUTES_NAMES = any_of(
    r"minutes|meeting notes",
    r"compte[- ]?rendus?|procès[- ]verbal|relevé de (?:décisions|conclusions)|notes de (?:la )?réunion",
    r"(?:sitzungs|ergebnis|besprechungs)?protokoll|niederschrift",
    r"verbal[ei]|resoconto|note della riunione",
    r"actas?|minuta|notas de la reunión",
)
MINUTES_HEADING = re.compile(rf"(?:draft |approved |meeting |entwurf |proyecto de |bozza di )*{_MINUTES_NAMES}\b.{{0,80}}", re.IGNORECASE)
_NOTES_NAMES = any_of(_MINUTES_NAMES, "notes?", "report", "rapport", "bericht", "notizen", "rapporto", "note", "informe", "notas")
NOTES_HEADING = re.compile(rf"{_NOTES_NAMES}\s*:?", re.IGNORECASE)

CHROME = re.compile(
    any_of(
        r"(?:il y a|there (?:is|are)|es gibt|zu dieser veranstaltung gibt es|hay|esiste|c'è|ci sono) .{0,60}"
        r"(?:compte|minutes|procès|notes|protokoll|actas?\b|minuta|verbal).{0,100}",
        r"skip to main content|powered by indico.*|indico(?: v?[\d.]+)?|home|public|manage|print|help|contact|terms (?:and|&) conditions"
        r"|privacy(?: policy)?|login|export|share|ical export|timetable|show them\.?|go to day|filter|view|details?"
        r"|more details|slides?|material"
        r"|documents?|overview|agenda|description",
        r"aller au contenu principal|accueil|gérer|imprimer|aide|se connecter|partager|emploi du temps|les afficher\.?|filtrer|détails?"
        r"|transparents?|ordre du jour|vue d'ensemble",
        r"zum hauptinhalt springen|startseite|verwalten|drucken|hilfe|kontakt|anmelden|teilen|exportieren|zeitplan"
        r"|übersicht|anzeigen\.?|folien"
        r"|unterlagen|tagesordnung|beschreibung|agenda",
        r"vai al contenuto principale|gestisci|stampa|aiuto|contatti|accedi|condividi|esporta|orario|panoramica"
        r"|mostra\.?|diapositive|materiale"
        r"|ordine del giorno|descrizione",
        r"saltar al contenido principal|ir al contenido principal|inicio|gestionar|imprimir|ayuda|contacto"
        r"|iniciar sesión|compartir|exportar"
        r"|horario|programa|resumen|mostrar\.?|diapositivas|documentos|orden del día|descripción",
        r"[\w ()+.,-]{1,120}\.(?:pdf|pptx?|docx?|odp|odt|key|ics|xlsx?|zip|png|jpe?g|mp4)",
    ),
    re.IGNORECASE,
)
AGENDA_HEADING = re.compile(
    r"(?:(?:draft|proposed|provisional|vorläufige|projet d[e'])\s?)?"
    r"(?:agenda|programme?|topics|ordre du jour|tagesordnung|themen|programm|ordine del giorno|programma"
    r"|orden del día|programa|temario)\s*:?",
    re.IGNORECASE,
)
BREAK = re.compile(
    r".{0,40}\b(?:coffee|tea|lunch|dinner|break|pause|café|déjeuner|goûter|kaffee|mittag\w*|mittags?pause|kaffeepause|pausa|caffè|pranzo|cena"
    r"|almuerzo|comida|descanso)\b.{0,40}",
    re.IGNORECASE,
)
END = re.compile(
    r"(?:(?:meeting|session) )?(?:ends?|closes?|closing|adjourn(?:ment|ed)?|fin|clôture|ende|schluss|fine|chiusura|cierre|clausura)"
    r"(?: of (?:the )?meeting| de la (?:réunion|séance|reunión|sesión)| der sitzung| della riunione)?\.?",
    re.IGNORECASE,
)
DAY_HEADING = re.compile(r"(?:day|jour|journée|tag|giorno|giornata|día|dia)\s+(?P<number>\d{1,2})\b\s*[:.,–—-]?", re.IGNORECASE)
ROOM = re.compile(
    any_of(
        r"(?:(?:meeting|conference|seminar|lecture|main|council)\s+)?(?:room|hall|auditorium|building|bldg\.?|foyer"
        r"|lobby|cafeteria|online)\b.{0,80}",
        r"(?:salle|amphi(?:théâtre)?|bâtiment|bât\.|cafétéria|hall|en ligne)\b.{0,80}",
        r"(?:\w*raum|\w*saal|hörsaal|gebäude|kantine|mensa)\b.{0,80}",
        r"(?:sala|aula|edificio|atrio|mensa)\b.{0,80}",
        r"(?:sal[aó]n?|auditorio|vestíbulo|cafetería|en línea)\b.{0,80}",
        r"\d{1,5}[/-][A-Z0-9][\w.-]{0,12}(?:\s*[-–(,].{0,80})?",
        r"[A-Z]{0,3}\d{1,4}[.-]\d{1,4}(?:\s*[-–(,].{0,80})?",
    ),
    re.IGNORECASE,
)
PLACE = re.compile(
    rf"(?:place|location|venue|where|room|lieu|salle|où|ort|raum|wo|luogo|dove|sala|lugar|dónde)\s*:.{{0,160}}|{ROOM.pattern}",
    re.IGNORECASE,
)
BEFORE_A_NUMBER = re.compile(  # in small letters: EST is an infrastructure, `est` a verb
    r"\S+ .*\s"
    + any_of(
        r"of|for|in|to|by|about|at|than|max\.?|min\.?|over|around|within|under|another|last|the|first|is|are|was|were|a|only|every",
        r"from|de|du|en|à|pour|environ|dans|moins|plus|est|sont|~|ca\.",
        r"von|für|um|etwa|über|unter|nach|vor|mehr|als|nur|ist|sind|alle|auf|bis",
        r"di|per|circa|tra|fra|oltre|meno|più|è|sono|ogni|solo",
        r"por|unos|unas|cerca|más|menos|cada|es|son|sólo|hasta",
    )
)
