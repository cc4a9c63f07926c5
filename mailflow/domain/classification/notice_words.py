"""What programs say that answer for people, in the languages of PRODUCT.md: small letters without accents (`fold`), one sentence at a time.

Each table is one pattern; none can cost more than its length times a small number.
"""

import re

from mailflow.domain.classification.folding import shapes, words

AWAY = words(r"""
en: out of (?:the )?office; on (?:\w+ )?(?:leave|vacation|holidays?|business trip); away (?:from|until|till|on|this|next|for|and)\b;
    (?:i am|i'm|i will be|i'll be|we are|is|currently) (?:currently |presently |now
    )?(?:away|absent|abroad|off|ooo|travell?ing|unavailable|out);
    not (?:be )?(?:available|in the office|at my desk|reading)(?: until| from)?; out of (?:town|the country);
    no longer (?:work|with|employed|at|part of); (?:office|institute|laboratory) (?:is|will be) closed; (?:my|of) absence(?! of);
    absence from the office; (?:have|has) left (?:the )?(?:company|institute|university|project);
    on (?:sabbatical|duty travel|mission|parental|maternity|paternity)
fr: absente?s?; en conges?; en vacances; en deplacement; en mission; en arret; indisponible; hors du bureau;
    (?:bureau|laboratoire|institut) (?:est|sera) ferme; (?:mon|d') ?absence; je ne (?:suis|serai) pas (?:disponible|joignable|au bureau);
    j'ai quitte; de mes conges
de: nicht im (?:buro|hause?|dienst|institut); im urlaub; abwesend\w*; abwesenheit\w*; ausser (?:haus|dienst); ausserhalb des buros;
    auf (?:dienst)?reisen?; in (?:elternzeit|mutterschutz|urlaub); nicht (?:erreichbar|verfugbar|anwesend|da|am platz|im haus);
    (?:nicht mehr) (?:bei|am|tatig); krankheitsbedingt; (?:buro|institut) (?:ist|bleibt) geschlossen; unterwegs
it: fuori (?:ufficio|sede|servizio); in (?:ferie|vacanza|congedo|malattia|trasferta|missione|viaggio|maternita); (?:sono|saro) assent[ei];
    mia assenza; assente dal\w*; non (?:sono|saro|sara) (?:in ufficio|disponibile|raggiungibile|in sede|reperibile); ufficio chiuso
es: fuera de (?:la |mi )?oficina; de vacaciones; ausente; mi ausencia; de (?:baja|permiso|viaje|licencia);
    no (?:estoy|estare|me encuentro) (?:disponible|en la oficina|en mi puesto|localizable); no (?:estoy|estare) en la;
    oficina (?:esta|estara|permanecera) cerrada; me encuentro (?:fuera|de)
nl: afwezig\w*; niet (?:op|in) (?:het )?kantoor; met (?:verlof|vakantie|zwangerschapsverlof|ziekteverlof); op (?:vakantie|reis|zakenreis);
    niet (?:aanwezig|bereikbaar|beschikbaar|in de gelegenheid); buiten kantoor; kantoor is gesloten; niet meer werkzaam
pl: nieobecn\w+; na urlopie; poza biurem; w delegacji; na zwolnieniu;
    nie (?:ma mnie|bede|jestem)(?: \w+){0,2} (?:biurze|pracy|dostepn\w+|obecn\w+|osiagaln\w+); przebywam; urlopu;
    biuro (?:jest|bedzie) (?:zamkniete|nieczynne)
pt: fora (?:do|de) (?:escritorio|servico|gabinete); de ferias; ausente; minha ausencia; em (?:licenca|viagem|ferias|missao);
    de (?:licenca|baixa); nao (?:estou|estarei|me encontro) (?:disponivel|no escritorio|contactavel|presente)
sv: inte pa kontoret; pa semester; franvarande; ferie; fravaerende; poissa; ikke pa kontoret
""")
LEFT = words(r"""
en: no longer (?:works?|working|with|employed|at|part of|available at|reachable|in use|monitored|valid|active);
    (?:have|has) left (?:the|our|us)\b;
    (?:have|has) moved on from; (?:my|this|the) (?:new )?(?:e-?mail |mail )?address (?:has|is) (?:changed|now)
fr: (?:a|ai) quitte; ne (?:travaille|travaillent) plus; (?:n'est|ne suis|n'etes) plus; ne fai[st] plus partie
de: nicht mehr (?:bei|am|im|fur|tatig|beschaftigt|in unserem|verwendet|genutzt|gultig|aktiv|in gebrauch)\b;
    (?:\w+ ){0,4}verlassen (?:hat|habe); (?:hat|habe) (?:\w+ ){0,4}verlassen; ausgeschieden
it: non lavor[oa] piu; non (?:fa|faccio) piu parte; ha lasciato; non e piu (?:valid|attiv|in uso)\w*
es: ya no (?:trabaj[oa]|forma|esta|pertenece|es valid[oa]|se (?:usa|utiliza)); ha dejado (?:la|el|de)
nl: niet (?:meer|langer) (?:werkzaam|in dienst|bij|verbonden|in gebruik|geldig|actief); werkt? niet (?:meer|langer); uit dienst
pl: (?:juz )?nie pracuj[ea](?: juz)?; juz nie pracuj[ea]; nie jest juz
pt: (?:ja )?nao trabalh[oa](?: mais)?; deixou de (?:trabalhar|fazer); ja nao (?:trabalh[oa]|faz|e valid[oa]|esta)
""")
_SELF = words(r"""
en: i; i'm; i'll; i've; my; (?:we are|we're|we will be|we'll be) (?:away|out|on|travell?ing)
fr: je; j'(?:ai|etais|y)\w*; mon; ma; mes
de: ich; mein\w*; bin
it: sono; saro; mi trovo; mi[ao]; mie
es: estoy; estare; me encuentro; me encontrare; mi; mis
nl: ik; ben; mijn
pl: jestem; bede; mnie; przebywam; moj\w*; moja
pt: estou; estarei; encontro-me; me encontro; meu; minha
sv: jag; jeg; olen
""")
_BARE = re.compile(
    r"\A\W{0,4}(?:(?:sorry|but|currently|presently|now|derzeit|zurzeit|zur zeit|momentan|aktuell|actuellement|attualmente|actualmente|"
    rf"momenteel|obecnie|atualmente)\W{{1,3}})?{AWAY.pattern}"
)


def is_of_the_author(folded: str) -> bool:
    """Tell whether a piece that speaks of an absence means its author, by a word for oneself or by naming nobody: `Away until Monday`."""
    return bool(_SELF.search(folded) or _BARE.match(folded))


RETURN = words(r"""
en: (?:i |we )?(?:will |shall )?(?:be back|return(?:ing)?|am back|come back)(?: in the office| to the office| to work)?;
    back (?:in the office|at work|on|in|from); upon my return; when i (?:return|am back|get back|come back); my return
fr: de retour; mon retour; je reviens; je reviendrai; je rentre; je serai de nouveau; retour (?:le|prevu)
de: wieder (?:da|zuruck|im|erreichbar|fur sie|fur dich|anwesend|verfugbar|zu erreichen|ab); ab (?:dem )?[\d.]+ (?:\w+ )?wieder; zuruck;
    ruckkehr; meiner ruckkunft
it: rientr\w+; torn(?:o|ero|eremo); di ritorno; al mio ritorno
es: regres\w+; volver[eé]?; vuelvo; mi vuelta; me reincorpor\w+; de vuelta; retorno
nl: (?:weer )?terug\w*; weer (?:aanwezig|bereikbaar|op kantoor|beschikbaar)
pl: wroce; wracam; powroc\w+; powrot\w*; ponownie (?:dostepn\w+|w biurze); bede (?:znowu|z powrotem)
pt: regress\w+; volt(?:o|arei|a); retorn\w+; de volta
""")
LATER = words(r"""
en: (?:will|shall|'ll|may|can) (?:not )?(?:\w+ ){0,3}(?:reply|respond|answer|get back|be read|read your|attend|deal with|be
    forwarded|contact you|reach you)(?: to)?;
    in touch (?:shortly|soon|with you); as soon as (?:possible|i can)(?: after| upon| when)?; expect (?:a |some )?delays?
fr: (?:je|nous) (?:vous |te )?(?:\w+ )?(?:repondr\w+|recontacter\w+|traiter\w+|lirai|lirons|prendr\w+ connaissance|reviendr\w+ vers);
    (?:des|a) mon retour; dans les (?:meilleurs|plus brefs) delais
de: (?:werde|werden|kann|konnen) (?:\w+ ){0,8}(?:antworten|beantwort\w*|melden|lesen|bearbeiten|zuruckkommen|abrufen|reagieren);
    nach meiner ruckkehr; so (?:bald|schnell) wie moglich; baldmoglichst; schnellstmoglich; verzogerung\w*
it: (?:vi |le |ti )?rispondero\w*; risponder[eo]\w*; (?:al|dopo il) mio (?:rientro|ritorno); (?:appena|quanto prima|prima) possibile;
    leggero (?:la|le)
es: (?:le|te|les|os)? ?(?:respondere|contestare|atendere|leere)(?:mos)?; (?:a|tras) mi (?:regreso|vuelta);
    (?:lo antes|en cuanto sea|a la mayor brevedad) posible; a la mayor brevedad; en cuanto (?:regrese|vuelva|pueda)
nl: (?:zal|zullen|beantwoord|lees|reageer|antwoord) (?:\w+
    ){0,8}(?:beantwoorden|antwoorden|reageren|lezen|mails?|e-?mails?|berichten?|bericht|contact|behandelen);
    (?:bij|na) (?:mijn )?terug(?:komst|keer); zo (?:snel|spoedig) mogelijk
pl: odpowiem\w*; odpowiedz\w*; skontaktuj\w+ sie; po (?:moim )?powrocie; jak najszybciej; najszybciej jak
pt: (?:lhe |vos )?(?:responderei|respondo|respondere\w*|lerei); no meu (?:regresso|retorno);
    (?:logo que|assim que|o mais breve|com a maior brevidade) ?(?:possivel|puder)?
""")
ACCESS = words(r"""
en: limited (?:e-?mail )?access;
    (?:no|limited|intermittent|little|sporadic|without|irregular) (?:\w+ ){0,2}(?:access|e-?mail|internet|connectivity);
    (?:reply|repl(?:y|ies)|responses?|answers?) (?:may|might|will|could) be (?:delayed|slow\w*|late);
    delay in (?:my )?(?:reply|response|answer)\w*; checking (?:my )?e-?mails?; messages? (?:is|are|will) not (?:be )?(?:forwarded|read);
    bear with
fr: (?:acces|connexion) (?:\w+ ){0,3}(?:limite|reduit|restreint|irregulier)e?s?;
    (?:ne )?(?:sera|seront|sont|est) (?:pas |ni )?(?:transferes?|transmis|lus?|traites?|releves?|consultes?)\w*;
    acces (?:limite|restreint) a
de: (?:nicht|weder) (?:automatisch )?(?:weitergeleitet|gelesen|bearbeitet|weiterleiten);
    (?:eingeschrankt\w*|begrenzt\w*|keinen|unregelmassig\w*|selten) (?:\w+ ){0,2}(?:zugriff|zugang|erreichbar|e-?mails?|lesen|abrufen);
    nur (?:sporadisch|unregelmassig|gelegentlich|eingeschrankt)\b
it: accesso (?:\w+ )?(?:limitato|saltuario|alla posta); non (?:sara|saranno|verra|verranno) (?:inoltrat\w+|lett\w+)
es: acceso (?:\w+ )?(?:limitado|restringido); (?:no (?:tengo|tendre)|sin) acceso; no (?:sera|seran) (?:reenviad\w+|leid\w+)
nl: beperkt\w* (?:toegang|bereikbaar|e-?mail); niet (?:doorgestuurd|gelezen)
pl: ograniczon\w+ (?:dostep\w*|mozliwosc); nie (?:beda|bedzie|sa|jest) (?:\w+ )?(?:przekazywan\w+|przekierowywan\w+|czytan\w+)
pt: acesso (?:\w+ )?(?:limitado|reduzido); nao (?:sera|serao) (?:reencaminhad\w+|encaminhad\w+|lid\w+)
""")
CONTACT = words(r"""
en: urgent\w*; emergenc(?:y|ies); in my absence; during (?:my absence|this (?:time|period));
    please (?:contact|call|write|turn|reach|direct|address|refer|e-?mail|get in touch|speak); immediate (?:assistance|attention|help);
    you (?:can|may) (?:contact|reach|call); instead
fr: urgen(?:ce|ces|t|ts|te|tes); en mon absence; pendant (?:mon absence|cette periode);
    (?:veuillez|merci de|priere de|vous pouvez|je vous invite a) (?:vous )?(?:contacter|adresser|joindre|ecrire|appeler|prendre
    contact|tourner);
    contactez
de: dringend\w*; (?:in|bei) (?:eiligen|wichtigen|notfall\w*|unaufschiebbaren|dringlichen)\w*; wenden sie sich; wende dich;
    (?:mich )?vertritt; (?:meine )?vertretung; vertreten; (?:bitte )?kontaktieren; in meiner abwesenheit; wahrend meiner; sie erreichen;
    steht ihnen
it: urgen(?:za|ze|te|ti|temente); contatt(?:are|i|ate); rivolger(?:si|tevi)|si rivolga; in mia assenza;
    durante (?:la mia assenza|questo periodo)
es: urgen(?:cia|cias|te|tes);
    (?:por favor|puede|pueden|rogamos|le ruego)(?:,)? (?:que )?(?:se
    )?(?:ponga\w*|contact\w+|dirija\w*|dirigirse|contactar|llam\w+|escrib\w+);
    contacte\w*; en mi ausencia; durante (?:mi ausencia|este periodo)
nl: dringend\w*; spoed\w*; neemt? (?:u |dan |je )?(?:\w+ )?contact; (?:in|tijdens) (?:mijn|deze) (?:afwezigheid|periode);
    (?:u kunt|kunt u|kun je) (?:\w+ )?(?:contact|terecht|zich|bellen|mailen); vervang\w+; waargenomen
pl: piln\w+; naglych; prosze o? ?kontakt\w*; (?:prosze )?kontaktowac sie; zastepuj\w+;
    (?:pod|podczas|w czasie) (?:moja|mojej) nieobecnos\w+
pt: urgen(?:cia|cias|te|tes); (?:por favor|favor|queira|queiram|pode|podera)(?:,)? (?:contact\w+|dirij\w+|ligar|escrev\w+|enviar);
    contact(?:e|ar|em); na minha ausencia; durante (?:a minha ausencia|este periodo)
""")
RECEIVED = words(r"""
en: (?:thank you|thanks|many thanks) (?:\w+ )?for (?:your |the |contacting|writing|reaching|getting|submitting|e-?mailing|creating)(?:\w+
    ?){0,2};
    (?:have|has|was|were|we|been) (?:\w+ )?received (?:your|and)?;
    received your (?:\w+ )?(?:e-?mail|message|request|enquir\w+|inquir\w+|mail|report|ticket)?;
    (?:ticket|case|request|issue|incident) (?:\S{1,30} )?(?:has been|was|is) (?:\w+
    )?(?:created|opened|logged|registered|received|assigned|resolved|closed|updated);
    request (?:number|id) is; your (?:ticket|case|reference) (?:number|id)
fr: merci (?:de|pour|d')(?: nous avoir| m'avoir)? ?(?:votre|ton|vos|contacte)?;
    (?:avons|ai|a) (?:bien )?(?:recu|ete recue?|enregistre\w*); bien (?:ete )?(?:recue?|enregistree?|prise? en compte);
    (?:demande|ticket) (?:\S{1,30} )?a ete (?:cree|enregistre|pris)\w*; accus\w* (?:de )?reception; numero de (?:ticket|demande|dossier)
de: (?:vielen |herzlichen |besten )?dank fur (?:ihre|deine|die|ihr|dein)\w*; danke fur (?:ihre|deine|die|ihr)\w*;
    (?:haben|habe) (?:\w+ ){0,4}(?:erhalten|empfangen); (?:ist|sind) (?:bei uns )?(?:eingegangen|angekommen);
    (?:ticket|anfrage|vorgang|anliegen) (?:\S{1,30} )?(?:wurde|ist) (?:\w+
    )?(?:erstellt|angelegt|eroffnet|registriert|erfasst|eingegangen|aufgenommen);
    ticket-?nummer; eingangsbestatigung
it: grazie per (?:il|la|aver\w*|il suo|la sua|averci)\w*; (?:abbiamo|ho) ricevuto;
    (?:e stat[oa]) (?:ricevut\w+|pres\w+ in carico|apert\w+|creat\w+|registrat\w+); numero (?:di )?(?:ticket|richiesta)
es: (?:muchas )?gracias por (?:su|tu|el|contactar\w*|escribir\w*|ponerse)\w*; (?:hemos|he) recibido;
    (?:ha sido|fue) (?:recibid\w+|cread\w+|registrad\w+|abiert\w+); numero de (?:ticket|caso|solicitud|incidencia); acus\w+ (?:de )?recibo
nl: (?:hartelijk )?(?:dank|bedankt) voor (?:uw|je|het|de)\w*; (?:hebben|heb) (?:\w+ ){0,5}ontvangen;
    (?:is|zijn) (?:in goede orde |goed )?(?:ontvangen|geregistreerd|aangemaakt); ontvangstbevestiging
pl: dziekuj\w+ za (?:wiadomosc|kontakt|maila?|zgloszenie|e-?mail|przeslan\w+|wyslan\w+)\w*; otrzymal\w+;
    (?:zostal[oa]?|zgloszenie) (?:\S{1,30} )?(?:utworzon\w+|zarejestrowan\w+|przyjet\w+|odebran\w+); numer (?:zgloszenia|sprawy)
pt: obrigad[oa] (?:pelo|pela|por|pelos)\w*; (?:recebemos|recebi)\b; foi (?:recebid\w+|criad\w+|registad\w+|registrad\w+|abert\w+);
    numero d[oe] (?:ticket|pedido|chamado)
""")
STATEMENT = words(r"""
en: (?:this|the above|following) (?:is|was|e-?mail|mail|message|reply|response|notification)(?: \w+){0,4}
    (?:auto(?:mat(?:ic(?:ally)?|ed))?|auto-?generated)\b;
    (?:auto-?|automatic(?:ally)?[- ]|computer[- ]|system[- ])(?:generated|sent) (?:e-?mail|mail|message|reply|response|notification)?;
    (?:please )?do not (?:reply|respond|answer) (?:to|directly)?; automatic (?:reply|response|answer) from;
    this (?:automatic|automated) (?:reply|response|answer|message|e-?mail);
    (?:this|the|her|his|my|their) (?:mailbox|e-?mail address|address|account|inbox) is (?:not|no longer|un)
    ?(?:being )?(?:monitored|read|attended|in use|active);
    (?:an? )?(?:automatic|automated) (?:out[- ]of[- ]office|vacation) (?:reply|message|response)
fr: (?:ceci|ce|cet|cette) (?:est |message |mail |courriel |e-?mail |reponse )(?:\w+ ){0,5}automatique(?:ment)?;
    ^(?:reponse|message|courriel|e-?mail) (?:envoye |genere )?automatique(?:ment)?(?=\W*\Z| d'absence);
    (?:merci de |veuillez |priere de )?ne pas (?:y )?repondre
de: (?:dies|diese|das|dieses) (?:ist |nachricht |e-?mail |mail |antwort |schreiben )(?:\w+ ){0,6}automatisch\w*;
    automatisch (?:generiert\w*|erstellt\w*|erzeugt\w*|versandt\w*|versendet\w*|verschickt\w*|gesendet\w*);
    ^automatische (?:antwort|abwesenheits\w+|nachricht|benachrichtigung|e-?mail)(?=\W*\Z); antworten sie (?:bitte )?nicht;
    (?:bitte )?nicht (?:auf diese|antworten)
it: (?:questo|questa|la presente|il presente) (?:e )?(?:\w+ ){0,4}(?:automatic\w+|generat\w+ automaticamente);
    ^(?:risposta|messaggio|e-?mail) (?:generat\w+ |inviat\w+ )?automatic\w+(?=\W*\Z); (?:si prega di |non )(?:non )?risponder\w+ a
    quest\w+
es: (?:este|esta) (?:es )?(?:\w+ ){0,4}automatic\w+; ^(?:respuesta|mensaje|correo) (?:generad\w+ |enviad\w+ )?automatic\w+(?=\W*\Z);
    (?:por favor )?no (?:responda|conteste)\w* (?:a )?(?:este|esta)?
nl: (?:dit|deze|dit is) (?:is )?(?:\w+ ){0,4}(?:automatisch\w*|geautomatiseerd\w*);
    ^automatisch (?:antwoord|bericht)(?=\W*\Z); automatisch (?:gegenereerd\w*|verzonden); (?:gelieve )?niet (?:te
    )?(?:beantwoorden|antwoorden|reageren)(?: op)?
pl: (?:to|ta|niniejsza|ten) (?:jest )?(?:\w+ ){0,3}automatyczn\w+; (?:odpowiedz|wiadomosc) (?:\w+ ){0,2}automatyczn\w+;
    ^automatyczna (?:odpowiedz|wiadomosc)(?=\W*\Z); (?:prosimy |prosze )nie odpowiadac
pt: (?:este|esta|isto) (?:e )?(?:\w+ ){0,4}automatic\w+; ^(?:resposta|mensagem|e-?mail) (?:gerad\w+ |enviad\w+ )?automatic\w+(?=\W*\Z);
    (?:por favor,? )?nao (?:responda|responder)(?: a)?
""")
_GREETINGS = words(r"""
en: hello; hi; hey; dear; good (?:morning|afternoon|day); greetings
fr: bonjour; bonsoir; madame; monsieur; chere?s?
de: hallo; guten (?:tag|morgen); sehr geehrte\w*; liebe[rs]?; moin; servus; gruss gott
it: ciao; salve; buongiorno; gentil[ei]; egregi\w*; car[oaei]
es: hola; buenos dias; buenas tardes; estimad\w+; querid\w+
nl: beste; geachte; dag; goedendag; goedemorgen
pl: dzien dobry; witam; szanown\w+; czesc
pt: ola; bom dia; boa tarde; prezad\w+; exm\w+
""")
_CLOSINGS = words(r"""
en: thanks; thank you; many thanks; regards; best; kind; with; cheers; sincerely; yours; sorry; apologies; my apologies; we apologi[sz]e;
    i apologi[sz]e
fr: merci; cordialement; bien; salutations; desole; avec mes excuses
de: danke; mit; viele; beste; freundliche; herzliche; mfg; lg; vg; entschuldigung
it: grazie; cordiali; distinti; saluti
es: saludos; gracias; atentamente; un saludo; cordial\w*
nl: groet\w*; met; vriendelijke; hartelijke
pl: pozdraw\w+; z powazaniem; dziekuj\w+
pt: cumprimentos; obrigad[oa]; atenciosamente; com
""")
GREETING = re.compile(rf"{_GREETINGS.pattern}[^.!?]{{0,60}}|{_CLOSINGS.pattern}(?: [^\s.!?]+){{0,5}}")
"""A piece of a sentence that greets, thanks or takes leave, with the names that go with it."""
CONTACTS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.|https?://|www\.|\+?\d[\d\s()/.-]{6,30}\d|\btel\b|\bphone\b|\bext\.")

SUBJECTS = shapes(r"""
auto(?:matic|mated|matically generated)?[- ]?(?:reply|response|answer|responder|notification|message|acknowledg\w{1,20})\b; auto ?:;
    out of (?:the )?office; \booo\b ?:; ooto\b; vacation (?:reply|response|message|notice);
    (?:on|am on) (?:vacation|holiday|(?:annual |parental |maternity )?leave)\b; away from (?:the office|my (?:mail|desk));
    is out of the office; absence notice; i am away; currently (?:away|out); no longer (?:with|at|works); (?:reply|message) automatic;
    reponse automatique; absence(?:\Z| (?:du|de|jusqu|:)); absente? (?:du bureau|jusqu|:); message d'absence; notification d'absence;
    en conges?\b; avis d'absence; message automatique; abwesenheit\w{0,20};
    automatische (?:antwort|ruckantwort|abwesenheit\w{0,20}|nachricht|empfangs\w{0,20}); nicht im (?:buro|haus); autom\. antwort;
    abwesend;
    urlaubs(?:meldung|benachrichtigung|notiz); ausser haus; risposta automatica; fuori (?:ufficio|sede); messaggio automatico; assente\b;
    in ferie\b; assenza (?:dall|:); respuesta automatica; fuera de (?:la )?oficina; mensaje automatico; ausente\b; de vacaciones\b;
    autorrespuesta; contestacion automatica; automatisch(?: antwoord|e? (?:reactie|bericht|beantwoording)); afwezig\w{0,20};
    niet (?:op|in) kantoor; met vakantie\b; automatyczna odpowiedz; odpowiedz automatyczna; autoodpowiedz; nieobecnosc\w{0,20}; poza
    biurem;
    wiadomosc automatyczna; urlop\b; resposta automatica; fora do escritorio; mensagem automatica; ausencia\b; de ferias\b; autoresposta;
    autosvar; automatisk svar; automaattinen vastaus; automatikus valasz; automaticka odpoved; franvaro; avtomaticeskij; автоответ;
    автоматический ответ; 自動応答; 不在; 自动回复; 自動回覆
""")
"""What the subjects of notices say."""
_TRIGGERS = """
longer humain mensch umano humano pessoa czlowiek persoon office leave vacation holiday holidays away absent absence ooo travelling
traveling unavailable available automatic automatically automated autogenerated generated reply received ticket request moderator
moderation approval verify confirm receipt read closed abroad sabbatical employed absente absents conges conge vacances deplacement
mission indisponible automatique automatiquement accuse attente cliquez urlaub abwesend abwesenheit buro dienstreise elternzeit
erreichbar automatisch automatische automatisierte erhalten eingegangen anfrage klicken gelesen wartet moderators ufficio ferie vacanza
assente assenza automatica automatico automaticamente ricevuto letto attesa oficina vacaciones ausente ausencia recibido leido espera
pendiente afwezig kantoor verlof vakantie geautomatiseerd ontvangen gelezen wacht nieobecny nieobecna nieobecnosc urlopie biurem biurze
delegacji automatyczna automatycznie otrzymalismy zgloszenie przeczytana przeczytane oczekuje czeka ferias escritorio licenca resposta
recebemos recebido lido lida aguarda unterwegs semester fora dienst fuori fuera haga haz klik kliknij clicca clique cliquer click spam
whitelist boxbe recu moved adresse verwendet genutzt trabajo trabalho lavoro werk legitimate contacting screening eingang quitte
tatig beschaftigt waitlisted guest senders junk mailinblack robot ezmlm listserv majordomo permission authorized authorised
recognized verified moderated moderation rejected bloque verlassen ausgeschieden quitte travaille lavora trabaja werkzaam werkt pracuje
trabalha non-member nonmember support helpdesk demande solicitud richiesta pedido chamado verzoek melding
"""
_BESIDE = """
address changed acces acceso access accesso acesso answer answered answers antwoorden antworten assistance back beantworten bedankt
beperkt bitte bureau call contact contacte contacteer contacter contactez contacto contattare contestare dank danke delay delayed delays
desk doorgestuurd dostep dringend dringende dringenden dziekuje e-mails eingeschrankt emails emergencies emergency emergenza favor
gelegentlich gelieve get gracias grazie haus hause help human inoltrata instead internet kontakt kontaktieren left lesen limitado limitato
limite limited lu lue mailbox may melden members merci mogelijk moglich monitored number numer numero nummer obrigada obrigado odpowiem
ograniczony person pilnych please posible possible possivel post powrocie powrot prego prosze przekazywane reageren recu reenviado regreso
regresso rentre reply repondrai repondrons respond respondere responderei responses retour return returning reviendrai reviens rientrero
rientro rispondero ritorno rivolgersi ruckkehr shall spoed spoedeisende sporadisch terecht terug terugkomst thank thanks toegang tornero
torno transferee transferes trip unregelmassig urgence urgencia urgent urgenza urgenze vertretung vertritt vervangt veuillez viagem viaje
volto volvere vuelta vuelvo weer weitergeleitet wenden wieder will wracam write wroce zastepuje zugang zugriff zuruck
"""
TRIGGERS = frozenset(_TRIGGERS.split())
"""Words without which a text is no notice: most mail has none of them, and is not looked at further."""
NOTICEABLE = TRIGGERS | frozenset(_BESIDE.split())
"""Words of which each piece of a notice has one."""
