"""The words by which people say in eight languages that a text is a report, and of what; all folded."""


def words_in(text: str) -> frozenset[str]:
    """Return the words that spaces separate."""
    return frozenset(text.split())


REPORT_WORDS = words_in("""
    report reports reporting update updates status input inputs contribution contributions summary news slide slides minutes
    notes progress highlights rapport rapports bilan resume nouvelles avancement point points compte-rendu compte rendu cr
    transparent transparents diapo diapos bericht berichte beitrag beitrage stand zusammenfassung statusbericht kurzbericht
    lagebericht monatsbericht quartalsbericht folie folien neuigkeiten neues relazione relazioni rapporto contributo
    aggiornamento aggiornamenti riassunto stato novita informe reporte contribucion resumen actualizacion estado novedades
    verslag rapportage bijdrage samenvatting voortgang raport raporty sprawozdanie sprawozdania wklad podsumowanie
    aktualizacja relatorio contribuicao resumo atualizacao
""")
"""Words that say that a text is a report."""
PART_WORDS = REPORT_WORDS | words_in("""
    part parts side section paragraph text item slot line lines words entry addition addendum draft piece bullet bullets
    bullet-points statement partie cote paragraphe texte lignes mots ligne ajout complement teil seite abschnitt absatz
    zeilen worte satze erganzung nachtrag parte lato sezione paragrafo testo righe parole aggiunta seccion parrafo texto
    lineas palabras adicion deel kant stuk regels tekst czesc akapit slow zdan linie uzupelnienie secao linhas palavras
    adenda
""")
"""Words that say beside a name that what follows is its part of the paper."""
ARTICLES = words_in("""
    the our my this a an its le la les l notre nos mon ma ce cet cette un une der die das den dem des unser unsere unseren
    unserem unserer mein meine meinen ein eine il lo gli i nostro nostra el los las nuestro nuestra de het ons onze mijn
    nasz nasza nasze o os as nosso nossa whole small short brief quick monthly quarterly weekly annual project projet
    projekt progetto proyecto projeto pmc group groupe gruppe team equipe podling task work package item slot
""")
"""Words that may stand between a preposition and a name."""
FOR = words_in("""
    for pour fur fuer per para dla voor re regarding concerning concernant betreff betreffend zu riguardo su sur about
""")
"""Prepositions that at the beginning of a clause say of what it is."""
LOOSE = words_in("""
    from of by on in at de du des d von vom aus bei beim zum zur im di del della dell da dal dalla nel van uit od o z ze w
    do na no sobre dans chez cote au aux en a
""")
"""Prepositions that say so only beside a word such as `report`, or before a colon or a comma."""
AGAINST = words_in("""
    with mit avec con z met com by thanks thank danke dank merci grazie gracias like wie comme come unlike than als que see
    siehe voir vedi after nach apres dopo before vor avant and und et e y en i ask asked saw read copied vs without ohne
    sans senza
""")
"""Words before a name that speak of another's."""
REPORT_BESIDE = (
    REPORT_WORDS
    | ARTICLES
    | FOR
    | LOOSE
    | words_in("and please und et e y project group")
)
"""Words that may stand in a heading beside a name."""
PARTNERS = AGAINST - words_in("and und et e y en i z") | words_in("from alongside via zusammen ensemble insieme")
"""Words shortly before a name that make it a partner's."""
POINTING = words_in("""
    this here ceci voici c das dies diesmal hier questa questo ecco esto este aqui dit hier to oto isto este eis
""")
"""Words that point at the text that they stand in."""
DECLARING = (
    POINTING
    | ARTICLES
    | FOR
    | REPORT_WORDS
    | words_in("""
    is s are comes goes one mail time now and but so next then est sont ist sind kommt folgt jetzt nun und aber e sono
    ora y es son ahora is nu en     jest teraz i sao agora mais maintenant et
""")
)
"""Words of which a clause consists that says what a text is."""
AND_NOW = words_in("and und et e y en i now nun jetzt maintenant ora ahora nu teraz agora")
"""Words with which a text goes on to its slot."""
DEFINITE = words_in("the a an")
"""What stands before a name in small letters where it is the word; other languages put articles before names as well."""
IS = words_in("is are was est ist e es jest is")
"""Words behind a name with which a text says what it is."""
PUT_OFF = words_in("""
    separately later follows follow tomorrow soon apart yesterday already separement tard suit suivra demain hier deja spater folgt
    separat morgen gestern     bereits separatamente dopo domani ieri aparte manana ayer apart straks gisteren osobno jutro
    wczoraj separado amanha ontem
""")
"""Words behind a name that say that what it names comes, or came, another time."""
DENIALS = words_in("not nicht pas non no niet nie nao instead only")
"""Words that say behind a name that it is that and nothing else."""
GREETS = words_in("""
    hi hello hey dear good morning afternoon evening bonjour bonsoir salut cher chere chers cheres hallo guten liebe lieber
    liebes sehr geehrte geehrter moin servus ciao buongiorno gentile caro cara hola buenos estimado estimada dag beste hoi
    czesc dzien dobry szanowni drogi droga ola bom bons caros all team everyone
""")
"""Words with which a greeting begins."""
SELF = words_in("""
    pmc project projects community team committee collaboration consortium group experiment observatory podling committers
    developers board dev mailing release releases released users projekt gruppe kollaboration gemeinschaft projet equipe
    task communaute proyecto comunidad equipo progetto comunita gruppo zespol spolecznosc projeto comunidade equipa
""")
"""Words behind a name with which a text speaks of its own project."""
OURS = words_in("""
    we our ours us nous notre nos wir unser unsere unseren uns noi nostro nostra nostri nosotros nuestro nuestra nuestros
    wij ons onze my nasz nasza nasze nosso nossa hemos abbiamo temos estamos siamo mamy mielismy avons hebben haben
""")
"""Words with which a text speaks of its authors."""
STATUS_WORDS = words_in("""
    release releases released community issues activity membership committers completed progress planned milestone
    milestones deployed commissioning delayed ongoing status deliverable deliverables prototype workshop paper published
    hired testing tests meeting finished started next
""")
"""Words that reports are full of."""
TOPICS = words_in("""
    community security release releases status data summary description issues infrastructure membership project projects
    activity health testing tests documentation tools tooling legal marketing finance budget training education
    communication communications personnel staff research operations software computing hardware outreach press events
    logging performance storage network web website statistics development planning risks next plan plans quality support
    people committers general other formation securite donnees finances ressources sicherheit daten finanzen schulung
    betrieb sicurezza dati formazione datos seguridad
""")
"""Names that are usual headings within a report: for those who do not own such a slot they are topics."""
PERIODS = words_in("""
    monthly quarterly weekly annual yearly biweekly month quarter week year board round table meeting today tomorrow january
    february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct
    nov dec janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre januar februar marz juni
    juli oktober dezember gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre dicembre enero febrero
    abril mayo junio julio septiembre octubre noviembre diciembre final draft short brief quick small new first second third
    our my your the no q1 q2 q3 q4 h1 h2 mensuel trimestriel hebdomadaire annuel kurzer neuer erster mensile breve mensual
    maandelijks miesieczny re updated revised corrected last late attached full project progress committee team group fresh
    ad hoc interim joint pmc chair missing oral written general current latest next
""")
"""Words that stand before `report` and name nothing."""
BUSINESS = words_in("""
    dinner lunch breakfast coffee drinks beer party invoice invoices payment reimbursement receipt receipts expenses
    hotel hotels flight flights taxi travel visa booking reservation room rooms phone telephone password passcode zoom
    parking badge vacancy vacancies postdoc vote votes poll doodle survey birthday farewell holiday holidays vacation
    diner dejeuner repas facture paiement remboursement hebergement emploi sondage anniversaire vacances abendessen
    mittagessen rechnung zahlung erstattung reise flug zimmer telefonnummer passwort kennwort stellenangebot umfrage
    geburtstag urlaub abschied cena pranzo fattura pagamento rimborso albergo volo sondaggio compleanno ferie almuerzo
    factura pago reembolso vuelo encuesta cumpleanos vacaciones rekening factuur vlucht kolacja obiad faktura jantar
    almoco fatura
""")
"""What people who meet write to each other about besides."""
