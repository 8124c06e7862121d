"""The dance of one couple as a page shows it: everything in words and drawings, ready to be kept."""

from __future__ import annotations

from dataclasses import dataclass

from pasdedeux.figures.beads import Bead
from pasdedeux.records import Episodes
from pasdedeux.words import Language


@dataclass(frozen=True, slots=True)
class DancePage:
    """What may be said and drawn of told episodes, and nothing more.

    Parameters
    ----------
    head, lead
        The situation in a line, and the gist below it.
    figures
        Markup by name, in the order in which they stand.
    seen, yet, help, limits, reading
        Sentences: what may be said, what later, what would help, what this does not say, how to read it.
    shape
        That there is no one shape yet, where that may be said; else empty.
    """

    head: str
    lead: str
    figures: dict[str, str]
    seen: tuple[str, ...]
    yet: tuple[str, ...]
    help: tuple[str, ...]
    limits: tuple[str, ...]
    reading: tuple[str, ...]
    shape: str


def dance_page(episodes: Episodes, language: Language) -> DancePage:
    """Fit the episodes and say what may be said; the first time this compiles the fit.

    Examples
    --------
    >>> from pasdedeux.simulate import Dance, simulate_episodes
    >>> dance_page(simulate_episodes(Dance.of("soft"), 1, seed=1), "en").head
    'Your own words, in their order.'
    """
    from pasdedeux.identify.episodes import fit_episodes  # noqa: PLC0415 - loads the compiler
    from pasdedeux.report.episodes.page import figures_of  # noqa: PLC0415 - loads the fit
    from pasdedeux.report.episodes.story import EpisodesStory  # noqa: PLC0415 - same

    story = EpisodesStory(fit_episodes(episodes), language=language)
    return DancePage(
        story.head,
        story.lead,
        {name: drawn for name, drawn in figures_of(story).items() if drawn},
        tuple(story.seen),
        tuple(story.yet),
        tuple(story.help),
        tuple(story.limits),
        tuple(story.reading),
        story.shape,
    )


def make_ready() -> None:
    """Compile what both pages need, with a couple who do not exist, so that nobody waits for it later."""
    from pasdedeux.simulate import Dance, simulate_episodes  # noqa: PLC0415 - loads the compiler

    dance_page(simulate_episodes(Dance.of("soft"), 10, seed=1), "en")


def side_by_side(episodes: Episodes) -> tuple[Bead, ...]:
    """Lay two tellings of one episode along each other, turn by turn; a good turn as one account.

    Examples
    --------
    >>> from pasdedeux.simulate import Dance, simulate_episodes
    >>> len(side_by_side(simulate_episodes(Dance.of("soft"), 1, seed=1))) > 1
    True
    """
    from pasdedeux.identify.episodes import fit_episodes  # noqa: PLC0415 - loads the compiler
    from pasdedeux.report.episodes.telling import beads_of  # noqa: PLC0415 - loads the fit

    (one,) = episodes
    if not any(told.moves for told in one.tellings):
        return ()
    return beads_of(one, episodes.couple, fit_episodes(episodes).sequences_.get(one.id))
