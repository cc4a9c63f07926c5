"""Words of absence in the languages that the tables of notices do not know: they decide nothing, and raise a doubt in a short text."""

import re

from mailflow.domain.classification.folding import fold

_SHORT = 600
_PHRASES = """
på semester; tjänsteledig; föräldraledig; inte på kontoret; på ferie; ikke på kontoret; på barsel; på permisjon; på orlov; á orlofi; í fríi
lomalla; vuosilomalla; poissa toimistosta; virkamatkalla; puhkusel; atvaļinājumā; atostogauju; atostogose
na dovolené; mimo kancelář; na dovolenke; mimo kancelárie; szabadságon; házon kívül; în concediu; nu sunt la birou; plecat din birou
в отпуске; в командировке; отсутствую; у відпустці; у відрядженні; в отпуск; извън офиса; на годишњем одмору; на одмору
na godišnjem; na odmoru; na dopustu; me pushime; σε άδεια; εκτός γραφείου; απουσιάζω; izindeyim; izinliyim; ofis dışında; ofiste değilim
בחופשה; לא במשרד; في إجازة; خارج المكتب; در مرخصی; nghỉ phép; sedang cuti; 不在; 休暇; 休假; 外出中; 不在办公室; 휴가; 부재중; 자리를 비
"""
_ABSENT = re.compile("|".join(re.escape(fold(phrase.strip())) for phrase in re.split("[;\n]", _PHRASES) if phrase.strip()))


def absent_elsewhere(text: str) -> str:
    """Return the words by which a short text speaks of an absence in another language; empty where it does not."""
    found = _ABSENT.search(fold(text)) if len(text) <= _SHORT else None
    return found[0] if found else ""
