"""The words by which a speaker names who reports in their place: in the language of `bare.compile_table`."""

DELEGATE_BEFORE = """
en: (delegate/delegating/delegated) [(it/this/that/{mine})] to [{whom}]; [I] (delegate/am delegating/have delegated) [(it/this/that/
    {mine})] to [{whom}]; my (delegate/deputy/replacement/
    substitute/stand-in) [(is/will be)]; delegate; (hand/pass/forward/send) (this/it/that) [over] (to/on to) [{whom}];
    [I am] handing (this/it) [over] to [{whom}]; instead of me; in my place; for me
fr: (déléguer/je délègue/délègue/déléguez/délégué) [(ceci/cela/le/cette tâche)] à [{whom}];
    mon (délégué/remplaçant/suppléant) [(est/sera)]; ma (remplaçante/déléguée/suppléante) [(est/sera)]; à ma place
de: (delegieren/delegiere/ich delegiere/delegieren Sie) [(das/dies/es)] an [{whom}]; meine (Vertretung/Vertreterin) [(ist/übernimmt)];
    mein (Vertreter/Stellvertreter) [ist]; an meiner Stelle
it: (delegare/delego/delega/delegate) [(questo)] (a) [{whom}]; il mio (delegato/sostituto)
    [(è/sarà)]; al mio posto
es: (delegar/delego/delegue/delega) [(esto/lo)] (en/a) [{whom}]; mi (delegado/sustituto/
    sustituta/suplente) [(es/será)]; en mi lugar
nl: (delegeer/delegeren/ik delegeer) [(dit/het)] aan [{whom}]; mijn (vervanger/
    plaatsvervanger) [(is/wordt)]; in mijn plaats
pl: (deleguję/deleguj/delegować/przekazuję/przekaż) [(to)] [(do/na)] [{whom}]; (mój zastępca/moim zastępcą) [(to/jest/będzie)]
pt: (delegar/delego/delegue) [(isto/isso)] (a/em/para/ao/à) [{whom}]; o meu (delegado/
    substituto) [(é/será)]; no meu lugar
"""
# Whom to ask is an order only with `instead`, or its like, behind the name.
ASK_BEFORE = """
en: [to] (ask/contact/write to/invite/turn to) [{whom}]; (I have/I've) asked [{whom}]
fr: (demandez/demander/adressez-vous/s'adresser/écrivez) à [{whom}]; (contactez/contacter) [{whom}]
de: (fragen Sie/frag/fragt/wenden Sie sich an/kontaktieren Sie/wenden Sie sich) [stattdessen] [an] [{whom}]; an [{whom}]
it: (chiedete/chiedere/rivolgersi/rivolgetevi) a [{whom}]; (contattate/contattare) [{whom}]
es: (pregunte/preguntar/pregunten/pida) a [{whom}]; (contacte/contactar) [con/a] [{whom}]
nl: (vraag/vragen/vraagt u) [het] [aan] [{whom}]; (contacteer/neem contact op met) [{whom}]
pl: (zapytać/zapytaj/proszę pytać) [{whom}]
pt: (pergunte/perguntar/peça) (a/ao/à) [{whom}]; (contacte/contactar/contate) [{whom}]
"""
WHOM = {"whom": """(my/our/the/mon/ma/notre/meinen/meine/meiner/unsere/unseren/il mio/la mia/mi/mijn/meu/o meu/a minha) (colleague/
    collègue/Kollegen/Kollegin/collega/colega/
    deputy/postdoc/student/assistant)"""}
DELEGATE_AFTER = """
en: instead [of me]; [to report] (for/instead of) me; (who/she/he/they) (will/can/is going to) (report/speak/answer/reply/write/present/
    do it/do so/do this/stand in/step in/take over) [(for me/instead/
    instead of me/on my behalf/in my place/in my stead/for us)]; (will/can/is going to/is/shall) (report/reporting/speak/speaking/answer/
    reply/replying/write/present/presenting/stand in/step in/
    take over/do it/do this/replace me/fill in) [(for me/instead/instead of me/on my behalf/in my place/in my stead/for us/this time)];
    (is/will be) (my delegate/my deputy/my replacement/my substitute/replacing me); on my behalf; in my place; to report; reports for me;
    replaces me
fr: à ma place; (fera/présentera/répondra/rapportera/interviendra/écrira/fera le rapport) [(le rapport)] [(à ma place/pour moi)]; me
    (remplacera/remplace);
    qui me (remplace/remplacera); (est/sera) mon (délégué/remplaçant); pour me remplacer
de: (delegieren/fragen/kontaktieren/stattdessen fragen/weiterleiten/wenden); (berichtet/wird berichten/antwortet/übernimmt/schreibt)
    [(für mich/an meiner Stelle/statt meiner/das)];
    (berichtet/wird) (für mich/an meiner Stelle) [(berichten)]; wird für mich berichten; (vertritt mich/wird mich vertreten/übernimmt für
    mich); ist (mein/meine) (Vertreter/Vertreterin/Vertretung);
    an meiner Stelle; stattdessen; für mich
it: al mio posto; (riferirà/farà/presenterà/risponderà) [(al mio posto/per me)]; mi (sostituirà/sostituisce)
es: en mi lugar; (informará/presentará/responderá/hará el informe) [(en mi lugar/por mí)]; me (sustituirá/sustituye)
nl: in mijn plaats; (rapporteert/antwoordt/zal rapporteren) [(in mijn plaats/namens mij/voor mij)]; (vervangt mij/zal mij vervangen); in
    plaats van mij; delegeren; vragen
pl: zamiast mnie; w moim imieniu; (zda relację/odpowie/napisze/przedstawi) [(za mnie/zamiast mnie/w moim imieniu)]; (mnie zastąpi/zastąpi
    mnie)
pt: no meu lugar; em meu lugar; (apresentará/responderá/relatará/fará o relatório) [(no meu lugar/em meu lugar/por mim)]; (me substituirá/
    substitui-me/vai substituir-me)
"""
