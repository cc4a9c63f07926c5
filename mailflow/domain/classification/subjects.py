"""How the subjects of automatic answers and of read receipts begin: as Outlook, Exchange, Notes and others translate them.

The subject of the mail that they answer follows, after a colon. A person's subject may say the same elsewhere, or after `Re:`.
"""

import re

from mailflow.domain.classification.folding import fold

_LIMIT = 400
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
ANSWER = re.compile(
    r"(?:(?:re|fwd?|aw|wg|tr|sv|vs|rv|enc|odp|pd|antw|ynt|ats|vb|σχετ|απ|hv|yanit|回复|答复|回覆|答覆)(?:\[\d{1,3}\])?\s?:\s?){1,5}"
)
"""What clients write before the subject of a mail that is answered or passed on."""


def _beginnings(table: str) -> re.Pattern[str]:
    """Compile a table of plain phrases, divided by `;` or lines; each ends the subject or stands before a colon, a dash or a bracket."""
    phrases = {fold(phrase.strip()) for phrase in re.split("[;\n]", table) if phrase.strip()}
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(longest_first)})(?=\s*(?:[:(\[]|[-–—]\s|\Z))")


AUTOMATIC = _beginnings("""
automatic reply; auto reply; auto-reply; autoreply; automated reply; automatic response; auto response; auto-response; autoresponse
automated response; automatically generated reply; out of office autoreply; out of office auto reply; out of office auto-reply
out of office reply; vacation reply; vacation response; automatic out of office reply
réponse automatique; réponse automatique d'absence; réponse d'absence; message automatique; message d'absence; notification d'absence
automatische Antwort; automatische Rückantwort; autom. Antwort; automatische Abwesenheitsmeldung; automatische Abwesenheitsnotiz
Abwesenheitsnotiz; Abwesenheitsmeldung; Abwesenheitsbenachrichtigung; Abwesenheitsassistent; Urlaubsmeldung; Urlaubsbenachrichtigung
risposta automatica; risposta automatica di assenza; messaggio automatico
respuesta automática; contestación automática; autorrespuesta; mensaje automático; respuesta de fuera de oficina
automatisch antwoord; automatische reactie; automatische beantwoording; automatisch bericht; afwezigheidsbericht; afwezigheidsmelding
odpowiedź automatyczna; automatyczna odpowiedź; autoodpowiedź; wiadomość automatyczna
resposta automática; resposta automàtica; autoresposta; mensagem automática; erantzun automatikoa
autosvar; automatiskt svar; automatsvar; automatisk svar; frånvaromeddelande; fraværsmelding; fraværsbesked; sjálfvirkt svar
automaattinen vastaus; poissaoloviesti; poissaoloilmoitus; automaatvastus; automaatne vastus
automātiskā atbilde; automātiska atbilde; automatinis atsakymas; automatinis atsakas
automatická odpověď; automatická odpoveď; automatikus válasz; házon kívül üzenet; răspuns automat; răspuns automatizat
automatski odgovor; аутоматски одговор; samodejni odgovor; avtomatski odgovor; автоматски одговор; автоматичен отговор
автоматический ответ; автоответ; автоматична відповідь; автовідповідь; аўтаматычны адказ; автоматты жауап; avtomatik cavab
αυτόματη απάντηση; otomatik yanıt; otomatik cevap; otomatik yanit; përgjigje automatike; freagra uathoibríoch; ateb awtomatig
תשובה אוטומטית; מענה אוטומטי; رد تلقائي; الرد التلقائي; رد آلي; پاسخ خودکار; स्वचालित उत्तर; स्वचालित जवाब
การตอบกลับอัตโนมัติ; ตอบกลับอัตโนมัติ; trả lời tự động; thư trả lời tự động; balasan otomatis; jawapan automatik; balasan automatik
自動応答; 自動返信; 不在通知; 不在時の自動応答
自动答复; 自动回复; 自動回覆; 自動回復; 自動答覆; 자동 회신; 자동 응답; 자동회신; 자동응답; 부재중 자동 응답
""")
"""The beginnings that mail programs write over an automatic answer."""
_RECEIPTS = _beginnings("""
read; not read; gelesen; ungelesen; nicht gelesen; lu; non lu; letto; non letto; leído; no leído; gelezen; niet gelezen; ongelezen
przeczytano; przeczytane; nie przeczytano; lido; lida; não lido; não lida; llegit; läst; oläst; læst; ikke læst; lest; ikke lest; ulest
luettu; ei luettu; přečteno; přečtené; nepřečteno; prečítané; neprečítané; elolvasva; olvasás; olvasott; citit; citire; necitit
прочтено; прочитано; не прочтено; не прочитано; прочетено; pročitano; прочитане; prebrano; loetud; lugemata; izlasīts; perskaityta
διαβάστηκε; αναγνώστηκε; αναγνώσθηκε; okundu; okunmadı
נקרא; لقراءة; مقروءة; تمت القراءة; 開封済み; 開封確認; 既読; 未開封; 已读; 已讀; 未读; 未讀; 읽음; 읽지 않음
""")
_FIELD = re.compile(r"^[ \t]{0,8}[^\W\d_][^:\n]{0,24}?[ \t]?:[ \t]{0,4}\S[^\n]{0,200}$", re.MULTILINE)
_RECEIPT_LIMIT = 1000
_RECEIPT_FIELDS = 3
_TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b")


def automatic_beginning(subject: str) -> str:
    """Return how the subject of an automatic answer begins; empty for any other, and for an answer to one."""
    found = AUTOMATIC.match(_folded(subject))
    return found[0] if found else ""


def answered_automatic(subject: str) -> str:
    """Return the same of a subject that begins with `Re:`, which a person may have written."""
    folded = _folded(subject)
    answer = ANSWER.match(folded)
    found = AUTOMATIC.match(folded, answer.end()) if answer else None
    return found[0] if found else ""


def is_answer(subject: str) -> bool:
    """Tell whether a subject begins as that of an answer does."""
    return bool(ANSWER.match(_folded(subject)))


def receipt_beginning(subject: str) -> str:
    """Return how the subject of a read receipt begins, in any language; ordinary words, so that the text must look like one."""
    found = _RECEIPTS.match(_folded(subject))
    return found[0] if found else ""


def looks_like_a_receipt(text: str) -> bool:
    """Tell whether a text is short and names a mail by its fields (to, subject, sent) and a time, as receipts do in every language."""
    is_short = 0 < len(text) <= _RECEIPT_LIMIT
    return is_short and len(_FIELD.findall(text)) >= _RECEIPT_FIELDS and bool(_TIME.search(text))


def _folded(subject: str) -> str:
    return fold(_DIRECTIONS.sub("", subject[:_LIMIT])).strip()
