"""Every sentence a person reads: one catalogue per language, in the files that translators' tools open.

A message's name begins with the room that says it (``report.seen.record``), and stands in that room's file
(``words/en/report.po``). Other rooms return a `Message`, a name with its values, and leave the sentence to
whoever shows it.
"""

from pasdedeux.words.catalogue import LANGUAGES, Language, Words, words
from pasdedeux.words.message import Message

__all__ = ["LANGUAGES", "Language", "Message", "Words", "words"]
