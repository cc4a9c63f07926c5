"""In which language a text is, by its function words."""

import re

_READ = 4_000
_HITS = 3
_MARGIN = 1.5
# Words that a text in the language can hardly do without. The last lines are languages that we do not speak but that look like one of
# ours: where they win, the language is unclear.
_WORDS = """
en: the and of to is are was were be been have has had will would with for from this that these those we you they it its our your not
    but or if
    by on at as an which what when there can could should all no i my me please thanks any about into than then do does did next
fr: le la les des du de et est sont été était avec pour dans sur une un nous vous ils elle il je que qui ce cette ces au aux ne pas
    plus mais ou
    par notre votre mon ma mes se sera seront avons ont en d l j c n qu s merci bonjour à très tout bien être fait nos
de: der die das den dem des und ist sind war wird werden mit für von zu im ein eine einen einem einer nicht auch auf wir sie ich es bei
    nach aus
    noch haben hat wurde wurden über am zum zur oder aber wie als dass unser unsere bitte danke an in uns mir mich keine gibt
it: il lo la gli le di del della dei delle dello e è sono con per un una che non nel nella si da dal dalla al alla ai abbiamo hanno
    stato stata
    questo questa come più ma anche i ci nostro nostra mio mia grazie o siamo sarà dell all nell sul sulla ho
es: el la los las de del y es son con para por un una que no en se al lo su sus está están ha han hemos fue este esta como más pero también
    nuestro nuestra mi yo gracias o ser será hay muy sin sobre ya nos hasta hola todo
nl: de het een en is zijn was wordt worden met voor van te in op niet ook aan wij we ik bij naar uit nog hebben heeft werd werden over
    om dat
    die dit deze als maar onze ons mijn u je graag bedankt er door zal geen kan
pl: i w z na do jest są był była było się nie że o od po za dla przez jak ale oraz ten ta to te nasz nasza mamy mam będzie będą został
    została zostały
    przy już tak czy dziękuję proszę ze we nad który która
pt: o a os as de do da dos das e é são com para por um uma que não no na nos nas em se ao à foi foram está estão temos tem este esta como
    mais mas também nosso nossa meu minha obrigado obrigada pelo pela ser será há já muito sem olá
ca: el la els les de del dels i és són amb per un una que no en es al hem han aquest aquesta com més però també nostre ja gràcies pel
gl: o a os as de do da e é son con para por un unha que non no na en se ao foi está temos como máis pero tamén noso grazas
ro: și de la cu pe în din este sunt o un care nu se că al ale a am au fost pentru mai dar sau ne mulțumesc
sv: och att det som en är på av för med den till inte om ett har vi var jag kan men från eller ska tack
da: og at det som en er på af for med den til ikke om et har vi var jeg kan men fra eller skal tak de i
no: og at det som en er på av for med den til ikke om et har vi var jeg kan men fra eller skal takk de i
cs: a v na se je že s z do o k i by ale jsou byl byla jsme pro jako nebo také od po za který děkuji není
sk: a v na sa je že s z do o k i by ale sú bol bola sme pre ako alebo tiež od po za ktorý ďakujem nie
hu: a az és hogy nem is egy ez van volt meg de csak már kell köszönöm vagy mint
fi: ja on ei se että oli ovat olemme kun mutta myös tai niin kuin kiitos
"""
_TABLE = {line[:2]: line[4:] for line in re.sub(r"\n {4}", " ", _WORDS.strip()).split("\n")}
_SETS = {language: frozenset(words.split()) for language, words in _TABLE.items()}
_SPOKEN = ("en", "fr", "de", "it", "es", "nl", "pl", "pt")
# Letters that only one of the eight has.
_LETTERS = {
    "ß": "de", "ł": "pl", "ę": "pl", "ś": "pl", "ż": "pl", "ź": "pl", "ć": "pl", "ñ": "es", "¿": "es", "ã": "pt", "õ": "pt", "œ": "fr",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """Return the language of a text as its code: en, fr, de, it, es, nl, pl, pt; empty where it is too short or unclear.

    A word counts the more the fewer languages have it; the winner needs three words and half as much again as the next.
    Only the first 4,000 characters are looked at.
    """
    beginning = text[:_READ]
    words = [word for word in _WORD.findall(beginning.lower()) if word in _WEIGHTS]
    scores = dict.fromkeys(_SETS, 0.0)
    for word in words:
        for language in _HOLDERS[word]:
            scores[language] += _WEIGHTS[word]
    for letter, language in _LETTERS.items():
        scores[language] += 0.5 * (letter in beginning)
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    hits = sum(best in _HOLDERS[word] for word in words)
    is_clear = hits >= _HITS and scores[best] >= 1 and scores[best] >= _MARGIN * scores[second]
    return best if is_clear and best in _SPOKEN else ""


_HOLDERS = {
    word: tuple(language for language, others in _SETS.items() if word in others) for words in _SETS.values() for word in words
}
_WEIGHTS = {word: 1 / len(languages) for word, languages in _HOLDERS.items()}
