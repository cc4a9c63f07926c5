"""Whether a text only asks: then it is for the chair to answer, and reports nothing.

Every sentence must ask, or be politeness. In doubt a text is a report: a question that stands at the end of one stays with it.
"""

import re

from mailflow.domain.commands.bare import alternatives, consists_of, words_of
from mailflow.domain.commands.courtesies import is_courtesy
from mailflow.domain.commands.order_words import POLITE
from mailflow.domain.commands.phrases import is_greeting, is_name, without_sign_off

_LIMIT = 1_200
_SENTENCE_WORDS = 45
_SHORT_WORDS = 4
# What opens a question that ends in a question mark.
_OPENINGS = """
en: (when/what/where/which/who/whom/whose/why/how/whether); (is/are/was/were/am/would/could/can/should/shall/does/did); (will/may/might/do/
    has/have/had)
    (the/a/an/I/we/you/it/this/that/there/he/she/they/my/our/your/any/slides/anybody/anyone/somebody/someone/one/these/those/people/all/
    everyone); (isn't/aren't/don't/doesn't/won't/can't) (the/it/I/we/you/
    there/this); (any/anything/anyone); (by/until/till/at/to/for/in/on/from/with) (when/what/which/whom/where); if (I/we/one/you)
fr: (quand/comment/où/qui/que/quel/quelle/quels/quelles/pourquoi/combien);
    (est-ce/y a-t-il/puis-je/peut-on/pouvons-nous/dois-je/devons-nous/faut-il/serait-il/sera-t-il/est-il/avez-vous/
    pouvez-vous/pourriez-vous/peux-tu/sais-tu/savez-vous/qu'est-ce); (jusqu'à/pour/à/depuis/de) (quand/quel/quelle/qui/quelle heure);
    ai-je; avons-nous; c'est quand; (si) (je/nous/on)
de: (wann/wie/wo/wer/was/welche/welcher/welches/welchen/warum/wohin/wozu/wieviel/wem/wen/womit/ob);
    (bis/ab/seit/für) (wann/welche/welches/wen); (kann/können/könnte/könnten/soll/sollen/sollte/darf/dürfen/muss/müssen/ist/sind/wird/
    werden/
    gibt/haben/hat/habe/reicht/reichen/wäre/würden/kannst/könntest/wissen/weißt/gilt/findet) (ich/wir/man/es/Sie/du/das/der/die/den/ein/
    eine/mein/unser/ihr/Folien/jemand/er); um (wieviel/welche); falls (ich/wir)
it: (quando/come/dove/chi/che/cosa/quale/quali/perché/quanto/quanti); (entro/fino a/a/per/da) (quando/che/quale/chi);
    (posso/possiamo/devo/dobbiamo/può/potete/potrebbe/potreste/potresti/è possibile/c'è/ci sono/è/sono/bisogna/va bene/sapete/sai)
es: (cuándo/cómo/dónde/quién/qué/cuál/cuáles/cuánto/cuántos/por qué); (hasta/para/a/de/desde) (cuándo/qué/cuál/quién);
    (puedo/podemos/debo/debemos/puede/podría/podrías/puedes/pueden/es posible/hay/es/son/está/están/tengo que/tenemos que/sabe/sabes)
nl: (wanneer/hoe/waar/wie/wat/welke/welk/waarom/hoeveel); (tot/voor/om/vanaf/met) (wanneer/welke/hoe/wie);
    (kan/kunnen/kunt/kun/mag/mogen/moet/moeten/is/zijn/wordt/zou/zouden/heeft/hebben/weet) (ik/we/wij/u/je/het/de/er/men/dit/dat/een/
    iemand/
    onze/mijn)
pl: (czy/kiedy/jak/gdzie/kto/co/jaki/jaka/jakie/który/która/które/dlaczego/ile); (do/na/o/od/w) (kiedy/której/jakiej/kogo/czego/jakim)
pt: (quando/como/onde/quem/que/qual/quais/porquê/por que/quanto/quantos); (até/para/a/de/desde) (quando/que/qual/quem);
    (posso/podemos/devo/devemos/pode/poderia/podem/podes/é possível/há/é/são/está/estão/sabe/sabes/tenho de/temos de)
"""
# What asks also without a question mark, if a question word follows.
_TELL_ME = """
en: [(could/can/would/will)] [you] (tell me/tell us/let me know/let us know/confirm/clarify/advise/remind me/explain) [please];
    do you know; (I/we) (would/d) (like/love) to know; (I'd/we'd) like to (know/ask);
    [(I/we)] [(was/am/were/are)] [just] wondering; (I/we) (wonder/wondered); may I ask; (I/we) (want/wanted/need/have) to (know/ask);
    (I/we) have a question about
fr: [(pouvez-vous/pourriez-vous/peux-tu/pourrais-tu/merci de/veuillez)] [(me/nous)] (dire/préciser/confirmer/indiquer/rappeler/
    expliquer); savez-vous; je (voudrais/souhaite/souhaiterais/voulais/me demande/me demandais) [(savoir/demander)]
de: [(könnten Sie/können Sie/kannst du/könntest du/würden Sie)] [(mir/uns)] [bitte] (sagen/mitteilen/bestätigen/erklären); wissen Sie;
    weißt du; ich (wüsste/wollte/möchte/würde) [gern/gerne] [(wissen/fragen)]; ich frage mich
it: [(potete/potreste/può/potrebbe/potresti/puoi)] (dirmi/dirci/confermarmi/confermare/indicarmi/spiegarmi);
    (vorrei/volevo) (sapere/chiedere); mi chiedo
es: [(puede/podría/pueden/podrías/puedes)] (decirme/decirnos/confirmarme/confirmar/indicarme/explicarme);
    (quisiera/quería/me gustaría) (saber/preguntar); me pregunto
nl: [(kunt u/kun je/kan je/zou u/zou je)] [(mij/me/ons)] (zeggen/laten weten/bevestigen/vertellen/uitleggen);
    (ik wil/ik wilde/ik zou) [graag] (weten/vragen); ik vraag me af; weet (u/je)
pl: [(proszę/czy może Pan/czy możesz)] [(mi/nam)] (powiedzieć/potwierdzić/wyjaśnić/o informację);
    (chciałbym/chciałabym) (wiedzieć/zapytać); zastanawiam się
pt: [(pode/poderia/podem/podes)] (dizer-me/dizer-nos/me dizer/confirmar/confirmar-me/indicar-me/explicar-me);
    (gostaria de/queria) (saber/perguntar); pergunto-me
"""
_ASKED_WORD = """
whether; if; when; what; where; which; who; how; why; until when; by when; si; quand; comment; où; quel; quelle; jusqu'à quand;
    pourquoi; ob; wann; wie; wo; welche; bis wann; was; wer; se; quando; come; dove; quale; entro quando;
cuándo; cómo; dónde; cuál; hasta cuándo; qué; of; wanneer; hoe; waar; welke; tot wanneer; wat; czy; kiedy; jak; gdzie; do kiedy; jaki;
    como; onde; qual; até quando
"""
# What announces a question.
_ANNOUNCED = """
en: [(I/we)] [have] [just] (a/one/another/two/some) [(quick/short/small/last/stupid)] (question/questions) [(for you/about this/
    please)]; (quick/short/one/my) question; question; sorry [to (bother/disturb) you] [for (the/this) question];
    sorry for asking; (and/also/so/by the way/just wondering/just curious/one more); I am sorry
fr: [j'ai/nous avons] (une/deux/des) [petite] (question/questions) [pour vous]; question; désolé; petite question
de: [(ich habe/wir haben/ich hätte)] [noch] [(eine/zwei/mal eine/noch eine)] [kurze] (Frage/Fragen) [dazu]; kurze Frage; eine Frage
it: [(ho/abbiamo/avrei)] [solo] (una/due) (domanda/domande) [veloce]; domanda; una domanda
es: [(tengo/tenemos)] (una/dos) (pregunta/preguntas/duda/consulta) [rápida]; pregunta
nl: [(ik heb/we hebben/wij hebben)] [nog] (een/twee) [korte/kleine] (vraag/vragen/vraagje); vraag; korte vraag
pl: [mam/mamy] [krótkie/jedno] pytanie; pytanie
pt: [(tenho/temos)] (uma/duas) (pergunta/perguntas/dúvida/questão) [rápida]; pergunta
"""
# Why somebody asks.
_REASONS = """
en: (I/we) (can't/cannot/could not/couldn't/can not/don't/do not) (find/see/open/remember/know/access) [(it/that/this/the link/the mail/
    anything/them)] [anywhere/any more/anymore];
    [we are/I am] still (counting/writing/working on it/collecting/waiting); (I am/I'm) (new/back) [here];
    (I/we) (am/are) not sure; it (doesn't/does not) (work/open); (I/we) (lost/deleted) (it/the mail/the link)
fr: je ne (le/la/les) trouve (pas/plus); je ne (sais/vois) pas; (ça/cela) ne marche pas; je ne suis pas (sûr/sûre);
    je l'ai (perdu/perdue/effacé)
de: ich finde (ihn/sie/es/den Link) nicht [mehr]; ich bin (mir) nicht sicher; (es/er) (geht/funktioniert) nicht; ich weiß es nicht
it: non (lo/la/li/le) (trovo/vedo/ricordo) [più]; non (funziona/so); non sono (sicuro/sicura)
es: no (lo/la/los/las) (encuentro/veo/recuerdo); no (funciona/sé); no estoy (seguro/segura)
nl: ik (kan/vind) (het/hem) niet [vinden/terugvinden]; ik weet het niet; het werkt niet
pl: nie (mogę/umiem) [go/jej/tego] znaleźć; nie (wiem/działa); nie jestem (pewien/pewna)
pt: não (o/a) (encontro/vejo); não (encontro/sei/funciona); não tenho certeza
"""
# Who asks us to write something tells what is to be written.
_TOLD = """
(add/include/put/note/mention/record/write/report/insert/replace/correct/change/remove/withdraw/move/delete) [(that/the/a/an/my/our/
    this/it/to/in/me)]; ajouter; noter; écrire; remplacer; corriger; hinzufügen; ergänzen; notieren; ersetzen; aggiungere; añadir;
toevoegen; dodać; adicionar; acrescentar
"""


def is_mere_question(text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a text asks and reports nothing: `Hi, could you tell me whether slides are OK? Thanks, Anna`.

    Args:
        text: newly written text of a reply; one of more than 1,200 characters is none.
        names: names of the author, which may stand under it.
    """
    if len(text) > _LIMIT or not text.strip():
        return False
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    lines = lines[1:] if len(lines) > 1 and is_greeting(lines[0]) else lines
    sentences = [piece for line in without_sign_off(lines, names) for piece in _SENTENCE.findall(line) if words_of(piece)]
    asks = [_asks(_without_greeting(sentence)) for sentence in sentences]
    if any(asks) and all(sentence.rstrip(" \"')").endswith(("?", "？")) for sentence in sentences):  # noqa: RUF001
        return True  # what stands beside a question and ends in one as well asks too
    return any(asks) and all(ask or _is_polite(sentence, names) for ask, sentence in zip(asks, sentences, strict=True))


def _without_greeting(sentence: str) -> str:
    """Take off a greeting and what announces the question: `Hi, …`, `Ich habe eine Frage: …`."""
    before, stop, rest = sentence.partition(",")
    said = rest if stop and rest.strip() and is_greeting(f"{before.strip()},") else sentence
    before, stop, rest = said.partition(":")
    return rest if stop and rest.strip() and consists_of(words_of(before), _POLITELY) else said


def _asks(sentence: str) -> bool:
    """Tell whether a sentence is a question by how it opens and how it ends."""
    words = _LEAD.sub("", words_of(sentence))
    count = words.count(" ")
    if not words or count > _SENTENCE_WORDS or _IS_TOLD.match(words) or _COLON.search(sentence):
        return False
    if _IS_INDIRECT.match(words) or ("¿" in sentence and sentence.rstrip().endswith("?")):
        return True
    return sentence.rstrip(" \"')").endswith(("?", "？")) and (count <= _SHORT_WORDS or _OPENS.match(words) is not None)  # noqa: RUF001


def _is_polite(sentence: str, names: tuple[str, ...]) -> bool:
    if _PASSED_ON.match(sentence):
        return True
    is_name_only = all(is_name(word.strip(",.!")) for word in sentence.split()) and len(sentence.split()) <= _SHORT_WORDS - 1
    is_thanks = any(is_courtesy(said, names=names) for said in (sentence, f"Thanks. {sentence}"))
    return is_name_only or is_thanks or consists_of(words_of(sentence), _POLITELY) or is_greeting(sentence)


_SENTENCE = re.compile(r"(?:[^.!?？]|[.!?](?=[^\s.!?]))+[.!?？]*")  # noqa: RUF001 - a question mark of full width
_PASSED_ON = re.compile(
    r"\s*[A-Z][\w'-]{1,20} (?:[A-Z][\w'-]{1,20} )?(?:forwarded|sent|passed|gave) (?:this|it|your mail)(?: on)?(?: to)? me\b[^.]{0,30}\.?\Z"
)
_COLON = re.compile(r":(?!\d)")
_POLITELY = re.compile(f"(?:{alternatives(_ANNOUNCED)}|{alternatives(POLITE)}|{alternatives(_REASONS)})")
_LEAD = re.compile(
    rf"^(?:(?:{alternatives(_ANNOUNCED)}|{alternatives(POLITE)}| (?:and|also|so|but|et|und|e|y|en|i|ou|or|then))(?= )){{1,6}}"
)
_OPENS = re.compile(rf"(?:{alternatives(_OPENINGS)}|{alternatives(_TELL_ME)})(?= |\Z)")
_IS_INDIRECT = re.compile(rf"{alternatives(_TELL_ME)}{alternatives(_ASKED_WORD)}(?= )")
_REQUEST = """(could/can/would/will) you; (can/could/may) (I/we); (pouvez-vous/pourriez-vous/peux-tu); (könnten Sie/können Sie/kannst du);
    (podría/puede/puedes)"""
_IS_TOLD = re.compile(rf"{alternatives(_REQUEST)}(?: please| also| kindly| just| bitte)*{alternatives(_TOLD)}(?= |\Z)")
