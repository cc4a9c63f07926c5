"""The words of notes in eight languages, a table each: phrases divided by `;`, the first line of a language begun by its code.

They are looked for in a text made flat: small letters without accents, each in the place of the one as written.
"""

import re
import unicodedata
from functools import lru_cache

_LANGUAGE = re.compile(r"^[a-z]{2}: ", re.MULTILINE)
_PAIRED = {"ß": "s", "ł": "l", "ø": "o", "đ": "d", "æ": "a", "œ": "o", "’": "'", "‘": "'", "\u00a0": " ", "\u202f": " "}


def flat(text: str) -> str:
    """Return a text in small letters without accents, of the same length: a place in it is that place in the text."""
    return text.lower() if text.isascii() else "".join(map(_flat_letter, text))


@lru_cache(maxsize=4096)
def _flat_letter(letter: str) -> str:
    small = letter.lower()
    if small in _PAIRED:
        return _PAIRED[small]
    plain = unicodedata.normalize("NFD", small)[:1]
    return plain if plain and not unicodedata.combining(plain) else letter


def phrases_in(table: str) -> tuple[str, ...]:
    """Return the phrases of a table, flat, the longest first."""
    pieces = (flat(" ".join(piece.split())) for piece in _LANGUAGE.sub(";", table).split(";"))
    return tuple(sorted(dict.fromkeys(piece for piece in pieces if piece), key=len, reverse=True))


def any_of(table: str) -> str:
    """Return a table as the source of a regular expression, also of a verbose one: its phrases as alternatives, the longest first."""
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in phrases_in(table))


ANY_OTHER_BUSINESS = """
en: AOB; AoB; A.O.B.; AOCB; any other business; other business; other matters; miscellaneous; misc
fr: divers; questions diverses; points divers; autres points; autres sujets
de: Verschiedenes; Sonstiges; Diverses
it: Varie; varie ed eventuali; altro
es: Varios; otros asuntos; asuntos varios; ruegos y preguntas
nl: Rondvraag; wat verder ter tafel komt; W.v.t.t.k.; overige punten
pl: Sprawy różne; wolne wnioski; różne
pt: Outros assuntos; diversos; assuntos diversos
"""
OPENING = """
en: introduction; intro; welcome; opening
fr: accueil; ouverture; bienvenue
de: Einführung; Einleitung; Begrüßung
it: introduzione; benvenuto; apertura
es: introducción; bienvenida; apertura
nl: inleiding; welkom; introductie
pl: wprowadzenie; powitanie; otwarcie
pt: introdução; boas-vindas; abertura
"""
ROUND_TABLE = """
en: round table; roundtable; tour de table
fr: table ronde
de: Rundgespräch; Runder Tisch; Berichtsrunde
it: tavola rotonda; giro di tavolo
es: mesa redonda; ronda de informes
nl: ronde tafel; rondje
pl: okrągły stół; runda raportów
pt: mesa redonda; ronda de relatórios
"""
ACTION = """
en: action item; action point; action; actions; todo; to do; to-do; ai; ap
fr: à faire; tâche
de: Aufgabe; Aktion; Maßnahme; zu erledigen
it: azione; da fare; compito
es: acción; tarea; por hacer; pendiente
nl: actiepunt; actie; taak; te doen
pl: zadanie; akcja; do zrobienia
pt: ação; acção; tarefa; a fazer
"""
ACTIONS = """
en: actions; action items; action points; action list; list of actions; new actions; open actions; follow-up; follow up; follow-ups;
    follow ups; to do; todo; todos; to-do list; todo list; next steps; actions and follow-up
fr: à faire; suites à donner; suivi; actions à mener; liste des actions; relevé d'actions; prochaines étapes
de: Aufgaben; Maßnahmen; Aktionen; Aktionspunkte; To-dos; nächste Schritte; offene Punkte
it: azioni; da fare; compiti; prossimi passi
es: acciones; tareas; por hacer; próximos pasos
nl: acties; actiepunten; actielijst; taken; volgende stappen
pl: zadania; do zrobienia; działania; następne kroki
pt: ações; acções; tarefas; a fazer; próximos passos
"""
NEXT_MEETING = """
en: date of the next meeting; date of next meeting; date for the next meeting; the next meeting; our next meeting; next meeting;
    next meeting date; next call; the next call; next telecon; next tc; next session; next one; we meet again; we will meet again;
    next time
fr: date de la prochaine réunion; la prochaine réunion; prochaine réunion; réunion suivante; prochain rendez-vous;
    prochaine séance; prochaine rencontre; prochaine date; prochaine fois
de: das nächste Treffen; nächstes Treffen; die nächste Sitzung; nächste Sitzung; der nächste Termin; nächster Termin;
    nächstes Meeting; das nächste Meeting; nächste Besprechung; nächstes Mal
it: la prossima riunione; prossima riunione; prossimo incontro; il prossimo incontro; data della prossima riunione; prossimo meeting
es: la próxima reunión; próxima reunión; siguiente reunión; fecha de la próxima reunión; próximo encuentro
nl: de volgende vergadering; volgende vergadering; volgende bijeenkomst; volgende meeting; volgend overleg; datum volgende vergadering
pl: następne spotkanie; kolejne spotkanie; najbliższe spotkanie; termin następnego spotkania; następne zebranie
pt: a próxima reunião; próxima reunião; reunião seguinte; data da próxima reunião; próximo encontro
"""
GLUE = """
en: is; will be; will take place; takes place; on; at; the; date; provisionally; tentatively; scheduled for; planned for; proposed for;
    scheduled; planned; proposed; moved to; shifted to; postponed to; foreseen; foreseen for; set for; set to; held; will be held; now; to;
    meeting; next; this; agreed for; agreed; fixed for; in; this time; back
fr: est; aura lieu; sera; le; la; du; à; au; prévue; prévu; fixée; fixé; pour; reportée; déplacée; date; se tiendra; dans; prochain
de: ist; findet; statt; am; um; den; der; wird; sein; geplant; für; verschoben; auf; voraussichtlich; vorgesehen; termin; in;
    nächsten; kommenden
it: è; sarà; si terrà; il; alle; per; prevista; fissata; spostata; al; giorno; tra; ore; prossimo
es: es; será; tendrá lugar; el; a las; a la; para; prevista; fijada; se celebrará; día; en; aplazada; próximo
nl: is; op; om; zal; plaatsvinden; de; gepland; verplaatst; naar; voor; over; komende
pl: odbędzie się; jest; w; dnia; o; na; przyszły; planowane; przesunięte; za; godz
pt: é; será; no; dia; na; às; em; para; prevista; marcada; adiada; o; a; daqui; próximo; próxima
"""
AGREED = """
en: agreed; agree; moved; decided; confirmed; settled; fixed; shifted; postponed; instead
fr: convenu; décidé; confirmé; confirmée; reportée; déplacée; accord
de: vereinbart; beschlossen; bestätigt; verschoben; geeinigt
it: concordato; deciso; confermata; spostata
es: acordado; decidido; confirmada; aplazada
nl: afgesproken; besloten; bevestigd; verplaatst
pl: uzgodniono; ustalono; potwierdzono; przesunięte
pt: acordado; decidido; confirmada; adiada
"""
DUE = """
en: by; until; till; before; due; due by; due on; deadline; no later than; at the latest; latest by; to be done by; in time for
fr: d'ici; avant; pour; au plus tard; jusqu'à; jusqu'au; échéance; d'ici à; d'ici au; date limite
de: bis; bis spätestens; spätestens; vor; Frist; fällig; bis zum; bis zur; zum; zur
it: entro; per; prima; fino a; scadenza; entro e non oltre
es: antes; para; hasta; a más tardar; plazo; fecha límite
nl: voor; tegen; uiterlijk; tot; deadline; vóór
pl: do; przed; na; najpóźniej do; termin; najpóźniej
pt: até; antes; para; prazo; o mais tardar
"""
ARTICLES = """
the; le; la; l'; les; den; dem; der; das; die; zum; zur; am; il; lo; el; los; de; del; de la; di; du; het; ao; a; o; dia; al; au; à
"""
END = """
end of; the end of; end; fin; la fin; fin de; ende; fine; la fine; finales; fines; final; fim; finais; eind; einde; koniec; konca; końcem
"""
END_OF_WEEK = """
en: end of the week; end of this week; end of week; eow
fr: fin de semaine; fin de la semaine; la fin de la semaine
de: Ende der Woche; Wochenende; Ende dieser Woche
it: fine settimana; fine della settimana; la fine della settimana
es: fin de semana; finales de semana; fin de la semana
nl: eind van de week; einde van de week; het eind van de week
pl: końca tygodnia; koniec tygodnia
pt: fim da semana; final da semana
"""
NEXT_WEEK = """
en: next week; end of next week; the end of next week
fr: fin de la semaine prochaine; la semaine prochaine; semaine prochaine
de: Ende nächster Woche; nächste Woche; nächster Woche
it: la prossima settimana; prossima settimana; settimana prossima
es: la próxima semana; próxima semana; la semana que viene
nl: eind volgende week; volgende week
pl: przyszłego tygodnia; przyszły tydzień
pt: próxima semana; semana que vem
"""
END_OF_MONTH = """
en: end of the month; end of this month; end of month; eom
fr: fin du mois; la fin du mois
de: Ende des Monats; Monatsende
it: fine mese; fine del mese
es: fin de mes; finales de mes
nl: eind van de maand; einde van de maand
pl: końca miesiąca; koniec miesiąca
pt: fim do mês; final do mês
"""
NO_PEOPLE = """
en: note; notes; problem; problems; issue; issues; question; questions; comment; comments; answer; status; decision; decisions;
    decided; agreed; agreement; summary; discussion; plan; plans; next steps; next; result; results; conclusion; conclusions; update;
    report; reports; slides; link; links; see; also; data; lake; platform; software; hardware; open; team; group; meeting; topic;
    background; example; reminder; info; information; remark; remarks; highlights; risks; risk; concern; concerns; news; done;
    present; participants; attendees; apologies; absent; excused; chair; secretary; minutes; agenda; date; time; place; location; from;
    to; subject; important; warning; attention; nb; ps; re; request; requests; proposal; proposals; milestone; milestones;
    deliverable; deliverables; deadline; today; tomorrow; all; everyone; everybody; work; package; task; experiment; project;
    committee; board; the; this; that; these; those; it; we; they; there; new; old; each; both; some; no; any; who; what; how; why; when;
    data lake; use; case; cases; test; tests; beam; detector; site; server; network; storage; budget; staff
fr: problème; remarque; question; réponse; état; décision; conclusion; résumé; suite; présents; excusés; absents; ordre; lieu; voir;
    aussi; attention; rappel; exemple; nota; tous; point; points; objet; le; la; les; un; une; nous; ils
de: Notiz; Hinweis; Frage; Fragen; Antwort; Stand; Beschluss; Ergebnis; Fazit; Zusammenfassung; Anwesend; Entschuldigt; Ort; Siehe;
    Achtung; Beispiel; Alle; Thema; Diskussion; Bemerkung; der; die; das; wir; es
it: nota; problema; domanda; risposta; stato; decisione; conclusione; presenti; assenti; vedi; tutti; attenzione; esempio; il; lo
es: problema; pregunta; respuesta; estado; decisión; conclusión; presentes; ausentes; ver; todos; atención; ejemplo; el; los
nl: opmerking; probleem; vraag; antwoord; stand; besluit; conclusie; aanwezig; afwezig; zie; let op; voorbeeld; het; de
pl: uwaga; pytanie; odpowiedź; stan; decyzja; wniosek; obecni; nieobecni; patrz; wszyscy; przykład
pt: nota; pergunta; resposta; estado; decisão; conclusão; presentes; ausentes; ver; todos; atenção; exemplo; o; os; as
"""
SPEECH = """
en: we; i; i'm; i'd; i'll; asks; asked; commented; comments; reported; reports; suggests; suggested; proposed; proposes; thinks; thanks;
    thanked; wants; would; should; could; can; will; agrees; agreed; confirmed; confirms; said; says; noted; notes; pointed; stressed;
    reminded; wondered; offered; what; why; how; when; who; is; are; do; does; yes; no; please; it; that
fr: nous; je; j'ai; il; on; demande; propose; signale; rappelle; remercie; souhaite; confirme; pense; faut; pourquoi; comment; oui; non
de: wir; ich; man; fragt; schlägt; meint; berichtet; bittet; erinnert; bestätigt; dankt; sollten; könnten; warum; wie; ja; nein
it: noi; io; dobbiamo; chiede; propone; ricorda; conferma; pensa; ringrazia; bisogna; perché; come; sì; no
es: nosotros; yo; debemos; pregunta; propone; recuerda; confirma; piensa; agradece; hay que; deberíamos; sí; no
nl: wij; we; ik; vraagt; stelt; meldt; bevestigt; denkt; moeten; waarom; hoe; ja; nee
pl: my; ja; pyta; proponuje; przypomina; potwierdza; uważa; powinniśmy; musimy; tak; nie; czy
pt: nós; eu; devemos; pergunta; propõe; lembra; confirma; acha; deveríamos; sim; não
"""
