"""How much each kind of evidence weighs, and from where on a mail is filed.

A weight of 1 is worth odds of about 150 to 1 (e⁵): the weights of a slot are added, and its confidence is its share of the odds of all
slots for which something speaks, and of none of them (`NONE_OF_THEM`). Each weight has the reason for it beside it.
"""

import math

WEIGHTS: dict[str, float] = {
    # -- which mail of ours it answers
    # A token is signed, and was given to one person about these slots: only a forward brings it elsewhere, and that says who and what.
    "token": 0.9,
    # A mail to several slots' speaker does not say which of them an answer is about.
    "token of several": 0.75,
    # Message-IDs come back without being asked for, but people also take any old mail to write a new one.
    "thread": 0.68,
    # A mail that answers somebody else's answer is about the same thing less surely.
    "thread of others": 0.35,
    # The UID of a calendar event is known to those who were invited, and says which meeting, hardly what about.
    "calendar": 0.4,
    # -- who wrote
    # Honest mail from a speaker's address is nearly always about their slot; the address proves nothing against a forger.
    "sender": 0.8,
    # Whoever was asked by a speaker to report for them.
    "delegate": 0.8,
    # Two people with the same whole name on one agenda are rare; the same name outside of it is not.
    "namesake": 0.55,
    # The same name where no address is known that could contradict it.
    "name alone": 0.72,
    # A colleague may write for a speaker, and never decides alone.
    "colleague": 0.1,
    # Our own table says that this person is meant.
    "assigned": 3.0,
    # -- what it is about
    # The author wrote a subject, and it names one slot.
    "subject": 0.7,
    # The subject of the mail that is answered comes back with it, whatever the answer is about.
    "old subject": 0.5,
    # Our own words for one slot's invitation: as good as its thread, with which they come back.
    "our subject": 0.65,
    # A name with a slip of the finger in it.
    "near subject": 0.5,
    # It names several.
    "shared subject": 0.25,
    # The text begins with the slot's name as a heading.
    "heading": 0.7,
    # The first lines say that this is the report of a slot.
    "opening": 0.65,
    # The text begins with a name: a report often begins so, and so does a sentence about a partner.
    "lead": 0.45,
    # A subject or a quote that says again which mail of ours is answered.
    "echo": 0.0,
    # A later sentence begins with the name: it may be the topic, or a partner.
    "aside": 0.25,
    # Whoever answers the wrong mail says so: `This is for WP5, ICOS I'll send later`.
    "declared": 0.6,
    # A file is named after the slot.
    "attachment": 0.5,
    # `the KM3NeT collaboration`, `Ant 1.10 was released`: a text speaks so of its own project, and of others it works with.
    "self": 0.3,
    # Each place where it is named, three of them at most: others are named too.
    "mention": 0.12,
    # Of the slots that the author could mean only this one is named, and not in passing.
    "only one named": 0.35,
    # Plainly another's text: it names that slot again and again, and none of the author's own.
    "text": 0.6,
    # A signature is on every mail of its author; a mail that we quote says what it was about, hardly what the answer is about.
    "signature": 0.05,
    "quote": 0.47,
    # Their co-speaker is written to as well.
    "addressee": 0.1,
    # -- that it is a report at all
    # It answers a mail, bears our tag, or says that it reports.
    "occasion": 0.12,
    # A fresh mail about something else with nothing but pictures: of the month, of the new dog.
    "pictures": -0.25,
    # A fresh mail with a subject that has nothing to do with the meeting.
    "other subject": -0.04,
    # A fresh mail with a subject that people who meet write about besides: dinner, an invoice, a room.
    "other business": -0.2,
    # And it puts a question to its reader: people who know each other write about other things too.
    "asks": -0.2,
    # Its subject bears the tag of another list.
    "other tag": -0.25,
    # Forwarded without a word about it: somebody else's words, or an old mail.
    "forward": -0.1,
    # What is to be filed stands below, and is not the author's own.
    "points below": -1.0,
    # The series is named.
    "series": 0.3,
    # -- what speaks against
    # The author's own words name another slot, and never this one.
    "contradiction": -0.9,
    # The author says that it is a report of something that is no slot.
    "other title": -0.45,
    # Of two meetings the nearer one.
    "nearest": 0.1,
}
NONE_OF_THEM = 0.3
"""The weight of what speaks for no slot: an honest speaker's mail about something else."""
FILED = 0.9
"""The confidence from which on a mail is filed; the table is made so that what lies above is wrong less than once in a thousand."""
LIKELY = 0.04
"""The confidence from which on a slot is offered as a choice."""
CHOICES = 6
_SCALE = 5.0


def odds(weight: float) -> float:
    """Return the odds that a weight stands for."""
    return math.exp(_SCALE * min(weight, 10.0))
