"""The words of approvals, a table each: in the language of `bare.compile_table`, one entry per language.

What is nodded to, approved and sent stands apart, for a nod approves (`OK for me`), a kind word (`great`) does not, and what only says
that there are no comments does not either. No phrase may begin a condition, a negation or a question of its own or another language.
"""

PARTS = {
    "en": {
        "it": """[the/these/those/this/our/your] [attached/final] (minutes/minutes of (the/our/this) meeting/meeting minutes/notes/
        summary/version/revision/document/text)/
            (them/it/this/these/that)""",
        "me": "(for/with/by/from/to/on) (me/my side/my end/my part/our side/my point of view/my perspective)/here",
        "as": """as (is/it is/they are/it stands/they stand/sent/drafted/circulated/written/presented/proposed)/
            (without/with no) [any] [further] (changes/comments/corrections/edits/remarks/amendments/reservations)/
            with (thanks/pleasure/many thanks)/for (publication/release/distribution/circulation)/in full""",
        "good": "good/fine/great/ok/okay/right/all right/perfect/excellent/correct/all good/all fine/very good/in order",
        "comments": """[further/other/more] (comments/changes/corrections/objections/remarks/edits/issues/additions/amendments/concerns/
            comment/objection/change)""",
    },
    "fr": {
        "it": """[le/ce/du/ton/votre] (compte rendu/cr/pv/procès verbal/document/texte/relevé/relevé de décisions)/
            [la/cette/les/ces] (version/note/minute/minutes)""",
        "me": "pour moi/de mon côté/pour ma part/de ma part",
        "comments": """(remarque/remarques/commentaire/commentaires/modification/modifications/correction/corrections/objection/objections/
            changement/changements/observation/observations/réserve/réserves) [particulière/particulières/particulier/à faire]""",
    },
    "de": {
        "it": "[das/dieses/dein/ihr] (Protokoll/Dokument)/[die/diese] (Niederschrift/Fassung/Version)",
        "me": "für mich/fuer mich/von mir/von meiner Seite/von meiner Seite aus/meinerseits/von mir aus/aus meiner Sicht/meines Erachtens",
        "good": "ok/okay/gut/in Ordnung/prima/bestens/perfekt/richtig/fein/sehr gut/wunderbar",
        "comments": """[weiteren] (Anmerkungen/Änderungen/Aenderungen/Einwände/Einwaende/Kommentare/Korrekturen/Ergänzungen/Ergaenzungen/
            Bemerkungen/Einwand/Änderung/Aenderung/Änderungswünsche/Aenderungswuensche/Korrekturwünsche/Beanstandungen)""",
        "out": """veröffentlichen/veroeffentlichen/versenden/verschicken/senden/absenden/abschicken/rausschicken/rausgeben/verteilen/
            publizieren/herumschicken/rumschicken/rundschicken/aussenden""",
    },
    "it": {
        "it": """[il/questo/i/questi] (verbale/verbali/documento/testo/resoconto)/[la/questa/le/queste] (minuta/minute/versione/note)""",
        "me": "per me/da parte mia/per quanto mi riguarda/da parte nostra/dal mio lato",
        "good": "ok/okay/bene/a posto/in ordine/corretto/perfetto/benissimo/chiaro e corretto",
        "comments": "(osservazione/osservazioni/commento/commenti/modifica/modifiche/correzione/correzioni/obiezione/obiezioni/appunti)",
        "sending": """inviare/pubblicare/mandare/diffondere/procedere/inviarlo/inviarla/inviarli/pubblicarlo/pubblicarla/pubblicarli/
            mandarlo/mandarla/mandarli/diffonderlo/diffonderla/spedire/spedirlo/distribuire/distribuirlo/andare avanti/farlo circolare""",
    },
    "es": {
        "it": """[el/la/las/los/esta/este] (acta/actas/minuta/minutas/documento/texto/versión)""",
        "me": "por mi parte/para mí/por mí/de mi parte/por mi lado",
        "good": "ok/bien/muy bien/correcto/correcta/perfecto/perfecta/en orden/conforme/de acuerdo",
        "comments": """[más/otros] (comentario/comentarios/cambio/cambios/observación/observaciones/objeción/objeciones/corrección/
            correcciones/modificaciones/enmiendas/reparos)""",
        "sending": """publicar/publicarla/publicarlo/publicarlas/enviar/enviarla/enviarlo/enviarlas/mandar/mandarla/mandarlo/proceder/
            distribuir/distribuirla/distribuirlo/difundir/difundirla/difundirlo/circular/circularla/circularlo""",
    },
    "nl": {
        "it": "[de/deze/het/dit/jullie] (notulen/verslag/document/stuk/versie)",
        "me": "voor mij/wat mij betreft/van mijn kant/van mij/mijnerzijds/van mijn zijde",
        "good": "ok/oke/okay/goed/prima/akkoord/in orde/helemaal goed/helemaal prima/perfect/duidelijk en correct",
        "comments": """[verdere] (opmerkingen/opmerking/wijzigingen/aanmerkingen/bezwaar/bezwaren/aanvullingen/correcties/commentaar/
            op of aanmerkingen/aanpassingen)""",
        "out": """de deur uit/eruit/online/verstuurd worden/verzonden worden/gepubliceerd worden/rondgestuurd worden/verspreid worden/
            worden verstuurd/worden verzonden/worden gepubliceerd/worden rondgestuurd/worden verspreid""",
        "send": "publiceren/versturen/verzenden/rondsturen/verspreiden/uitsturen/rondmailen",
    },
    "pl": {
        "it": "[ten/tę] (protokół/protokol/dokument/notatkę/wersję/treść)/[treść] protokołu",
        "me": "dla mnie/z mojej strony/jak dla mnie/ode mnie",
        "good": "ok/okej/w porządku/dobrze/świetnie/bardzo dobrze/w jak najlepszym porządku",
        "comments": "[żadnych/dalszych] (uwag/zmian/zastrzeżeń/poprawek/komentarzy/sprzeciwu) [do protokołu]",
        "send": "publikować/opublikować/wysłać/wysyłać/rozesłać/rozsyłać/puścić/puszczać",
    },
    "pt": {
        "it": "[a/as/o/os/esta/este] (ata/acta/atas/minuta/minutas/documento/texto/versão)",
        "me": "para mim/por mim/da minha parte/do meu lado/pela minha parte/por minha parte",
        "good": "ok/bem/muito bem/certo/certa/correto/correta/perfeito/em ordem/conforme/óptimo/ótimo",
        "comments": """[mais/outros] (comentário/comentários/alteração/alterações/observação/observações/objeção/objeções/correção/
            correções/reparos/modificações/mudanças)""",
        "send": "publicar/enviar/divulgar/distribuir/mandar/avançar/circular/publicá la/enviá la/seguir",
    },
}
APPROVES = {
    "en": """approve; approve {it}; [i/we] [hereby/fully/gladly] approve [{it}] [{as}]; approve {as}; approve please; approved please;
        [i am/i m] happy to approve [{it}]; [i] approve the draft; draft approved; we approve;
        [i/i ve/i have] (read/reviewed/checked) {it} and [i] (approve/approved) [{it}];
        [{it}] [is/are] [all/hereby] approved [{me}] [{as}]; approved by me; (consider/take) {it} [as] approved; consider this my approval;
        you have my (approval/ok/okay/go ahead/green light); i give my approval; approval (given/granted); my approval; agreed;
        i [fully] agree [with {it}/to publication/to publish]; [{it}] (read/seen/checked/reviewed/read through) and (approved/agreed);
        signed off; green light [{me}]; thumbs up {me}; accepted {as}; i accept {it}""",
    "fr": """(approuvé/approuvée/approuvés/approuvées) [{me}] [tel quel/en l'état]; approuver;
        (j'approuve/je l'approuve/je valide/je le valide/je les valide) [{it}] [tel quel/en l'état];
        (j'approuve/approuvé/validé/je valide) [{it}] sans {comments}; {it} [est/sont/lu et/relu et] [bien] (approuvé/approuvée/approuvés/
        validé/validée/validés/
        ok/bon) [{me}]; (validé/validée/validés) [{me}] [tel quel/en l'état];
        bon pour (accord/publication/diffusion/envoi/validation/approbation/la diffusion/la publication); bon à (publier/diffuser/envoyer);
        je suis [tout à fait/entièrement] d'accord [avec {it}/pour publication/pour diffusion]; je donne mon (accord/feu vert/approbation);
        accord donné; (vous avez/tu as) mon (accord/feu vert/approbation); feu vert [{me}]; (lu/relu/vu) et (approuvé/validé);
        (c'est/cela est) (approuvé/validé) [{me}]; approbation donnée; je confirme mon (accord/approbation);
        accord ({me}/pour publication/pour diffusion/pour envoi/pour la publication)""",
    "de": """(genehmigt/freigegeben/abgesegnet/abgenommen) [{me}] [so/hiermit/wie vorgelegt/wie vorgeschlagen];
        (genehmigt/freigegeben) ohne {comments}; [hiermit/so/ist/ist hiermit/ist so/{me}] (genehmigt/freigegeben);
        ohne {comments} (genehmigt/freigegeben);
        [ich] genehmige [{it}/es/das] [hiermit/so]; hiermit genehmige ich [{it}/es]; genehmige ich [so/hiermit];
        [ich] gebe ({it}/es/das) [hiermit/so/gerne/gern] frei; hiermit gebe ich ({it}/es) frei; gebe ich frei;
        [meine/die] (Freigabe/Genehmigung/Zustimmung) [ist] [hiermit] erteilt; (Freigabe/Genehmigung) ({me}/hiermit);
        (meine Zustimmung/meine Freigabe/mein ok/mein okay) (hast du/haben Sie/habt ihr); erteile [ich] [hiermit] [meine/die] (Freigabe/
        Genehmigung/Zustimmung); {it} [ist] [so/hiermit/{me}] (genehmigt/freigegeben/ok/okay/in Ordnung/gut so/abgenommen) [so];
        [bin/ich bin] einverstanden [mit dem Protokoll/damit/so]; einverstanden {me}; [ich] bin (mit dem Protokoll/damit) einverstanden;
        {it} (genehmige/gebe) ich [hiermit/frei];
        {me} einverstanden; zugestimmt;
        [ich] stimme [dem Protokoll/dem/{it}] zu; gelesen und (genehmigt/freigegeben/einverstanden/für gut befunden);
        grünes Licht [{me}]; gruenes Licht [{me}]""",
    "it": """(approvato/approvata/approvati/approvate) [{me}] [così/così com'è/senza {comments}];
        [lo/la/li/le] approvo [{it}] [così/così com'è/senza riserve/senza {comments}]; {it} [è/sono] (approvato/approvata/approvati/
        approvate/ok) [{me}]; {me} [è/sono] (approvato/approvata/approvati/approvo); si (approvo/approvato/va bene); {it} lo approvo;
        confermo (l'approvazione/la mia approvazione);
        do (il mio ok/la mia approvazione/il mio benestare/l'ok/il mio assenso/il mio consenso/il via libera/la mia autorizzazione);
        (avete/hai/ha) (il mio ok/la mia approvazione/il mio benestare/il mio consenso); d'accordo [{me}];
        [sono] d'accordo [con il verbale];
        concordo; via libera [{me}]; (letto/visto/letti) e (approvato/approvati); nulla osta [{me}/alla pubblicazione]""",
    "es": """(aprobado/aprobada/aprobados/aprobadas) [{me}] [tal cual/así/sin {comments}]; {me} [queda/está] (aprobado/aprobada/apruebo);
        queda (aprobada/aprobado) {it}; {it} la apruebo; {it} leída y aprobada;
        [lo/la/los/las] apruebo [{it}] [sin {comments}/así/tal cual]; [{it}] (queda/está/es/quedan/están/quedando) (aprobada/aprobado/
        aprobadas/aprobados) [{me}]; {it} (aprobada/aprobado/aprobadas/aprobados/conforme/ok) [{me}]; [estoy] de acuerdo [con {it}] [{me}];
        [estoy] conforme [con {it}] [{me}]; visto bueno [{me}]; vo bo; vobo;
        (doy/tenéis/tiene/tienes/tienen/cuentan con/va/doy el/os doy/les doy) [mi/el] (visto bueno/aprobación/conformidad/ok/acuerdo);
        luz verde [{me}]; (leído/leída/leídas/revisado/revisada/visto/vista) y (aprobado/aprobada/aprobadas/conforme);
        autorizo (su publicación/la publicación/el envío/su envío)""",
    "nl": """goedgekeurd [{me}]; akkoord [{me}]; akkoord (zo/bevonden/met {it}/zonder wijzigingen); goedgekeurd zonder {comments};
        [ik] ben akkoord [met {it}]; [ik] ga [{me}] [hiermee/ermee/hierbij] akkoord [met {it}/hiermee];
        hierbij (ga ik akkoord/akkoord/goedgekeurd/mijn goedkeuring/
        mijn akkoord); {me} (akkoord/goedgekeurd); {it} gelezen en (akkoord/goedgekeurd); {it} keur ik [hierbij] goed;
        {it} [zijn/is] [hierbij/{me}] (goedgekeurd/akkoord/ok/in orde/prima) [{me}];
        [hierbij] keur ik {it} [hierbij/zo] goed; ik keur ({it}/ze/het) [hierbij/zo] goed; hierbij keur ik ({it}/ze) goed;
        goedkeuring (verleend/gegeven/akkoord); (gelezen/gezien) en (akkoord/goedgekeurd/in orde bevonden);
        mijn (akkoord/goedkeuring) (hebben jullie/heb je/heeft u); (jullie hebben/je hebt/u heeft) mijn (akkoord/goedkeuring);
        [helemaal] mee eens; [ik] ben het [hiermee/ermee] eens; groen licht [{me}]""",
    "pl": """[ja] (zatwierdzam/akceptuję/aprobuję) [{it}] [w całości/bez {comments}]; bez {comments} zatwierdzam;
        {it} (zatwierdzam/akceptuję) [{me}];
        (zatwierdzone/zatwierdzony/zatwierdzona/zaakceptowane/zaakceptowany/zaakceptowana) [{me}] [bez {comments}]; akceptacja [{me}];
        {it} [jest/został/została] (zatwierdzony/zatwierdzona/zaakceptowany/zaakceptowana/ok) [{me}];
        zgoda [na publikację/na wysłanie/na wysyłkę/{me}]; zgadzam się [na publikację/na wysłanie/na wysyłkę/z treścią/
        z treścią protokołu];
        (wyrażam/daję) [moją] zgodę [na publikację/na wysłanie/na wysyłkę]; {me} (zatwierdzam/akceptuję/zatwierdzone/zgoda);
        (przeczytane/sprawdzone/przeczytałem/przeczytałam/zapoznałem się/zapoznałam się) i (zatwierdzone/zatwierdzam/akceptuję);
        zielone światło [{me}]; jestem za""",
    "pt": """(aprovado/aprovada/aprovados/aprovadas) [{me}] [sem {comments}/assim/tal como está];
        {me} [está/fica] (aprovado/aprovada/aprovo);
        [eu] aprovo [a/o/as] [{it}] [sem {comments}/assim/tal como está]; [{it}] (está/fica/é/estão/ficam/lida e/lido e/
        lidas e) (aprovada/aprovado/
        aprovadas/aprovados) [{me}]; {it} (aprovada/aprovado/aprovadas/aprovados/ok) [{me}]; [estou] de acordo [com {it}] [{me}];
        concordo [com {it}/plenamente]; (dou/tem/têm/tens) [o] (meu acordo/meu aval/meu ok/ok/meu consentimento);
        (dou/tem/têm/tens) [a] minha (aprovação/concordância/autorização); luz verde [{me}];
        (lido/lida/visto/vista/revisto) e (aprovado/aprovada);
        autorizo (a publicação/o envio/a divulgação); conforme""",
}
SENDS = {
    "en": """[please] (publish/send/circulate/distribute) [{it}] [out/around/as is] [now/to (all/everyone/everybody/the list/
        the mailing list/
        the group/the team)] [please]; [please] (release/share/post/issue/mail) {it} [out/around] [now] [please]; please (release/issue);
        [please] go ahead [please/now] [with (it/this/them/publication/sending/publishing)]; please proceed; proceed;
        [please] go ahead [and] (publish/send/circulate/distribute) [{it}] [out/around] [now];
        [you/we] (can/may) [now] (publish/send/circulate/distribute) {it} [out/around] [now];
        ({it}/they) (can/may) [now] (go [out]/be (published/sent/circulated/distributed/released) [out/around]) [now]; send away;
        ship it; ok go; we can (publish/send/go ahead/circulate); let s (publish/send) [{it}]; [i am/i m] happy (for {it}/for you) to
        (go/go out/be published/be sent/be circulated/publish/send/send {it}/publish {it}/circulate {it}) [out/now]""",
    "fr": """[merci de/prière de/veuillez] (publier/envoyer/diffuser) [{it}] [svp/s'il vous plaît]; merci d'envoyer [{it}];
        à (publier/diffuser/envoyer); (publiez/envoyez/diffusez) [le/la/les/{it}] [svp/s'il vous plaît/maintenant]; (publie/envoie/diffuse)
        (le/la/les/{it}); (vous pouvez/tu peux) [le/la/les/l'] (publier/envoyer/diffuser/faire partir/y aller) [{it}/maintenant];
        allez y; vas y; je vous laisse [le/la/les/l'] (publier/envoyer/diffuser)""",
    "de": """[bitte] [so/jetzt/gerne/gern/es] ({out}) [bitte]; bitte ({it}/es) [so/jetzt] ({out}); [bitte] raus damit; ab damit;
        [{it}/das/es/sie] (kann/können/darf/dürfen) [so/gerne/gern/jetzt/{me}] (raus/rausgehen/raus gehen/verschickt werden/
        versendet werden/
        versandt werden/veröffentlicht werden/veroeffentlicht werden/verteilt werden/hinaus); (kann/können) [so] an alle [gehen/raus];
        (du kannst/Sie können/ihr könnt/du darfst) ({it}/es/das/sie) [gerne/gern/so/jetzt] ({out}); bitte (schick/schicken Sie/schickt)
        ({it}/es/das) (raus/rum/an alle); (schick/schickt) es [bitte/so] raus; kann so an die Liste [raus/gehen]; leg los""",
    "it": """(pubblica/pubblicate/pubblichi/inviate/invia/mandate/manda/diffondete/procedete/procedi/distribuite/spedite/spedisci/
        inviatelo/
        inviatela/inviateli/pubblicatelo/pubblicatela/pubblicateli/mandatelo/mandatela/mandateli/pubblicalo/invialo/mandalo) [pure/{it}]
        [per favore/a tutti]; [per favore] (pubblicare/inviare/pubblicate/inviate/mandate/procedere/procedete); si pubblichi;
        (puoi/potete/può) [pure/ora] ({sending}) [pure] [{it}]; andate [pure] avanti; avanti [così/pure]; vai pure""",
    "es": """[por favor] (publicar/enviar/publíquese/publicad/publicadla/publicadlo/publicadlas/publiquen/publíquenla/publíquenlo/
        publícalo/
        publícala/enviad/enviadla/enviadlo/enviadlas/envíalo/envíala/envíenla/envíenlo/envíen/envíela/envíelo/mandadla/mandadlo/mándala/
        mándalo/distribuid/distribuidla/difundid/difundidla/proceded/procedan/procede/proceda) [{it}] [a todos] [por favor];
        adelante [por favor] [con (el envío/la publicación/ello/ella)] [{me}]; (podéis/pueden/puedes/
        puede) [ya] ({sending}) [ya] [{it}]""",
    "nl": """[graag] ({send}) [maar/graag/aub/alsjeblieft/alstublieft]; graag ({it}/ze) ({send});
        (publiceer/verstuur/verzend/verspreid/stuur) [ze/het/{it}] maar [rond/uit/naar iedereen]; (stuur/mail) [ze/het] [maar] rond;
        (mag/kan/mogen/kunnen) [zo/nu/er] ({out}); (mag/kan/mogen/kunnen) zo weg; wat mij betreft (kan/mag) (het/dit) [zo] weg;
        (mag/kan/mogen/kunnen) wat mij betreft [zo] ({out});
        ({it}/het/dit/ze) (mag/kan/mogen/kunnen)
        [zo/nu/wat mij betreft] ({out}); wat mij betreft (kan/mag/mogen/kunnen) (het/ze/dit/{it}) [zo/nu] ({out});
        (je mag/je kan/je kunt/u kunt/u mag/jullie kunnen/jullie mogen) (ze/het/{it}) [zo/nu] ({send}); ga je gang; ga uw gang""",
    "pl": """[proszę] ({send}) [to/{it}] [do wszystkich] [proszę]; proszę o (publikację/wysłanie/wysyłkę/rozesłanie/
        opublikowanie) [protokołu];
        (wysyłajcie/wyślijcie/wyślij/wysyłaj/opublikujcie/opublikuj/publikujcie/publikuj/roześlijcie/roześlij/puszczaj/puszczajcie) [to/
        {it}]
        [proszę/śmiało]; proszę (wysyłajcie/wyślijcie/wyślij/opublikujcie/opublikuj/publikujcie);
        (możecie/możesz) [to/już/śmiało] ({send});
        niech idzie; śmiało""",
    "pt": """[por favor] (publicar/publique/publiquem/publique se/publiquem na/publiquem a/enviar/envie/enviem/envia/enviem na/envie a/
        distribuam/distribuam na/divulguem/divulguem na/avancem/avance/avança/mandem/mandem na/siga) [{it}] [a todos/já/agora] [por favor];
        (pode/podem/podes) [já/então] ({send}) [{it}/à vontade]; em frente""",
}
# In these languages the same words without the mark are a question: they approve only beside a nod or an approval.
PERMITS = {
    "en": """can (go/be sent/be published) [out]; (ok/okay/fine/good/ready/free/cleared) to (publish/send/go/go out/be sent/be published/
        circulate/send out)""",
    "fr": """[on] peut (partir/être envoyé/être publié/être diffusé/le publier/l'envoyer); on peut (publier/envoyer/diffuser/
        y aller) [{it}]""",
    "de": "(fertig/bereit) (zum Versand/zur Veröffentlichung)",
    "it": "si può ({sending}); (si può/può) (essere inviato/essere pubblicato/partire/andare/uscire); si (invii/proceda)",
    "es": "se puede[n] ({sending}); se puede ({sending}); (puede/pueden) (salir/ser enviada/ser publicada/publicarse/enviarse)",
    "nl": "klaar (voor verzending/voor publicatie/om te versturen)",
    "pl": "można [to/już/śmiało] ({send}); może (iść/być wysłany/być wysłane/zostać wysłany)",
    "pt": "pode se ({send}); pode (ser enviada/ser publicada/ser enviado/ser publicado/seguir/sair)",
}
