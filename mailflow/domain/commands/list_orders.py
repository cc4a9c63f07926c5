"""Orders about the list of readers, `subscribe escape-tc`, `take me off the Technical Coordination list`; and the yes that confirms one.

Such an order is the whole newly written text, or, of a mail without any, its subject. What it names beside its own words must be a series:
the caller knows those, and a text that names anything else (`join us in Lyon`) is no order.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.commands.bare import alternatives, bare, compile_table, consists_of, words_of
from mailflow.domain.commands.order_words import ASKING, PARTS, POLITE, SIMPLE
from mailflow.domain.commands.orders import Order

_WORDS = 16
_REPLY = re.compile(r"\A(?:\s*(?:re|aw|sv|antw|fwd?|wg|tr|r|odp)\s*:\s*)+", re.IGNORECASE)
_TAG = re.compile(r"\[[^\]]*\]")
# How an order goes on to the name of a list.
_TOWARDS = {
    Order.SUBSCRIBE: """
en: (add/put/subscribe) (me/us) [(to/on)]; sign (me/us) up [(to/for)]; (subscribe/sign up) (to/for); join; subscribe
fr: (ajoutez/inscrivez/abonnez)-(moi/nous) (à/au/aux/sur); je m'abonne (à/au/aux); (m'inscrire/m'abonner) (à/au/aux)
de: (ich abonniere/abonniere); (nehmen Sie mich/mich) (in/auf); anmelden (für/zu/zum/zur); (melden Sie mich/ich melde mich) (für/zu/zum/zur)
it: (iscrivimi/iscrivetemi/aggiungetemi/mi iscrivo) (a/al/alla/alle)
es: (suscríbame/suscríbeme/suscríbanme/añádame/suscribirme) (a/al)
""",
    Order.UNSUBSCRIBE: """
en: (remove/take/delete/unsubscribe) (me/us) [off] [(from/of/off)]; (leave/unsubscribe) [from]; stop sending me; sign me off [from]
fr: (retirez/enlevez/désabonnez/désinscrivez/supprimez)-(moi/nous) (de/du/des); je me désabonne (de/du/des); me
    (désabonner/désinscrire) (de/du/des)
de: (nehmen Sie mich/mich) (von/aus); abmelden (von/vom); (melden Sie mich/ich melde mich) (von/vom); (streichen/tragen) Sie mich (von/aus)
it: (cancellatemi/cancellami/rimuovetemi/toglietemi) (da/dal/dalla/dalle)
es: (elimíneme/quíteme/bórreme/darme de baja) (de/del)
""",
}
_BESIDE_A_NAME = """
the this that your our list lists mailing minutes all of to from for on off please thanks thank you
la le les l liste listes diffusion toutes de du des d à au aux compte rendu comptes rendus cette svp merci s il vous plaît te
die der das den dem Liste Verteiler Protokoll Protokolle von vom zu zum zur für auf aus ab abmelden abbestellen abonnieren anmelden
streichen austragen nehmen bitte danke
lista alla dalla della il verbali verbale questa grazie el al actas acta gracias
"""
_BESIDE = frozenset(words_of(word).strip() for word in _BESIDE_A_NAME.split())
_YES = compile_table("""
en: confirm; I confirm; confirmed; yes; yes please; I do; please do; it was me; yes it was me; I confirm this; I confirm it; subscribe me
fr: je confirme; confirmer; confirmé; oui; oui merci; c'est moi; c'était moi; je le confirme
de: ich bestätige; bestätigen; bestätigt; bestätige; ja; ja bitte; ja gerne; das war ich; ich bestätige es; ich bestätige das
it: confermo; confermato; sì; sì grazie; sono io; conferma
es: confirmo; confirmado; sí; sí gracias; soy yo; confirmar; lo confirmo
nl: ik bevestig; bevestigd; ja; ja graag; bevestigen
pl: potwierdzam; tak; potwierdzone
pt: confirmo; confirmado; sim; confirmar
""")
_NO = compile_table("""
en: no; no thanks; no thank you; not me; it was not me; it wasn't me; that was not me; I did not ask for this; I
    didn't ask for this; cancel; ignore
fr: non; non merci; ce n'est pas moi; ce n'était pas moi; annuler
de: nein; nein danke; das war ich nicht; abbrechen; nicht ich
it: no grazie; non sono io; non sono stato io; annulla
es: no gracias; no soy yo; no fui yo; cancelar
nl: nee; nee bedankt; dat was ik niet
pl: nie; nie dziękuję; to nie ja
pt: não; não obrigado; não fui eu
""")


@dataclass(frozen=True, slots=True)
class ListOrder:
    """To join or to leave; `named` are the words, folded, that must be a series, empty where none is named.

    `language` is that of its words (`fr`, `de`, …), empty for English, which people write whatever they speak.
    """

    order: Order
    named: str = ""
    language: str = ""

    def names(self, name: str) -> bool:
        """Tell whether it names a series that is called so; hyphens and spaces make no difference."""
        return bool(self.named) and self.named.replace(" ", "") in {_gist(name), _gist(" ".join(_told_apart(words_of(name).split())))}


def parse_list_order(subject: str, text: str, *, names: tuple[str, ...] = ()) -> ListOrder | None:
    """Return the order about the list of readers that a mail consists of; None where it says anything else.

    Args:
        subject: as it stands; it counts where there is no text, and may name the series of an order in the text.
        text: newly written text.
        names: names of the author, which may stand under it.
    """
    title = "" if _REPLY.match(subject) else _TAG.sub(" ", subject).strip()
    by_subject = _parsed(title, ()) if title else None
    if not text.strip():
        return by_subject
    found = _parsed(text, names)
    if found is not None and not found.named and by_subject is not None and by_subject.order is found.order:
        return by_subject
    return found


def is_leave_word(words: str) -> bool:
    """Tell whether a few words, such as a subject, are an order to leave, whatever list they name."""
    found = _parsed(_REPLY.sub("", words).strip(), ())
    return found is not None and found.order is Order.UNSUBSCRIBE


def confirms(text: str, order: Order, *, names: tuple[str, ...] = ()) -> bool | None:
    """Tell whether a text says yes or no to the question whether an order was meant, and nothing more; None where it says anything else.

    The order itself is a yes, and its contrary a no.
    """
    said = words_of(bare(text, names=names) or "")
    repeated = _parsed(text, names)
    if repeated is not None:
        return repeated.order is order
    if consists_of(said, _NO):
        return False
    return True if consists_of(said, _YES) or approval_phrase(text, names=names) else None


def _parsed(text: str, names: tuple[str, ...]) -> ListOrder | None:
    words = (bare(text, names=names) or "").split()
    if not 0 < len(words) <= _WORDS or "?" in text.rstrip().rstrip("?"):
        return None
    found = (ListOrder(phrases.order, named, phrases.language) for phrases in _PHRASES for named in _named(phrases, words))
    return min(found, key=lambda one: len(one.named), default=None)


def _named(phrases: "_Phrases", words: list[str]) -> Iterator[str]:
    """Yield what may be the name of a series beside the words of an order, which stand first or, in German, last."""
    for count in range(1, len(words) + 1):
        first, last = words_of(" ".join(words[:count])), words_of(" ".join(words[len(words) - count :]))
        if phrases.first.fullmatch(first):
            yield " ".join(_told_apart(words_of(" ".join(words[count:])).split()))
        if count < len(words) and phrases.last.fullmatch(last):
            yield " ".join(_told_apart(words_of(" ".join(words[: len(words) - count])).split()))


def _told_apart(words: Iterable[str]) -> list[str]:
    """Take the words around a name off: `the … list`, `de la liste …`."""
    kept = list(words)
    while kept and kept[0] in _BESIDE:
        kept.pop(0)
    while kept and kept[-1] in _BESIDE:
        kept.pop()
    return kept


def _gist(name: str) -> str:
    return words_of(name).replace(" ", "")


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The words of one order in one language: what stands before a name, and what may stand behind one."""

    order: Order
    language: str
    first: re.Pattern[str]
    last: re.Pattern[str]


def _by_language(table: str) -> dict[str, str]:
    """Return the phrases of a table by the code that begins a line."""
    _, *parts = re.split(r"(?m)^([a-z]{2}): ", table)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _phrases(order: Order) -> Iterator[_Phrases]:
    whole, towards = _by_language(SIMPLE[order.value]), _by_language(_TOWARDS[order])
    for language, table in whole.items():
        last = alternatives(table, **PARTS)
        first = f"(?:{last}|{alternatives(towards[language])})" if language in towards else last
        tag = "" if language == "en" else language
        yield _Phrases(order, tag, re.compile(_POLITE_START + first), re.compile(_POLITE_START + last))


_POLITE_START = rf"(?:{alternatives(POLITE)}|{alternatives(ASKING)}){{0,6}}"
_PHRASES = tuple(phrases for order in _TOWARDS for phrases in _phrases(order))
