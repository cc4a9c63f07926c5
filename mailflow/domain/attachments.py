"""Which files of a mail are kept, and why the others are not.

A program is known by its content and by its name, either is enough: whoever opens a file in the archive must not start one. Reports,
slides, tables, pictures, HTML and SVG are kept, as they are served as downloads only; archives are kept and never opened.
Source: OWASP File Upload Cheat Sheet; file(1) for the signatures.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from mailflow.domain.message import Attachment

FILE_MB = 10
ALL_FILES_MB = 25
FILES = 20
_MB = 1024 * 1024


class Refusal(StrEnum):
    """Why a file is not kept, in words for a receipt (`budget.exe: a program, which cannot be kept`); empty where it is kept."""

    KEPT = ""
    PROGRAM = "a program, which cannot be kept"
    SCRIPT = "a script, which cannot be kept"
    INSTALLER = "an installer or disk image, which cannot be kept"
    SHORTCUT = "a shortcut, which cannot be kept"
    TOO_LARGE = f"larger than {FILE_MB} MB"
    TOO_MANY = f"more than {FILES} files"
    ALL_TOO_LARGE = f"all files together are larger than {ALL_FILES_MB} MB"


def why_refused(attachment: Attachment, *, kept: Sequence[Attachment]) -> Refusal:
    """Return why a file is not kept, KEPT (which is empty) if it is.

    Args:
        attachment: a file of a mail.
        kept: the files of the same mail that are kept already.
    """
    by_label = _BY_SUFFIX.get(_suffix(attachment.filename)) or _BY_TYPE.get(attachment.media_type.lower())
    return _by_content(attachment.content) or by_label or _by_size(attachment, kept) or Refusal.KEPT


def _by_size(attachment: Attachment, kept: Sequence[Attachment]) -> Refusal | None:
    size = len(attachment.content)
    if size > FILE_MB * _MB:
        return Refusal.TOO_LARGE
    if len(kept) >= FILES:
        return Refusal.TOO_MANY
    return Refusal.ALL_TOO_LARGE if size + sum(len(file.content) for file in kept) > ALL_FILES_MB * _MB else None


def _suffix(filename: str) -> str:
    """Return the suffix by which a system chooses what opens a file: Windows drops dots and spaces at the end, and what follows a colon."""
    name = _UNSEEN.sub("", filename).split(":")[0].rstrip(". ").casefold()
    return name.rpartition(".")[2].strip() if "." in name else ""


def _by_content(content: bytes) -> Refusal | None:
    """Tell a program by its first octets, a disk image by its last."""
    found = next((reason for signature, reason in _SIGNATURES if content.startswith(signature)), None)
    if found or _is_of_windows(content):
        return found or Refusal.PROGRAM
    if _SHEBANG.match(content):
        return Refusal.SCRIPT
    if content[-512:].startswith(b"koly") or content[_ISO_AT : _ISO_AT + 5] == b"CD001":
        return Refusal.INSTALLER
    return Refusal.INSTALLER if content.startswith(_COMPOUND) and _MSI_CLASS in content else None


def _is_of_windows(content: bytes) -> bool:
    """Tell whether octets are a program of DOS or Windows: `MZ`, and where it says so, or with octets that no text has."""
    if not content.startswith((b"MZ", b"ZM")):
        return False
    at = int.from_bytes(content[60:64], "little")
    return content[at : at + 2] in {b"PE", b"NE", b"LE", b"LX"} or b"\0" in content[:64]


_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SHEBANG = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,8}#! ?/")
_ISO_AT = 0x8001
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also of old office files
_MSI_CLASS = bytes.fromhex("84100c0000000000c000000000000046")
_SIGNATURES: tuple[tuple[bytes, Refusal], ...] = (
    (b"\x7fELF", Refusal.PROGRAM),
    (b"\xfe\xed\xfa\xce", Refusal.PROGRAM),  # Mach-O, 32 bits
    (b"\xfe\xed\xfa\xcf", Refusal.PROGRAM),  # 64 bits
    (b"\xce\xfa\xed\xfe", Refusal.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Refusal.PROGRAM),
    (b"\xca\xfe\xba\xbe", Refusal.PROGRAM),  # Mach-O for several machines, and Java
    (b"\xca\xfe\xba\xbf", Refusal.PROGRAM),
    (b"dex\n", Refusal.PROGRAM),  # Android
    (b"\0asm", Refusal.PROGRAM),
    (b"!<arch>\ndebian-binary", Refusal.INSTALLER),
    (b"\xed\xab\xee\xdb", Refusal.INSTALLER),  # rpm
    (b"xar!", Refusal.INSTALLER),  # pkg of macOS
    (b"Cr24", Refusal.INSTALLER),  # extension of Chrome
    (b"MSCF", Refusal.INSTALLER),
    (b"conectix", Refusal.INSTALLER),  # vhd
    (b"vhdxfile", Refusal.INSTALLER),
    (b"L\0\0\0\x01\x14\x02\0", Refusal.SHORTCUT),  # lnk
)
_SUFFIXES = {
    Refusal.PROGRAM: """exe com scr pif cpl dll sys ocx drv efi msc gadget xll xlam ppam wll jar class apk aab ipa dex elf so dylib
        appimage app xbap""",
    Refusal.SCRIPT: """bat cmd ps1 ps1xml ps2 psc1 psm1 psd1 vb vbe vbs js jse mjs cjs ws wsf wsh wsc sct hta sh bash zsh ksh csh fish
    command
        tool scpt applescript workflow action py pyc pyw pyz pl rb php phtml php5 lua tcl jsp asp aspx cgi reg inf ins isp job chm hlp""",
    Refusal.INSTALLER: """msi msp mst msu msix msixbundle appx appxbundle application deb rpm pkg mpkg dmg iso img vhd vhdx vmdk cab
    xpi crx snap flatpak
        flatpakref""",
    Refusal.SHORTCUT: "lnk url desktop webloc website library-ms search-ms settingcontent-ms appref-ms rdp mad maf scf theme",
}
_BY_SUFFIX = {suffix: reason for reason, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_TYPES = {
    Refusal.PROGRAM: """application/x-msdownload application/x-dosexec application/x-executable application/x-elf application/x-mach-binary
        application/vnd.microsoft.portable-executable application/java-archive application/x-java-applet application/x-sharedlib
        application/vnd.android.package-archive application/x-ms-dos-executable""",
    Refusal.SCRIPT: """application/x-sh application/x-shellscript text/x-shellscript application/x-csh application/javascript text/
    javascript
        application/x-javascript application/hta text/vbscript application/x-bat application/x-msdos-program text/x-python
        application/x-php text/x-perl application/x-perl""",
    Refusal.INSTALLER: """application/x-msi application/vnd.debian.binary-package application/x-debian-package application/x-rpm
        application/x-redhat-package-manager application/x-apple-diskimage application/x-iso9660-image application/vnd.ms-cab-compressed""",
    Refusal.SHORTCUT: "application/x-ms-shortcut application/x-mswinurl",
}
_BY_TYPE = {media_type: reason for reason, types in _TYPES.items() for media_type in types.split()}
