"""The next step: one at a time, tiny, hung on a cue, looked back on after a week.

Rules are asked in order and the first that applies decides. No rule can name a practice that the safety
logic does not suggest: the candidates are sorted out before any rule sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from pasdedeux.arguments import names_wrong_arguments
from pasdedeux.errors import InputError
from pasdedeux.practice.data import load
from pasdedeux.practice.library import LEVERS, Practice, practice, practices
from pasdedeux.safety import SafetyState, offered
from pasdedeux.words import Language, words

HIGH = 7  # of 10: settle before anything else
RAISED = 4  # of 10: settle a little longer
REVIEW_DAYS = 7
SURE = 0.8  # how sure a fit has to be of a link or a lever before a rule listens to it


class Now(StrEnum):
    """What the person is in the middle of."""

    NOTHING = "nothing"
    TALK = "talk"
    SENDING = "sending"


class Action(StrEnum):
    """What to do with the practice that is named."""

    START = "start"
    KEEP = "keep"
    REVIEW = "review"
    STOP = "stop"
    REST = "rest"


class Helped(StrEnum):
    """How the practice went that the person has now."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"
    HARDER = "harder"


# A person's own two links, for each of the two moves, and the practices on that side of it.
LINKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "reach.urge": ("write-first", "notice-triggers"),  # my alarm sets off my reaching
        "reach.landing": ("soft-start", "one-request"),  # my reaching sets off something in the other
        "quiet.urge": ("full-not-gone", "small-share"),  # my being full sets off my going quiet
        "quiet.landing": ("pause-return", "small-share"),  # my going quiet sets off something in the other
    }
)
_SETTLE_SHORT = ("settle-90", "settle-5-ground", "settle-5-move")
_SETTLE_LONG = ("settle-5-breath", "settle-5-ground", "settle-5-move")
_TOGETHER = (
    "check-in",
    "name-cycle",
    "pause-return",
    "pause-wait",
    "code-word",
    "return-talk",
    "weekly-date",
)
_OWN = ("soft-start", "small-share", "one-request", "notice-other", "notice-triggers", "repair")
_ALONE = ("go-alone", "therapy-prep")


@names_wrong_arguments
@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the choice of the next step looks at.

    Parameters
    ----------
    safety
        Where the person stands with the safety logic.
    alarm
        Alarm or fullness now, 0 to 10; ``None`` where nobody asked.
    full
        Full rather than alarmed.
    now
        What the person is in the middle of.
    together
        Something for two is open now (`pasdedeux.safety.opening`), and both take part.
    wonders
        The person asks themselves whether to stay.
    current
        Practice that the person has now, if any.
    days
        Days since it began.
    helped
        How it went, where the person said so.
    known
        Practices that were tried and looked back on.
    aside
        Practices the person put aside.
    link, sureness
        The link on the person's own side that a fit names, a key of `LINKS`, and how sure the fit is of its
        round, 0 to 1; from `own_link`.
    lever, lever_sureness
        The lever that gives most for its effort, one of `LEVERS`, and in which share of futures; from
        `own_lever`.
    """

    safety: SafetyState | str | None
    alarm: float | None = None
    full: bool = False
    now: Now | str = Now.NOTHING
    together: bool = False
    wonders: bool = False
    current: str | None = None
    days: int = 0
    helped: Helped | str = Helped.UNKNOWN
    known: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    link: str | None = None
    sureness: float = 0.0
    lever: str | None = None
    lever_sureness: float = 0.0

    def __post_init__(self) -> None:
        _between("alarm", self.alarm, 10)
        _between("sureness", self.sureness, 1)
        _between("lever_sureness", self.lever_sureness, 1)
        _one_of("now", self.now, tuple(Now))
        _one_of("helped", self.helped, tuple(Helped))
        for id_ in (*self.known, *self.aside, *((self.current,) if self.current else ())):
            practice(id_)
        if self.link is not None:
            _one_of("link", self.link, tuple(LINKS))
        if self.lever is not None:
            _one_of("lever", self.lever, LEVERS)
        if self.days < 0:
            raise InputError("practice.days-below", where="days", days=self.days)

    def open(self, id_: str) -> bool:
        """Whether this practice may be suggested now."""
        chosen = practice(id_)
        alone = chosen.people == 1
        return offered(self.safety, chosen.aim) and (alone or self.together) and id_ not in self.aside

    def first(self, ids: tuple[str, ...], *, new: bool = False) -> str | None:
        """First of the practices that is open and, if ``new``, not yet known."""
        return next((id_ for id_ in ids if self.open(id_) and not (new and id_ in self.known)), None)

    @property
    def plan(self) -> str | None:
        """The practice the person has now, if it is still open."""
        return self.current if self.current and self.open(self.current) else None

    def level(self, low: float, high: float = 11) -> bool:
        """Whether alarm was said and lies from ``low`` up to, but not at, ``high``."""
        return self.alarm is not None and low <= self.alarm < high


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step, and the rule that chose it."""

    rule: str
    action: Action
    practice: Practice | None

    def words(self, language: Language) -> tuple[str, ...]:
        """Why, what to do, and the cue to hang it on.

        Examples
        --------
        >>> next_step(Situation(safety="mine", alarm=8)).words("en")[2:]
        ('Settle for 90 seconds', 'The moment you notice your first body sign.')
        """
        about = (
            words(language)(f"practice.rule.{self.rule}"),
            words(language)(f"practice.action.{self.action}"),
        )
        if self.practice is None:
            return about
        return (
            *about,
            self.practice.word("title", language),
            words(language)(f"practice.anchor.{self.practice.anchor}"),
        )


@dataclass(frozen=True, slots=True)
class StepRule:
    """A sentence of the form "when this, then that", with its evidence.

    Parameters
    ----------
    id
        Key of its sentence.
    action
        What it says to do.
    pick
        Practice it names in a situation, or ``None`` where it does not apply.
    grade, sources
        How good the evidence is, and what it is.
    """

    id: str
    action: Action
    pick: Callable[[Situation], str | None]
    grade: str
    sources: tuple[str, ...]


def _now_pause(s: Situation) -> str | None:
    return s.first(("pause-return",)) if s.now == Now.TALK and s.level(HIGH) else None


def _now_settle(s: Situation) -> str | None:
    return s.first(_SETTLE_SHORT) if s.level(HIGH) else None


def _now_stay(s: Situation) -> str | None:
    return s.first(("full-not-gone",)) if s.now == Now.TALK and s.full and s.level(RAISED, HIGH) else None


def _now_write(s: Situation) -> str | None:
    return s.first(("write-first",)) if s.now == Now.SENDING and s.level(RAISED) else None


def _now_longer(s: Situation) -> str | None:
    return s.first(_SETTLE_LONG) if s.level(RAISED, HIGH) else None


def _plan_stop(s: Situation) -> str | None:
    return s.plan if s.helped == Helped.HARDER else None


def _plan_review(s: Situation) -> str | None:
    return s.plan if s.days >= REVIEW_DAYS else None


def _plan_keep(s: Situation) -> str | None:
    return s.plan


def _new_notes(s: Situation) -> str | None:
    return s.first(("stay-or-go",)) if s.wonders else None


def _new_signs(s: Situation) -> str | None:
    return s.first(("body-signs",), new=True)


def _new_settle(s: Situation) -> str | None:
    settled = s.known.intersection((*_SETTLE_SHORT, *_SETTLE_LONG))
    return None if settled else s.first(_SETTLE_SHORT)


def _new_link(s: Situation) -> str | None:
    return s.first(LINKS[s.link], new=True) if s.link and s.sureness >= SURE else None


def _new_lever(s: Situation) -> str | None:
    ids = tuple(id_ for id_, chosen in practices().items() if chosen.lever == s.lever)
    return s.first(ids, new=True) if s.lever and s.lever_sureness >= SURE else None


def _new_together(s: Situation) -> str | None:
    return s.first(_TOGETHER, new=True) if s.together else None


def _new_own(s: Situation) -> str | None:
    return s.first(_OWN, new=True)


def _new_alone(s: Situation) -> str | None:
    return s.first(_ALONE, new=True)


_PICKS: Mapping[str, tuple[Action, Callable[[Situation], str | None]]] = {
    "now-pause": (Action.START, _now_pause),
    "now-settle": (Action.START, _now_settle),
    "now-stay": (Action.START, _now_stay),
    "now-write": (Action.START, _now_write),
    "now-longer": (Action.START, _now_longer),
    "plan-stop": (Action.STOP, _plan_stop),
    "plan-review": (Action.REVIEW, _plan_review),
    "plan-keep": (Action.KEEP, _plan_keep),
    "new-notes": (Action.START, _new_notes),
    "new-signs": (Action.START, _new_signs),
    "new-settle": (Action.START, _new_settle),
    "new-link": (Action.START, _new_link),
    "new-lever": (Action.START, _new_lever),
    "new-together": (Action.START, _new_together),
    "new-own": (Action.START, _new_own),
    "new-alone": (Action.START, _new_alone),
}


@cache
def rules() -> tuple[StepRule, ...]:
    """Every rule, in the order in which they are asked; the last always applies.

    Examples
    --------
    >>> rules()[0].id, rules()[-1].id
    ('now-pause', 'rest')
    """
    evidence = load("rules.toml")
    picks = {**_PICKS, "rest": (Action.REST, lambda _: None)}
    return tuple(
        StepRule(id_, action, pick, evidence[id_]["grade"], tuple(evidence[id_]["sources"]))
        for id_, (action, pick) in picks.items()
    )


@names_wrong_arguments
def next_step(situation: Situation) -> NextStep:
    """Choose the one next step.

    Parameters
    ----------
    situation
        What is known about the person now.

    Returns
    -------
    NextStep
        Exactly one; where nothing is left to add, it says to rest.

    Examples
    --------
    >>> step = next_step(Situation(safety="both", alarm=5, now="sending"))
    >>> step.rule, step.practice.id
    ('now-write', 'write-first')
    >>> next_step(Situation(safety="mine", alarm=5, now="sending")).practice.id
    'settle-5-breath'
    """
    for rule in rules():
        chosen = rule.pick(situation)
        if chosen is not None or rule.action == Action.REST:
            return NextStep(rule.id, rule.action, practices()[chosen] if chosen else None)
    raise AssertionError  # pragma: no cover - the last rule always applies


def _between(name: str, value: float | None, high: float) -> None:
    if value is not None and not 0 <= value <= high:
        raise InputError("practice.outside", where=name, argument=name, value=value, high=f"{high:g}")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError("practice.not-known", where=name, value=value, known=", ".join(allowed))
