"""Promises and apologies: `Will do tomorrow`, `Sorry, I can't attend`. They report nothing, and ask for nothing."""

from mailflow.domain.commands.bare import bare, compile_table, words_of

_WHEN = """tomorrow/later/later today/later this week/today/tonight/soon/shortly/asap/as soon as possible/as soon as I can/in time/
    this week/next week/
    this afternoon/this evening/tomorrow morning/over the weekend/at the weekend/before the meeting/before the deadline/in the next
    days/in a few days/
    in the coming days/after lunch/by then/(by/on/before) (tomorrow/tonight/monday/tuesday/wednesday/thursday/friday/saturday/
    sunday/noon/the deadline/
    the weekend/the end of the week)"""
_QUAND = """demain/plus tard/aujourd'hui/ce soir/bientôt/au plus vite/dès que possible/cette semaine/la semaine prochaine/cet
    après-midi/à temps/
    avant la réunion/dans les temps/dans la journée/(d'ici/avant/pour) (demain/ce soir/lundi/mardi/mercredi/jeudi/vendredi)/lundi/
    mardi/mercredi/jeudi/vendredi"""
_WANN = """morgen/später/heute/heute Abend/bald/demnächst/so bald wie möglich/sobald wie möglich/diese Woche/nächste Woche/heute
    Nachmittag/rechtzeitig/
    vor der Sitzung/in den nächsten Tagen/am (Montag/Dienstag/Mittwoch/Donnerstag/Freitag/Wochenende)/bis (morgen/Montag/Dienstag/
    Mittwoch/Donnerstag/
    Freitag/dahin)"""
_PROMISES = """
en: [(ok/okay/sure/noted/yes/fine/thanks/thank you/received/got it/all right/1/sorry)] [(I/we)] [(will/ll/shall/hope to/try to/plan
    to/intend to/am going to/
    are going to/will try to)] (do/send/submit/write/finish/provide/deliver/prepare/get back to you/follow up/come back to you/
    reply/report)
    [(it/this/that/mine/ours/so/one/something/you/my report/our report/the report/a report/my slides/the slides/my update/an update/
    my input/mine to you/
    it to you/with my report)] [{when}];
    [(ok/sure/noted/yes)] will do [{when}]; (my/our/the) (report/slides/update/input/contribution) (will/ll) (follow/come/be there)
    [{when}];
    (report/slides/update) (to follow/follows/will follow/coming) [{when}]; (more/it) (to follow/follows) [{when}]; I am on it; on
    it; working on it
fr: [(bien reçu/ok/d'accord/entendu/noté/oui/merci)] (je/nous) [(vous/te/l')] [(l'/le/la)] (envoie/envoyons/enverrai/enverrons/
    transmets/transmettrai/fais/
    ferai/ferons/fais parvenir/prépare/envoie mon rapport/enverrai mon rapport) [(mon rapport/le rapport/ça/cela/ma contribution/
    mes diapos)] [{quand}];
    [(bien reçu/ok/d'accord/entendu/noté/oui)] (ce sera fait/je m'en occupe/ça suit/cela suit) [{quand}];
    (mon rapport/ma contribution/le rapport) (suit/suivra/arrive) [{quand}]
de: [(ok/ja/gut/danke/erhalten/notiert/alles klar)] [(ich/wir)] (schicke/schicken/sende/senden/liefere/liefern/mache/machen/reiche/
    reichen/melde mich/
    kümmere mich/schreibe) [(es/das/ihn/Ihnen/dir/euch/den Bericht/meinen Bericht/unseren Bericht/die Folien/etwas/darum)] [{wann}]
    [nach/zu/ein];
    [(mein/unser/der)] (Bericht/Beitrag/Bericht von uns) (folgt/kommt) [{wann}]; [(ok/ja)] (mache ich/wird gemacht/kommt) [{wann}];
    folgt [{wann}]
it: [(ok/va bene/ricevuto/sì)] (lo/la/le/vi/ve lo/te lo) (mando/mandiamo/invio/inviamo/invierò/manderò/faccio/farò) [(domani/dopo/
    presto/oggi/stasera/
    al più presto/entro domani/entro venerdì/in settimana)]; (ci penso io/sarà fatto/segue)
es: [(ok/vale/recibido/sí)] (lo/la/te lo/os lo/se lo) (envío/enviamos/mando/mandamos/enviaré/mandaré/haré/hago) [(mañana/luego/
    pronto/hoy/esta tarde/
    cuanto antes/esta semana)]; (lo haré/queda pendiente)
nl: [(ok/prima/ontvangen/ja)] [(ik/wij/we)] (stuur/sturen/doe/doen/lever/zal) [(het/hem/dit/mijn verslag/het verslag)] [(morgen/
    later/vandaag/straks/snel/
    vanavond/deze week/zo snel mogelijk)] [(op/toe/sturen/doen)]; (komt eraan/volgt [morgen])
pl: [(ok/dobrze/tak/przyjąłem)] (wyślę/prześlę/przyślę/wyślemy/prześlemy/zrobię) [(to/raport/sprawozdanie)] [(jutro/dziś/później/
    wkrótce/wieczorem/
    w tym tygodniu/jak najszybciej)]
pt: [(ok/recebido/sim)] (envio/enviarei/mando/mandarei/farei/faço/enviamos) [(isso/o relatório/o meu relatório)] [(amanhã/hoje/mais
    tarde/em breve/
    esta semana/logo que possível)]
"""
_APOLOGIES = """
en: [(sorry/apologies/unfortunately/i am afraid/regrets)] (I/we) [(am/are)] [(sorry/afraid)] [but] [(I/we)] (can not/cannot/can't/
    cant/will not/won't/wont/am unable to/
    are unable to/will not be able to/won't be able to/can't/am not able to) (attend/join/make it/come/be there/participate/be present)
    [(this time/today/tomorrow/this week/on monday/on tuesday/on wednesday/on thursday/on friday/the meeting/to the meeting/at the
    meeting)]
    [(this time/today/tomorrow/on monday/on tuesday/on wednesday/on thursday/on friday)]; [(my/our)] apologies for [(my/the)] absence
fr: [(désolé/désolée/malheureusement)] je ne (pourrai/peux/serai) (pas/hélas pas) [(être/venir/participer/assister/me joindre)]
    [(présent/présente/là/à la réunion/
    à vous)] [(cette fois/aujourd'hui/demain)]; [je] (serai/suis) absent
de: [(leider/sorry)] [kann/werde] [ich] [(kann/werde)] [leider] [(diesmal/heute/morgen)] nicht [(an der Sitzung/am Treffen)]
    (teilnehmen/dabei sein/kommen/
    dabeisein) [können]; [ich] bin [leider] [(diesmal/heute/morgen)] (verhindert/nicht dabei)
it: [(purtroppo/mi dispiace)] non (potrò/posso) (esserci/partecipare/venire) [(questa volta/oggi/domani)]
es: [(lo siento/lamentablemente)] no (podré/puedo) (asistir/participar/ir/estar) [(esta vez/hoy/mañana)]
nl: [(helaas/sorry)] [kan] ik [kan] [(er/deze keer/vandaag/morgen)] niet [bij] (zijn/komen/deelnemen)
pl: [niestety] nie (mogę/będę mógł/będę mogła) (uczestniczyć/przyjść/być)
pt: [(infelizmente/desculpe)] não (posso/poderei) (participar/ir/estar presente) [(desta vez/hoje/amanhã)]
"""
_APOLOGY = compile_table(_APOLOGIES)
_PATTERN = compile_table(_PROMISES, when=_WHEN, quand=_QUAND, wann=_WANN)


def is_promise(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a text does nothing but promise a report: `OK, I will send it tomorrow`.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    said = bare(text, names=names)
    return bool(said) and _PATTERN.fullmatch(words_of(said or "")) is not None


def is_apology(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a text says nothing but that its author will not come: `Sorry, I can't attend`.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    said = bare(text, names=names)
    return bool(said) and _APOLOGY.fullmatch(words_of(said or "")) is not None
