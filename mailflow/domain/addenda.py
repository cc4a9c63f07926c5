"""What a second report says of the first: that it is added to it, or that it takes its place.

Only the beginning of a text says so, and only words that speak of the text itself: `We added two nodes` is a report. A correction of
one thing (`Correction: 21 lines`) is added, as taking the place of all that was sent would lose the rest.
"""

import re

from mailflow.domain.commands.bare import alternatives, words_of
from mailflow.domain.commands.order_words import ASKING, POLITE
from mailflow.domain.commands.phrases import is_greeting

_READ = 400
_LINES = 3
_PARTS = {
    "report": """(my/our/the/this/that) [(last/previous/earlier/first/original)] (report/mail/e-mail/email/message/contribution/update/
        text/submission/
        entry/minutes/input/note)""",
    "rapport": """(mon/notre/le/ce/ma/la/au) [(dernier/précédent/premier)] (rapport/message/mail/courriel/contribution/compte rendu/
        texte) [précédent]""",
    "bericht": """(meinem/unserem/meinen/unseren/den/dem/meine/unsere/mein/unser/zum/der) [(letzten/vorigen/letzter)] (Bericht/Beitrag/
        Nachricht/Mail/Text/Meldung)""",
    "rapporto": """(il/al/mio/la/alla) [(mio/nostro/mia/nostra)] [precedente] (rapporto/relazione/contributo/messaggio/
        resoconto) [precedente]""",
    "informe": "(mi/nuestro/al/el/a mi/a nuestro) [anterior] (informe/mensaje/correo/contribución/reporte/texto) [anterior]",
    "verslag": "(mijn/ons/het/dit/onze) [(vorige/eerdere/laatste)] (verslag/rapport/bericht/bijdrage/mail)",
    "raport": "[(mój/mojego/naszego/do/poprzedni/poprzedniego)] (raportu/raport/wiadomości/sprawozdania/wiadomość)",
    "relatório": "(meu/nosso/o/ao/ao meu/ao nosso/o meu/o nosso) (relatório/mensagem/contributo/texto) [anterior]",
}
_ADDED = """
en: addendum; (addition/additions/supplement/amendment/correction/corrections/erratum/errata/follow-up/postscript/PS/P.S.) [(to/for/
    on) {report}] xcolonx;
    (PS/P.S./addition/supplement/amendment/follow-up/correction) to {report}; (PS/P S) (xcolonx/a/the/we/I/one/also/and/our/two);
    [a] (small/short/quick/brief/minor)
    (addition/addendum/correction/amendment/supplement/update to {report}) [(to {report})] xcolonx; also xcolonx;
    one more (thing/point/item);
    (I/we) forgot (one/a/two/another/some/an important) [(other/more/small)] (thing/point/item/points/things/detail);
    (please/could you/can you/would you) [(please/also)] (change/correct/amend);
    in the (first/second/third/last/final/previous) (sentence/paragraph/line/section/part/bullet) xcolonx;
    (add/append/include) [also] [(the following/this/that/these/it/below/
    one thing/one more thing/a point/a line/a sentence)] to {report}; also (add/append/include) xcolonx; (add/append) also xcolonx;
    (add/append) xcolonx;
    (add/append/include) [also] (the following/this/that/these/below/as well); also (add/include/mention) (that/the following/this);
    (add/append) to it;
    [just] one (small/quick/more/last/further/other) (thing/point/item/addition) [(for/to/on/about) [(the/my/our)]];
    [and] another (thing/point/addition);
    (I/we) [also] (forgot/omitted/neglected/should have mentioned/should have added) [to] (mention/add/say/report/include/tell/
    write/one thing/
    something/that/this); forgot to (mention/add/say/include/report/write); [and] what (I/we) forgot;
    (something/one thing) (I/we) forgot; in addition to (what (I/we)
    (sent/wrote/reported)/{report}); further to {report}; to (add to/complete/complement/supplement) {report};
    (this/here) is (an addition/an addendum/
    a supplement/in addition) to; here is (one more thing/an addition/another point);
    (an/one/some/a few) [(small/short/further/more)] (addition/additions/addendum) (to {report}/xcolonx); as an (addition/addendum) [to]
fr: addendum; (ajout/complément/ajouts/compléments/rectificatif/correction/PS/P.S./post-scriptum) [(à/au/de/du) [{rapport}]] xcolonx;
    (PS/P S) (xcolonx/nous/le/la/les/un/une/j'ai); veuillez ajouter;
    (petit/petite/court) (ajout/complément/précision/correction/rectificatif) xcolonx;
    à ajouter ; (ajouter/ajoutez/rajoutez/
    rajouter/ajoute) [(ceci/aussi/également/ce qui suit)] [à] {rapport};
    (ajouter/ajoutez/rajoutez/d'ajouter) (aussi/également/ceci/ce qui suit/que/xcolonx); en complément (de/à/du/au);
    en complément; pour compléter {rapport}; en plus de (mon/notre/ce que); j'ai oublié (de/d'); nous avons oublié (de/d');
    j'avais oublié (de/d');
    (j'ai/nous avons) omis (de/d'); (encore/juste) une (chose/précision/remarque); une (chose/précision/remarque) de plus;
    un (petit/dernier) (ajout/complément); une dernière chose
de: (Ergänzung/Ergänzungen/Nachtrag/Zusatz/Korrektur/Addendum/PS/P.S./Nachträge/Anmerkung) [(zu/zum/zur/von)] [{bericht}] xcolonx;
    (PS/P S) (xcolonx/wir/der/die/das/ein/eine/noch);
    [(eine/ein)] (kleine/kleiner/kurze/kurzer) (Ergänzung/Korrektur/Nachtrag/Zusatz/Anmerkung) xcolonx; [noch] ergänzen xcolonx;
    noch ergänzen; Addendum; (ergänzen Sie/ergänze/ergänzt/fügen Sie/füge/fügt) [(noch/bitte/auch/folgendes/dies/das)];
    [noch] (zu ergänzen/nachzutragen/hinzuzufügen) ; zu {bericht} (hinzufügen/ergänzen); {bericht} ergänzen;
    ergänzend (zu/zum/zur/möchte); in Ergänzung (zu/zum/meines/unseres); zusätzlich zu {bericht};
    (ich habe/wir haben/ich hatte/hatte/habe) (vergessen/noch vergessen); was ich (noch/vergessen);
    (ich habe/wir haben) noch (etwas/eine Ergänzung/einen Nachtrag) ;
    noch (etwas/eine Ergänzung/ein Punkt/eine Sache/ein Nachtrag/eine Anmerkung); eine (Ergänzung/Sache noch); vergessen habe ich;
    vergessen hatte ich;
    (als/zur) (Ergänzung/Nachtrag)
it: addendum; (aggiunta/aggiunte/integrazione/postilla/correzione/PS/P.S.) [(a/al/alla)] [{rapporto}] xcolonx;
     PS xcolonx; P S xcolonx; da aggiungere; (aggiungere/aggiungete/aggiungi/aggiunga)
    [(anche/questo/quanto segue)] (al/alla/a/xcolonx/anche/quanto segue/questo); (ho/abbiamo/avevo) dimenticato di;
    mi sono (dimenticato/dimenticata/scordato) di; dimenticavo; (ancora/un'altra/un'ultima) (una cosa/cosa);
    a integrazione (di/del); in aggiunta (a/al); a complemento (di/del); ancora una cosa; un'altra cosa
es: (adenda/addendum); (añadido/complemento/corrección/adición/ampliación/PD/P.D.) [(a/al/de)] [{informe}] xcolonx; PD xcolonx;
    P D xcolonx;
    (para añadir/a añadir); (añadir/añada/añadan/agregar/agregue/añade) [(también/esto/lo siguiente)]
    (a/al/xcolonx/también/lo siguiente/esto); (olvidé/olvidamos/se me olvidó/se nos olvidó/me olvidé de/he olvidado/
    se me ha olvidado) [(mencionar/añadir/decir)]; (una cosa más/otra cosa/una última cosa);
    (como/en) complemento (a/de/del); además de (mi/nuestro) (informe/mensaje/correo)
nl: addendum; (aanvulling/toevoeging/correctie/PS/P.S./naschrift) [(op/bij/aan)] [{verslag}] xcolonx;
     PS xcolonx; P S xcolonx; (voeg/voegt u) [(dit/ook/nog/het volgende)] [(toe/aan)]; nog toe te voegen;
    toe te voegen;
    (ik ben/we zijn/wij zijn/ik was) vergeten [(te/om)]; (ik vergat/vergeten) (te/om/nog); nog (één/een/iets) [(ding/punt/aanvulling)];
    in aanvulling op; ter aanvulling [op]; als aanvulling [op]
pl: (uzupełnienie/dodatek/aneks/sprostowanie/korekta/PS/P.S.) [(do)] [{raport}] xcolonx;  PS xcolonx; P S xcolonx;
    (dodać/dodaj/dopisać/dopisz/o dodanie/o dopisanie) [(jeszcze/też/także/następujące)] (do/xcolonx/jeszcze/też/także/następujące/że);
    do dodania;
    (zapomniałem/zapomniałam/zapomnieliśmy) [(dodać/napisać/wspomnieć)]; (jeszcze jedno/jeszcze jedna rzecz/i jeszcze jedno);
    w uzupełnieniu; uzupełniając
pt: (adenda/aditamento/addendum); (acréscimo/complemento/correção/aditamento/PS/P.S.) [(a/ao/do)] [{relatório}] xcolonx; PS xcolonx;
    P S xcolonx;
    (a acrescentar/para acrescentar); (acrescentar/acrescente/adicionar/adicione/adicionem/acrescentem) [(também/isto/o seguinte)]
    (a/ao/xcolonx/também/o seguinte/isto); (esqueci-me de/esqueci de/esquecemo-nos de/esqueci-me/faltou/esquecemos de);
    (mais uma coisa/uma última coisa/outra coisa); em complemento (a/ao/do); além do (meu/nosso) (relatório/mensagem)
"""
_REPLACED = """
en: [(this is/here is/here comes/see/please find/please use/here's)] [(the/a/my/our/below/attached)] (corrected/revised/updated/new/
    newer/final/amended/fixed/better/latest) version [of {report}] (xcolonx/below/attached/follows/here/instead/of {report});
    (corrected/revised/updated/amended) (report/text/contribution/submission/input) xcolonx; (new/revised) (report/text) [below] xcolonx;
    (replace/substitute/overwrite/exchange) ({report}/it/what (I/we) sent/everything/the text/the version/the old/the earlier/
    the previous/xcolonx); replace [by/with/xcolonx];
    (this/the following/the text below/it/below) (replaces/supersedes/overrides/should replace/cancels and replaces/is to replace/
    is meant to replace/corrects and replaces) ({report}/it/what/the/my/our);
    use (this/this one/the following/the version below/the text below/this version/this text) (instead/xcolonx/instead of);
    (disregard/ignore/forget/discard) {report} [(and use/here is/use/this one)] [(this/the)];
    (instead of/in place of) {report}; as a replacement (for/of); (replacement/replaces) [(for/of)] ({report}/xcolonx);
    supersedes {report}; I am resending; resending (my/our/the); (correction of/corrected) {report}
fr: [(voici/veuillez trouver/c'est)] [(la/une/ma/notre/ci-dessous/ci-joint)] [nouvelle] version (corrigée/révisée/mise à jour/
    définitive/finale/nouvelle/actualisée); [(voici/veuillez trouver)] [(la/une/ma)] nouvelle version;
    (remplacer/remplacez/remplace/de remplacer) ({rapport}/le texte/la version/par/xcolonx);
    (ceci/ce texte/ce message/ce rapport/cette version) (remplace/annule et remplace); annule et remplace;
    (en remplacement/à la place) (de/du);
    (ignorer/ignorez) {rapport}; rapport (corrigé/révisé/mis à jour); (utilisez/utiliser) (plutôt/cette version/ce texte)
de: [(hier/anbei/hier ist/das ist/hier kommt)] [(die/eine/meine/unsere)] (korrigierte/überarbeitete/aktualisierte/neue/neuere/
    verbesserte/endgültige/berichtigte) (Version/Fassung/Variante); (korrigierter/überarbeiteter/
    aktualisierter/neuer) (Bericht/Text/Beitrag); (ersetzen Sie/ersetze/ersetzt) ({bericht}/den Text/die/das/den/durch);
    {bericht} (ersetzen/austauschen); {bericht} durch; (dies/das/dieser Text/diese Fassung/diese Version/der folgende Text/
    dieser Bericht) ersetzt; statt {bericht}; anstelle (meines/unseres/des);
    (verwenden Sie/nehmen Sie/verwende/nimm) (stattdessen/diese/diesen); neue Fassung; (ignorieren Sie/vergessen Sie) {bericht}
it: [(ecco/questa è)] [(la/una)] [nuova] versione (corretta/aggiornata/rivista/definitiva/nuova/finale);
    [(ecco/questa è)] [(la/una)] nuova versione; (sostituire/sostituite/sostituisca/sostituisci) ({rapporto}/il testo/con/la versione/
    xcolonx);
    (questo/questa/questo testo/questa versione) (sostituisce/annulla e sostituisce); al posto (del/della) (mio/nostro/mia/rapporto);
    (ignorate/ignorare) {rapporto}; in sostituzione (di/del)
es: [(aquí está/esta es/adjunto/envío)] [(la/una)] [nueva] versión (corregida/actualizada/revisada/definitiva/nueva/final);
    [(aquí está/esta es/envío)] [(la/una)] nueva versión; (reemplazar/reemplace/reemplacen/sustituir/sustituya/sustituyan)
    ({informe}/el texto/por/la versión/xcolonx); (esto/este texto/este informe/este mensaje/esta versión) (reemplaza/sustituye);
    en lugar de (mi/nuestro) (informe/mensaje); (ignore/ignoren) {informe}; informe (corregido/actualizado/revisado)
nl: [(hier is/hierbij/dit is)] [(de/een/mijn/onze)] (gecorrigeerde/verbeterde/bijgewerkte/nieuwe/herziene/aangepaste/
    definitieve) versie; (vervang/vervangen/vervangt u) ({verslag}/de tekst/door); {verslag} vervangen;
    (dit/deze tekst/deze versie/dit verslag/dit bericht) vervangt; in plaats van (mijn/ons) (verslag/rapport/bericht);
    gebruik (deze/dit); (gecorrigeerd/bijgewerkt/herzien) (verslag/rapport)
pl: [(oto/przesyłam/to jest)] (poprawiona/poprawioną/zaktualizowana/zaktualizowaną/nowa/nową/skorygowana/ostateczna/ostateczną) (wersja/
    wersję); (zastąpić/zastąp/zamienić/podmienić/o zastąpienie/o podmianę) [{raport}];
    (ta wersja/ten tekst/to/ten raport) zastępuje; zamiast (mojego/poprzedniego/naszego) (raportu/tekstu); wersja poprawiona
pt: [(aqui está/esta é/segue/envio)] [(a/uma)] [nova] versão (corrigida/atualizada/revista/definitiva/nova/final);
    [(aqui está/segue/envio)] [(a/uma)] nova versão; (substituir/substitua/substituam) ({relatório}/o texto/por/a versão/xcolonx);
    (isto/este texto/este relatório/esta versão/esta mensagem) substitui; em vez do (meu/nosso) (relatório/texto);
    (ignore/ignorem) {relatório}; relatório (corrigido/atualizado/revisto)
"""


def is_addendum(text: str) -> bool:
    """Tell whether a text says in its beginning that it is to be added to what was sent: `Addendum: …`, `I forgot to mention …`."""
    return not replaces(text) and _is_begun(text, _ADDENDUM)


def is_covering_note(text: str) -> bool:
    """Tell whether a text does nothing but point to the files that come with it: `Slides attached`, `anbei die Folien`."""
    return len(words_of(text).split()) <= _NOTE_WORDS and not replaces(text) and _WITH_FILES.search(text) is not None


def replaces(text: str) -> bool:
    """Tell whether a text says in its beginning that it takes the place of what was sent: `Corrected version: …`."""
    return _is_begun(text, _REPLACEMENT)


def _is_begun(text: str, opening: re.Pattern[str]) -> bool:
    """Tell whether the first line that is no greeting, or what follows a greeting in it, opens with certain words."""
    lines = [line.strip() for line in text[:_READ].split("\n") if line.strip()][:_LINES]
    said = next((line for line in lines if not is_greeting(line)), "")
    after_greeting = _AFTER_GREETING.sub("", said)
    return any(opening.match(_marked(line)) for line in {said, after_greeting})


def _marked(line: str) -> str:
    """Return the words of a line; where it pauses, and at its end, stands the word that the tables call so."""
    return f" {_COLON}".join(words_of(piece) for piece in _PAUSES.split(line.strip("*_#> ")))


_NOTE_WORDS = 14
_WITH_FILES = re.compile(
    r"\b(?:attach(?:ed|ing|ment|ments)?|enclosed|slides|anbei|anhang|angehängt|beigefügt|anlage|folien|ci-joint(?:e|es|s)?|"
    r"pi[eè]ces? jointes?|en annexe|allegat[oaie]|in allegato|adjunt[oa]s?|bijlagen?|bijgevoegd|bijgaand|załącz\w{1,8}|em anexo|anexo)\b",
    re.IGNORECASE,
)
_COLON = "xcolonx"
_PAUSES = re.compile(r"[:;!–—]+|[.,]+(?=\s|\Z)|\s-\s|\Z")
_AFTER_GREETING = re.compile(
    r"\A(?:hi|hello|hey|dear|bonjour|hallo|liebe|lieber|ciao|cara|caro|hola|beste|cześć|olá)\b[^,!]{0,40}[,!]\s*",
    re.IGNORECASE,
)
_LEAD = rf"(?:(?:{alternatives(POLITE)}|{alternatives(ASKING)})(?: {_COLON})?){{0,6}}"
_ADDENDUM = re.compile(rf"{_LEAD}{alternatives(_ADDED, **_PARTS)}(?= |\Z)")
_REPLACEMENT = re.compile(rf"{_LEAD}{alternatives(_REPLACED, **_PARTS)}(?= |\Z)")
