# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN204 - a script
"""Do the intervals of `fit_episodes` hold the truth, and is what it names there? On simulated couples.

python bench/episodes.py prior|everything|fixed|change|selection|tellers|sequences|speed [--couples 250]
    [--episodes 8 15] [--kinds soft polarised] [--known] [--only NAME]

Every line is one cell: so many couples, fitted one by one. Medians are averaged over couples; "cover" is the
share of 90 % intervals that hold the truth, for the return, for further turns, and for all 24 answers taken
together (in brackets the worst of them).
"""

import argparse
import time
from itertools import product

import numpy as np

from pasdedeux.identify.episodes import prior as expected
from pasdedeux.identify.episodes.answers import further_turns_of, return_of
from pasdedeux.identify.episodes.change import SURE as CHANGE_SURE
from pasdedeux.identify.episodes.change import below
from pasdedeux.identify.episodes.fit import fit_episodes
from pasdedeux.identify.episodes.prior import draw_answers
from pasdedeux.identify.episodes.shape import CANDIDATES, SURE, name_shape
from pasdedeux.identify.episodes.tellers import true_turns
from pasdedeux.identify.episodes.turns import turns_of
from pasdedeux.simulate import TELLERS, Dance, Teller, simulate_episodes

FIXED = ("ordinary", "polarised", "soft", "very soft", "both press", "half-way")
CELLS = {}


def cell(run):
    CELLS[run.__name__] = run
    return run


def known_turns(episodes):
    """Each episode's true turns, where both told them exactly."""
    return [(turns_of(one.tellings[0], episodes.couple), ()) for one in episodes]


def answers(dance, number, seed, *, known, **told):
    """Posterior from true turns, or from two tellings of the same ones."""
    if known:
        episodes = simulate_episodes(dance, number, seed=seed, **told | {"tellers": "exact"})
        return true_turns(known_turns(episodes), small_recorded=episodes.small_recorded, known=True).answers
    return fit_episodes(simulate_episodes(dance, number, seed=seed, **told)).answers


def inside(draws, truth):
    low, high = np.quantile(draws, (0.05, 0.95), axis=0)
    return (low <= truth) & (truth <= high)


class Cell:
    """What is gathered over the couples of one cell."""

    def __init__(self):
        self.rows, self.each, self.named = [], [], []

    def add(self, dance, found):
        g, gs = float(return_of(dance.answers)), found.return_draws
        n, ns = float(further_turns_of(dance.answers)), found.further_draws
        self.rows.append(
            (g, np.median(gs), inside(gs, g), np.ptp(np.quantile(gs, (0.05, 0.95))), inside(ns, n))
        )
        self.each.append(inside(found.draws, dance.answers))
        best, probability = name_shape(found.draws, found.sweeps)
        self.named.append(CANDIDATES[best] if probability.above(SURE) else (None, None))

    def line(self):
        truth, median, cover, width, further = np.array(self.rows, dtype=float).mean(axis=0)
        each = np.mean(self.each, axis=0)
        names = {
            f"{shape.value}{'' if who is None else f' {who}'}": share
            for shape, who in CANDIDATES
            if (share := np.mean([one == (shape, who) for one in self.named]))
        }
        return (
            f"return {truth:.3f} median {median:.3f} ({median - truth:+.3f})"
            f" cover {cover:.3f} width {width:.2f}"
            f" | further {further:.3f} | answers {each.mean():.3f} ({each.min():.2f})"
            f" | named {' '.join(f'{name} {share:.2f}' for name, share in names.items()) or '-'}"
        )


def many(options, dance_of, number, **told):
    gathered = Cell()
    for seed in range(options.couples):
        dance = dance_of(seed)
        gathered.add(dance, answers(dance, number, seed, known=options.known, **told))
    return gathered.line()


def tell(*words):
    print(*words, flush=True)


@cell
def prior(options):
    """Truths drawn from the prior."""
    opening = Dance.of("ordinary").opening
    truths = draw_answers(options.couples, np.random.default_rng(7))
    for number in options.episodes or (1, 5, 15, 40):
        tell("prior", number, many(options, lambda seed: Dance(truths[seed], opening), number))


@cell
def everything(options):
    """All drawn from what the model expects: answers, openings, tellers, and the share of small ones told.

    Then intervals hold nine truths in ten if the sampler is right, whatever the priors are worth.
    """
    for number in options.episodes or (1, 5, 15):
        gathered = Cell()
        for seed in range(options.couples):
            rng = np.random.default_rng([11, seed])
            opening = rng.dirichlet(np.tile(expected.USUAL_OPENING, 2) * expected.OPENING_WEIGHT)
            dance = Dance(draw_answers(1, rng)[0], opening.reshape(2, 3))
            tellers = tuple(drawn_teller(rng) for _ in range(2))
            small = max(rng.beta(*expected.SMALL_TOLD), 1e-6)
            told = {"tellers": tellers, "written_down": (small, 1.0), "small_asked": 0}
            gathered.add(dance, answers(dance, number, seed, known=options.known, **told))
        tell("everything", number, gathered.line())


def drawn_teller(rng):
    weights = np.array(expected.TOLD_AS) * expected.TOLD_AS_WEIGHT
    told_as = np.array([[rng.dirichlet(row) for row in rows] for rows in weights])
    return Teller(tuple(1.0 - rng.beta(*expected.LEFT_OUT) for _ in range(2)), told_as)


@cell
def fixed(options):
    """The same truth for all couples of a cell."""
    for kind, number in product(options.kinds or FIXED, options.episodes or (5, 8, 15, 40)):
        dance = Dance.of(kind)
        tell(f"{kind:11s}", number, many(options, lambda _, dance=dance: dance, number))


@cell
def change(options):
    """So many episodes, then as many with half the return, or with the same."""
    before = Dance.of("polarised")
    goal = float(return_of(before.answers)) / 2.0
    steps = np.linspace(0.0, 1.5, 1501)
    soft = Dance.of("soft")
    share = steps[np.argmax([return_of(before.towards(soft, s).answers) < goal for s in steps])]
    for number in options.episodes or (8, 15):
        for name, after in (("half", before.towards(soft, share)), ("the same", before)):
            seen = []
            for seed in range(options.couples):
                then, now = (
                    answers(dance, number, seed + 10_000 * k, known=options.known).return_draws
                    for k, dance in enumerate((before, after))
                )
                both = below(now, then), below(then, now)
                seen.append([one.above(CHANGE_SURE) is True for one in both])
            less, more = np.mean(seen, axis=0)
            tell(f"change to {name:8s} {number}: less {less:.3f}, more {more:.3f}")


SELECTION = {
    "all told, asked": {},
    "all told, not asked": {"small_asked": 0},
    "small half told, asked": {"written_down": (0.5, 1.0)},
    "small half told, not asked": {"written_down": (0.5, 1.0), "small_asked": 0},
    "small none told, asked": {"written_down": (0.0, 1.0)},
    "both half told, asked": {"written_down": (0.5, 0.5)},
}


def each_told(options, ways, episodes, width):
    """Tell every kind of dance in each of these ways."""
    for name, told in ways.items():
        if options.only and options.only not in name:
            continue
        kinds = options.kinds or ("ordinary", "polarised", "soft")
        for kind, number in product(kinds, options.episodes or (episodes,)):
            dance = Dance.of(kind)
            line = many(options, lambda _, dance=dance: dance, number, **told)
            tell(f"{name:{width}s} {kind:11s}", number, line)


@cell
def selection(options):
    """Small occasions are told less than long ones."""
    each_told(options, SELECTION, 25, width=27)


WORLDS = {name: {"tellers": name} for name in TELLERS} | {
    "gaps shared": {"gaps_shared": 0.5},
    "told by one": {"alone": 1.0},
    "half told by one": {"alone": 0.5},
}


@cell
def tellers(options):
    """Tellers other than the model expects."""
    each_told(options, WORLDS, 15, width=17)


@cell
def sequences(options):
    """Is the likeliest sequence right as often as it says, and does the set of 80 % hold the truth?"""
    for kind, number in product(
        options.kinds or ("ordinary", "polarised", "soft"), options.episodes or (15,)
    ):
        rows = []
        for seed in range(options.couples):
            true = simulate_episodes(Dance.of(kind), number, seed=seed, tellers="exact")
            told = simulate_episodes(Dance.of(kind), number, seed=seed)
            if [one.day for one in true] != [one.day for one in told]:
                continue  # an occasion that neither told
            found = fit_episodes(told).sequences_
            for one, (turns, _) in zip(told, known_turns(true), strict=True):
                what = found[one.id]
                if not what.one_account:
                    inside = turns in what.likely
                    rows.append((what.probability, what.turns == turns, inside, len(what.likely)))
        claimed, right, held, size = np.array(rows, dtype=float).mean(axis=0)
        line = f"claimed {claimed:.2f} right {right:.2f} set holds {held:.2f} of {size:.1f} sequences"
        tell(f"{kind:11s}", number, f"of {len(rows)}: {line}")


@cell
def speed(options):
    """Milliseconds of one fit, once compiled, and from the answers alone."""
    for number in options.episodes or (1, 5, 15, 40):
        spent = []
        for seed in range(options.couples):
            episodes = simulate_episodes(Dance.of("polarised"), number, seed=seed)
            begun = time.process_time()
            fit_episodes(episodes).return_  # noqa: B018 - works it out
            spent.append(1e3 * (time.process_time() - begun))
        tell(number, f"{np.median(spent[1:]):.0f} ms, one in ten above {np.quantile(spent[1:], 0.9):.0f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cell", choices=CELLS)
    parser.add_argument("--couples", type=int, default=250)
    parser.add_argument("--episodes", type=int, nargs="*")
    parser.add_argument("--kinds", nargs="*")
    parser.add_argument("--known", action="store_true", help="from the true turns instead of two tellings")
    parser.add_argument("--only")
    given = parser.parse_args()
    start = time.time()
    CELLS[given.cell](given)
    tell(f"{time.time() - start:.0f} s")
