"""Thanks and praise: what people answer to a receipt, and what reports nothing."""

import re

from mailflow.domain.commands.bare import alternatives, bare, consists_of, words_of

_THANKS = """
en: (many/thousand/great) thanks [{for}] [in advance]; thanks [(a lot/a million/again/indeed/so much/very much)] [{for}] [in advance];
    thx [a lot] [{for}]; ta;
    thank you [(all/both)] [(so much/very much/again/kindly/indeed)] [{for}] [in advance]; much appreciated; i appreciate it; appreciated;
    (cheers/ty/kiitos/tack/takk/mange tak)
fr: [(grand/mille/un grand)] (merci/mercis) [(beaucoup/bien/infiniment/encore/à vous/à toi/à tous)] [{pour}] [d'avance];
    je (vous/te) remercie [{pour}]; avec mes remerciements
de: (vielen/besten/herzlichen/schönen/lieben/tausend) Dank [(nochmal/nochmals)] [{für}] [im Voraus]; danke [(dir/Ihnen/euch)]
    [(schön/sehr/vielmals/nochmal/nochmals)] [{für}] [im Voraus]
it: (grazie/ringrazio) [(mille/tante/molte/infinite/ancora/a voi/a te)] [{per}] [in anticipo]; (mille/molte/tante) grazie [{per}];
    (ti/vi/la) ringrazio [{per}]
es: [(muchas/mil/muchísimas)] gracias [(de nuevo/otra vez/a ti/a todos)] [{por}] [de antemano]; (te/se/os) lo agradezco; agradecido
nl: [(hartelijk/heel erg/alvast/veel)] (dank/bedankt) [{voor}]; dank (je/u) [wel] [{voor}]
pl: [bardzo] (dziękuję/dziękujemy/dzięki) [bardzo] [{za}]; wielkie dzięki [{za}]; z góry dziękuję
pt: [muito] (obrigado/obrigada/obrigados/obrigadas) [(mesmo/a todos)] [{pelo}]; agradeço [{pelo}]; valeu
"""
_FOR = {
    "for": """for the [(approved/final/last/new)] (minutes/notes/summary/agenda/slides)/
        for (the/your/this/that/all/confirming/letting me know/the info/sending/filing/doing) [(very/your)]
        [(quick/fast/swift/prompt/kind/rapid/speedy/helpful/nice/timely/great)] [(confirmation/receipt/reply/answer/response/mail/email/
        e mail/
        message/help/update/information/info/note/reminder/invitation/acknowledgement/acknowledgment/feedback/work/effort/efforts/it/this/that/
        heads up/organisation/organization/patience/support/notice)]/for (everything/confirming/that/this/it)""",
    "pour": """pour (la/le/votre/ta/ton/cette/ce/l'/les/vos) [(rapide/prompte)] (confirmation/réponse/accusé de réception/message/mail/
    courriel/aide/
        retour/rappel/invitation/information/suivi/travail/informations) [rapide]/pour tout""",
    "für": """für (die/das/den/Ihre/deine/eure/Ihren/deinen) [(schnelle/rasche/prompte/freundliche/schnellen/nette)] (Bestätigung/
        Empfangsbestätigung/Antwort/Rückmeldung/Mail/Nachricht/Hilfe/Erinnerung/Einladung/Info/Information/Hinweis/Mühe/Unterstützung)/
        für alles""",
    "per": """per (la/il/l'/le/tutto/lo) [(tua/vostra/sua/rapida/pronta)] [(rapida/pronta)] [(conferma/risposta/ricevuta/mail/messaggio/
    aiuto/
        promemoria/invito/informazione/riscontro)]""",
    "por": """por (la/el/su/tu/todo/los) [(rápida/pronta)] [(confirmación/respuesta/mensaje/correo/ayuda/recordatorio/invitación/
    información/
        aviso)] [(rápida/tan rápida)]""",
    "voor": """voor (de/het/uw/je/jouw/alles) [(snelle/vlotte)] [(bevestiging/reactie/antwoord/mail/bericht/hulp/herinnering/uitnodiging/
        informatie)]""",
    "za": """za [(szybkie/szybką)] (potwierdzenie/odpowiedź/wiadomość/pomoc/przypomnienie/zaproszenie/informację/maila/wszystko)""",
    "pelo": """(pelo/pela/por) [(sua/seu/rápida)] (confirmação/resposta/mensagem/ajuda/lembrete/convite/informação/retorno/
    tudo) [rápida]""",
}
# What a receipt is answered with, also without thanks.
_PRAISE = """
en: [(this/that/it/all/everything)] [all] looks [(really/very/absolutely/all/just/pretty)] {good} [to me] [now]; (this/that/it) is {good}
    [with me] [now]; (that's/it's/this's) {good} [now]; (all/everything) (good/fine/correct/clear/set);
    [all] received [(it/with thanks/well/safely/loud and clear)]; [i/we] [have] (got/received) (it/them/your mail/your message/
    this/the receipt/
    the confirmation); [well/duly] (noted/received); understood; will do;
    see you (then/there/soon/tomorrow/next week/at the meeting/on monday/
    on tuesday/on wednesday/on thursday/on friday); no (problem/worries); (you are/you're) welcome; my pleasure;
    (much/very much) appreciated;
    have a (nice/good/great/lovely) (day/weekend/evening/week/one);
    [i/we] [have] nothing [(more/else/further)] (to add/from me/from my side);
    that (works/works for me/is all/was quick); (works for me/it works); (great/nice/good) (job/work/service); perfect as it is; as expected
fr: (c'est/tout est/cela est/c'est tout) {parfait} [pour moi] [maintenant]; (ça/cela) me (va/convient) [très bien];
    [c'est] [bien] (reçu/noté);
    tout est (bon/en ordre/correct); très bien; (à bientôt/à demain/à la semaine prochaine); rien à ajouter;
    bonne (journée/soirée/continuation)
de: [das] sieht [(alles/sehr/wirklich)] (gut/prima/perfekt/super/bestens/richtig) aus; (alles/das ist/so ist es/das ist so) [so]
    (gut/klar/bestens/perfekt/prima/richtig/in Ordnung/korrekt); [das] passt [so/alles/perfekt];
    [ist] [(gut/habe ich/hab ich)] (erhalten/angekommen/gesehen/gelesen/bekommen);
    [zur Kenntnis genommen/verstanden]; [ich] [habe] nichts [(mehr/weiter)] hinzuzufügen; bis (dann/bald/morgen/nächste Woche);
    schönes Wochenende; schönen (Tag/Abend) [noch]; gern geschehen; kein Problem
it: [è] [tutto] (perfetto così/in ordine/a posto/corretto/perfetto); va [(molto/benissimo)] bene [così]; va benissimo; [ben] ricevuto;
    niente da aggiungere;
    (a presto/a domani); buona (giornata/serata); prego; di nulla
es: (todo/está/está todo/todo está) (perfecto/bien/correcto/en orden) [así]; me parece (bien/perfecto); [bien] recibido; nada que añadir;
    (hasta pronto/hasta luego/hasta mañana); de nada; buen (día/fin de semana)
nl: [dat/het] ziet er (goed/prima/perfect) uit; [alles/dat is] (in orde/akkoord/prima zo/duidelijk); [goed] ontvangen; niets toe te voegen;
    (tot dan/tot morgen/tot volgende week); geen probleem; graag gedaan; fijne (dag/avond); fijn weekend
pl: [wszystko] [wygląda] (w porządku/dobrze/świetnie/idealnie/się zgadza); otrzymałem; otrzymałam; przyjąłem; nic do dodania;
    do (zobaczenia/
    jutra); nie ma (sprawy/za co); miłego (dnia/weekendu)
pt: [está] tudo (bem/certo/perfeito/em ordem); está (perfeito/ótimo/correto/certo); recebido; nada a acrescentar;
    (até logo/até amanhã/até breve);
    de nada; (bom dia/bom fim de semana)
"""
# What nods and may mean anything: a courtesy only beside thanks.
_NODS = """
received with; great; perfect; super; OK; okay; good; fine; excellent; wonderful; brilliant; lovely; nice; awesome; cool; yes; yep;
    sure; splendid; fantastic;
very good; very nice; ah; oh; all right; alright; wow; so quick; that's it; parfait; génial; d'accord; oui; impeccable; nickel; prima;
    perfekt;
ja; gut; sehr gut; wunderbar; klasse; toll; alles klar; perfetto; ottimo; sì; bene; perfecto; genial; estupendo; sí; vale; bien;
    muy bien; prima;
perfect; mooi; top; super; świetnie; dobrze; tak; idealnie; perfeito; ótimo; sim; bom; muito bem; excelente; eccellente; uitstekend;
    doskonale
"""
_GOOD = """perfect/great/good/fine/right/correct/ok/okay/nice/excellent/lovely/wonderful/brilliant/splendid/fantastic/complete/very good/
    all right/just right/alright/as it should/absolutely fine/perfectly fine/spot on"""
_PARFAIT = "parfait/parfait comme ça/bon/bien/très bien/nickel/impeccable/super/noté/correct/en ordre/excellent"


def is_courtesy(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a text is nothing but thanks and praise: `Great, thank you! Anna` answers a receipt, and is no report.

    A nod alone (`OK`, `Great`) may mean anything and is none; a thumb up is.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    said = bare(_without_names(text), names=names)
    if said is None or _DOUBT.search(text):
        return False
    words = words_of(said)
    if not words:
        return any(sign in _THUMBS for sign in text)
    is_thankful = _WITH_THANKS.search(words_of(text)) is not None
    if not is_thankful and _STATE.search(words):
        return False
    return consists_of(words, _COURTESY if is_thankful else _WITHOUT_THANKS)


def _without_names(text: str) -> str:
    """Take away who is thanked (`Thanks Jan. All received`), and for what slot (`Thanks, looks right for Cinder!`)."""
    return _FOR_A_NAME.sub("", _THANKED_BY_NAME.sub(r"\1", text)) if _BEGINS_WITH_THANKS.match(text) else text


def is_thanks(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a text is a courtesy that thanks: `All is well` alone may be a report, where one was asked for."""
    return is_courtesy(text, names=names) and (_WITH_THANKS.search(words_of(text)) is not None or any(sign in _THUMBS for sign in text))


_THANKING = r"(?:thanks|thank you|many thanks|thx|merci|danke|grazie|gracias|bedankt|dziękuję|dzięki|obrigad[oa]|kiitos|tack|takk)"
_BEGINS_WITH_THANKS = re.compile(rf"\s*{_THANKING}\b", re.IGNORECASE)
_THANKED_BY_NAME = re.compile(rf"((?i:{_THANKING})),? [A-Z][\w'’-]{{1,20}}(?: [A-Z][\w'’-]{{1,20}})?(?=[ ]?[.,!\n]|\Z)")
_FOR_A_NAME = re.compile(r" (?:for|on|under|pour|für|per|para|voor) [A-Z][\w-]{1,20}(?: [A-Z][\w-]{1,20})?(?=[ ]?[.!]?\s*\Z)")
_DOUBT = re.compile(r"[?¿؟]|\.\.|…|;-?\)|[:;]-?\(")
_THUMBS = "👍👌🙏"
_THANKED = alternatives(_THANKS, **_FOR)
_PRAISED = alternatives(_PRAISE, good=_GOOD, parfait=_PARFAIT)
_AND = "(?: (?:and|et|und|e|y|en|i))?"
# `All is well` is a report; beside thanks, `all good` is praise.
_STATE = re.compile(r" (?:all|everything|tout|alles|tutto|todo|wszystko|tudo)(?= |\Z)")
_WITH_THANKS = re.compile(rf"{_THANKED}(?= |\Z)")
_WITHOUT_THANKS = re.compile(rf"{_AND}{_PRAISED}")
_COURTESY = re.compile(rf"{_AND}(?:{_THANKED}|{_PRAISED}|{alternatives(_NODS)})")
