"""The words around an approval, a table each: nods, which may approve (`OK for me`), kind words, which do not, courtesies.

In the language of `bare.compile_table`, one entry per language; the parts are those of `approval_words`.
"""

NODS = {
    "en": """yes [please]; yep; ok; okay; all [is] (ok/okay/good/fine/well) [{me}]; everything [is/looks] ({good}) [{me}];
        (ok/okay/fine/good/great/perfect/yes) {me}; fine; looks ({good}) [{me}] [as is]; (this/that/it/these/they/{it}) [all]
        (look/looks) [all/absolutely/perfectly] ({good}) [{me}] [as (is/it is/they are)]; (this/that/it/these/they/{it}) (is/are/s)
        [all/absolutely/perfectly] (good/fine/ok/okay/all right/all good/all fine/in order) [{me}] [as (is/it is/they are)]; lgtm;
        good to go; [i am/i m] (happy/fine/ok/okay/pleased)
        with {it}; happy {me}; (works/fine) for me; sounds good [{me}]; [{it}] reads well [{me}]""",
    "fr": """oui; ok [{me}]; okay; (c'est/c/c est) [tout] (ok/bon/bien/d'accord/parfait/très bien) [{me}];
        {me} c'est (ok/bon/tout bon/bien/parfait/validé);
        ({me}) (ok/d'accord/tout est bon/tout est ok/rien à redire); d'accord [{me}]; bon {me}; parfait {me}; ça marche [{me}];
        (ça/cela) me (va/convient) [très bien/bien/parfaitement/tout à fait]; tout est (bon/ok/correct/parfait/en ordre/clair et correct)
        [{me}]; tout (bon/ok) [{me}]; ok pour (publication/diffusion/envoi/l'envoi/la diffusion/la publication/validation);
        d'accord pour (publication/diffusion/envoi/l'envoi/la diffusion/la publication)""",
    "de": """ja [bitte/gerne/gern]; jawohl; ok; okay; ({good}) {me}; {me} [ist/alles/ist alles/so] [so] ({good}) [so];
        {me} passt [es/das/alles] [so]; {it} passt [so] [{me}]; {it} (ist/sieht) [so/sehr] gut [so/aus];
        [das/so/alles] passt [so/alles/es/perfekt] [{me}]; passt [{me}/mir] [so]; so passt [es/das]; gut so; [so] in Ordnung [so/{me}];
        geht [so] (in Ordnung/klar/ok/okay) [{me}]; [das] sieht [alles/sehr/so] gut aus [{me}];
        alles (gut/ok/okay/bestens/richtig/in Ordnung/
        prima/korrekt) [so/{me}]; [das/so] ist [das] [so] (gut so/in Ordnung/ok/okay/prima/gut) [{me}]; finde ich gut [so]; so lassen""",
    "it": """ok; okay; ({good}) {me}; {me} [è/tutto/è tutto/va] ({good}) [così]; va [molto/tutto] bene [così] [{me}];
        va benissimo [così] [{me}];
        {me} va (bene/benissimo) [così]; tutto ({good}) [così/{me}]; è tutto ({good}) [{me}]; mi va bene [così]; bene così;
        mi sembra [tutto]
        (ok/bene/a posto/perfetto/corretto/in ordine); {it} (va bene/va benissimo) [così] [{me}]""",
    "es": """ok; okay; okey; vale [{me}]; ({good}) {me}; {me} [todo/está/todo está/está todo] ({good}/vale);
        [{it}] está [muy/todo] (bien/correcto/correcta/ok/
        perfecto/perfecta) [así] [{me}]; todo [está] ({good}) [{me}]; me parece [todo/muy] (bien/perfecto/correcto/ok/perfecta/correcta);
        bien así; así está bien; de acuerdo {me}""",
    "nl": """ja [hoor/graag]; ok; oke; oké; okay; ({good}) [zo] {me}; ({good}) zo [{me}]; {me} [is dit/is het] [helemaal] ({good}) [zo];
        prima [hoor];
        [dat/het/dit/alles] ziet er [allemaal/heel/helemaal/prima] (goed/prima/ok/uitstekend/keurig) uit [{me}]; ziet er prima uit;
        [dat/dit/het/zo] is [het] [zo] ({good}) [zo] [{me}]; helemaal (goed/akkoord/prima/in orde); goed zo; alles ({good}); in orde;
        {it} (zien/ziet) er (goed/prima) uit""",
    "pl": """tak; ok; okej; ({good}) {me}; {me} [wszystko/jest/może być] ({good}); {me} może być; w porządku; może być;
        wszystko [jest] (ok/okej/
        w porządku/dobrze/gra/się zgadza) [{me}]; [wszystko] wygląda [to] ({good}) [{me}]; [tak] jest ({good}) [{me}]; pasuje [mi];
        {it} [jest] (ok/w porządku)""",
    "pt": """sim; ok; okay; ({good}/tudo bem/tudo certo/está bem) {me}; {me} [está/tudo/está tudo/tudo está] ({good});
        [{it}] está [tudo/muito] ({good}) [assim]
        [{me}]; tudo [está] ({good}) [{me}]; parece me [tudo/muito] (bem/certo/correto/correta); bem assim; assim está bem;
        por mim tudo bem""",
}
# What stands before an approval only where a comma follows: `si`, without its accent, also means `if`. (`sí` and `sì` are read as `yes`.)
NODS_APART = {
    "en": "{me}",
    "fr": "bon; entendu; {me}",
    "de": "klar; alles klar; gern; gerne; {me}",
    "it": "certo; si; {me}",
    "es": "si; si si; {me}",
    "nl": "goed; {me}",
    "pl": "dobra; {me}",
    "pt": "{me}",
}
NO_COMMENTS = {
    "en": """no {comments} [{me}/at all/to add/needed/required]; [i/we] have no {comments} [{me}]; none {me};
        [i have] nothing (to add/to change/to correct/to object)
        [{me}]; [{it}] no {comments}; nothing [further/else/more] (to add/from me/from my side); without {comments}""",
    "fr": """(aucune/aucun/pas de/pas d'autre/pas d'/sans) {comments} [{me}]; {me} (aucune/pas de/rien à ajouter);
        je n'ai (pas de/aucune/aucun/pas d')
        {comments} [{me}]; je n'ai rien à (ajouter/redire/modifier/corriger/changer/signaler); rien à (ajouter/redire/signaler/modifier/
        corriger/changer) [{me}]; {me} (aucune/pas de) {comments}; ras [{me}]; (aucune/pas de) {comments} à formuler""",
    "de": """keine {comments} [{me}/mehr]; kein Einwand [{me}]; {me} keine {comments}; [ich] habe [ich] keine {comments} [mehr];
        {me} (gibt es/habe ich)
        keine {comments}; (habe/hab/ich habe) nichts [mehr]; [ich habe/habe/hab] nichts (hinzuzufügen/hinzuzufuegen/zu ergänzen/
        zu beanstanden/einzuwenden/zu ändern/anzumerken/
        auszusetzen); ohne {comments}""",
    "it": """(nessuna/nessun/senza) {comments} [da parte mia/da fare]; [io] non ho {comments} [da fare];
        non ho (nulla/niente) da (aggiungere/modificare/
        correggere/obiettare/eccepire/segnalare); (nulla/niente) da (aggiungere/segnalare/modificare/correggere/obiettare/eccepire) [{me}];
        {me} (nessuna/nessun) {comments}""",
    "es": """(sin/ningún/ninguna/no hay/no tengo/ni) {comments} [{me}/que hacer/adicionales]; no tengo ningún {comments};
        no tengo ninguna {comments};
        {me} (sin/ningún/ninguna) {comments}; [no tengo] nada que (añadir/agregar/objetar/comentar/corregir/cambiar) [{me}]""",
    "nl": """geen {comments} [{me}/meer]; [ik] heb [ik] [verder] geen {comments} [meer]; [ik heb] [verder] niets (toe te voegen/
        aan te merken/op aan te merken)
        [{me}]; {me} geen {comments}; zonder {comments}""",
    "pl": """(bez/brak/nie mam/nie mam żadnych/nie wnoszę/nie zgłaszam/żadnych) {comments} [{me}]; {me} (bez/brak) {comments};
        [nie mam] nic do
        (dodania/zmiany/poprawienia) [{me}]; nie mam nic do dodania""",
    "pt": """(sem/nenhum/nenhuma/não tenho/não há) {comments} [{me}/a fazer/a acrescentar];
        não tenho (nenhum/nenhuma/quaisquer) {comments};
        [não tenho/sem] nada a (acrescentar/apontar/alterar/corrigir/opor/objetar/mudar) [{me}];
        {me} (sem/nenhuma/nenhum/nada a acrescentar) {comments};
        {me} nada a acrescentar""",
}
# What is kind and may mean anything: it approves nothing, and takes nothing back.
KIND = {
    "en": """great; perfect; excellent; wonderful; super; very good; very nice; nice; good; lovely; brilliant; well done; fantastic;
        splendid; sure;
        [very] (great/good/nice/excellent/super/clear) (work/job/minutes/summary/notes); sorry for the (delay/late reply/late answer/
        slow reply);
        apologies for the (delay/late reply); very (clear/complete/helpful); as always; [i/i have/i ve] (read/reviewed/checked) {it};
        read""",
    "fr": """parfait; très bien; super; excellent; nickel; impeccable; bravo; (beau/bon/excellent) travail; génial; désolé pour le retard;
        désolée pour le retard; bien; [bien] (lu/relu); [très] (bon/beau/excellent) (compte rendu/pv)""",
    "de": """super; perfekt; prima; sehr gut; sehr schön; gut; wunderbar; klasse; toll; bestens; (gute/tolle/super/prima) Arbeit;
        gut gemacht; schön; top; [sehr] (gutes/schönes/tolles/super) Protokoll;
        sorry für die (Verspätung/späte Antwort); entschuldige die späte Antwort; spitze; fein; gelesen""",
    "it": """perfetto; benissimo; ottimo; ottimo lavoro; (ottimo/bel) verbale; bel lavoro; bene; molto bene; eccellente; bravi;
        scusate il ritardo;
        scusa il ritardo; letto""",
    "es": """perfecto; perfecta; muy bien; genial; estupendo; excelente; bien; fantástico; buen trabajo; gran trabajo;
        [muy] (buena/excelente) acta; excelente trabajo;
        estupendo trabajo;
        perdón por (el retraso/la tardanza); leído; leída""",
    "nl": """top; super; mooi; perfect; uitstekend; goed werk; mooi werk; (prima/mooie/goede/heldere) notulen; (mooi/goed) verslag;
        goed gedaan; fijn; keurig; netjes; gelezen;
        sorry voor (de late reactie/de vertraging)""",
    "pl": """super; świetnie; dobrze; bardzo dobrze; doskonale; idealnie; (świetna/dobra) robota; pięknie; rewelacja;
        przepraszam za (opóźnienie/zwłokę);
        (świetny/bardzo dobry/dobry) protokół; przeczytałem; przeczytałam; przeczytane; sprawdzone""",
    "pt": """perfeito; perfeita; muito bem; ótimo; óptimo; excelente; bom; bem; bom trabalho; excelente trabalho;
        (boa/excelente/ótima) ata; ótimo trabalho;
        desculpem (o atraso/a demora);
        desculpe (o atraso/a demora); li; lido; lida""",
}
PLEASE = {
    "en": "please",
    "fr": "svp; s'il vous plaît; s'il te plaît; stp",
    "de": "bitte",
    "it": "per favore; per cortesia; prego",
    "es": "por favor",
    "nl": "graag; aub; alsjeblieft; alstublieft; a u b",
    "pl": "proszę",
    "pt": "por favor; se faz favor; sff",
}
AND = "and; et; und; e; y; en; i; so; therefore; then; donc; also; daher; quindi; dus; więc; portanto"
FOR_MINUTES = """for (the/your/these/this/all the/that/those) [quick/good/great/nice/excellent/clear/hard/detailed/prompt] (minutes/notes/
    work/summary/draft/
    reminder/mail/email/effort/turnaround/document); for (this/these/it/them/that/everything/all/all your work/your help/your work);
    for (preparing/drafting/writing/taking/compiling/sending/doing/the reminder) [this/these/it/them/the minutes/all this];
    to (all/everyone/you/you all/you both/both); all; everyone; everybody; team;
    pour (le/ce/votre/ton/la/tout le/tout ce) [bon/excellent/beau] (compte rendu/compte rendu rapide/travail/rappel/relance/message/pv/
    document/rédaction); pour tout;
    à (tous/toutes/vous/toi);
    für (das/die/dein/ihr/deine/ihre/eure/den) [gute/tolle/schnelle/saubere/prima/ausführliche] (Protokoll/Arbeit/Mühe/Erinnerung/Entwurf/
    Erstellung/Hilfe);
    fürs (Protokoll/Schreiben/Erinnern/Mitschreiben); an alle;
    per (il/la/i) [ottimo/bel/buon] (verbale/lavoro/lavoro svolto/promemoria/bozza/documento/sollecito); a (tutti/te/voi); per tutto;
    por (el/la/las/vuestro/su/tu) [buen/gran/excelente] (trabajo/acta/minuta/recordatorio/documento/actas); por todo;
    a (todos/ti/vosotros);
    voor (de/het/je/jullie/uw) [goede/mooie/snelle/duidelijke] (notulen/verslag/werk/herinnering/moeite); voor alles; allemaal; allen;
    za (protokół/przygotowanie/pracę/przypomnienie/świetną pracę/dobrą pracę/sporządzenie protokołu/wszystko/przygotowanie protokołu/
    szybkie przygotowanie);
    pela (ata/acta/minuta/mensagem); pelo (trabalho/excelente trabalho/bom trabalho/lembrete/documento/esforço); por tudo; pelas atas"""
THANKS_TOO = """
en: with many thanks; thanks very much; thanks so much; thank you so much; thank you again; thanks indeed; big thanks; with thanks;
    warm thanks; thx; ty; cheers; thanks both
fr: avec mes remerciements; merci bien; grand merci; un grand merci; mille mercis; merci encore; merci d'avance
de: mit Dank; danke sehr; danke dir; danke Ihnen; danke euch; danke nochmals; vielen lieben Dank; lieben Dank; besten Dank;
    herzlichen Dank; tausend Dank; merci
it: molte grazie; tante grazie; grazie ancora; grazie infinite; vi ringrazio; ti ringrazio
es: mil gracias; gracias de nuevo; muchísimas gracias; gracias otra vez
nl: met dank; dank je; dank je wel; dank u; dank u wel; dankjewel; dankuwel; veel dank; heel erg bedankt; bedankt weer; alvast bedankt;
    dank jullie wel
pl: dziękuję bardzo; bardzo dziękuję; wielkie dzięki; serdecznie dziękuję; dzięki wielkie; z góry dziękuję
pt: obrigadíssimo; muitíssimo obrigado; agradeço; desde já obrigado; obg; muito grato
"""
WISHES = """
en: have a (good/nice/great/lovely) (day/evening/weekend/week/one); enjoy (the weekend/your weekend); see you soon; talk soon; all best;
    many regards; rgds; br
fr: bonne (journée/soirée/semaine/fin de journée/continuation); bon (week end/weekend); à bientôt; bises; amitiés; cdlt; cdt; bàv;
    belle journée; très cordialement
de: schönen (Tag/Abend/Feierabend) [noch]; schönes Wochenende; schöne Woche; bis bald; bis dann; herzlich; herzliche Grüße;
    sonnige Grüße; beste Gruesse; viele Gruesse;
    liebe Gruesse; schoenen Abend; schoenes Wochenende; Gruß; Gruss; Grüße; Gruesse; VG; LG; BG; MfG; mit besten Grüßen;
    freundlichen Gruß; schönen Gruß
it: cordialmente; buona (giornata/serata/settimana); buon (weekend/lavoro/fine settimana/pomeriggio); a presto; un caro saluto;
    saluti cari; un abbraccio
es: buen (día/fin de semana); buena (tarde/semana); hasta (luego/pronto); un abrazo; abrazos; saludos a todos; buen finde;
    que tengáis buen día; un cordial saludo
nl: fijne (dag/avond) [nog]; fijn weekend; goed weekend; prettig weekend; groetjes; tot snel; hartelijke groet; vr gr; gr; mvrgr;
    hartelijks; vriendelijke groet
pl: miłego (dnia/weekendu/wieczoru); pozdrowienia; do (zobaczenia/usłyszenia); udanego weekendu; pozdr; z pozdrowieniami; dobrego dnia;
    serdeczności; z poważaniem;
    z wyrazami szacunku; serdecznie pozdrawiam
pt: cordialmente; bom (dia/fim de semana/trabalho); boa (tarde/semana/noite); até (breve/logo/já); um abraço; abraços; abs; beijinhos;
    att; atenciosamente; melhores cumprimentos;
    os melhores cumprimentos; com os melhores cumprimentos; saudações
"""
GREETS_TOO = """
hi there; hello there; greetings; hi again; morning; evening; afternoon; dears; chers; chères; coucou; rebonjour; hei; moin; moin moin;
    servus; grüezi; grüß Gott; hallihallo;
sehr geehrte; sehr geehrter; guten abend; werte; werter; caro; cara; cari; care; gentile; egregio; buonasera; buona sera;
    buon pomeriggio; salve; estimado; estimada; estimados;
estimadas; querido; querida; buenas tardes; buenas noches; buenas; buen día; hoi; goedemorgen; goedemiddag; goedenavond; goedendag;
    geachte; hé; witam; witajcie; szanowni;
szanowna; szanowny; drogi; droga; dobry wieczór; hej; boa tarde; boa noite; viva; caros; caras; prezado; prezada; prezados; oi
"""
GREETED_TOO = """a; an; to; folks; you; both; de nouveau; zespole; państwo; pani; pan; equipo; equipa; équipe; allen; iedereen; mensen;
    ragazzi; toutes et tous; toutes et à tous; tous et à toutes; à vous"""
# Names of days and months, and words of time, which are never those who are greeted or thanked.
TIMES = """
saturday; sunday; lundi; mardi; mercredi; jeudi; vendredi; samedi; dimanche; montag; dienstag; mittwoch; donnerstag; freitag; samstag;
    sonntag; lunedì; martedì;
mercoledì; giovedì; venerdì; sabato; domenica; lunes; martes; miércoles; jueves; viernes; sábado; domingo; maandag; dinsdag; woensdag;
    donderdag; vrijdag; zaterdag;
zondag; poniedziałek; wtorek; środa; środę; czwartek; piątek; sobota; niedziela; segunda; terça; quarta; quinta; sexta; january;
    february; march; july; september;
october; november; december; januar; februar; märz; juni; juli; oktober; dezember; soon; today; tonight; noon; week; weekend; easter;
    christmas; demain; bientôt;
heute; bald; später; oggi; presto; hoy; luego; pronto; vandaag; straks; dziś; potem; hoje; logo; depois; draft; agenda; please; send;
    publish; review; revised
"""
POLITE = (FOR_MINUTES, THANKS_TOO, WISHES, GREETS_TOO, GREETED_TOO)
