"""Words about attending, the line, or the list, which are no report: `I will be ten minutes late`, `The link is broken`, `Wrong person`.

Only a short text is taken for one, and only where somebody speaks of themselves or asks for something: `The beam was late` is a report.
"""

import re

from mailflow.domain.commands.bare import compile_table, words_of

_WORDS = 25
_SENTENCES = 2
_SENTENCE_END = re.compile(r"[.!?;]+\s|\n\s*\n")
_LIMIT = 400
_ERRANDS = """
en: I (ll/will/might/may/shall/am going to) (be/arrive/come/join) [(about/around/probably)] [(a few/some/ten/five/fifteen/10/5/15/20/30)]
    [(minutes/min)] (late/later); (I am/I m/I will be/I ll be) running late; I (have/need/must/will have/ve got) [to] (leave/go/drop off)
    (at/early/before/by/after/around); I (ll/will/can/may/might/shall/plan to/intend to/hope to) (only) (join/attend);
    I (ll/will/can/may/might/shall/plan to/intend to/hope to) (attend/join/dial in/connect/be there/come) [(remotely/online/by phone/
    from/via/by/on/at/in/after/then/for)]; (I/we) (ll/will) be there; count me in; see you (there/then/on/at/tomorrow/in);
    (I/we) (can not/cannot/can t/could not/couldn t) (open/access/connect/log in/find/read/see) [(the/your/my/to/it)]
    (attachment/link/agenda/file/page/zoom/room/invitation/calendar/website/document/it);
    (zoom/teams/webex/meet/the link/the page/the form) (does not/doesn t/did not/didn t/will not/won t/would not) (let/work/open/load/
    accept);
    the (link/zoom link/url/passcode/password/attachment/agenda link/link to the agenda/link in the agenda) (is/does not/doesn t/did not/
    seems/was) [(broken/wrong/work/dead/expired/invalid/missing)];
    (send/forward) (me/her/him/them/us) [(please)] [(the/a/this)] (link/zoom/passcode/password/invitation/invite/agenda/details);
    (remove/delete/unsubscribe/take) (me/us/my address) (from/off); (wrong/not the right) (person/address/email/list/recipient);
    you have the wrong; I never (registered/subscribed/asked/signed up); I am no longer; I m no longer; I do not work;
    I (have left/left/am leaving/have moved to/moved to); (is/as) my (successor/replacement); my (successor/replacement) is;
    (I have/I ve/I) handed over the (chair/coordination/role/job/task);
    (please/kindly) (ask/send this to/send it to/send these to/address/forward this to);
    (will/can/could/would) (join/attend/replace me/speak/present/step in) (in my place/instead of me/for me); on my behalf will;
    an extension until; more time to (write/report/answer); (I d/I would/we would/we d) prefer to (have/meet/move);
    could we (move/meet/postpone/reschedule); can we (move/meet/postpone/reschedule);
    (here is/this is) (the/my) (password/passcode/phone number/new address/new number);
    my (new) (address/number/email/phone) is
fr: (j arriverai/je serai/nous serons/j aurai) [(peut être)] [(cinq/dix/quinze/10/15/quelques)] [minutes] (en retard/de retard);
    je (dois/devrai) (partir/quitter); je (participerai/serai présent/serai présente/serai là/me connecterai/viendrai); je serai à distance;
    je (n arrive pas/ne parviens pas/ne peux pas) (à ouvrir/à me connecter/ouvrir/me connecter); le lien (ne marche pas/ne fonctionne pas/
    est/n est pas); (retirez/enlevez/supprimez/désinscrivez) moi;
    (mauvaise personne/mauvais destinataire/mauvaise adresse/erreur de destinataire);
    je ne (suis plus/travaille plus); j ai quitté; (mon/ma) (successeur/remplaçant/remplaçante) est; (veuillez/merci de) (contacter/
    vous adresser à/écrire à); envoyez (moi/lui/leur) le (lien/mot de passe/code)
de: ich (komme/bin/werde) [(etwa/ca/wohl)] [(fünf/zehn/fünfzehn/10/15/einige/ein paar)] [(Minuten/min)] (später/zu spät/verspätet);
    ich verspäte mich; ich muss (um/früher/vor/gegen/schon/leider/dann) [(um/früher/gehen/weg/los)]; ich (nehme/werde) (teil/teilnehmen/
    remote teil/online teil/per zoom teil); ich bin dabei; ich (kann/konnte) (den/die/das) (Anhang/Link/Datei/Agenda) nicht öffnen;
    der (Link/Zugang/Anhang) (geht/funktioniert/ist/lässt); (falsche/falscher) (Person/Adresse/Empfänger); (nehmen/streichen/entfernen) Sie
    mich; ich bin nicht mehr; ich arbeite nicht mehr; mein (Nachfolger/Vertreter) ist; meine (Nachfolgerin/Vertreterin) ist;
    (wenden Sie sich/schreiben Sie) (bitte/an); schicken Sie (mir/ihr/ihm/uns) [(bitte)] (den Link/die Zugangsdaten/das Passwort)
it: (arriverò/sarò) [(con/circa)] [(dieci/cinque/10/5)] [minuti] (in ritardo/di ritardo); devo (uscire/andare via/lasciare) (alle/prima);
    (parteciperò/ci sarò/mi collegherò); il link non (funziona/va); (persona sbagliata/indirizzo sbagliato); non lavoro più;
    (toglietemi/rimuovetemi/cancellatemi) dalla
es: llegaré [(unos/diez/cinco/10/5)] [minutos] tarde; (tengo que/debo) (salir/irme) (a las/antes); (asistiré/estaré allí/me conectaré);
    el enlace no (funciona/va); (persona equivocada/dirección equivocada); ya no trabajo; (bórrenme/quítenme/elimínenme) de la
"""
_SLIGHT = """
en: [(ok/okay/yes/thanks)] (noted/ok/okay/accepted/test/testing/confirmed/understood/agreed/fine/1/yes/no/done/will attend/
    see you there/see you);
fr: (bien noté/noté/accepté/entendu/essai/compris/d accord/oui/non)
de: (notiert/verstanden/angenommen/einverstanden/ja/nein/zur Kenntnis genommen/geht klar/passt)
it: (ricevuto/va bene/confermo/sì/no/prova)
es: (recibido/de acuerdo/confirmo/sí/no/prueba)
"""


def errand_in(text: str) -> str:
    """Return the words of a short text that speak of attending, the line, or the list, folded; empty where it has none."""
    said = words_of(text[:_LIMIT])
    is_short = len(text) <= _LIMIT and said.count(" ") <= _WORDS and len(_SENTENCE_END.findall(text.strip())) < _SENTENCES
    found = _SAID.search(f"{said} ") if is_short else None
    return found[0].strip() if found else ""


def is_bare_word(text: str) -> bool:
    """Tell whether a text is a word such as `noted` or `ok`, which may mean anything."""
    return len(text) <= _LIMIT and _ALONE.fullmatch(words_of(text)) is not None


_SAID = compile_table(_ERRANDS)
_ALONE = compile_table(_SLIGHT)
