"""Told episodes: read, fitted, laid out in words, on a page and as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.estimates import Interval
from pasdedeux.identify.episodes import EpisodesFit, Response, Turn, fit_episodes
from pasdedeux.identify.episodes.change import PeriodChange, before_and_since, change_between
from pasdedeux.identify.episodes.opening import opening_of
from pasdedeux.identify.episodes.readings import Share
from pasdedeux.identify.episodes.returns import kept_returns
from pasdedeux.identify.episodes.times import times_of
from pasdedeux.identify.versions import HEAD
from pasdedeux.records import Episode, Episodes, Kind
from pasdedeux.services.example import example_episodes
from pasdedeux.services.sequence import sequence_lines
from pasdedeux.words import Language

if TYPE_CHECKING:
    from pasdedeux.report.episodes.story import EpisodesStory

ANSWERED = (Response.PRESS, Response.AWAY, Response.SOFT)
CALLED = {each: each.name.lower() for each in Response}


@names_wrong_arguments
def find_episodes(
    source: Path | str | None = None, *, since: date | None = None, by_lot: bool = False, seed: int = 0
) -> ToldAnswer:
    """Read told episodes and find what is answered with what.

    Parameters
    ----------
    source
        A file as `read_episodes` takes it; the simulated example where None.
    since
        Day from which on episodes are compared with those before it.
    by_lot
        Whether that day was drawn by lot.
    seed
        Seed of all random numbers.

    Raises
    ------
    InputError
        If the file cannot be used.

    Examples
    --------
    >>> find_episodes().to_dict()["simulated"]
    True
    """
    from pasdedeux.readers.episodes import read_episodes  # noqa: PLC0415 - loads pydantic

    told = read_episodes(source) if source else example_episodes()
    parts = before_and_since(told, since) if since else ()
    first, *later = (fit_episodes(part, seed=seed) for part in (told, *parts))
    return ToldAnswer(first, (later[0], later[1]) if later else None, by_lot)


@dataclass(frozen=True)
class ToldAnswer:
    """What one couple's told episodes show.

    Parameters
    ----------
    fit
        Of all episodes.
    periods
        Of those before a day and since it, where they are compared.
    by_lot
        Whether that day was drawn by lot.
    """

    fit: EpisodesFit
    periods: tuple[EpisodesFit, EpisodesFit] | None = None
    by_lot: bool = False

    @property
    def told(self) -> Episodes:
        """What was told."""
        return self.fit.episodes

    @cached_property
    def change(self) -> PeriodChange | None:
        """Before and since."""
        return change_between(*self.periods, by_lot=self.by_lot) if self.periods else None

    def story(self, language: Language) -> EpisodesStory:
        """Tell it in plain words; only what may be said with so many."""
        from pasdedeux.report.episodes.story import EpisodesStory  # noqa: PLC0415 - loads the figures

        return EpisodesStory(self.fit, self.periods, self.by_lot, language)

    def write_page(self, path: Path, language: Language) -> Path:
        """Write the page."""
        from pasdedeux.report.episodes import write_episodes_report  # noqa: PLC0415 - loads the figures

        return write_episodes_report(
            self.fit, path, periods=self.periods, by_lot=self.by_lot, language=language
        )

    def to_dict(self) -> dict[str, Any]:
        """All numbers as JSON-ready values, each with its range; nothing of anybody's own words.

        ``may_be_said`` names what the number of episodes allows to say to a couple; the rest is for whoever
        can read the ranges.
        """
        fit, told, where = self.fit, self.told, self.told.provenance
        kinds = [one.tellings[0].kind for one in told]
        found = opening_of(told)
        times = {span: times_of(told, span, seed=fit.seed) for span in ("at_ease", "lasted")}
        return {
            **HEAD,
            "model": "told episodes",
            "source": where.source,
            "simulated": where.simulated,
            "data_sha256": where.sha256,
            "seed": fit.seed,
            "couple": told.couple.id,
            "partners": list(told.couple.labels),
            "told": {kind.value: kinds.count(kind) for kind in Kind},
            "told_by_both": sum(len(one.tellings) == 2 for one in told),
            "small_recorded": told.small_recorded,
            "counted": fit.counted,
            "may_be_said": sorted(self.story("en").claims),
            "return": fit.return_.to_dict(),
            "further_turns": fit.further_turns_.to_dict(),
            "prior_weight": fit.prior_weight_,
            "shape": self._shape(),
            "answers": self._answers(),
            "hours": {span: one and one.median.to_dict() | {"told": one.told} for span, one in times.items()},
            "opens": _share(found.opens),
            "raises": _share(found.raises),
            "triggers": {trigger.value: size.to_dict() for trigger, size in found.triggers.items()},
            "kept_returns": _share(kept_returns(told)),
            "change": self._change(),
            "episodes": self.to_rows(),
        }

    def _shape(self) -> dict[str, Any]:
        fit, sure = self.fit, self.fit.shape_probability_
        reaching = None if fit.reaching_ is None else fit.couple.labels[fit.reaching_]
        named = fit.shape_.value if fit.shape_ else None
        return {"name": named, "reaching": reaching, "probability": sure.value, "error": sure.error}

    def _answers(self) -> list[dict[str, Any]]:
        answers = self.fit.answers
        return [
            {
                "who": label,
                "answers": CALLED[turn],
                "with": CALLED[response],
                "probability": Interval.of(answers.draws[:, who, turn, response]).to_dict(),
                "expected_count": float(answers.counts[who, turn, response]),
            }
            for who, label in enumerate(self.fit.couple.labels)
            for turn in ANSWERED
            for response in Response
        ]

    def _change(self) -> dict[str, Any] | None:
        if self.change is None:
            return None
        names = ("return_less", "sooner_at_ease", "shorter")
        found = {name: getattr(self.change, name) for name in names}
        sure = {name: p and {"probability": p.value, "error": p.error} for name, p in found.items()}
        return {**sure, "by_lot": self.by_lot}

    def to_rows(self) -> list[dict[str, Any]]:
        """Give one row for each episode: who told it, and its likeliest turns with their probability.

        One account has no probability: its turns are that person's.
        """
        return [self._row(one) for one in self.told]

    def _row(self, one: Episode) -> dict[str, Any]:
        couple, sequence = self.told.couple, self.fit.sequences_.get(one.id)
        tellers = [
            label for label, person in zip(couple.labels, couple.partners, strict=True) if one.by(person.id)
        ]
        sure = sequence.probability if sequence else None
        return {
            "couple": couple.id,
            "episode": one.id,
            "day": one.day.isoformat(),
            "kind": one.tellings[0].kind.value,
            "told_by": "; ".join(tellers),
            "turns": "; ".join(map(self._turn, sequence.turns)) if sequence else "",
            "probability": "" if sure is None else round(sure, 3),
        }

    def _turn(self, turn: Turn) -> str:
        return f"{self.told.couple.labels[turn.who]}: {CALLED[turn.response]}"


def _share(found: Share | None) -> dict[str, Any] | None:
    return {**found.share.to_dict(), "told": found.told, "differ": found.differ} if found else None


def account_lines(story: EpisodesStory, width: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Show both accounts of the episode that is shown in words, each in two lanes under its heading.

    Where only one of the two told it, the other's place says so.

    Examples
    --------
    >>> (mine, lanes), (other, none) = account_lines(find_episodes().story("en"), 60)
    >>> mine, lanes[0].split()
    ('As Alma tells it', ['Alma', 'Sam'])
    """
    from pasdedeux.report.episodes.telling import act_words, tellings_of  # noqa: PLC0415 - loads the figures

    if story.episode is None:
        return ()
    accounts = []
    for me, telling in enumerate(tellings_of(story.episode, story.fit.couple)):
        head = story.say("report.episodes.tells", name=story.partners[me])
        lines: tuple[str, ...] = (story.say("report.episodes.not-told"),)
        if telling:
            moves = [(me if move.mine else 1 - me, act_words(move, story.say)) for move in telling.moves]
            lines = sequence_lines(story.partners, moves, width)
        accounts.append((head, lines))
    return tuple(accounts)
