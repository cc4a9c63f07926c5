"""The people of the story: what they write, with which client, and how their mail reaches the inbox."""

from dataclasses import dataclass, field
from email.message import EmailMessage

from mailflow.demo import clients
from mailflow.demo.clients import Client, File, Writing
from mailflow.demo.expectations import StoryError
from mailflow.demo.machines import Verdict, delivered
from mailflow.demo.servers import Inbox, SentMail, Sink
from mailflow.demo.service import StoryClock
from mailflow.demo.slides import slide_pdf


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mailbox; `client` is what they write with."""

    name: str
    email: str
    client: Client
    signature: str = ""
    zone: str = "Europe/Paris"

    def writing(self, text: str, clock: StoryClock, *, to: str = "", files: tuple[File, ...] = ()) -> Writing:
        """Return what they write now."""
        return Writing(self.name, self.email, text, clock.now(), zone=self.zone, files=files, signature=self.signature, to=to)


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail that was put into the inbox, and what should become of it."""

    mail: EmailMessage
    content: bytes
    state: str

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.mail["Message-ID"])


@dataclass(eq=False)
class Post:
    """Everybody's mail: people find what was sent to them, and what they answer is delivered."""

    sink: Sink
    inbox: Inbox
    clock: StoryClock
    posted: list[Posted] = field(default_factory=list)

    def newest(self, person: Person, about: str = "") -> SentMail:
        """Return the newest mail that a person has, with these words in the subject. Raises StoryError where there is none."""
        found = self.sink.mailbox(person.email, about=about)
        if not found:
            raise StoryError(f"{person.name} has no mail about {about or 'anything'}")
        return found[-1]

    def answer(self, person: Person, text: str, *, about: str, state: str = "done", to: str = "", files: tuple[File, ...] = ()) -> Posted:
        """Let a person answer the newest mail about something, as their client does it."""
        original = self.newest(person, about).parsed
        return self.deliver(person.client(original, person.writing(text, self.clock, to=to, files=files)), state=state)

    def write(self, person: Person, text: str, *, subject: str, to: str, state: str = "done") -> Posted:
        """Let a person write to an address of their own accord."""
        return self.deliver(clients.fresh(subject, person.writing(text, self.clock, to=to)), state=state)

    def deliver(self, mail: EmailMessage, *, state: str, verdict: Verdict | None = None) -> Posted:
        """Put a mail into the inbox, as the receiving server does; honest mail passes DMARC."""
        now = self.clock.now()
        honest = Verdict("pass", str(mail["From"].addresses[0].addr_spec))
        posted = Posted(mail, delivered(mail, verdict or honest, now), state)
        self.inbox.put(posted.content, now)
        self.posted.append(posted)
        return posted


IAN = Person("Ian Bird", "ian.bird@example.org", clients.iphone_french)
MATTHIAS = Person("Matthias Fuessling", "matthias.fuessling@example.org", clients.gmail)
ANTONELLA = Person("Antonella Bozzi", "antonella.bozzi@example.org", clients.gmail_french)
MARTINO = Person("Martino Romaniello", "martino.romaniello@example.org", clients.iphone)
NAZARET = Person("Nazaret Bello Gonzalez", "nazaret.bello@example.org", clients.gmail)
MOHAMMAD = Person("Mohammad Al-Turany", "mohammad.al-turany@example.org", clients.outlook)
DANIELE = Person("Daniele Spiga", "daniele.spiga@example.org", clients.thunderbird, signature="Daniele Spiga\nINFN, Perugia")
HARRO = Person("Harro Verkouter", "harro.verkouter@example.org", clients.mutt)
JUTTA = Person("Jutta Schnabel", "jutta.schnabel@example.org", clients.outlook_german)
MAURO = Person("Mauro Taiuti", "mauro.taiuti@example.org", clients.iphone)
ROSIE = Person("Rosie Bolton", "rosie.bolton@example.org", clients.gmail, zone="Europe/London")
SPEAKERS = (MATTHIAS, ANTONELLA, MARTINO, NAZARET, MOHAMMAD, DANIELE, HARRO, JUTTA, MAURO, ROSIE)
SUBSCRIBERS = ("wp-leaders@example.org", "a.reader@example.org", "office@example.org")
WANDA = Person("Wanda Portal", "wanda.portal@elsewhere.example", clients.thunderbird)
STRANGER = Person("Sam Passerby", "sam@elsewhere.example", clients.gmail)
FORGER = "mailer@elsewhere.example"

ABSENCE = "I am travelling and read mail only now and then. For urgent matters please call the office."
WORDS = {
    "CTA": "- The array simulation runs on the analysis platform, from one container.\n- Next month: the same with data of the prototype.",
    "EGO": "The alerts of the last run can be found in the catalogue.\n\nWe look for somebody to test the access by group membership.",
    "FAIR": (
        "The details are on the slide that is attached. In short: the detector software is built and tested in the common pipeline "
        "every night, and two experiments have moved their tutorials to it."
    ),
    "HL-LHC": (
        "Three points from the experiments.\n\n"
        "1. The transfer tests between the five sites ran for a whole week without anybody having to step in, which is a first for us.\n"
        "2. Tokens have replaced certificates at two of the sites; the others follow in spring.\n"
        "3. For the next test we need 40 TB at one more site. Who can help?"
    ),
    "JIVE": "Not much to tell: the archive answers queries by position now,\nand somebody from outside has found what she was looking for.",
    "KM3NeT, Jutta": "A month of events is in the lake, with its description. Comments on the format are welcome until Friday.",
    "KM3NeT, Mauro": "To add to what Jutta writes: four more strings are in the water and send data.",
    "Data Lake": "Two more sites are in the lake. Each of them brings disks for a year.",
    "Data Lake, more": "Addendum: the price of the disks has gone up by a tenth.",
    "WP4": "The portal has a new page for newcomers, and it is open to everybody.",
    "SKA": "The notebook service had 60 users in its first week.",
    "SKA, again": "The notebook service had 16 users in its first week (not 60: a typo).",
    "ESO": "Sorry for the delay, I was on a plane. The service for spectra is in its second test, and the first users are content with it.",
}


def slide() -> File:
    """Return the slide that one of the speakers attaches."""
    lines = ("FAIR: software in the common pipeline", "- built and tested every night", "- tutorials of two experiments moved")
    return File("FAIR-round-table.pdf", "application/pdf", slide_pdf(lines))
