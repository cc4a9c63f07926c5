"""The names of months and days, and how people write a date, in the languages of PRODUCT.md; all in folded letters."""

_MONTHS = """
january janvier januar gennaio enero januari stycznia styczen janeiro jan janv gen ene sty janner
february fevrier februar febbraio febrero februari lutego luty fevereiro feb fevr fev febr lut feber
march mars marz marzo maart marca marzec marco mar maa mrt mrz maerz
april avril aprile abril kwietnia kwiecien apr avr abr kwi
may mai maggio mayo mei maja maj maio mag
june juin juni giugno junio czerwca czerwiec junho jun giu cze
july juillet juli luglio julio lipca lipiec julho jul juil lug lip
august aout agosto augustus sierpnia sierpien aug ago sie
september septembre settembre septiembre setiembre wrzesnia wrzesien setembro sep sept set wrz
october octobre oktober ottobre octubre pazdziernika pazdziernik outubro oct okt ott paz out
november novembre noviembre listopada listopad novembro nov lis
december decembre dezember dicembre diciembre grudnia grudzien dezembro dec dez dic gru
"""
_DAYS = """
monday lundi montag lunedi lunes maandag poniedzialek poniedzialku poniedzialkiem segunda-feira segunda
tuesday mardi dienstag martedi martes dinsdag wtorek wtorku terca-feira terca
wednesday mercredi mittwoch mercoledi miercoles woensdag sroda srode srody quarta-feira quarta
thursday jeudi donnerstag giovedi jueves donderdag czwartek czwartku quinta-feira quinta
friday vendredi freitag venerdi viernes vrijdag piatek piatku sexta-feira sexta
saturday samedi samstag sabato sabado zaterdag sobota sobote soboty
sunday dimanche sonntag domenica domingo zondag niedziela niedziele niedzieli
"""
_TOMORROW = "tomorrow|demain|morgen|domani|manana|jutro|jutra|amanha"
_TODAY = "today|aujourd'hui|heute|oggi|hoy|vandaag|dzisiaj|dzis|hoje"


def _numbered(table: str) -> dict[str, int]:
    return {name: number for number, line in enumerate(table.strip().split("\n"), 1) for name in line.split()}


MONTHS, WEEKDAYS = _numbered(_MONTHS), _numbered(_DAYS)
"""The numbers of months and days of the week (Monday is 1) by their names and the usual short ones."""
MONTH_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
"""The names of months, for a regular expression."""
WEEKDAY_NAMES = "|".join(WEEKDAYS)
"""The names of days, for a regular expression."""
DATE_SHAPES = rf"""
(?<![\d.:/-])(?P<iso>\d{{4}})-(?P<iso_month>\d{{1,2}})-(?P<iso_day>\d{{1,2}})(?![\d-])
| (?<![\d.:/])(?P<one>\d{{1,2}})(?P<mark>[./]|-(?=\d{{1,2}}-\d))\s?
    (?P<two>\d{{1,2}})(?:(?P=mark)\s?(?P<year>\d{{4}}|\d{{2}})(?!\d)|(?![\d:]))\.?
| (?<![\d.:/])(?P<day>\d{{1,2}})(?:\s?(?:st|nd|rd|th|er|eme|e|o|\.|º|ª|°))?\s{{0,3}}(?:(?:of|de|di|del)\s)?
    (?P<month>{MONTH_NAMES})\b\.?(?:,?\s(?:de\s|del\s)?(?P<day_year>20\d\d))?
| \b(?P<first_month>{MONTH_NAMES})\.?\s(?P<first_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?:)(?:,?\s(?P<first_year>20\d\d))?
| \b(?P<weekday>{WEEKDAY_NAMES})\b(?!,?\s(?:the\s|den\s|le\s|dem\s)?\d)
| \b(?P<tomorrow>{_TOMORROW})\b
| \b(?P<today>{_TODAY})\b
"""
"""A date, for a verbose regular expression over folded text: in figures, with a month's name, a day's name, today or tomorrow."""
