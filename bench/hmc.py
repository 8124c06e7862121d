"""The chains of the program against an independent sampler: NUTS of nutpie, on the same posterior.

Run it from the project's root with nutpie installed beside the project (it is no dependency of it):

    python bench/hmc.py [couples] [days]

Both sample one simulated study. Ours moves in coordinates of its own; nutpie's NUTS sees one plain vector
(population means, logarithms of spreads, standard normal couples) and nothing of our coordinates. Printed
are both posteriors' quantiles and their difference in posterior standard deviations.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
from time import perf_counter

import numpy as np
import nutpie
from nutpie.compiled_pyfunc import from_pyfunc

from pasdedeux.identify.linear.hierarchical.initial_values import InitialValues, initial_values
from pasdedeux.identify.linear.hierarchical.population import Structure, structure_of
from pasdedeux.identify.linear.hierarchical.sampler import sample
from pasdedeux.identify.linear.kernels.sampler import gradient_each
from pasdedeux.identify.linear.panel import Panel, design_of, panel_of
from pasdedeux.identify.linear.parameters import Layout
from pasdedeux.loop.linear import loop_gain
from pasdedeux.simulate import example_records

QUANTILES = (0.05, 0.5, 0.95)


def log_density(panel: Panel, structure: Structure, reference: InitialValues):  # noqa: ANN201 - a closure
    """Log posterior and gradient of one vector: gamma, log omega, z (couples x varying)."""
    free, random, tie = structure.layout.free, structure.random, structure.tie
    K, spreads, N = len(structure.prior.mean), len(structure.spread), len(panel)
    arguments = panel.arguments(reference.static)

    def evaluate(x: np.ndarray) -> tuple[float, np.ndarray]:
        gamma, log_omega, z = x[:K], x[K : K + spreads], x[K + spreads :].reshape(N, -1)
        omega = np.exp(np.clip(log_omega, -30, 10))
        # of this call alone: chains run side by side
        theta = np.zeros((N, structure.layout.size))
        ll, grads = np.empty(N), np.empty_like(theta)
        theta[:, free] = structure.mean(gamma)
        theta[:, free[random]] += omega[tie] * z
        gradient_each(theta, *arguments, ll, grads)
        if not np.isfinite(ll).all():
            return -np.inf, np.zeros_like(x)
        G = grads[:, free]
        own = G[:, random]
        off = gamma - structure.prior.mean
        drawn = structure.prior.precision @ off
        small = omega / structure.spread
        value = ll.sum() - 0.5 * (off @ drawn) - 0.5 * (small @ small) + log_omega.sum() - 0.5 * (z**2).sum()
        up_omega = np.bincount(tie, weights=(own * z).sum(axis=0)) * omega - small**2 + 1.0
        up_gamma = np.einsum("nik,ni->k", structure.D, G) - drawn
        return float(value), np.concatenate([up_gamma, up_omega, (own * omega[tie] - z).ravel()])

    return evaluate, K + spreads + N * len(random)


def nuts(panel: Panel, structure: Structure, reference: InitialValues, draws: int = 600) -> np.ndarray:
    """Draws of gamma and omega by NUTS, shape (draws of all chains, K + spreads)."""
    evaluate, size = log_density(panel, structure, reference)
    K, spreads = len(structure.prior.mean), len(structure.spread)
    first = np.concatenate([reference.gamma, np.log(reference.omega), np.zeros(size - K - spreads)])
    compiled = from_pyfunc(
        size,
        lambda: evaluate,
        lambda *_seeds: lambda x: {"x": np.asarray(x, dtype=np.float64)},
        [np.dtype(np.float64)],
        [(size,)],
        ["x"],
        make_initial_point_fn=lambda seed: first + 0.1 * np.random.default_rng(seed).standard_normal(size),
    )
    trace = nutpie.sample(compiled, draws=draws, tune=400, chains=2, cores=2, seed=1, progress_bar=False)
    x = trace.posterior["x"].to_numpy().reshape(-1, size)[:, : K + spreads]
    return np.column_stack([x[:, :K], np.exp(x[:, K:])])


def main() -> None:
    """Print both posteriors side by side."""
    couples, days = (int(a) for a in (sys.argv[1:3] or (10, 30)))
    records = example_records(couples=couples, days=days)
    panel = panel_of(records, design_of(records))
    layout = Layout(panel.design.d)
    structure = structure_of(layout, len(panel))
    reference = initial_values(panel, structure)
    start = perf_counter()
    found = sample(panel, structure, reference, seed=np.random.SeedSequence(0), draws=600)
    ours_took = perf_counter() - start
    ours = np.column_stack([found.gamma, found.omega])
    start = perf_counter()
    theirs = nuts(panel, structure, reference)
    theirs_took = perf_counter() - start
    print(
        f"{couples} couples x {days} days; ours {ours_took:.0f} s, {len(ours)} draws, R-hat {found.rhat:.3f}"
    )
    print(f"NUTS {theirs_took:.0f} s, {len(theirs)} draws")

    def gain(draws: np.ndarray) -> np.ndarray:
        full = np.zeros((len(draws), layout.size))
        full[:, layout.free] = draws[:, : len(structure.prior.mean)] @ structure.D[0].T
        return loop_gain(layout.drift(full))

    names = [*structure.names, *(f"spread: {structure.names[a]}" for a in structure.random), "loop gain"]
    print("number | ours 5, 50, 95 % | NUTS 5, 50, 95 % | largest difference, in posterior sd")
    pairs = zip(
        names, np.column_stack([ours, gain(ours)]).T, np.column_stack([theirs, gain(theirs)]).T, strict=True
    )
    for name, a, b in pairs:
        qa, qb = np.quantile(a, QUANTILES), np.quantile(b, QUANTILES)
        print(name, qa.round(3), qb.round(3), f"{np.abs(qa - qb).max() / b.std():.2f}", sep=" | ")


if __name__ == "__main__":
    main()
