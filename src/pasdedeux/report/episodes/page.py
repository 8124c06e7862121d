"""One self-contained page of told episodes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from pasdedeux.arguments import names_wrong_arguments, shown
from pasdedeux.errors import InputError
from pasdedeux.figures.table import Table, worded
from pasdedeux.files import write
from pasdedeux.identify.episodes.sayable import Claim
from pasdedeux.report.episodes import pictures
from pasdedeux.report.episodes.story import EpisodesStory
from pasdedeux.report.episodes.telling import lines_of, tellings_of
from pasdedeux.report.fitted import FittedEpisodes
from pasdedeux.report.page import fill, safe, tabled
from pasdedeux.words import Language, Message


@names_wrong_arguments
def write_episodes_report(
    fit: FittedEpisodes,
    path: str | os.PathLike[str],
    *,
    periods: tuple[FittedEpisodes, FittedEpisodes] | None = None,
    by_lot: bool = False,
    bad_days: Sequence[Message] = (),
    language: Language = "en",
) -> Path:
    """Write one couple's told episodes into one HTML file; nothing half-written is ever left.

    Parameters
    ----------
    fit
        What `fit_episodes` gave.
    path
        Where to; an existing file is replaced in one step.
    periods
        Fits of the same couple before and since a day, where they are to be compared.
    by_lot
        Whether that day was drawn by lot.
    bad_days
        What the nonlinear loop says of bad days, where it was fitted to the couple's days.
    language
        Two letters.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        If this is no fit of episodes, or the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from pasdedeux.identify.episodes import fit_episodes
    >>> from pasdedeux.simulate import Dance, simulate_episodes
    >>> found = fit_episodes(simulate_episodes(Dance.of("soft"), 3, seed=1))
    >>> with TemporaryDirectory() as folder:
    ...     write_episodes_report(found, f"{folder}/episodes.html").name
    'episodes.html'
    """
    page = render_episodes_report(fit, periods=periods, by_lot=by_lot, bad_days=bad_days, language=language)
    return write(path, page)


@names_wrong_arguments
def render_episodes_report(
    fit: FittedEpisodes,
    *,
    periods: tuple[FittedEpisodes, FittedEpisodes] | None = None,
    by_lot: bool = False,
    bad_days: Sequence[Message] = (),
    language: Language = "en",
) -> str:
    """Make the page of told episodes as text.

    Parameters
    ----------
    fit, periods, by_lot, bad_days, language
        As in `write_episodes_report`.

    Returns
    -------
    str
        A whole HTML document with everything inside.

    Examples
    --------
    >>> from pasdedeux.identify.episodes import fit_episodes
    >>> from pasdedeux.simulate import Dance, simulate_episodes
    >>> page = render_episodes_report(fit_episodes(simulate_episodes(Dance.of("soft"), 1, seed=1)))
    >>> "Your own words, in their order." in page
    True
    """
    for one in (fit, *(periods or ())):
        if not isinstance(one, FittedEpisodes):
            raise InputError("report.no-episodes-fit", where="fit", given=shown(one))
    story = EpisodesStory(fit, periods, by_lot, language, tuple(bad_days))
    say = story.say
    return fill(
        "episodes.html",
        say=say,
        simulated=fit.episodes.provenance.simulated,
        story=story,
        kicker=_kicker(story),
        cards=_cards(story),
        bad_days=[say(one) for one in bad_days],
        figures={name: safe(markup) for name, markup in figures_of(story).items()},
        tables=[tabled(table, say) for table in _tables(story)],
    )


def _kicker(story: EpisodesStory) -> str:
    episodes, say = story.fit.episodes, story.say
    if not len(episodes):
        return say("figures.forest.couple", id=story.fit.couple.id)
    start, end = (say("report.episodes.day", day=episodes[at].day) for at in (0, -1))
    return say(
        "report.episodes.kicker",
        first=story.partners[0],
        second=story.partners[1],
        days=start if start == end else say("report.episodes.from-to", low=start, high=end),
    )


def _cards(story: EpisodesStory) -> list[tuple[str, list[str]]]:
    """Both accounts of one episode, word for word and the same size; empty where one told nothing."""
    if story.episode is None:
        return []
    say, couple = story.say, story.fit.couple
    cards = []
    for name, telling in zip(story.partners, tellings_of(story.episode, couple), strict=True):
        lines = lines_of(telling, couple, story.partners, say) if telling else []
        cards.append((say("report.episodes.tells", name=name), lines))
    return cards


def figures_of(story: EpisodesStory) -> dict[str, str]:
    """Draw what may be drawn with so many."""
    drawn = dict.fromkeys(("dance", "strips", "answers", "ease", "periods"), "")
    if story.episode is not None:
        drawn["dance"] = pictures.dance_figure(story, story.episode)
    if any(telling.moves for one in story.fit.episodes for telling in one.tellings):
        drawn["strips"] = pictures.strips_figure(story)
    if story.may(Claim.LINKS):
        drawn["answers"] = pictures.answers_figure(story)
    if story.times is not None:
        drawn["ease"] = pictures.ease_figure(story)
    if story.change is not None:
        drawn["periods"] = pictures.periods_figure(story)
    return drawn


def _tables(story: EpisodesStory) -> list[Table]:
    """Give what therapist and researcher need: numbers with ranges, and what they rest on."""
    say, fit = story.say, story.fit
    rows: list[tuple[str, ...]] = []
    if story.may(Claim.RETURN):
        for name, size in (("return", fit.return_), ("further", fit.further_turns_)):
            rows.append((say(f"report.episodes.table.{name}"), say.number(size.estimate), say.span(size)))
        p = fit.shape_probability_.value
        rows.append((say("report.episodes.table.shape"), say.chance(p), ""))
        rows.append((say("report.episodes.table.prior"), say.number(fit.prior_weight_), ""))
    if story.times is not None:
        size = story.times.median
        rows.append((say("report.episodes.table.median"), say.number(size.estimate, 1), say.span(size)))
    return [
        *([worded(say, "report.table.estimates", ("parameter", "estimate", "range"), rows)] if rows else []),
        *(table for table in (_doubt(story),) if table.rows),
        _settings(story),
    ]


def _doubt(story: EpisodesStory) -> Table:
    """How sure each sequence is that was put together from two tellings."""
    say = story.say
    rows = []
    for one in story.fit.episodes:
        found = story.fit.sequences_.get(one.id)
        if found is not None and found.probability is not None:
            day = say("report.episodes.day", day=one.day)
            rows.append((day, str(len(found.turns)), say.chance(found.probability), str(len(found.likely))))
    return worded(say, "report.episodes.table.sequences", ("day", "turns", "sure", "likely"), rows)


def _settings(story: EpisodesStory) -> Table:
    say, fit = story.say, story.fit
    small = fit.episodes.small_recorded
    rows: list[tuple[str, str]] = [
        (say("report.episodes.table.counted"), str(fit.counted)),
        (
            say("report.episodes.table.small"),
            say("figures.raster.of", n=small[1], of=small[0]) if small else say("report.episodes.not-asked"),
        ),
        (say("report.answer.setting.seed"), str(fit.seed)),
        ("pasdedeux", version("pasdedeux")),
    ]
    return worded(say, "report.episodes.table.settings", ("setting", "value"), rows, ())
