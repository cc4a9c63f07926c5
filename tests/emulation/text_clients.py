"""Programs that answer in plain text."""

from tests.emulation.envelope import Letter
from tests.emulation.html_text import TextStyle
from tests.emulation.manners import Marks, TextManner
from tests.emulation.model import Client
from tests.emulation.rewriting import no_hidden
from tests.emulation.typing_text import (
    broken,
    bullets,
    double_blanks,
    nbsp,
    no_blanks,
    no_margins,
    no_trailing,
    refilled,
    shortened_rulers,
    tabs,
    typeset,
    unwrapped,
)

_WROTE = "{top}\n\nOn {rfc}, {name} wrote:\n\n{quote}\n\n{bottom}\n"
_ORIGINAL = "-----Original Message-----\nFrom: {name} <{email}> \nSent: {long}\nTo: {to} <{to_email}>\nSubject: {subject}\n\n"
_NOTICE = (
    "\n\n________________________________\nThis e-mail and any attachments are confidential and intended solely for the addressee. If you"
    " have received\nit in error, please notify the sender and delete it. Example Institute, registered charity 1234567.\n"
)
_FLOWED = (("format", "flowed"),)
_UA = "User-Agent"


def _mutt() -> TextManner:
    frame = "{top}\n\nOn {rfc}, {name} wrote:\n{quote}\n\n{bottom}\n\n-- \nIan Bird\nCERN IT\n"
    return TextManner(frame, Letter(((_UA, "Mutt/2.2.12 (2023-09-09)"),), "<{}@pcitds.example.org>", charset="us-ascii", encoding="7bit"))


def _neomutt() -> TextManner:
    letter = Letter(((_UA, "NeoMutt/20231103"),), "<{}@pcitds.example.org>", encoding="8bit", params=_FLOWED)
    frame = "{top}\n\nOn {rfc}, {name} wrote:\n{quote}\n\n{bottom}\n\n-- \nIan\n"
    return TextManner(frame, letter, Marks("> ", typed="", blank=">"), indents=False, air=True, flow="flowed")


def _alpine() -> TextManner:
    letter = Letter(((_UA, "Alpine 2.26 (DEB 649 2022-06-02)"),), "<{}@lnx.example.org>", encoding="8bit", params=_FLOWED)
    frame = "{top}\n\nOn {rfc}, {name} wrote:\n\n{quote}\n\n{bottom}\n"
    return TextManner(frame, letter, Marks(blank=">"), (refilled(72),), air=True, flow="flowed")


def _pine() -> TextManner:
    letter = Letter((("X-Mailer", "Pine 4.64"),), "<Pine.LNX.4.64.{}@lnx.example.org>", charset="iso-8859-1", encoding="8bit")
    return TextManner(_WROTE, letter, Marks(rest="", blank="> "), (broken(68),))


def _mailx() -> TextManner:
    letter = Letter(((_UA, "Heirloom mailx 12.5 7/5/10"),), "<{}%ian.bird@example.org>", charset="us-ascii", encoding="7bit")
    return TextManner("{top}\n\n{name} <{email}> wrote:\n\n{quote}\n{bottom}\n", letter, Marks("", blank=""))


def _s_nail() -> TextManner:
    letter = Letter(((_UA, "s-nail v14.9.24"),), "<{}%ian.bird@example.org>", encoding="8bit")
    return TextManner("{top}\n\n{name} wrote in\n <{email}>:\n{quote}\n{bottom}\n", letter, Marks(" |", blank=" |"), (no_trailing,))


def _indented() -> TextManner:
    letter = Letter((("X-Mailer", "BSD Mail 8.1.2"),), encoding="8bit")
    return TextManner("{top}\n\n{quote}\n\n{bottom}\n", letter, Marks("    ", blank=""))


def _thunderbird_text() -> TextManner:
    letter = Letter(((_UA, "Mozilla Thunderbird 115.8.0"),), "<{}@cern.example.org>", encoding="8bit", params=_FLOWED)
    frame = "{top}\n\nAm {dotted} um {hour} schrieb {name}:\n{quote}\n\n{bottom}\n-- \nIan Bird\n"
    return TextManner(frame, letter, Marks(typed="", blank=">"), indents=False, air=True, flow="flowed")


def _thunderbird_rewrapped() -> TextManner:
    letter = Letter(((_UA, "Mozilla Thunderbird 102.15.1"),), "<{}@cern.example.org>", encoding="8bit", params=_FLOWED)
    frame = "{top}\n\nLe {numeric}, {name} a écrit :\n{quote}\n\n{bottom}\n"
    return TextManner(frame, letter, Marks(">", blank=">"), (refilled(72),), air=True, flow="flowed")


def _apple_text() -> TextManner:
    params = (("delsp", "yes"), ("format", "flowed"))
    letter = Letter((("X-Mailer", "Apple Mail (2.936)"),), "<{}-4A1C@example.org>", charset="us-ascii", encoding="7bit", params=params)
    frame = "{top}\n\nOn {plain_day}, at {hour}, {name} wrote:\n\n{quote}\n\n{bottom}\n"
    return TextManner(frame, letter, Marks(blank=">"), (unwrapped,), flow="delsp")


def _outlook_text() -> TextManner:
    letter = Letter((("X-Mailer", "Microsoft Outlook 16.0"),), "<{}$@example.org>", charset="iso-8859-1")
    frame = f"{{top}}\n\n{_ORIGINAL}{{quote}}\n\n{{bottom}}\n"
    return TextManner(frame, letter, Marks("", blank=""), (refilled(76),), air=True)


def _outlook_marked() -> TextManner:
    letter = Letter((("X-Mailer", "Microsoft Office Outlook 12.0"),), "<{}$@example.org>", charset="windows-1252", encoding="8bit")
    quoted = _ORIGINAL.strip().replace("\n", "\n> ")
    frame = f"{{top}}\n\n> {quoted}\n> \n{{quote}}\n\n{{bottom}}\n"
    return TextManner(frame, letter, Marks(typed="", rest="", blank="> "), (typeset, broken(74)), indents=False)


def _exchange_text() -> TextManner:
    letter = Letter((("X-MS-Has-Attach", ""), ("X-Originating-IP", "[192.0.2.7]")), "<{}@EXCH01.example.org>", encoding="base64")
    frame = (
        "{top}\n\n________________________________\nFrom: {name} <{email}>\nSent: {long}\nTo: {to}\nSubject: "
        "{subject}\n\n{quote}\n{bottom}\n"
    )
    return TextManner(frame + _NOTICE, letter, Marks("", blank=""), (unwrapped, no_margins, double_blanks))


def _notes() -> TextManner:
    letter = Letter((("X-Mailer", "HCL Notes Release 12.0.2"),), "<OF{}-ONC1258@example.org>", charset="iso-8859-1", re="Antwort: ")
    frame = (
        "{top}\n\n\n\nVon:    {name} <{email}>\nAn:     {to}/CERN@CERN\nDatum:  {dotted} {hour}\nBetreff:        "
        "{subject}\n\n\n\n{quote}\n\n{bottom}\n"
    )
    return TextManner(frame, letter, Marks("", blank=""), (refilled(76), no_margins, no_trailing), air=True)


def _notes_html() -> TextManner:
    letter = Letter((("X-Mailer", "Lotus Notes Release 9.0.1"),), "<OF{}-ONC1257@example.org>", charset="us-ascii", encoding="7bit")
    frame = "{top}\n\n\nFrom:   {name} <{email}>\nTo:     {to}\nDate:   {numeric}\nSubject:        {subject}\n\n\n{quote}\n\n{bottom}\n"
    style = TextStyle("o ", cell=" ", width=70)
    return TextManner(frame, letter, Marks("", blank=""), (no_blanks,), source=style)


def _gmail_plain() -> TextManner:
    letter = Letter((), "<CAF{}@mail.example.com>", encoding="quoted-printable")
    frame = "{top}\n\nOn {gmail} {name}\n<{email}> wrote:\n>\n{quote}\n\n{bottom}\n"
    return TextManner(frame, letter, Marks(typed="", rest="", blank=">"), (broken(76),), indents=False, air=True)


def _roundcube() -> TextManner:
    letter = Letter(((_UA, "Roundcube Webmail/1.6.6"),), "<{}@webmail.example.org>", charset="us-ascii", encoding="7bit")
    frame = "{top}\n\nOn {iso}, {name} wrote:\n{quote}\n\n{bottom}\n"
    return TextManner(frame, letter, Marks(blank=">"), (refilled(72), no_trailing), air=True)


def _squirrelmail() -> TextManner:
    letter = Letter(((_UA, "SquirrelMail/1.4.23"),), "<{}.squirrel@webmail.example.org>", charset="iso-8859-1", encoding="8bit")
    return TextManner("{top}\n\n{quote}\n\n{bottom}\n\n\n", letter, Marks(rest="", blank=">"), (broken(76),))


def _zimbra_text() -> TextManner:
    letter = Letter((("X-Mailer", "Zimbra 8.8.15_GA_4059"),), "<{}.JavaMail.zimbra@example.org>")
    frame = (
        '{top}\n\n----- Original Message -----\nFrom: "{name}" <{email}>\nTo: "{to}" <{to_email}>\nSent: {long}\nSubject: {subject}\n\n'
        "{quote}\n{bottom}\n"
    )
    return TextManner(frame, letter, Marks("| ", blank="| "), (bullets("*"),))


def _k9() -> TextManner:
    letter = Letter(((_UA, "K-9 Mail for Android"),), "<{}@example.org>", encoding="8bit")
    frame = (
        "{top}\n\nAm {dotted} {hour} schrieb {name} <{email}>:\n{quote}\n\n{bottom}\n-- \nDiese Nachricht wurde von meinem "
        "Android-Gerät gesendet.\n"
    )
    return TextManner(frame, letter, Marks(">", typed="", blank=">"), (nbsp,), indents=False)


def _kmail() -> TextManner:
    letter = Letter(((_UA, "KMail/5.24.4"),), "<{}@pcitds>", charset="iso-8859-1", encoding="7bit")
    frame = "{top}\n\nIl giorno {long} {name} ha scritto:\n{quote}\n\n{bottom}\n\nIan\n"
    return TextManner(frame, letter, Marks(blank="> "), (tabs, bullets("•")))


def _evolution() -> TextManner:
    letter = Letter(((_UA, "Evolution 3.50.2"),), "<{}.camel@example.org>", encoding="8bit")
    return TextManner(
        "{top}\n\nEl {numeric}, {name} escribió:\n{quote}\n\n{bottom}\n", letter, Marks(typed="", blank="> "), (nbsp, broken(71)), air=True
    )


def _gnus() -> TextManner:
    letter = Letter(((_UA, "Gnus/5.13 (Gnus v5.13) Emacs/29.1"),), "<87{}.fsf@example.org>", charset="us-ascii", encoding="7bit")
    frame = "{top}\n\n{name} <{email}> writes:\n\n{quote}\n\n{bottom}\n"
    return TextManner(frame, letter, Marks("> ", blank="> "), (refilled(70),), air=True)


def _the_bat() -> TextManner:
    letter = Letter((("X-Mailer", "The Bat! (v10.5) Professional"),), "<{}@example.org>", charset="iso-8859-2", encoding="8bit")
    frame = "{top}\n\nW dniu {iso} {name} napisał(a):\n\n{quote}\n\n{bottom}\n"
    return TextManner(frame, letter, Marks("TCM> ", typed="", blank=""), (broken(65),), indents=False, air=True)


def _claws() -> TextManner:
    letter = Letter((("X-Mailer", "Claws Mail 4.2.0"),), "<{}@example.org>", encoding="quoted-printable")
    frame = "{top}\n\nOp {rfc} schreef {name}:\n\n{quote}\n\n{bottom}\n"
    return TextManner(frame, letter, Marks(blank="> "), (no_blanks, bullets("*")))


def _phone() -> TextManner:
    letter = Letter((("X-Mailer", "iPhone Mail (20H240)"),), "<{}@example.org>", charset="us-ascii", encoding="quoted-printable", params=())
    frame = "{top}\n\nEnvoyé de mon iPhone\n\n> Le {plain_day} à {hour}, {name} <{email}> a écrit :\n> \n{quote}\n{bottom}\n"
    return TextManner(frame, letter, Marks(typed="", blank="> "), (typeset,), indents=False, air=True)


def _markdown_client() -> TextManner:
    style = TextStyle("* ", link="[{}]({})", cell=" ", bold="**")
    letter = Letter((("X-Mailer", "Front (1.0)"),), "<{}@frontapp.example.com>")
    return TextManner("{top}\n\n{name} ({email}) wrote on {long}:\n\n{quote}\n\n{bottom}\n", letter, Marks("", blank=""), source=style)


def _text_of_html() -> TextManner:
    style = TextStyle("• ", link="<{}>", cell="\n")
    letter = Letter((("X-Mailer", "FairEmail 1.2"),), "<{}@dummy.example.org>", charset="windows-1252")
    frame = "{top}\n\nOn {long}, {name} <{email}> wrote:\n\n{quote}\n\n{bottom}\n\nSent from my Galaxy\n"
    return TextManner(frame, letter, Marks("", blank=""), (nbsp, typeset), source=style, rewritings=(no_hidden,))


def _gateway() -> TextManner:
    letter = Letter((("X-MailControl", "scanned"),), "<{}@relay.example.org>", encoding="base64")
    frame = "{top}\n\n{name} wrote:\n{quote}\n\n{bottom}" + _NOTICE
    return TextManner(frame, letter, Marks("> ", rest="> ", blank=">"), (broken(58), shortened_rulers))


TEXT_CLIENTS = (
    Client("Mutt", _mutt()),
    Client("NeoMutt, flowed", _neomutt()),
    Client("Alpine, refilled", _alpine()),
    Client("Pine, broken at 68", _pine()),
    Client("mailx, unmarked", _mailx()),
    Client("s-nail, bars", _s_nail()),
    Client("BSD Mail, indented", _indented()),
    Client("Thunderbird, text", _thunderbird_text()),
    Client("Thunderbird, text, refilled", _thunderbird_rewrapped()),
    Client("Apple Mail, text, DelSp", _apple_text()),
    Client("Outlook, text, unmarked", _outlook_text()),
    Client("Outlook, text, marked", _outlook_marked()),
    Client("Exchange, text", _exchange_text()),
    Client("HCL Notes, text", _notes()),
    Client("Lotus Notes, text of HTML", _notes_html()),
    Client("Gmail, plain mode", _gmail_plain()),
    Client("Roundcube, text", _roundcube()),
    Client("SquirrelMail", _squirrelmail()),
    Client("Zimbra, text", _zimbra_text()),
    Client("K-9, text", _k9()),
    Client("KMail", _kmail()),
    Client("Evolution, text", _evolution()),
    Client("Gnus", _gnus()),
    Client("The Bat", _the_bat()),
    Client("Claws", _claws()),
    Client("iPhone, text", _phone()),
    Client("Front, Markdown of HTML", _markdown_client()),
    Client("FairEmail, text of HTML", _text_of_html()),
    Client("mailing gateway", _gateway()),
)
"""Name says: program, what is peculiar."""
