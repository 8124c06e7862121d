"""Weak order of the schemes, and that the kernel runs the very scheme whose order is measured."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from pasdedeux.loop import Loop
from pasdedeux.loop.equations import drift
from pasdedeux.simulate import simulate

BENCH = Path(__file__).parents[2] / "bench" / "simulate_order.py"


@pytest.mark.parametrize("scheme", ["euler", "heun"])
def test_the_kernel_is_the_scheme_written_out(scheme):
    loop = Loop.preset("anxious-avoidant").changed(stress_rate=0.0)
    run = simulate(loop, 5, step=1 / 24, scheme=scheme, seed=4)
    x, h, theta = run.states[0], 1 / 24, loop.theta()
    for k in range(len(run.time) - 1):
        trial = x + h * drift(x, theta, run.moods[k])
        x = trial if scheme == "euler" else 0.5 * (x + trial + h * drift(trial, theta, run.moods[k + 1]))
        assert np.abs(x - run.states[k + 1]).max() < 1e-12


@pytest.mark.skipif(not BENCH.exists(), reason="the benchmark is not shipped with the package")
def test_weak_order_is_one_for_euler_and_two_for_heun():
    spec = importlib.util.spec_from_file_location("simulate_order", BENCH)
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    told = bench.orders(6000)
    means, spreads, slope = told["euler", "closeness"]
    assert (np.abs(means) > 4 * spreads).all()
    assert slope == pytest.approx(1.0, abs=0.15)
    means, spreads, slope = told["heun", "move_1"]
    assert (np.abs(means[:2]) > 4 * spreads[:2]).all()
    assert 1.6 < slope < 3.0
