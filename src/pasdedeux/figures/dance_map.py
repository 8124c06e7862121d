"""The dance map: the eight in a couple's own words after one telling, before there is any number.

What each does and shows lies near the crossing, where the other can see it; what is underneath lies at the
far end. Without numbers the links are haze; with them, width is how often it goes on, and the edge how sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.figures.beads import Bead, BeadRow
from pasdedeux.figures.eight import PAGES, Eight, Ribbon, centre, name_block, round_words
from pasdedeux.figures.kit import Point, Shape, dot, drawing, mark, shorten, text, wrap
from pasdedeux.figures.typography import tens
from pasdedeux.words import Language, Words, words

EIGHTS: dict[Shape, Eight] = {"phone": Eight("phone", Point(180, 302), 152, 284), "wide": PAGES["wide"]}
SIZES: dict[Shape, tuple[float, float]] = {"phone": (360, 608), "wide": (760, 372)}
BEADS = 68.0
HAZE = Interval(0.0, 0.0, 1.0, 0.0, 0.5)
"""A link of which nothing is known but that it is one."""
NARROW: dict[Shape, float] = {"phone": 118.0, "wide": 168.0}


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Half:
    """One person's half in that person's own words; None where nothing is told, empty where it is not shared.

    Parameters
    ----------
    does, shows
        What this person does, and which feeling shows.
    beneath
        What this person feels underneath.
    sees
        What this person sees of the other.
    alike
        Whether the other tells what this person does in the same way; None where only one tells it.
    """

    does: str | None = None
    shows: str | None = None
    beneath: str | None = None
    sees: str | None = None
    alike: bool | None = None


@names_wrong_arguments
def dance_map(
    halves: tuple[Half, Half],
    *,
    partners: tuple[str, str],
    goes_on: tuple[Interval, Interval] | None = None,
    comes_back: Interval | None = None,
    beads: Sequence[Bead] = (),
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "dance",
) -> str:
    """Draw the eight of one telling.

    Parameters
    ----------
    halves
        The two halves; both take the same place whatever is in them.
    partners
        Two labels; the first has the lower lobe on a phone and the left one on a wide page.
    goes_on
        How often each one's hot turn is answered by a hot one, 0 to 1, by who did it; None before there are
        numbers.
    comes_back
        How much of a hot turn comes back after a full round, 0 to 1; None before there are numbers.
    beads
        The turns of the episode, drawn below.
    shape
        Phone or wide drawing.
    language
        Language of the fixed words.
    prefix
        Starts every id.

    Returns
    -------
    str
        SVG.

    Examples
    --------
    >>> own = Half("ask again", "pressed", "alone", "goes quiet")
    >>> svg = dance_map((own, Half("", "", "", "")), partners=("Alma", "Sam"))
    >>> svg.count(">not shared<")
    4
    """
    page = _Dance(halves, partners, goes_on, comes_back, shape, words(language), prefix)
    width, height = SIZES[shape]
    return drawing(
        "".join(page.eight.lobe(partner, prefix) + page.eight.thread(partner) for partner in (0, 1))
        + page.links()
        + "".join(page.half(partner) for partner in (0, 1))
        + page.centre()
        + (page.turns(beads, height) if beads else ""),
        size=(width, height + (BEADS if beads else 0)),
        title=page.say("figures.dance.title", first=partners[0], second=partners[1]),
        about=page.about(),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Dance:
    halves: tuple[Half, Half]
    partners: tuple[str, str]
    goes_on: tuple[Interval, Interval] | None
    comes_back: Interval | None
    shape: Shape
    say: Words
    prefix: str

    @property
    def eight(self) -> Eight:
        return EIGHTS[self.shape]

    def about(self) -> str:
        """Say the words of both halves for those who do not see the drawing."""
        halves = []
        for partner, half in enumerate(self.halves):
            told = {
                name: self._word(word) or self.say("figures.dance.nothing")
                for name, word in (
                    ("does", half.does),
                    ("shows", half.shows),
                    ("beneath", half.beneath),
                    ("sees", half.sees),
                )
            }
            halves.append(self.say("figures.dance.half-about", name=self.partners[partner], **told))
        return self.say("figures.dance.about", first=halves[0], second=halves[1])

    def _word(self, word: str | None) -> str:
        """Give somebody's own words, "not shared" where they are kept, nothing where there are none."""
        if word is None:
            return ""
        return word.strip() or self.say("figures.loop.not-shared")

    # ---- links

    def links(self) -> str:
        drawn = ""
        for sender in (0, 1):
            size = self.goes_on[sender] if self.goes_on else HAZE
            ribbon = Ribbon(size, 1 - sender, self.shape)
            way, colours, paint = self.eight.crossing(sender, self.prefix, ribbon.tip)
            drawn += colours + ribbon.draw(way, paint)
        return drawn

    def _often(self, sender: int) -> list[str]:
        """Say how often it goes on, with its range, where that is known."""
        if self.goes_on is None:
            return []
        size = self.goes_on[sender]
        low, middle, high = tens(size)
        return [self.say("figures.dance.often", n=middle, low=low, high=high)]

    # ---- halves

    def half(self, partner: int) -> str:
        return self.eight.marks(partner) + self._told(partner) + self._words(partner)

    def _told(self, partner: int) -> str:
        """Lay the two accounts of what is done side by side where they differ; open where there is one."""
        place, alike = self.eight.at(1, 0.51 * (1 - 2 * partner)), self.halves[partner].alike
        if alike:
            return ""
        ground = dot(*place, 11, "fp")
        if alike is None:
            return ground + dot(*place, 7, f"fp s{partner + 1}", 2.2)
        return ground + "".join(mark(place.x + 8 * (2 * at - 1), place.y, at, 5.5) for at in (0, 1))

    def _words(self, partner: int) -> str:
        lobe = 1 - 2 * partner
        see_at, do_at = self.eight.at(-1, 0.51 * lobe), self.eight.at(1, 0.51 * lobe)
        sees, does = self._sees(partner), self._does(partner)
        if self.shape == "wide":
            seen = _block(see_at.x, see_at.y + 32, sees, " t-c")
            done = _block(do_at.x, do_at.y - 2 - 16 * len(does), does, " t-c")
        else:
            seen = _block(see_at.x + 20, see_at.y - 8 * len(sees) + 12, sees, "")
            done = _block(do_at.x - 20, do_at.y - 8 * len(does) + 12, does, " t-e")
        return seen + done + self._beneath(partner)

    def _caption(self, name: str, partner: int) -> str:
        named = self.say(f"figures.loop.{name}", name=shorten(self.partners[partner], 80, 12))
        return shorten(named, 124, 12)

    def _sees(self, partner: int) -> list[tuple[str, str]]:
        rows = [(self._caption("sees", partner), "t-s")]
        rows += _rows(self._word(self.halves[partner].sees), NARROW[self.shape])
        return rows + [(words, "t-s") for words in self._often(1 - partner)]

    def _does(self, partner: int) -> list[tuple[str, str]]:
        half, room = self.halves[partner], NARROW[self.shape]
        doing = _rows(self._word(half.does), room)
        return [
            (self._caption("does", partner), "t-s"),
            *doing,
            (self.say("figures.dance.shows"), "t-s"),
            *_rows(self._word(half.shows), room, most=3 - len(doing)),
        ]

    def _beneath(self, partner: int) -> str:
        """Name and what is underneath: at the far end on a phone, amid the lobe on a wide page."""
        lobe = 1 - 2 * partner
        room, most = (210, 1) if self.shape == "phone" else (150, 2)
        names = wrap(self.partners[partner], room, 15, most)
        feel = [(self.say("figures.loop.feels"), "t-s")]
        feel += _rows(self._word(self.halves[partner].beneath), 150, look="t-m t-b")
        tall = 18.0 * len(names) + 16.0 * len(feel)
        if self.shape == "wide":
            place = self.eight.at(0, 0.66 * lobe)
            top = place.y - tall / 2 + 15
        else:
            place = self.eight.at(0, lobe)
            top = place.y - 26 - tall + 20 if lobe > 0 else place.y + 56
        return name_block(place.x, top, partner, names) + _block(place.x, top + 18 * len(names), feel, " t-c")

    # ---- the crossing and the turns

    def centre(self) -> str:
        if self.comes_back is not None:
            rows = round_words(self.comes_back, self.say)
        else:
            rows = [(self.say(f"figures.dance.between-{line}"), "t-m") for line in (1, 2)]
        return centre(self.eight.middle, rows)

    def turns(self, beads: Sequence[Bead], top: float) -> str:
        width = SIZES[self.shape][0]
        both = all(any(bead.told[teller] for bead in beads) for teller in (0, 1))
        row = BeadRow(beads, 14, width - 14, top + 42, self.shape, marked=both)
        return text(14, top + 14, self.say("figures.dance.turns"), "t-s") + row.draw(self.say)


def _rows(words: str, room: float, most: int = 2, look: str = "t-m") -> list[tuple[str, str]]:
    return [(row, look) for row in wrap(words, room, 13, most) or [""]]


def _block(x: float, y: float, rows: Sequence[tuple[str, str]], place: str) -> str:
    return "".join(text(x, y + 16 * at, words, look + place) for at, (words, look) in enumerate(rows))
