"""Programs that answer in HTML, most with a text beside it."""

from tests.emulation.envelope import Letter
from tests.emulation.html_text import TextStyle
from tests.emulation.manners import HtmlManner, typed_as
from tests.emulation.model import Client
from tests.emulation.rewriting import (
    breaks_for_paragraphs,
    bullets_as_paragraphs,
    divs_for_paragraphs,
    layout_tables_only,
    nbsp_for_spaces,
    no_divs,
    no_hidden,
    no_looks,
    no_spans,
    no_tables,
    prefixed_classes,
    safelinks,
    shown_defence,
    typeset,
    words_paragraphs,
    wrapped_source,
)

_PLAIN_WROTE = "{top}\n\nOn {gmail} {name} <{email}>\nwrote:\n\n{quote}\n\n{bottom}\n"
_HEAD = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
_FIELDS = "<b>From:</b> {name} &lt;{email}&gt;<br><b>Sent:</b> {long}<br><b>To:</b> {to} &lt;{to_email}&gt;<br><b>Subject:</b> {subject}"
_BLUE = "color:#0070C0;mso-fareast-language:EN-US"
_WORD = typed_as("p", {"class": "MsoNormal"}, _BLUE)
_WORD_SAID = '<p class=MsoNormal><span lang=EN-GB style="mso-fareast-language:EN-US">{}</span></p>'
_WORD_FRAME = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8">'
    '<meta name=Generator content="Microsoft Word 15 (filtered medium)"></head><body lang=EN-GB link="#0563C1" vlink="#954F72">'
    "<div class=WordSection1>{top}<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p '
    'class=MsoNormal>' + _FIELDS + "</p></div></div>"
    "<p class=MsoNormal><o:p>&nbsp;</o:p></p>{quote}{bottom}</div></body></html>"
)
_WORD_TEXT = TextStyle("  *   ", link="<{}>", cell="\n")
_MS_ID = "<AM0PR06MB{}@AM0PR06MB6338.eurprd06.prod.outlook.com>"
_DIV = typed_as("div")


def _gmail(frame_tail: str = "", *, dir_: str = "ltr", mark: str = "> ") -> HtmlManner:
    quote = (
        '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On {gmail} {name} &lt;<a '
        'href="mailto:{email}">'
        '{email}</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px '
        'solid rgb(204,204,204);'
        'padding-left:1ex"><u></u>{quote}</blockquote></div>{bottom}'
    )
    return HtmlManner(
        f'<div dir="{dir_}">{{top}}</div>{frame_tail}{quote}',
        Letter((), "<CAEx{}@mail.gmail.com>", encoding="quoted-printable"),
        _DIV,
        (prefixed_classes,),
        TextStyle("   - ", link=" <{}>", cell=" ", bold="*", width=76),
        f"{_PLAIN_WROTE}{'Sent from Gmail Mobile' if frame_tail else ''}",
        mark,
    )


def _outlook(*, is_html_only: bool = False) -> HtmlManner:
    rewritings = (words_paragraphs, safelinks, wrapped_source(70))
    text = None if is_html_only else _WORD_TEXT
    return HtmlManner(_WORD_FRAME, Letter((("X-MS-Has-Attach", ""),), _MS_ID, re="RE: "), _WORD, rewritings, text, said=_WORD_SAID)


def _outlook_lists() -> HtmlManner:
    rewritings = (no_hidden, no_spans, bullets_as_paragraphs("·"), words_paragraphs, no_tables, nbsp_for_spaces)
    letter = Letter((("X-Mailer", "Microsoft Outlook 16.0"),), "<00{}$@example.org>", re="AW: ", charset="windows-1252")
    return HtmlManner(_WORD_FRAME, letter, _WORD, rewritings, _WORD_TEXT, said=_WORD_SAID)


def _outlook_web(rule: str = '<hr tabindex="-1" style="display:inline-block;width:98%">') -> HtmlManner:
    frame = (
        _HEAD + '<body dir="ltr"><div class="elementToProof" style="font-family:Aptos">{top}</div><div id="appendonsend"></div>' + rule + ""
        '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000" style="font-size:11pt">' + _FIELDS + "</font>"
        '<div>&nbsp;</div></div><div class="BodyFragment">{quote}</div>{bottom}</body></html>'
    )
    typed = typed_as("div", {"class": "elementToProof"}, "color: rgb(200, 38, 19);")
    letter = Letter((("Accept-Language", "en-GB, en-US"),), _MS_ID)
    return HtmlManner(frame, letter, typed, (prefixed_classes, safelinks), _WORD_TEXT)


def _outlook_mobile() -> HtmlManner:
    frame = (
        _HEAD + '<body><div dir="auto">{top}</div><div id="ms-outlook-mobile-signature" dir="auto">Get <a '
        'href="https://aka.ms/o0ukef">Outlook for'
        ' iOS</a></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" '
        'dir="ltr">' + _FIELDS + "<div>&nbsp;</div>"
        "</div>{quote}{bottom}</body></html>"
    )
    return HtmlManner(frame, Letter((), _MS_ID, encoding="base64"), typed_as("div", {"dir": "auto"}), (safelinks,), _WORD_TEXT)


def _exchange() -> HtmlManner:
    frame = (
        _HEAD + '<body><p style="margin:0">{top}</p><div id="mail-editor-reference-message-container"><div style="border-top:1pt '
        'solid #B5C4DF">'
        + _FIELDS + "</div>{quote}</div>{bottom}</body></html>"
    )
    rewritings = (no_hidden, no_looks, layout_tables_only, safelinks, shown_defence, nbsp_for_spaces)
    return HtmlManner(frame, Letter((), _MS_ID, encoding="base64"), typed_as("div"), rewritings)


def _apple_mail() -> HtmlManner:
    frame = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word; '
        '-webkit-nbsp-mode: space; line-break: after-white-space;">{top}<br id="lineBreakAtBeginningOfMessage"><div><br>'
        '<blockquote type="cite">'
        '<div>On {plain_day}, at {hour}, {name} &lt;{email}&gt; wrote:</div><br class="Apple-interchange-newline"><div>'
        '{quote}</div></blockquote>'
        "</div><br>{bottom}</body></html>"
    )
    plain = "{top}\n\n> On {plain_day}, at {hour}, {name} <{email}> wrote:\n> \n{quote}\n\n{bottom}\n"
    letter = Letter(
        (("X-Mailer", "Apple Mail (2.3774.400.31)"),), "<{}-88D2-4E1A@example.org>", html_encoding="quoted-printable", encoding="7bit"
    )
    return HtmlManner(frame, letter, _DIV, (), TextStyle("• ", cell="\n"), plain)


def _iphone() -> HtmlManner:
    frame = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto"><div dir="ltr">{top}</div>'
        '<div dir="ltr"><br>Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On {plain_day}, at {hour}, '
        '{name} &lt;{email}&gt;'
        ' wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{quote}</div></blockquote>{bottom}</body></html>'
    )
    plain = "{top}\n\nSent from my iPhone\n\n> On {plain_day}, at {hour}, {name} <{email}> wrote:\n> \n> \ufeff\n{quote}\n{bottom}\n"
    letter = Letter((("X-Mailer", "iPhone Mail (21F90)"),), "<{}-ABCD@example.org>", encoding="quoted-printable")
    typed = typed_as("div", {"dir": "auto"})
    return HtmlManner(frame, letter, typed, (nbsp_for_spaces, typeset), TextStyle("• ", cell="\n"), plain)


def _thunderbird() -> HtmlManner:
    frame = (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body><p>{top}</p>'
        '<div class="moz-cite-prefix">Le {numeric}, {name} a écrit&nbsp;:<br></div><blockquote type="cite" '
        'cite="mid:mailflow@example.org">{quote}'
        '</blockquote>{bottom}<pre class="moz-signature" cols="72">-- \nIan Bird</pre></body></html>'
    )
    letter = Letter((("User-Agent", "Mozilla Thunderbird"),), "<{}@cern.example.org>", encoding="8bit")
    return HtmlManner(frame, letter, typed_as("p"), (wrapped_source(68),))


def _thunderbird_with_text() -> HtmlManner:
    plain = "{top}\n\nLe {numeric}, {name} a écrit :\n{quote}\n\n{bottom}\n"
    base = _thunderbird()
    letter = Letter((("User-Agent", "Mozilla Thunderbird"),), "<{}@cern.example.org>", encoding="8bit", params=(("format", "flowed"),))
    return HtmlManner(
        base.frame, letter, typed_as("br"), base.rewritings, TextStyle(" * ", link=" <{}>", cell="\n", bold="*", width=70), plain
    )


def _yahoo() -> HtmlManner:
    frame = (
        '<html><head></head><body><div class="ydp9d6fd8b6yahoo-style-wrap" style="font-size:13px"><div dir="ltr">{top}</div>'
        '<div><br></div></div>'
        '<div id="ydp1_yahoo_quoted" class="yahoo_quoted"><div style="font-size:13px;color:#26282a;"><div>On {long}, {name} '
        '&lt;{email}&gt; wrote:'
        '</div><div><br></div><div><br></div><div><div id="ydpyiv">{quote}</div></div></div></div>{bottom}</body></html>'
    )
    letter = Letter((("X-Mailer", "WebService/1.1.22356 YMailNorrin"),), "<{}@mail.yahoo.com>")
    return HtmlManner(frame, letter, typed_as("div", {"dir": "ltr"}), (prefixed_classes,), TextStyle(cell=" ", gap=False))


def _proton() -> HtmlManner:
    frame = (
        '<div style="font-family: Arial, sans-serif; font-size: 14px;">{top}</div><div class="protonmail_signature_block">Sent with '
        '<a href="https://proton.me/">Proton Mail</a> secure email.</div><div class="protonmail_quote">On {long}, {name} '
        '&lt;{email}&gt; wrote:<br>'
        '<br><blockquote class="protonmail_quote" type="cite">{quote}</blockquote><br></div>{bottom}'
    )
    plain = "{top}\n\nSent with Proton Mail secure email.\n\nOn {long}, {name} <{email}> wrote:\n\n{quote}\n\n{bottom}\n"
    letter = Letter((("Feedback-ID", "1234:user:proton"),), "<{}@protonmail.com>", encoding="base64")
    return HtmlManner(frame, letter, _DIV, (no_hidden, no_spans), TextStyle(link="", cell=" "), plain)


def _roundcube() -> HtmlManner:
    frame = (
        "<html><head></head><body style='font-size: 10pt'><p>{top}</p>"
        '<p id="reply-intro">On {iso}, {name} wrote:</p><blockquote type="cite" '
        'style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div id="replybody1">{quote}</div></blockquote>'
        '{bottom}</body></html>'
    )
    plain = "{top}\n\nOn {iso}, {name} wrote:\n\n{quote}\n\n{bottom}\n"
    letter = Letter((("User-Agent", "Roundcube Webmail/1.6.6"),), "<{}@webmail.example.org>")
    return HtmlManner(
        frame, letter, typed_as("p"), (no_looks, wrapped_source(60)), TextStyle(" \t* ", link=" [1]", cell=" \t", width=72), plain
    )


def _zimbra() -> HtmlManner:
    frame = (
        '<html><body><div style="font-family: arial; font-size: 12pt"><div>{top}</div><hr id="zwchr" data-marker="__DIVIDER__"><div '
        'data-marker="__HEADERS__"><blockquote style="border-left:2px solid #1010FF"><b>De: </b>"{name}" &lt;{email}&gt;<br>'
        '<b>À: </b>"{to}"<br>'
        '<b>Envoyé: </b>{long}<br><b>Objet: </b>{subject}<br></blockquote></div><div data-marker="__QUOTED_TEXT__"><blockquote '
        'style="border-left:2px solid #1010FF">{quote}</blockquote></div></div>{bottom}</body></html>'
    )
    plain = '{top}\n\n\nDe: "{name}" <{email}>\nÀ: "{to}" <{to_email}>\nEnvoyé: {long}\nObjet: {subject}\n\n{quote}\n{bottom}\n'
    letter = Letter((("X-Mailer", "Zimbra 9.0.0_GA_4583"),), "<{}.JavaMail.zimbra@example.org>")
    return HtmlManner(frame, letter, _DIV, (divs_for_paragraphs, no_spans), TextStyle("    * ", link=" [ {} ]", cell=" "), plain, mark="")


def _android() -> HtmlManner:
    frame = (
        '<!DOCTYPE html><html><body><div dir="auto">{top}</div><br><br><div class="gmail_quote">Am {dotted} schrieb {name} &lt;{email}&gt;:'
        '<blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex;">{quote}</blockquote></div>{bottom}</body></html>'
    )
    plain = "{top}\n\nAm {dotted} schrieb {name} <{email}>:\n{quote}\n\n{bottom}\n"
    letter = Letter((("User-Agent", "Thunderbird for Android"),), "<{}@example.org>", encoding="quoted-printable")
    return HtmlManner(frame, letter, typed_as("br"), (breaks_for_paragraphs,), TextStyle(cell="\n", bold="", gap=False), plain, mark=">")


def _notes() -> HtmlManner:
    frame = (
        '<span style="font-size:10pt;font-family:sans-serif">{top}</span><br><br><br><br><span style="color:#5f5f5f">From: </span>{name} '
        '&lt;{email}&gt;<br>To: {to}/CERN@CERN<br>Date: {numeric}<br>Subject: {subject}<br><hr noshade><br><br>{quote}{bottom}'
    )
    letter = Letter((("X-Mailer", "HCL Notes Release 11.0.1"),), "<OF{}-ONC1258@example.org>", charset="iso-8859-1")
    rewritings = (no_hidden, no_looks, no_tables, breaks_for_paragraphs, nbsp_for_spaces)
    return HtmlManner(frame, letter, typed_as("br"), rewritings, TextStyle("· ", cell=" ", width=75))


def _fastmail() -> HtmlManner:
    frame = (
        '<!DOCTYPE html><html><head><title></title></head><body><div style="font-family:Arial;">{top}</div><div>On {long}, '
        '{name} wrote:</div>'
        '<blockquote type="cite" id="qt">{quote}</blockquote><div><br></div>{bottom}</body></html>'
    )
    plain = "{top}\n\nOn {long}, {name} wrote:\n{quote}\n\n{bottom}\n"
    letter = Letter((("User-Agent", "Cyrus-JMAP/3.11.0"),), "<{}@app.fastmail.com>")
    return HtmlManner(frame, letter, _DIV, (divs_for_paragraphs,), TextStyle(" • ", cell=" ", width=72), plain)


def _gmx() -> HtmlManner:
    frame = (
        '<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;"><div>{top}</div><div>&nbsp;<div '
        'name="quote" style="margin:10px'
        ' 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>'
        'Gesendet:</b> {dotted} um {hour}'
        '<br><b>Von:</b> {name} &lt;{email}&gt;<br><b>An:</b> {to}<br><b>Betreff:</b> {subject}</div><div '
        'name="quoted-content">{quote}</div></div>'
        "</div></div>{bottom}</body></html>"
    )
    return HtmlManner(frame, Letter((), "<trinity-{}@3c-app-gmx.example.net>", re="Aw: "), _DIV, (layout_tables_only, nbsp_for_spaces))


def _freemail() -> HtmlManner:
    frame = (
        "<html><body>{top}<br><br>> Message du {numeric}<br>> De : {name}<br>> A : {to}<br>> Objet : {subject}<br><br>"
        "<blockquote>{quote}</blockquote>{bottom}</body></html>"
    )
    letter = Letter((("X-Mailer", "Orange Webmail"),), "<{}.JavaMail.www@example.org>", charset="iso-8859-1")
    return HtmlManner(frame, letter, typed_as("br"), (no_hidden, no_tables, breaks_for_paragraphs, bullets_as_paragraphs("•")))


def _split(mark: str) -> HtmlManner:
    """Return a program in which Enter within the quote ends it, and begins it anew below what is written."""
    frame = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body>{top}<div class="moz-cite-prefix">'
        'On {numeric}, {name} wrote:<br></div><blockquote type="cite">{quote}</blockquote>{bottom}</body></html>'
    )
    letter = Letter((("User-Agent", "Mozilla Thunderbird"),), "<{}@cern.example.org>", encoding="quoted-printable")
    return HtmlManner(
        frame,
        letter,
        typed_as("div", {"class": "typed"}),
        (no_hidden, no_tables, no_divs),
        TextStyle("• ", cell=" ", width=72, quote=mark) if mark else None,
        splits='</blockquote><p><br></p><p>{}</p><p><br></p><blockquote type="cite">',
    )


HTML_CLIENTS = (
    Client("Gmail, web", _gmail()),
    Client("Gmail, app", _gmail('<div dir="auto"><br></div>', dir_="auto")),
    Client("Outlook, desktop", _outlook()),
    Client("Outlook, desktop, HTML only", _outlook(is_html_only=True)),
    Client("Outlook, desktop, flattened", _outlook_lists()),
    Client("Outlook, web", _outlook_web()),
    Client("Outlook, mobile", _outlook_mobile()),
    Client("Exchange, HTML only", _exchange()),
    Client("Apple Mail", _apple_mail()),
    Client("iPhone", _iphone()),
    Client("Thunderbird, HTML only", _thunderbird()),
    Client("Thunderbird, both", _thunderbird_with_text()),
    Client("Thunderbird, split quote", _split("> ")),
    Client("Thunderbird, split quote, HTML only", _split("")),
    Client("Yahoo", _yahoo()),
    Client("Proton", _proton()),
    Client("Roundcube, HTML", _roundcube()),
    Client("Zimbra, HTML", _zimbra()),
    Client("Thunderbird for Android", _android()),
    Client("HCL Notes, HTML", _notes()),
    Client("Fastmail", _fastmail()),
    Client("GMX", _gmx()),
    Client("Orange, HTML only", _freemail()),
)
"""Name says: program, what is peculiar."""
