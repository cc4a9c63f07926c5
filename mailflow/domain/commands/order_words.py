"""The words of the orders, a table each: in the language of `bare.compile_table`."""

POLITE = """
en: please; kindly; thanks; thank you; sorry; apologies; my apologies; ok; yes; hello; hi; well; sorry but; I am afraid; unfortunately;
    actually;
    just; I (would/d) like to; (we'd/we would) like to; I (want/wish/have/need) to; we (want/wish/have/need) to; (I'd/I would) like you
    to; I must;
    I ask you to; I hereby; hereby; for now; this time; let me; I will; I'll; we will
fr: merci de; s'il vous plaît; svp; merci; bonjour; désolé; désolée; veuillez; je (voudrais/souhaite/souhaiterais/veux/dois); nous
    (voudrions/souhaitons); prière de; désolé mais; malheureusement
de: bitte; danke; leider; sorry; ich (möchte/will/würde gern/würde gerne/muss); wir (möchten/wollen); hiermit; ich bitte Sie
it: per favore; per piacere; grazie; purtroppo; (vorrei/vogliamo/vorremmo/desidero); vi prego di; la prego di; ti prego di
es: por favor; gracias; lo siento; (quisiera/quiero/me gustaría/queremos); lamentablemente; le ruego; favor de
nl: alstublieft; alsjeblieft; graag; helaas; sorry; (ik wil/ik wil graag/ik zou graag/wij willen); gelieve
pl: proszę; niestety; przepraszam; (chciałbym/chciałabym/chcę/chcemy/bardzo proszę)
pt: por favor; obrigado; obrigada; infelizmente; (gostaria de/quero/queria/queremos); favor; peço que
"""
ASKING = """
en: (could/can/would/will) you [please] [kindly] [just]; would you mind; (would/could/might) it be possible to; is it possible to;
    may I ask you to; (could/can) I ask you to
fr: (pourriez-vous/pouvez-vous/pourrais-tu/peux-tu/vous pourriez) [s'il vous plaît]; serait-il possible de; est-il possible de
de: (könnten Sie/können Sie/könntest du/kannst du/würden Sie/könntet ihr/könnt ihr) [bitte]
it: (potreste/potresti/puoi/può/potrebbe/potete) [per favore]
es: (podría/podrías/puede/puedes/podrían/pueden) [por favor]
nl: (kunt u/kun je/kan je/zou je/zou u/zoudt u) [alstublieft/alsjeblieft]
pl: (czy może Pan/czy może Pani/czy możesz/czy mógłby Pan/czy mogłaby Pani/czy możecie)
pt: (poderia/pode/podes/podem/poderiam) [por favor]
"""
POLITE_AFTER = """
en: please; thanks; thank you; for now; for the moment; for the time being; this time; if possible; again; then; kindly; at once;
    many thanks; sorry; apologies; instead; today; if you can; until further notice; ok
fr: s'il vous plaît; s'il te plaît; svp; merci; pour le moment; pour l'instant; cette fois; si possible; désolé
de: bitte; danke; vorerst; fürs Erste; diesmal; dieses Mal; vorläufig; wenn möglich; sorry
it: per favore; grazie; per ora; per il momento; questa volta
es: por favor; gracias; por ahora; por el momento; esta vez
nl: alstublieft; alsjeblieft; aub; graag; bedankt; voorlopig; deze keer; voor nu
pl: proszę; dziękuję; na razie; tym razem
pt: por favor; obrigado; obrigada; por agora; por enquanto; desta vez; por ora
"""
PARTS = {
    "back": "withdraw/withdrawing/retract/retracting/revoke/recall/take back/taking back",
    "away": """withdraw/withdrawing/retract/retracting/revoke/recall/take back/remove/removing/delete/deleting/cancel/discard/disregard/
    ignore/pull""",
    "mine": """(my/our/the/this/that) [(own/last/previous/earlier/latest/first/present)] (report/mail/e-mail/email/message/contribution/
    update/text/
        submission/reply/answer/entry/statement) [(from today/of today/from yesterday/above/below)]""",
    "rapport": "(mon/notre/le/ce/ma/notre/la/cette) [(dernier/dernière)] (rapport/message/mail/courriel/contribution/compte rendu)",
    "bericht": "(meinen/unseren/den/diesen/meine/unsere/die/diese) [(letzten/letzte)] (Bericht/Beitrag/Nachricht/Mail/Meldung/Text)",
    "rapporto": "(il/la/questo/questa) [(mio/mia/nostro/nostra)] (rapporto/relazione/messaggio/contributo/mail/resoconto)",
    "informe": "(mi/nuestro/el/este) (informe/mensaje/correo/reporte/contribución)",
    "verslag": "(mijn/ons/het/dit) (verslag/rapport/bericht/bijdrage)",
    "raport": "[(mój/nasz/ten)] (raport/wiadomość/sprawozdanie) [mój]",
    "relatório": "(o/a/meu/este) [(meu/minha/nosso/nossa)] (relatório/mensagem/contribuição)",
    "us": """(from/on/for/at) (me/us/here/my side/our side/this side/my end/our end/my part/our part/my group/our group/my team/our team/
    this end)""",
    "time": """this (time/week/month/round/fortnight/period/meeting/time around/time round); today; at (the moment/present/this time/this
    stage/this
        point/this meeting); now; currently; yet; so far; for now; for (this meeting/today/this time/the meeting/the moment/this week/the
    minutes);
        since (the/our) last (meeting/time/report/one); since last (time/meeting/week/month); for the time being; in this period""",
}
PARTS["time"] = "/".join(PARTS["time"].split(";"))
SIMPLE = {
    "withdraw": """
en: withdraw; {back} it; {back} (this/that); {away} {mine}; (delete/disregard/discard/cancel/remove) (it/this/that); I {back} (it/this/
    that); I {away} {mine};
    we {back} (it/this/that); we {away} {mine}; take (it/this/that) back; take {mine} back; take {mine} (out/down/off)
fr: retirer; retirez; retire; je retire; je (le/la) retire; (retirer/retirez/retire/annuler/annulez/supprimer/supprimez/ignorer/ignorez/
    je retire/nous
    retirons/j'annule) {rapport}; (retirez/annulez/retire/supprimez) le; (le/la) (retirer/supprimer/annuler); ne tenez pas compte de
    {rapport};
    ne pas tenir compte de {rapport}
de: zurückziehen; zurücknehmen; ich ziehe {bericht} zurück; ich nehme {bericht} zurück; wir ziehen {bericht} zurück; ziehen Sie {bericht}
    zurück;
    {bericht} (zurückziehen/zurücknehmen/löschen/streichen/ignorieren/entfernen); (ihn/sie/es/das) (zurückziehen/löschen/zurücknehmen);
    (löschen/ignorieren/entfernen) Sie {bericht}; ich ziehe (ihn/es/das/sie) zurück; Rückzug
it: ritirare; ritira; ritiro; ritirate; (ritirare/ritiri/ritiro/ritira/ritirate/annullare/annullate/cancellare/cancellate/ignorate/
    ignorare/eliminare)
    {rapporto}; (ritirarlo/ritirarla/ritiratelo/ritiralo/cancellatelo)
es: retirar; retiro; retire; retirad; (retirar/retire/retiro/retiren/anular/eliminar/ignorar/ignore/elimine) {informe}; (retirarlo/
    retírelo/retíralo/
    eliminarlo); lo retiro
nl: intrekken; trek in; ik trek {verslag} in; trek {verslag} in; {verslag} (intrekken/verwijderen/negeren/terugtrekken); (het/dit)
    intrekken;
    terugtrekken; trek het in; ik trek het in
pl: wycofaj; wycofuję; wycofać; (wycofaj/wycofuję/wycofać/o wycofanie/usunąć/usuń/zignorować) {raport}; (wycofaj/wycofuję/wycofać) (go/to)
pt: retirar; retiro; retire; (retirar/retiro/retire/retirem/anular/eliminar/ignorar/remover) {relatório}; (retirá-lo/retire-o/eliminá-lo)
""",
    "help": """
en: help; help me; (show/send) [me] [the] help; commands; [the] list of commands; show [me] the commands; get help
fr: aide; à l'aide; aidez-moi; de l'aide
de: Hilfe; Hilfe anzeigen; helfen Sie mir
it: aiuto; aiutatemi; aiutami
es: ayuda; ayúdame; ayúdeme
nl: hulp; help mij; help me
pl: pomoc; pomocy; pomóż
pt: ajuda; ajude-me; ajuda-me
""",
    "subscribe": """
en: subscribe; join; subscribe me; sign me up; (add/put/subscribe) me (to/on) (the/this/your) [mailing] list; I subscribe; subscribe me
    to (the/these) minutes;
    join (the/this) list; (subscribe/sign up) to (the/this/your) [mailing] list; (subscribe/sign up) to (the/these) minutes
fr: s'abonner; abonner; m'abonner; abonnez-moi; inscrivez-moi; je m'abonne; m'inscrire; ajoutez-moi à la liste; m'inscrire à la liste;
    m'abonner à la liste; inscrivez-moi à la liste; inscription
de: abonnieren; anmelden; ich abonniere; nehmen Sie mich in (die Liste/den Verteiler) auf; mich anmelden; setzen Sie mich auf (die Liste/
    den Verteiler);
    (die Liste/das Protokoll/die Protokolle) abonnieren
it: iscrivimi; iscrivetemi; iscrizione; iscrivermi; iscriversi; aggiungetemi alla lista; iscrivermi alla lista; mi iscrivo
es: suscribir; suscribirme; suscríbeme; suscríbanme; suscripción; inscríbanme; añádame a la lista; suscribirme a la lista
nl: aanmelden; abonneren; inschrijven; meld mij aan; schrijf mij in; zet mij op de lijst; mij aanmelden
pl: zapisz mnie; subskrybuj; subskrybować; dopisz mnie do listy; proszę mnie zapisać; zapisać się; o zapisanie mnie na listę; zapisz
pt: subscrever; inscrever; inscreva-me; inscrever-me; subscreva-me; adicione-me à lista; assinar
""",
    "unsubscribe": """
en: unsubscribe; leave; unsubscribe me; sign me off; opt out; opt me out; (remove/take/unsubscribe) me [off] (from/of) (the/this/your)
    [mailing] list;
    (remove/take) me off (the/this/your) [mailing] list; (leave/unsubscribe from) (the/this/your) [mailing] list; stop sending me
    (these/this/your) [(mails/emails/e-mails/messages/minutes)]; stop (these/sending me) (mails/emails/e-mails/messages); remove me;
    remove my
    address [from (the/this/your) [mailing] list]; take my address off (the/this/your) [mailing] list; unsubscribe from (these/the)
    (mails/emails/minutes); cancel my subscription;
    (I/we) (no longer wish/do not wish/no longer want/do not want/don't want) to (get/receive)
    (the/these/your/any/any more/any further) (mails/emails/e-mails/messages/minutes) [(anymore/any more/any longer)]
fr: désabonner; désabonnez-moi; me désabonner; se désabonner; désinscrire; désinscrivez-moi; me désinscrire; désabonnement; désinscription;
    (retirez-moi/enlevez-moi/supprimez-moi) de (la/cette/votre) liste; me (désabonner/désinscrire/retirer) de (la/cette/votre) liste; je
    me désabonne; je ne (souhaite/veux/désire) plus recevoir (les/ces/vos) (mails/messages/courriels/comptes rendus)
de: abmelden; abbestellen; mich abmelden; Abmeldung; melden Sie mich ab; ich melde mich ab; ich bestelle ab; austragen; tragen Sie mich aus;
    (nehmen Sie mich/mich) (von der Liste/aus dem Verteiler/aus der Liste/vom Verteiler) [(nehmen/streichen/austragen/entfernen)];
    mich austragen; streichen Sie mich (von der Liste/aus dem Verteiler/aus der Liste/vom Verteiler);
    ((das Protokoll/die Protokolle/diese Mails) nicht/(keine Protokolle/keine Mails)) mehr (bekommen/erhalten);
    (die Liste/den Verteiler) (verlassen/abbestellen)
it: disiscrivimi; disiscrivetemi; cancellami; cancellatemi; disiscrivermi; disiscrizione; annullare l'iscrizione; cancella iscrizione;
    (cancellatemi/rimuovetemi/toglietemi) dalla lista; cancellarmi dalla lista
es: darme de baja; dar de baja; baja; denme de baja; darse de baja; cancelar suscripción; cancelar la suscripción; cancelar mi suscripción;
    (quítenme/bórrenme/elimínenme) de la lista; darme de baja de la lista
nl: afmelden; uitschrijven; meld mij af; schrijf mij uit; mij afmelden; mij uitschrijven; haal mij van de lijst; verwijder mij van de lijst
pl: wypisz; wypisz mnie; wypisać mnie; wypisuję się; (usuń/wypisz) mnie z listy; o wypisanie mnie z listy; anuluj subskrypcję; wypisać się
pt: cancelar subscrição; cancelar a subscrição; cancelar inscrição; cancelar a inscrição; remova-me; (remova-me/retire-me) da lista;
    cancelar assinatura; sair da lista; anular subscrição
""",
}
NOTHING = """
en: [(I/we)] [(still/again/currently)] [have] [(there is/there's)] nothing [(new/special/particular/specific/much/further/major)] to
    report [{us}] [{time}] [{us}];
    [(I/we) have] [(there is/there are/there's)] (no/no new/no particular/no special/not any/no major) (news/update/updates/report/
    reports/developments/
    progress to report/changes to report/items to report/news to report/updates to report/contribution/input) [{us}] [{time}] [{us}];
    [(I/we) have] [(there is/there's)] nothing [(new/special)] [{us}] [{time}] [{us}]; nil report; nil return; nothing to declare [{us}];
    (I/we) have [got] nothing [new] [{us}] [{time}]; (I/we) do not have (anything/any news/any updates/any update/a report) [(new)] [to
    report] [{us}] [{time}];
    (I/we) don't have (anything/any news/any updates/any update/a report) [(new)] [to report] [{us}] [{time}]; NTR; nothing new to share
    [{us}] [{time}];
    [(we'll/I'll/we will/I will)] (skip/pass) this (time/week/month); (skip/pass) (me/us) this time; same as last time
fr: [je n'ai/nous n'avons/il n'y a/on n'a/j'ai] rien [(de nouveau/de particulier/de spécial)] à (signaler/rapporter/déclarer/dire/annoncer)
    [(de mon côté/de notre côté/pour moi/pour nous/pour ma part/chez nous/de notre part)] [(cette fois/cette fois-ci/cette semaine/ce
    mois-ci/pour le moment/
    pour l'instant/aujourd'hui/pour cette réunion/depuis la dernière réunion)]; RAS [(de mon côté/de notre côté/pour moi/pour nous/cette
    semaine/
    cette fois/chez nous/pour ma part)]; rien de (nouveau/neuf/particulier/spécial) [(de mon côté/de notre côté/cette fois/cette semaine/
    chez nous/
    pour le moment)]; (pas/pas de/aucune) (nouvelle/nouvelles/nouveauté/nouveautés/actualité) [(de mon côté/de notre côté/cette fois/
    cette semaine)];
    [(je n'ai/nous n'avons)] (pas de/aucune) (nouveautés/nouveauté/nouvelles) [à signaler]; néant
de: [(ich habe/wir haben/es gibt)] (nichts/nichts Neues/nichts Besonderes/diesmal nichts/nichts weiter/aktuell nichts) [zu (berichten/
    melden/vermelden)]
    [(von mir/von uns/von unserer Seite/unsererseits/bei uns/meinerseits/von meiner Seite)] [(diesmal/dieses Mal/diese Woche/heute/
    zurzeit/derzeit/
    im Moment/seit dem letzten Treffen)]; [(ich habe/wir haben/es gibt)] (keine/diesmal keine/derzeit keine) (Neuigkeiten/Neuigkeit/
    Meldung/Meldungen/News/
    Nachrichten/Updates) [(von mir/von uns/von unserer Seite/unsererseits/bei uns/zu berichten/zu vermelden)] [(diesmal/diese Woche/heute/
    derzeit)];
    (ich habe/wir haben) [(diesmal/heute/derzeit)] (nichts/nichts Neues/keine Neuigkeiten) zu (berichten/melden); von (uns/mir) [(gibt es)]
    (nichts Neues/keine Neuigkeiten/nichts); Fehlanzeige [(von uns/bei uns)]; bei uns [gibt es] (nichts Neues/keine Neuigkeiten); kein
    Bericht
it: [(non ho/non abbiamo/non c'è)] (niente/nulla) [di (nuovo/particolare/rilevante)] da (segnalare/riferire/riportare/comunicare/dire)
    [(da parte mia/da parte nostra/
    per noi/questa volta/questa settimana/per ora/dal nostro lato)]; (nessuna/nessun) (novità/aggiornamento/notizia) [(da parte nostra/da
    parte mia/questa volta/
    da segnalare/per ora)]; (niente/nulla) di nuovo [(da parte nostra/da parte mia)]; (non ho/non abbiamo/non ci sono) (novità/
    aggiornamenti/notizie)
    [da segnalare]
es: [(no tengo/no tenemos/no hay)] nada [(nuevo/especial/en particular)] (que/para) (informar/reportar/comunicar/señalar/contar/decir/
    declarar) [(por mi parte/por
    nuestra parte/esta vez/esta semana/por ahora/de nuestro lado)]; (sin/ninguna) (novedad/novedades) [(por mi parte/por nuestra parte/
    esta vez/esta
    semana/por ahora)]; nada nuevo [(por mi parte/por nuestra parte/esta vez)]; (no tengo/no tenemos/no hay) (novedades/noticias) [(por
    nuestra parte/esta vez)]
nl: [(ik heb/wij hebben/we hebben/er is)] [(deze keer)] (niets/niks) [(nieuws/bijzonders)] te (melden/rapporteren/vermelden) [(van onze
    kant/van mijn kant/deze keer/deze week/
    vandaag/bij ons)]; geen (nieuws/nieuwtjes/bijzonderheden/updates/update) [(van onze kant/van mijn kant/deze keer/deze week/te
    melden)]; niets nieuws
    [(van onze kant/van mijn kant)]; (ik heb/we hebben/wij hebben) geen (nieuws/bijzonderheden/updates) [te melden]
pl: [(nie mam/nie mamy)] nic [nowego] do (zgłoszenia/zaraportowania/raportowania/przekazania/dodania nowego) [(z mojej strony/z naszej
    strony/tym razem/w tym
    tygodniu)]; brak (nowości/wiadomości/zmian/informacji/aktualności/uwag) [(z mojej strony/z naszej strony/tym razem)]; nic nowego [(z
    mojej strony/
    z naszej strony/tym razem/u nas)]; bez zmian; (nie mam/nie mamy) (nowości/nic nowego/nic do zgłoszenia) [(tym razem)]
pt: [(não tenho/não temos/não há)] nada [(de novo/novo/de especial)] (a/para) (relatar/reportar/comunicar/informar/assinalar/declarar)
    [(da minha parte/da nossa
    parte/desta vez/esta semana/por agora)]; (sem/nenhuma) (novidade/novidades) [(da minha parte/da nossa parte/desta vez/esta semana)];
    nada de novo
    [(da minha parte/da nossa parte)]; (não tenho/não temos/não há) novidades [(da nossa parte/desta vez)]
"""
OF_ITEM = """from for on about at in de du des pour chez sur von vom aus für zu bei per da dal su van voor uit over od z dla do por sobre
    para"""
MOVE = """
en: (move/moving/put/file/filing/transfer/shift/reassign/assign/refile) [(it/this/that/{mine})] [back] (to/under/into/in); (move/transfer)
    [{mine}] to; (this/it/that/{mine})
    (belongs/belonged/goes/should go/should be/should be filed/is meant/was meant/was intended/is intended/is/was/should have gone)
    (under/for);
    (this/it/that/{mine}) (belongs/belonged/should be filed/should have gone) (to/in/into/with);
    it's (for/under); wrong (slot/item) [this is for]; (this/it) concerns; correct slot
fr: (remettre/remettez/remets/déplacer/déplacez/déplace/mettre/mettez/classer/classez/transférer/transférez/ranger/rangez) [(le/la/les/
    ceci/cela/{rapport})] (vers/sous/dans/à/au/en);
    (le/la) (déplacer/classer/mettre/ranger) (vers/sous/dans/à/au); (ceci/cela/ça/c'est/il) [(va/doit aller/appartient/relève/est/se
    rapporte)]
    (sous/à/au/pour/dans/de)
de: (verschieben/verschiebe/verschieben Sie/legen Sie/ordnen Sie/einordnen) [(es/das/ihn/dies/{bericht})] [(zurück/
    wieder)] (nach/zu/unter/in); [(das/dies/
    es/er/{bericht})] gehört
    (zu/unter/in/zum/nach); (nach/unter) [(dem Punkt)]; das ist für; das war für
it: (spostare/sposta/spostate/spostatelo/spostarlo/mettere/mettetelo/metterlo/archiviare) [{rapporto}] (a/in/sotto/su); (questo/va) [(va/
    appartiene/è)] (a/sotto/in/per)
es: (mover/mueva/mueve/moverlo/muévelo/muévalo/poner/ponerlo/pasar/pasarlo) [{informe}] (a/en/bajo); (esto/este) (va/pertenece/
    corresponde/es) (a/en/bajo/para)
nl: (verplaats/verplaatsen/zet/plaats) [(dit/het/{verslag})] (naar/onder/bij); (dit/het) (hoort/is) (onder/bij/voor/thuis bij); (het/dit)
    verplaatsen naar
pl: (przenieś/przenieść/przesuń/przesunąć) [(to/go/{raport})] (do/pod); (to) (należy/jest) (do/pod/dla)
pt: (mover/mova/move/movê-lo/passar/colocar) [{relatório}] (para/em/sob); (isto/isso) (pertence/vai/é) (a/ao/em/para/sob)
"""
NUMBERED = {
    "done": """
en: done [with] [(number/no/action/item/task)] nnn; [(number/no/action/item/task)] nnn [(is/has been)] [now] (done/finished/completed/
    complete/closed);
    (mark/close/set) [(number/no/action/item/task)] nnn [as] [(done/closed/completed)] ; (finished/completed/closed) [(number/no/action/
    item/task)] nnn;
    I have done [(number/no/action/item/task)] nnn
fr: (fait/terminé/fini) [(action/numéro)] nnn; [(l'action/action/numéro)] nnn [est] (fait/faite/terminé/terminée)
de: erledigt [(Nummer/Aufgabe/Aktion)] nnn; [(Nummer/Aufgabe/Aktion)] nnn [ist] (erledigt/fertig/gemacht/abgeschlossen)
it: fatto nnn; [azione] nnn [è] (fatto/fatta/completata)
es: hecho nnn; [acción] nnn [está] (hecho/hecha/terminada)
nl: (gedaan/klaar) nnn; [actie] nnn [is] (gedaan/klaar/afgerond)
pl: (zrobione/gotowe) nnn; [zadanie] nnn [jest] (zrobione/gotowe)
pt: feito nnn; [ação] nnn [está] (feito/feita/concluída)
""",
    "not mine": """
en: not mine [(number/no/action/item)] nnn; [(number/no/action/item)] nnn [is] not (mine/my action/my task); (number/no/action/item) nnn
    isn't mine; nnn isn't mine
fr: pas à moi nnn; [(l'action/action)] nnn [(n'est)] pas à moi
de: nicht (meine/meins/meiner) nnn; [Aufgabe] nnn [ist] nicht (meine/meins)
it: non (mia/mio) nnn; nnn non è (mia/mio)
es: no es (mía/mío) nnn; nnn no es (mía/mío)
nl: niet van mij nnn; nnn is niet van mij
pl: nie moje nnn; nnn [to] nie moje
pt: não é (minha/meu) nnn; nnn não é (minha/meu)
""",
}
