"""The loop map: the eight with the links of a fit and how a round comes back.

With one role per partner the two crossing ribbons are the two links; the rest of each lobe is a thin
neutral line, for what carries on inside. Where links from feeling to doing are estimated too, they are
ribbons as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval, VerdictName
from pasdedeux.figures.eight import (
    PAGES,
    Eight,
    Ribbon,
    captioned,
    centre,
    name_block,
    round_words,
)
from pasdedeux.figures.kit import (
    Point,
    Shape,
    cut_end,
    cut_start,
    dot,
    drawing,
    element,
    lines,
    number,
    reverse,
    segment,
    shorten,
    spread,
    text,
    wrap,
)
from pasdedeux.figures.links import (
    LoopState,
    Round,
    link_words,
    loop_state,
    loop_story,
    reaches_zero,
    strongest_round,
)
from pasdedeux.figures.typography import tens
from pasdedeux.identify.linear.results import Link
from pasdedeux.words import Language, Words

MOST_BEADS = 110


@names_wrong_arguments
@dataclass(frozen=True, slots=True)
class Stations:
    """One partner's own words for the round; None where the program's words stand, empty where not shared.

    Parameters
    ----------
    see, feel, do
        What this partner notices, feels underneath, and does.
    """

    see: str | None = None
    feel: str | None = None
    do: str | None = None


SIZES: dict[Shape, tuple[float, float]] = {"phone": (360, 612), "wide": (760, 428)}


@names_wrong_arguments
def loop_map(
    links: Sequence[Link],
    gain: Interval,
    verdict: VerdictName,
    p_reinforcing: float,
    *,
    partners: tuple[str, str],
    words: tuple[Stations, Stations] = (Stations(), Stations()),
    days: Sequence[int] | None = None,
    more: int | None = None,
    shape: Shape = "phone",
    language: Language = "en",
    prefix: str = "loop",
) -> str:
    """Draw the eight.

    Parameters
    ----------
    links
        All links of a fit; with several roles the strongest round is drawn.
    gain
        Loop gain with its interval.
    verdict, p_reinforcing
        The fit's answer and the probability behind it.
    partners
        Two labels; the first has the lower lobe on a phone and the left one on a wide page.
    words
        The couple's own words.
    days, more
        How many partners answered on each day (0, 1, 2), and how many days are still to come. Where the
        verdict is "not enough to say" these are drawn as beads instead of links.
    shape
        Phone or wide drawing.
    language
        Language of the program's words.
    prefix
        Starts every id.

    Returns
    -------
    str
        SVG.

    Examples
    --------
    >>> size = Interval(0.5, 0.2, 0.8, 0.4, 0.6)
    >>> links = [Link(one, 1 - one, "arousal", "arousal", size, 0.99, True) for one in (0, 1)]
    >>> svg = loop_map(links, size, VerdictName.REINFORCING, 0.99, partners=("Alma", "Sam"))
    >>> svg.startswith("<svg")
    True
    """
    map_ = _Map(
        strongest_round(links),
        gain,
        loop_state(gain, verdict, p_reinforcing),
        partners,
        words,
        shape,
        Words(language),
        prefix,
    )
    beads = list(days or ()) if map_.state == "not-enough" else []
    many = len({role for link in links for role in (link.sender_role, link.receiver_role)}) > 1
    story = " ".join(loop_story(gain, verdict, p_reinforcing, map_.role, many=many, language=language))
    seen = map_.beads_about(beads, more) if beads else map_.links_about(language)
    body = (
        map_.lobes()
        + (map_.beads(beads, more or 0) if beads else map_.neutral() + map_.ribbons())
        + (map_.names() if beads else map_.stations(language))
        + map_.centre(beads, more)
        + ("" if beads else map_.rounds())
    )
    size = (SIZES[shape][0], SIZES[shape][1] - (60 if beads else 0))
    return drawing(
        body,
        size=size,
        title=map_.say("figures.loop.title", first=partners[0], second=partners[1]),
        about=map_.say("figures.loop.about", links=seen, story=story),
        prefix=prefix,
    )


@dataclass(frozen=True, slots=True)
class _Map:
    round: Round
    gain: Interval
    state: LoopState
    partners: tuple[str, str]
    own: tuple[Stations, Stations]
    shape: Shape
    say: Words
    prefix: str

    @property
    def page(self) -> Eight:
        return PAGES[self.shape]

    @property
    def role(self) -> str:
        return self.round.across[1].receiver_role

    # ---- words for those who do not see it

    def links_about(self, language: Language) -> str:
        said = []
        for link in self.round.links:
            name = "within-about" if link.sender == link.receiver else "link-about"
            said.append(
                self.say(
                    f"figures.loop.{name}",
                    sender=self.partners[link.sender],
                    receiver=self.partners[link.receiver],
                    label=link_words(link, language),
                )
            )
        return " ".join(said)

    def beads_about(self, beads: Sequence[int], more: int | None) -> str:
        return self.say(
            "figures.loop.beads-about",
            both=beads.count(2),
            one=beads.count(1),
            none=beads.count(0),
            open=more or 0,
        )

    # ---- the lobes

    def lobes(self) -> str:
        return "".join(self.page.lobe(partner, self.prefix) for partner in (0, 1))

    def neutral(self) -> str:
        """Thin lines where nothing is estimated: what carries on inside."""
        return "".join(
            self.page.thread(partner, feeling_only=self.round.inside[partner] is not None)
            for partner in (0, 1)
        )

    # ---- the ribbons

    def ribbons(self) -> str:
        there, back = self.round.across
        drawn = [self._across(there), self._across(back)]
        drawn += [self._inside(link) for link in self.round.inside if link]
        return "".join(drawn)

    def _across(self, link: Link) -> str:
        ribbon = Ribbon(link.response, link.receiver, self.shape)
        way, colours, paint = self.page.crossing(link.sender, self.prefix, ribbon.tip)
        return colours + ribbon.draw(way, paint)

    def _inside(self, link: Link) -> str:
        ribbon, lobe = Ribbon(link.response, link.receiver, self.shape), 1 - 2 * link.sender
        arc = cut_start(reverse(self.page.end(1, lobe)), 15)
        return ribbon.draw([cut_end(arc, 13 + ribbon.tip)], f"var(--p{link.sender + 1})")

    # ---- stations and their words

    def stations(self, language: Language) -> str:
        return "".join(self.page.marks(partner) + self._words(partner, language) for partner in (0, 1))

    def names(self) -> str:
        """Only who is where, for the state in which there is nothing to say yet."""
        return "".join(
            self._name(partner, self.page.at(0, 0.5 * (1 - 2 * partner)), []) for partner in (0, 1)
        )

    def _name(self, partner: int, place: Point, feeling: Sequence[str]) -> str:
        """Mark, name and what this partner feels, as one block around its place."""
        names = wrap(self.partners[partner], 210 if self.shape == "phone" else 150, 15)
        own = self.own[partner].feel is not None and bool(feeling)
        top = place.y - (18 * len(names) + 16 * len(feeling)) / 2 + 15
        below = top + 18 * len(names)
        heavy = lines(place.x, below + 16 * own, feeling[own:], "t-m t-b t-c")
        caption = text(place.x, below, feeling[0], "t-s t-c") if own else ""
        return name_block(place.x, top, partner, names) + caption + heavy

    def _words(self, partner: int, language: Language) -> str:
        see, feel, do = self._blocks(partner, language)
        lobe = 1 - 2 * partner
        see_at, do_at = self.page.at(-1, 0.51 * lobe), self.page.at(1, 0.51 * lobe)
        if self.shape == "wide":
            return (
                captioned(see_at.x, see_at.y + 32, see, " t-c")
                + captioned(do_at.x, do_at.y - 8 - 16 * len(do), do, " t-c")
                + self._name(partner, self.page.at(0, 0.63 * lobe), feel)
            )
        far = self.page.at(0, 0.74 * lobe)
        return (
            captioned(see_at.x + 20, see_at.y - 8 * len(see) + 12, see, "")
            + captioned(do_at.x - 18, do_at.y - 8 * len(do) + 12, do, " t-e")
            + self._name(partner, Point(far.x, far.y + (10 if lobe < 0 else 6)), feel)
        )

    def _blocks(self, partner: int, language: Language) -> tuple[list[str], list[str], list[str]]:
        """Caption and words at the seeing, feeling and doing of a lobe."""
        say, own = self.say, self.own[partner]
        name, other = self.partners[partner], self.partners[1 - partner]
        narrow = self.shape == "phone"
        arriving = self.round.across[1 - partner]
        role = arriving.receiver_role
        see = [say("figures.loop.from", name=shorten(other, 84, 12))]
        if own.see is not None:
            see = [shorten(say("figures.loop.sees", name=shorten(name, 80, 12)), 124, 12)]
            see += wrap(own.see or say("figures.loop.not-shared"), 112 if narrow else 190)
        see.append(link_words(arriving, language))
        feel = [say("figures.loop.feels")] if own.feel is not None else []
        words = own.feel if own.feel is not None else say.station(role)
        feel += wrap(words or say("figures.loop.not-shared"), 132 if own.feel else 170)
        return see, feel, self._doing(partner, language)

    def _doing(self, partner: int, language: Language) -> list[str]:
        say, own, inside = self.say, self.own[partner], self.round.inside[partner]
        if own.do is None and inside is None:
            return [say("figures.loop.inside-1"), say("figures.loop.inside-2")]
        doing = own.do if own.do is not None else say.station(self.round.across[partner].sender_role)
        caption = say("figures.loop.does", name=shorten(self.partners[partner], 80, 12))
        rows = [shorten(caption, 124, 12), *wrap(doing or say("figures.loop.not-shared"), 112)]
        return [*rows, link_words(inside, language)] if inside else rows

    # ---- the crossing and the rounds

    def centre(self, beads: Sequence[int], more: int | None) -> str:
        return centre(self.page.middle, self._centre_words(beads, more))

    def _centre_words(self, beads: Sequence[int], more: int | None) -> list[tuple[str, str]]:
        say = self.say
        if beads:
            total = (
                say("figures.loop.beads-total", n=len(beads) + more)
                if more
                else say("figures.loop.beads-open")
            )
            return [(say("common.time.day", n=len(beads)), "t-l t-b"), (total, "t-s")]
        if self.state == "no-cycle":
            return [(say("figures.loop.no-cycle-1"), "t-m t-b"), (say("figures.loop.no-cycle-2"), "t-s")]
        if self.state in {"leaning", "not-enough"}:
            low, _, high = tens(self.gain)
            wide = say("figures.loop.range", low=low, high=high)
            return [
                (say("figures.loop.each"), "t-s"),
                (say("figures.loop.ten-to", n=""), "t-m"),
                (wide, "t-m t-b"),
            ]
        return round_words(self.gain, say)

    def rounds(self) -> str:
        """One bad day and its next four echoes, nested by the interval; open where one is turned around."""
        width, height = SIZES[self.shape]
        step, y = 52.0, height - 42
        left = width / 2 - 2 * step
        drawn = [segment(left - 18, y, left + 4 * step + 26, y, "sl", 1.5)]
        for k in range(5):
            drawn += self._disc(left + k * step, y, k)
        drawn.append(text(left, height - 10, self.say("figures.loop.first-day"), "t-s t-c"))
        drawn.append(text(left + 2.5 * step, height - 10, self.say("figures.loop.later"), "t-s t-c"))
        return "".join(drawn)

    def _disc(self, x: float, y: float, k: int) -> list[str]:
        low, middle, high = self.gain.low, self.gain.estimate, self.gain.high
        inner = 0.0 if reaches_zero(self.gain) else min(abs(low), abs(high))
        radii = [min(22.0, 11.0 * size**k) for size in (max(abs(low), abs(high)), abs(middle), inner)]
        if k == 0:
            return [dot(x, y, 11, "fu")]
        turned = middle < 0 and k % 2 == 1
        opacities = ("0.18", "0.38", "1")
        drawn = [
            element("circle", class_="fu", cx=x, cy=y, opacity=opacity, r=r)
            for r, opacity in zip(radii, opacities, strict=True)
            if r >= 0.5
        ]
        return [*drawn[:1], dot(x, y, max(radii[1], 1.0), "fp su", 1.4)] if turned else drawn

    # ---- beads

    def beads(self, days: Sequence[int], more: int) -> str:
        """One bead a day along the eight, or one for several days where there are many."""
        track = [
            piece
            for lobe in (1, -1)
            for piece in (
                cut_start(self.page.quarter(-1, lobe), 54),
                self.page.end(-1, lobe),
                reverse(self.page.end(1, lobe)),
                cut_end(reverse(self.page.quarter(1, lobe)), 54),
            )
        ]
        per = bead_days(len(days) + more)
        done = [_most(days[at : at + per]) for at in range(0, len(days), per)]
        open_ = ceil(more / per)
        places = spread(track, max(len(done) + open_, 24))
        drawn = [_bead(place, kind) for place, kind in zip(places, done, strict=False)]
        drawn += [dot(*place, 3.4, "fp se", 1.2) for place in places[len(done) : len(done) + open_]]
        return "".join(drawn)


def bead_days(days: int) -> int:
    """How many days one bead stands for."""
    return max(1, ceil(days / MOST_BEADS))


def _most(days: Sequence[int]) -> int:
    """Say what a bead of several days shows: what most of them had."""
    return max((0, 1, 2), key=lambda kind: (list(days).count(kind), kind))


def _bead(place: Point, kind: int) -> str:
    if kind == 0:
        return dot(*place, 1.1, "fi2")
    ring = dot(*place, 3.8, "fu" if kind == 2 else "fp su", 1.2)
    if kind == 2:
        return ring
    up, down = number(place.y - 3.8), number(place.y + 3.8)
    half = f"M{number(place.x)} {up}A3.8 3.8 0 0 0 {number(place.x)} {down}Z"
    return ring + element("path", class_="fu", d=half)
