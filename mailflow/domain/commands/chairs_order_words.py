"""The words of the chair's orders, a table each: in the language of `bare.compile_table`."""

PARTS = {
    "it": """(it/this/them/these/that/anything) [out/yet]/(the/these/any/my) (minutes/mail/mails/draft/notes/document/publication/sending)
        [yet/out]""",
    "le": "[le/la/les/ce] (compte rendu/procès verbal/pv/minutes/document/mail/envoi/diffusion/publication)/rien/cela/ça",
    "es": "[das/dieses/den/die/es/dies] (Protokoll/Entwurf/Mail/Versand/Veröffentlichung/Dokument)/es/das/dies/sie",
    "lo": "[il/la/questo] (verbale/bozza/minuta/documento/tutto)/l'invio/la pubblicazione/lo/la/niente/tutto",
    "el": "[el/la/las] (acta/actas/minuta/borrador/envío/publicación/documento)/nada/todo/esto",
    "de": "[de/het/deze/dit] (notulen/verslag/concept/verzending/publicatie)/dit/het/ze/alles",
    "go": "[ten/tego] (protokół/protokołu/wysyłkę/publikację/wysyłki/publikacji/szkic)/to/tego/niczego/z wysyłką/z publikacją",
    "a": "[a/as/o] (ata/acta/minuta/rascunho/envio/publicação/documento)/nada/tudo/isto",
    "sent": "send/publish/circulate/distribute/release/share/mail",
    "meeting": "(the/this/our/next/the next) [(next/upcoming)] meeting",
    "réunion": "(la/cette/notre) [(prochaine)] réunion/la séance/cette séance",
    "sitzung": "[(die/das/diese/dieses/nächste/unsere/unser)] (Sitzung/Meeting/Treffen/Besprechung/Termin/den Termin)",
    "riunione": "(la/questa/nostra/la prossima) (riunione)/l'incontro",
    "reunión": "(la/esta/la próxima/nuestra) reunión",
    "vergadering": "[(de/deze/onze/volgende)] (vergadering/bijeenkomst/meeting)",
    "spotkanie": "[(to/nasze/najbliższe)] (spotkanie/zebranie/posiedzenie)",
    "reunião": "(a/esta/a próxima/nossa) reunião",
}
HOLD = """
en: stop [{it}/everything/all]; stop (sending/publishing/the press/publication) [{it}]; hold [on/off/it/this/them/
    everything] [{it}] [for now/a moment/a minute];
    hold off [on] (sending/publishing/publication) [{it}]; put {it} on hold; on hold; hold fire; wait [a moment/a minute/a bit/a second];
    halt; pause; not yet;
    (do not/don't/dont/never) ({sent}) [{it}] [yet/now/anything]; (do not/don't/dont) go ahead [yet]; not to be (sent/published) [yet];
    (cancel/withdraw/suspend) (the publication/the sending/publication/sending/my approval/the approval);
    i (withdraw/revoke/take back) my approval; one moment; just a moment;
    no wait; oh no stop; stop stop; stop stop stop
fr: stop; halte; attendez [(un peu/un instant/svp/s'il vous plaît/mon retour/ma réponse/encore)]; attends [(un peu/un instant/encore)];
    attendre;
    d'attendre [un peu/encore]; arrêtez [(tout/{le})]; arrête [tout]; (suspendez/suspendre/bloquez/bloquer/stoppez/stopper/
    retenez) [{le}]; en attente; pause;
    [surtout] ne [pas] [encore] [(le/la/les)] (envoyer/publier/diffuser) [{le}]; de ne pas [encore] [(le/la/les)] (envoyer/publier/
    diffuser) [{le}];
    [surtout] (n'envoyez/ne publiez/ne diffusez/ne l'envoyez/ne le publiez/n'envoie/ne publie/ne diffuse) [(pas encore/pas/
    rien)] [{le}] [encore];
    pas encore; pas (d'envoi/de publication) [pour le moment/encore]; un (instant/moment); je retire mon (accord/approbation)
de: stopp; stop; halt; warte [(noch/mal/kurz/bitte)]; warten [(noch/bitte/Sie)] [noch]; noch (warten/nicht); moment [mal]; einen Moment;
    Pause; [noch] abwarten;
    ({es}) [(noch/bitte)] [bitte] [noch] nicht [(so/jetzt)] (senden/versenden/verschicken/veröffentlichen/rausschicken/abschicken/
    verteilen/publizieren);
    [noch] nicht [(so/jetzt)] (senden/versenden/verschicken/veröffentlichen/veroeffentlichen/rausschicken/abschicken/verteilen/
    publizieren);
    (senden/versenden/verschicken/veröffentlichen) Sie {es} [bitte] [noch] nicht; (anhalten/stoppen/zurückhalten/aufhalten);
    {es} [bitte] (anhalten/stoppen/zurückhalten);
    ich ziehe meine (Freigabe/Genehmigung) zurück
it: stop; fermi [tutti/tutto]; ferma [tutto]; fermate [{lo}]; fermatevi; alt; aspetta [un attimo]; aspettate [(un attimo/un momento)];
    attendere; attendete;
    [un] (momento/attimo); in attesa; sospendete [{lo}]; sospendere [{lo}]; bloccate [{lo}]; (non ancora);
    non [(lo/la/ancora)] (inviare/inviate/inviatelo/inviatela/pubblicare/pubblicate/pubblicatelo/mandate/mandatelo/mandare/diffondete/
    inviarlo/invia) [ancora] [{lo}] [ancora]
es: stop; alto; [un] momento; esperad; espera; espere; esperen; esperar; parad [{el}]; pare; paren [{el}]; deténganse; detened [{el}];
    detener [{el}]; detengan [{el}];
    suspended [{el}]; suspendan [{el}]; en espera; (todavía/aún) no;
    no [(lo/la/las)] (enviar/enviéis/envíen/envíe/envíes/publicar/publiquéis/publiquen/publique/publiques/mandéis/manden/
    mandar) [(todavía/aún)] [{el}] [(todavía/aún)]
nl: stop; halt; ho; wacht [(even/nog even/nog/maar/eens)]; [nog] [even] wachten; [een] moment; momentje; pauzeer; in de wacht;
    [{de}] [(nog/even)] niet [(nog/zo)] (versturen/verzenden/publiceren/rondsturen/verspreiden/uitsturen/sturen); [nog] even niet;
    nog niet;
    (verstuur/publiceer/verzend/stuur) [{de}] [nog] niet; {de} (stoppen/tegenhouden/aanhouden); stop met {de}
pl: stop; stój; czekaj; czekać; czekajcie; zaczekać; zaczekaj; zaczekajcie; poczekać; poczekaj; poczekajcie; chwileczkę; chwila; chwilę;
    moment; momencik;
    [się] wstrzymać [się] [{go}]; wstrzymaj [się] [{go}]; wstrzymajcie [się] [{go}]; (zatrzymać/zatrzymaj/zatrzymajcie) [{go}];
    jeszcze nie;
    [jeszcze] nie [jeszcze] (wysyłać/publikować/wysyłajcie/wysyłaj/publikuj/publikujcie/rozsyłać/wysłać) [(jeszcze/{go})] [jeszcze];
    o wstrzymanie [{go}]
pt: stop; alto; espere; espera; esperem; esperar; aguarde; aguardem; aguardar; parem [{a}]; pare [{a}]; suspendam [{a}]; suspenda [{a}];
    [um] momento; em espera;
    ainda não; não [(o/a)] (enviar/enviem/envie/envies/publicar/publiquem/publique/mandem/divulguem/divulgar) [ainda] [{a}] [ainda];
    ainda não (enviem/publiquem/enviar/publicar)
"""
DRAFT_NOW = """
en: draft [{drafts}] now; draft {drafts}; [now] (prepare/make/compile/produce/create/write) {drafts} [now];
    (send/mail) [me] the draft [now]; the draft now; draft at once;
    now draft [{drafts}]
fr: brouillon maintenant; projet maintenant; (rédigez/rédige/préparez/prépare/établissez/envoyez/envoie/générez) [(moi)] (le compte rendu/
    le brouillon/le projet/le pv/
    le projet de compte rendu) [maintenant/tout de suite]; (rédiger/préparer/envoyer/établir) (le compte rendu/le brouillon/
    le projet) [maintenant]
de: Entwurf jetzt; jetzt [den/einen] Entwurf; [jetzt] (den/einen) (Entwurf/Protokollentwurf) [jetzt] (erstellen/schicken/senden/machen);
    [jetzt] das Protokoll [jetzt] (erstellen/entwerfen);
    (erstellen/schicken/senden) Sie [mir] [jetzt] (den Entwurf/das Protokoll) [jetzt]; (erstelle/
    schick) [mir] [jetzt] (den Entwurf) [jetzt]
it: bozza (ora/adesso/subito); (prepara/preparate/invia/inviate/manda/mandate/redigi/redigete/preparare/inviare) [subito/ora] (la bozza/
    il verbale in bozza/la bozza del verbale) [(ora/adesso/subito)]
es: borrador (ahora/ya); (prepara/preparad/preparen/prepare/envía/enviad/envíen/redactad/redacten/preparar/enviar) [ya] (el borrador/
    el borrador del acta) [(ahora/ya)]
nl: concept nu; nu [het] concept; (maak/stuur) [nu] (het concept/de conceptnotulen/een concept) [nu];
    (het concept/de conceptnotulen) [nu] (maken/sturen/opstellen); nu (het concept) (maken/sturen)
pl: szkic teraz; (przygotować/przygotuj/przygotujcie/wysłać/wyślij/wyślijcie/sporządzić) [teraz] (szkic/projekt/szkic protokołu/
    projekt protokołu) [teraz]; projekt teraz; o (szkic/projekt) [protokołu] teraz
pt: rascunho (agora/já); (prepara/prepare/preparem/envia/envie/enviem/preparar/enviar) [já] (o rascunho/o rascunho da ata) [(agora/já)]
"""
DRAFTS = "[the/a] (minutes/draft/draft minutes)"
CANCEL_MEETING = """
en: cancel ({meeting}/meeting); call off {meeting}; call {meeting} off; ({meeting}/meeting) (is/to be) (cancelled/canceled);
    meeting (cancelled/canceled/off)
fr: (annuler/annulez/annule/supprimez/d'annuler) {réunion}; [{réunion}] est annulée; réunion annulée
de: {sitzung} [bitte] (absagen/streichen/stornieren/canceln); (sagen Sie/sag/sagt) [bitte] (die Sitzung/das Treffen/das Meeting/
    den Termin) [bitte] ab; {sitzung} (ist/wird) abgesagt;
    (die Sitzung/das Meeting/das Treffen) (fällt aus)
it: (annullare/annulla/annullate/cancellare/cancellate/cancella/disdire) {riunione}; {riunione} è (annullata/cancellata);
    riunione annullata
es: (cancelar/cancela/cancelad/cancelen/cancele/anular/anulad/anulen/suspender) {reunión}; {reunión} (queda/está) (cancelada/anulada);
    reunión cancelada
nl: {vergadering} [graag] (annuleren/afzeggen/afgelasten/schrappen); (annuleer/schrap) {vergadering}; zeg {vergadering} af;
    {vergadering} (is/wordt) (geannuleerd/afgelast/afgezegd);
    {vergadering} gaat niet door
pl: (odwołać/odwołaj/odwołajcie/anulować/anuluj/anulujcie) {spotkanie}; o odwołanie (spotkania/zebrania/posiedzenia);
    {spotkanie} (odwołane/jest odwołane/zostało odwołane)
pt: (cancelar/cancela/cancele/cancelem/anular/anulem/desmarcar/desmarquem) {reunião}; {reunião} (está/fica) (cancelada/anulada);
    reunião cancelada
"""
NEXT_MEETING = """
en: [the/our] next meeting [date] [(is/will be/shall be/to be/takes place/will take place/should be)] [held] [(on/at)] [the]
fr: [la/notre] prochaine (réunion/séance) [(est/sera/aura lieu/se tiendra)] [fixée] [(le/au)]
de: [(die/das/der/unser/unsere)] (nächste/nächstes/nächster) (Sitzung/Treffen/Meeting/Termin/Besprechung) [(ist/findet/wäre)] [(am/den/
    der)]
it: [la] prossima (riunione/seduta) [(è/sarà/si terrà)] [(il/per il)]
es: [la] próxima reunión [(es/será/queda/tendrá lugar)] [(el/para el)]
nl: [(de/onze)] volgende (vergadering/bijeenkomst/meeting) [(is/wordt)] [op]
pl: (następne/kolejne/najbliższe) (spotkanie/zebranie/posiedzenie) [(jest/będzie/odbędzie się)] [w/we]
pt: [a] próxima reunião [(é/será/fica/terá lugar)] [(a/no dia/em/para)]
"""
# Words of a date, whatever its language; the numbers in it are not listed.
DATE_WORDS = """
en: january; february; march; april; may; june; july; august; september; october; november; december; jan; feb; mar; apr; jun; jul; aug;
    sep; sept; oct; nov; dec; monday;
    tuesday; wednesday; thursday; friday; saturday; sunday; mon; tue; tues; wed; thu; thurs; fri; sat; sun; at; on; the; of; from; to;
    until; am; pm; noon; cet; cest; utc; gmt; o; clock;
    hours; hrs; st; nd; rd; th
fr: janvier; février; mars; avril; mai; juin; juillet; août; septembre; octobre; novembre; décembre; lundi; mardi; mercredi; jeudi;
    vendredi; samedi; dimanche; à; h; heures; le; de; midi; er
de: januar; jänner; februar; märz; maerz; april; juni; juli; oktober; dezember; montag; dienstag; mittwoch; donnerstag; freitag; samstag;
    sonntag; um; uhr; am; den; von; bis; mo; di; mi; do; fr
it: gennaio; febbraio; marzo; aprile; maggio; giugno; luglio; agosto; settembre; ottobre; novembre; dicembre; lunedì; martedì; mercoledì;
    giovedì; venerdì; sabato; domenica; alle; ore; ora; il; dalle
es: enero; febrero; abril; mayo; junio; julio; septiembre; octubre; noviembre; diciembre; lunes; martes; miércoles; jueves; viernes;
    sábado; domingo; a; las; el; del; horas
nl: januari; februari; maart; mei; augustus; maandag; dinsdag; woensdag; donderdag; vrijdag; zaterdag; zondag; om; uur; op; van; tot
pl: stycznia; lutego; marca; kwietnia; maja; czerwca; lipca; sierpnia; września; października; listopada; grudnia; poniedziałek; wtorek;
    środa; środę; czwartek; piątek; sobota; sobotę;
    niedziela; niedzielę; o; godz; godzinie; godzina; w; we; r
pt: janeiro; fevereiro; março; abril; maio; junho; julho; setembro; outubro; novembro; dezembro; segunda; terça; quarta; quinta; sexta;
    feira; às; da; dia; manhã; tarde
"""
# What a stop may go on with, where no comma or full stop parts the reason from it.
REASON = """
for; before; with; me; because; since; as; until; till; there; que; avant; car; parce; jusqu; auf; mit; weil; da; bis; a; di; per; prima;
    perché; fino;
finché; por; antes; con; porque; hasta; met; op; voor; omdat; tot; want; na; z; zanim; bo; ponieważ; aż; pois; até
"""
