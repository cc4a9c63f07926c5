"""What ticket systems, challenges, managers of lists and read receipts say: folded, as in `notice_words`."""

from mailflow.domain.classification.folding import shapes, words

MACHINE_SUBJECTS = shapes(r"""
\[?#?(?:ticket|case|request|req|incident|inc|issue|sr|rt|otrs|helpdesk|vorgang|anfrage|demande|dossier|zgloszenie|chamado)[
    #:-]{0,3}(?:id)?[ #:]{0,2}[\w-]{0,12}\d{2,};
    \[[\w .-]{1,40}#\d{2,}\]; (?:we|has been|was) (?:have )?received; request received; ticket (?:received|created|opened);
    acknowledg\w{1,20};
    thank you for (?:contacting|your); (?:please )?(?:confirm|verify|verification)\b;
    confirm(?:ation)? (?:required|requise|request|needed|of your|de l'expediteur); challenge; sender (?:verification|address);
    bestatig\w{1,20}; action required; (?:please )?verify\b; confirme[zr] (?:l'envoi|votre); rejected posting; posting to; results:;
    eingangsbestatigung; accuse de reception; awaits? moderator; moderator approval; held for (?:moderation|approval);
    pending (?:moderation|approval); post(?:ing)? (?:to|rejected|by non);
    your (?:message|post|posting|request|e-?mail|mail) (?:to|for|has); en attente de moderation; attend l'approbation; moderation;
    auf (?:die )?(?:freigabe|genehmigung|moderation); conferma\w{0,20}; confirmacion; confirmar; potwierdz\w{1,20}; bevestig\w{1,20}
""")
"""How the subjects of ticket systems, challenges and list managers look; they count only beside the words of one."""
TICKET = words(r"""
en: (?:received|logged|registered|created|opened) (?:\w+ ){0,3}(?:request|ticket|case|enquiry|inquiry|issue|incident);
    (?:request|ticket|case|enquiry|inquiry|issue|incident) (?:\S{1,30} ){0,3}(?:has been|was|is) (?:\w+
    )?(?:received|created|opened|logged|registered|assigned|resolved|closed|updated);
    (?:support|helpdesk|help desk|service desk|customer service) (?:team|staff|agent|representative)
fr: (?:demande|ticket|dossier) (?:\S{1,30} ){0,3}(?:a (?:bien )?ete|est) (?:\w+ )?(?:recue?|cree|enregistre|pris|ouvert)\w*
de: (?:anfrage|ticket|anliegen|vorgang) (?:\S{1,30}
    ){0,5}(?:erhalten|eingegangen|erstellt|angelegt|eroffnet|registriert|erfasst|aufgenommen)
it: (?:richiesta|ticket|segnalazione) (?:\S{1,30} ){0,3}(?:e stat[oa]) \w+; ricevuto la (?:sua|tua|vostra) richiesta
es: (?:solicitud|ticket|caso|incidencia) (?:\S{1,30} ){0,3}(?:ha sido|fue) \w+; recibido su (?:solicitud|consulta|peticion)
nl: (?:verzoek|ticket|melding|aanvraag|vraag) (?:\S{1,30} ){0,4}(?:ontvangen|geregistreerd|aangemaakt)
pl: zgloszeni\w+ (?:\S{1,30} ){0,4}(?:utworzon\w+|zarejestrowan\w+|przyjet\w+|otrzyman\w+); otrzymalismy (?:panstwa |twoje )?zgloszenie
pt: (?:pedido|ticket|chamado|solicitacao) (?:\S{1,30} ){0,3}foi \w+; recebemos (?:o seu|a sua|seu|sua) (?:pedido|solicitacao|mensagem)
""")
CHALLENGE = words(r"""
en: (?:click|follow|visit|press|use|reply)[^\n]{0,60}(?:confirm|verify|prove|deliver|authenticate|release|human|person|real)\w*;
    (?:confirm|verify|prove) that you (?:are|sent)(?: \w+){0,4};
    (?:anti-?spam|spam protection|spam filter|spamarrest|boxbe|whitelist|allow-?list)[^\n]{0,60}(?:confirm|verify|sender|click|first
    time)\w*;
    (?:one-?time|first-?time) (?:sender|verification|confirmation)\w*; (?:held|quarantined|not be delivered) until (?:you|the sender)
fr: cliqu\w+[^\n]{0,60}(?:confirm\w+|verifi\w+|humain|robot|delivr\w+); confirm\w+ que vous etes
de: klicken[^\n]{0,60}(?:bestatig\w+|mensch|person|zustell\w+|verifizier\w+); bestatigen sie[^\n]{0,40}(?:mensch|person|absender|kein)\w*
it: (?:clicc\w+|fare clic)[^\n]{0,60}(?:conferm\w+|verific\w+|person\w+|umano)
es: (?:haga|haz) clic[^\n]{0,60}(?:confirm\w+|verific\w+|person\w+|humano); pulse[^\n]{0,60}(?:confirm\w+|verific\w+)
nl: klik[^\n]{0,60}(?:bevestig\w+|persoon|mens|verifi\w+)
pl: kliknij[^\n]{0,60}(?:potwierdz\w+|czlowiek\w*|osob\w+|zweryfik\w+)
pt: cliqu\w+[^\n]{0,60}(?:confirm\w+|verific\w+|pessoa|humano)
""")

MODERATION = words(r"""
en: (?:awaits?|awaiting|pending|held|hold|waiting|until)[^\n]{0,60}(?:moderator|moderation|list owner|list administrator|approval)s?;
    non-?members? (?:are not allowed|may not|post)\w*; (?:post|message) by (?:a )?non-?member; not (?:allowed|permitted) to post;
    your (?:post|posting|message)[^\n]{0,60}(?:rejected|moderat\w+|held)
fr: (?:attente|attend)[^\n]{0,60}(?:moderat\w+|approbation)
de: (?:wartet|warten|zuruckgehalten|wartend)[^\n]{0,60}(?:moderat\w*|genehmigung|freigabe|zustimmung|bestatigung)
it: (?:attesa|in attesa)[^\n]{0,60}(?:moderat\w+|approvazione)
es: (?:espera|pendiente)[^\n]{0,60}(?:moderad\w+|aprobacion|moderacion)
nl: (?:wacht|wachten|vastgehouden)[^\n]{0,60}(?:moderat\w*|goedkeuring|beheerder)
pl: (?:oczekuje|czeka|wstrzyman\w+)[^\n]{0,60}(?:moderator\w*|zatwierdzeni\w+|akceptacj\w+)
pt: (?:aguarda|pendente|espera)[^\n]{0,60}(?:moderad\w+|aprovacao|moderacao)
""")

ROBOT = words(r"""
en: (?:was|were|has been|is) waitlisted; (?:my|our|your) guest list; (?:approved|verified|authori[sz]ed) senders;
    senders (?:that )?i have approved; protecting (?:myself|ourselves|my mailbox|my inbox) from;
    (?:i|we) can receive your (?:e-?mails?|messages?|mails?);
    (?:address|sender|you) (?:\S{1,60} )?(?:has|have) not been verified; to (?:release|deliver) your (?:message|mail|e-?mail);
    (?:placed|held|kept) in (?:my|a|the|our) (?:screening|quarantine|challenge)\w*;
    (?:a )?legitimate sender;
    this is the (?:ezmlm|mlmmj|majordomo|listserv|mailman|sympa)\b;
    (?:command|commands) (?:\S{1,30} )?(?:not|un) ?recogni[sz]ed;
    permission to post; (?:not|un) ?(?:allowed|authori[sz]ed|permitted) to (?:post|send (?:mail|messages?|e-?mails?)) to;
    (?:held|reviewed) (?:until|by|for) (?:the |a )?(?:list |group )?(?:moderator|owner|administrator)s?;
    (?:your|this) (?:message|post|posting|mail) to \S{1,60} is pending
fr: (?:bloque|retenu|mis en quarantaine) par \w{3,20}; pas un robot; (?:moderateur|moderation)(?:\(s\)|s)? et est en attente
de: kein robot\w*; kein roboter; (?:ihre|deine) (?:nachricht|e-?mail|mail) (?:\w+ ){0,4}(?:zuruckgehalten|moderiert)
it: non (?:sei|e|siete) un robot
es: no (?:es|eres) un robot
nl: geen robot
pl: nie (?:jestes|jest pan|jest pani) robotem
pt: nao (?:e|es) um robo
""")
"""What challenges and managers of lists say, and people do not."""

ACKNOWLEDGED = words(r"""
en: received your (?:e-?mail|message|mail|enquiry|inquiry|request); your (?:e-?mail|message|mail|enquiry|inquiry|request) (?:has been|was)
    (?:\w+ )?received; thank you for (?:contacting|reaching out to|getting in touch with)
fr: recu votre (?:message|courriel|mail|e-?mail|demande);
    votre (?:message|courriel|mail|demande) (?:a|nous est) (?:bien )?(?:ete recue?|parvenue?|remis)
de: eingang (?:ihrer|deiner); ihre? (?:e-?mail|mail|nachricht|anfrage|schreiben) (?:\w+ ){0,3}(?:erhalten|eingegangen)
it: ricevuto (?:il |la )?(?:sua|suo|vostra|vostro|tua|tuo)
es: recibido (?:su|tu) (?:mensaje|correo|consulta|solicitud)
nl: uw (?:bericht|e-?mail|mail|vraag) (?:\w+ ){0,3}ontvangen
pl: otrzymal\w+ (?:twoja|panstwa|pana|pani) wiadomosc
pt: (?:recebemos|recebi) (?:a |o )?(?:sua|seu|vossa|vosso) (?:mensagem|e-?mail|pedido)
""")
"""What says that somebody's mail has come, and no more."""

READ_SUBJECTS = shapes(r"""
(?:read|not read|gelesen|ungelesen|lu|non lu|letto|non letto|leido|no leido|gelezen|niet gelezen|przeczytano|przeczytane|lido|lida|nao
    lido|last|laest|luettu)\s?: ?;
    return receipt; read receipt; disposition notification; empfangsbestatigung; lesebestatigung; accuse de (?:lecture|reception);
    confirmation de lecture; ricevuta di ritorno; conferma di lettura; confirmacion de lectura; acuse de recibo; leesbevestiging;
    potwierdzenie (?:przeczytania|odbioru); recibo de leitura; confirmacao de leitura
""")

READ = words(r"""
en: (?:was|has been|were) (?:read|displayed|opened|deleted without being read)(?: on| by| at)?; (?:this is a )?(?:return|read) receipt;
    receipt for the (?:mail|message|e-?mail)
fr: (?:a ete|ont ete) (?:lue?|affichee?|ouverte?)s?(?: le)?; accuse de (?:lecture|reception)
de: (?:wurde|wurden|am) (?:\S{1,30} ){0,9}(?:gelesen|angezeigt|geoffnet|geloscht); (?:lese|empfangs)bestatigung
it: (?:e stat[oa]|e stato) (?:lett[oa]|visualizzat[oa]|apert[oa]); (?:conferma|ricevuta) di (?:lettura|ritorno)
es: (?:fue|ha sido|se ha) (?:leid[oa]|mostrad[oa]|abiert[oa])\w*; (?:confirmacion|acuse) de (?:lectura|recibo)
nl: (?:is|werd) (?:\S{1,30} ){0,4}(?:gelezen|weergegeven|geopend); (?:lees|ontvangst)bevestiging
pl: (?:zostala?|zostalo) (?:\S{1,30} ){0,2}(?:przeczytan\w+|wyswietlon\w+|otwart\w+); potwierdzenie (?:przeczytania|odczytu|odbioru)
pt: foi (?:lid[oa]|exibid[oa]|abert[oa]); (?:confirmacao|recibo) de (?:leitura|entrega)
""")
