"""Schedules, populations, sweeps that resume, and what is refused."""

import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from joblib import parallel_config

from pasdedeux.errors import InputError
from pasdedeux.loop import Between, Loop, Side
from pasdedeux.simulate import (
    Change,
    Event,
    Population,
    Schedule,
    read_sweep,
    simulate,
    simulate_ensemble,
    survival,
    sweep,
    sweeps,
)
from pasdedeux.simulate import ensemble as ensemble_module
from pasdedeux.simulate.ensemble import RUNNING

LOOP = Loop.preset("anxious-avoidant")


def test_changes_start_stop_and_add_up():
    quiet = LOOP.changed(own_mood=0.0, shared_mood=0.0, stress_rate=0.0)
    on = simulate(quiet, 3, schedule=Schedule((Change("reach", "1", 1, 2, factor=0.5),)))
    off = simulate(quiet, 3)
    same = np.abs(on.states - off.states).max(axis=1)
    assert same[: 144 + 1].max() == 0.0
    assert same[144 + 1] > 0.0
    halves = (Change("reach", "1", 1, factor=0.5), Change("reach", "both", 1, factor=0.5))
    quarter = (Change("reach", "1", 1, factor=0.25), Change("reach", "2", 1, factor=0.5))
    twice, once = (simulate(quiet, 3, schedule=Schedule(plan)).states for plan in (halves, quarter))
    assert np.array_equal(twice, once)


def test_a_change_is_held_to_its_range_and_undone_when_it_stops():
    table = Schedule((Change("softness", "1", 1, 2, shift=5.0),)).change_table(0.5)
    assert table[:, 0].tolist() == [2.0, 4.0]
    assert table[0, 2:].tolist() == [1.0, 5.0, 0.0, 1.0]
    assert table[1, 2:4].tolist() == [1.0, 0.0]
    quiet = LOOP.changed(own_mood=0.0, shared_mood=0.0, stress_rate=0.0)
    run = simulate(quiet, 40, schedule=Schedule((Change("softness", "1", 1, 2, shift=5.0),)))
    assert np.abs(run.states[-1] - quiet.calm()).max() < 1e-2


def test_inputs_go_through_the_same_hook():
    quiet = LOOP.changed(own_mood=0.0, shared_mood=0.0, stress_rate=0.0)
    calm = Loop.preset("secure-secure").changed(own_mood=0.0, shared_mood=0.0, stress_rate=0.0)
    apart = simulate(calm, 20, schedule=Schedule((Change.to(1.0, "apart", start=5, stop=10),)))
    at = [int(day * 144) for day in (5, 10, 20)]
    assert apart.closeness[at[1]] < 0.5 * apart.closeness[at[0]]
    assert apart.closeness[at[2]] > apart.closeness[at[1]]
    standing = simulate(quiet, 5, schedule=Schedule((Change.to(0.1, "stress", "2"),)))
    assert standing.arousal[-1, 1] > quiet.calm()[5] + 0.08


def test_population_has_the_correlations_it_says_and_each_couple_its_own_numbers():
    people = Population(anxiety_avoidance=0.3, similarity=0.25, complementarity=0.1, seed=2)
    drawn = people.attachment(np.arange(30_000))
    assert np.abs(np.corrcoef(drawn) - people.correlation).max() < 0.02
    assert np.allclose(drawn.mean(axis=1), 0, atol=0.02)
    assert np.array_equal(people.theta(np.array([17, 4]))[:, 0], people.theta(np.arange(20))[:, 17])
    clinic = Population(mean=(0.8, 0.5)).attachment(np.arange(4000))
    assert clinic.mean(axis=1) == pytest.approx([0.8, 0.5, 0.8, 0.5], abs=0.06)
    free, none = (Population(personal=sd).theta(np.arange(4000))[0] for sd in (0.3, 0.0))
    spread = np.log(free / none)
    assert spread.std() == pytest.approx(0.3, rel=0.1)


def test_survival_is_the_same_couple_by_couple_in_both_arms():
    many = simulate_ensemble(LOOP, 360, couples=200, seed=1, step=1 / 12)
    first, again = survival(many, LOOP, seed=3), survival(many, LOOP, seed=3)
    assert np.array_equal(first.left, again.left)
    assert first.share(0) == 1.0 >= first.share(180) >= first.share(359)
    assert ((first.by == -1) == np.isinf(first.left)).all()
    eager = LOOP.changed(exit_rate=10.0)
    assert survival(many, eager, seed=3).share(359) < first.share(359)
    assert survival(many, LOOP.changed(exit_rate=0.0), seed=3).share(359) == 1.0


def test_survival_is_the_same_in_blocks(monkeypatch):
    people = Population()
    many = simulate_ensemble(people, 360, couples=150, seed=1, step=1 / 12)
    whole = survival(many, people, seed=3)
    monkeypatch.setattr("pasdedeux.simulate.exits.BLOCK", 64)
    parts = survival(many, people, seed=3)
    assert np.array_equal(whole.left, parts.left)
    assert np.array_equal(whole.by, parts.by)
    assert np.array_equal(whole.satisfaction, parts.satisfaction)


def test_progress_is_told_and_an_interrupt_comes_through():
    told = []
    simulate_ensemble(LOOP, 5, couples=200, threads=1, every=5, progress=lambda *at: told.append(at))
    assert told[-1] == (RUNNING, 1.0)

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_ensemble(LOOP, 5, couples=200, threads=2, every=5, progress=stop)


@pytest.mark.slow
def test_the_same_call_runs_on_dask(tmp_path):
    distributed = pytest.importorskip("distributed")
    local = simulate_ensemble(Population(), 10, couples=300, seed=5, every=10, threads=1)
    with (
        distributed.Client(n_workers=1, processes=False, dashboard_address=None),
        parallel_config(backend="dask"),
    ):
        there = simulate_ensemble(Population(), 10, couples=300, seed=5, every=10, threads=2)
        sweep(tmp_path, Population(), 10, couples=300, seed=5, step=1 / 24, threads=2)
    assert np.array_equal(there.means, local.means)
    assert np.array_equal(read_sweep(tmp_path).end, local.end)


def test_sweep_resumes_and_equals_the_ensemble(tmp_path, monkeypatch):
    monkeypatch.setattr("pasdedeux.simulate.sweeps.PER_FILE", 64)
    people = Population()
    seen = []

    def stop(_, done):
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(tmp_path, people, 10, couples=300, seed=5, threads=1, progress=stop)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["piece-000000000.npz", "piece-000000064.npz", "sweep.json"]
    stamps = [(tmp_path / name).stat().st_mtime_ns for name in left]
    sweep(tmp_path, people, 10, couples=300, seed=5, threads=2)
    assert [(tmp_path / name).stat().st_mtime_ns for name in left] == stamps
    whole = simulate_ensemble(people, 10, couples=300, seed=5, step=1 / 12, every=10)
    read = read_sweep(tmp_path)
    assert np.array_equal(read.end, whole.end)
    assert np.array_equal(read.means, whole.means)
    with pytest.raises(InputError, match="another sweep"):
        sweep(tmp_path, people, 10, couples=300, seed=6)


def test_a_killed_sweep_leaves_only_whole_pieces(tmp_path):
    code = textwrap.dedent("""
        import sys, os, signal
        import pasdedeux.simulate.sweeps as s
        from pasdedeux.simulate import Population
        s.PER_FILE = 64
        def kill(_, done):
            if done >= 0.2: os.kill(os.getpid(), signal.SIGKILL)
        s.sweep(sys.argv[1], Population(), 5, couples=640, seed=1, threads=2, progress=kill)
    """)
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)  # noqa: S603
    assert done.returncode == -signal.SIGKILL
    pieces = sorted(tmp_path.glob("piece-*.npz"))
    assert 2 <= len(pieces) < 10
    for path in pieces:
        with np.load(path) as piece:
            assert piece["end"].shape == (11, 64)
    sweep_again = read_sweep(tmp_path)
    assert len(sweep_again.couples) == 64 * len(pieces)


@pytest.mark.parametrize("at", [0, 2])
def test_killed_while_writing_a_sweep_is_whole_and_clean_when_run_again(tmp_path, at):
    """The first file is what the sweep is, then come pieces."""
    code = textwrap.dedent("""
        import sys, os, signal
        import pasdedeux.simulate.sweeps as s
        from pasdedeux.simulate import Population
        s.PER_FILE, written = 64, []
        whole = os.fsync
        def half(file):
            written.append(file)
            if len(written) <= int(sys.argv[2]): return whole(file)
            os.ftruncate(file, os.fstat(file).st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)
        os.fsync = half
        s.sweep(sys.argv[1], Population(), 5, couples=256, seed=1, threads=1)
    """)
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path), str(at)], check=False)  # noqa: S603
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob("*.part"))) == 1
    assert len(list(tmp_path.glob("piece-*.npz"))) == max(0, at - 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pasdedeux.simulate.sweeps.PER_FILE", 64)
        sweep(tmp_path, Population(), 5, couples=256, seed=1, threads=2)
    names = ["piece-000000000", "piece-000000064", "piece-000000128", "piece-000000192"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [*(f"{n}.npz" for n in names), "sweep.json"]
    whole = simulate_ensemble(Population(), 5, couples=256, seed=1, step=1 / 12, every=5)
    assert np.array_equal(read_sweep(tmp_path).end, whole.end)


def test_no_half_written_file_when_writing_fails(tmp_path, monkeypatch):

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(InputError, match="no space"):
        sweeps._write(tmp_path / "piece-000000000.npz", end=np.zeros(3))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: simulate(LOOP, 0), "days"),
        (lambda: simulate(LOOP, float("nan")), "days"),
        (lambda: simulate(LOOP, 36_525), "days is 36525"),
        (lambda: simulate(LOOP, 18_000, step=1 / 1440), "steps"),
        (lambda: simulate(LOOP, 10, step=0.0), "step"),
        (lambda: simulate(LOOP, 10, step=0.5), "quickest pace"),
        (lambda: simulate(LOOP, 10, scheme="rk4"), "rk4"),
        (lambda: simulate(LOOP, 10, seed=-1), "seed"),
        (lambda: simulate(LOOP, 10, start=[0.0] * 3), "start"),
        (lambda: simulate(LOOP, 10, start=[0.0, 3.0] + [0.0] * 9), "move_1 is 3"),
        (lambda: simulate(LOOP, 10, start=[np.nan] * 11), "arousal_1"),
        (lambda: simulate_ensemble(LOOP, 10, couples=0), "couples is 0"),
        (lambda: simulate_ensemble([], 10), "0 loops"),
        (lambda: simulate_ensemble(LOOP, 10, couples=[1, 1]), "twice"),
        (lambda: simulate_ensemble(LOOP, 10, couples=[-1]), "numbers"),
        (lambda: simulate_ensemble([LOOP, LOOP], 10, couples=3), "couples is 3"),
        (lambda: simulate_ensemble(LOOP, 10, couples=2, every=0.0), "every"),
        (lambda: simulate_ensemble(LOOP, 10, couples=2, every=11.0), "every"),
        (lambda: simulate_ensemble(LOOP, 10, couples=2, threads=0, every=10), "threads"),
        (lambda: simulate_ensemble(LOOP, 10, couples=2, start=np.zeros((11, 3)), every=10), "starts"),
        (lambda: Population(similarity=2.0), "similarity"),
        (lambda: Population(anxiety_avoidance=0.9, similarity=-0.9, complementarity=0.9), "contradict"),
        (lambda: Population(personal=-1.0), "personal"),
        (lambda: Change("speed"), "speed"),
        (lambda: Change("reach", "3"), "'3'"),
        (lambda: Change("reach", start=-1.0), "start"),
        (lambda: Change("reach", start=3.0, stop=2.0), "stop"),
        (lambda: Change("reach", factor=float("nan")), "factor"),
        (lambda: Change.to(7.0, "softness"), "softness"),
        (lambda: Event(-1.0, 1.0), "time"),
        (lambda: Event(1.0, -1.0), "size"),
        (lambda: Event(1.0, 1.0, "all"), "'all'"),
        (
            lambda: simulate(
                LOOP, 1, schedule=Schedule((Change.to(0.1, "softness"), Change.to(0.2, "softness")))
            ),
            "twice",
        ),
        (lambda: simulate(LOOP, 1).state("speed"), "speed"),
        (lambda: simulate_ensemble(LOOP, 1, couples=1, every=1).mean("speed"), "speed"),
        (lambda: Between(stress_rate=-1.0), "stress_rate"),
        (lambda: Side(tempo=0.0), "tempo"),
    ],
)
def test_bad_input_is_refused_by_name(make, says):
    with pytest.raises(InputError, match=says):
        make()


def test_reading_nothing_says_what_to_do(tmp_path):
    with pytest.raises(InputError, match="Run sweep"):
        read_sweep(tmp_path)


def test_pieces_are_whole_tiles():
    job = ensemble_module.Job.of(LOOP, 30, 1000, 0, 1 / 24, "heun", 30.0, None, None)
    pieces = job.pieces(130)
    assert [p.start for p in pieces] == [0, 130, 260, 390, 520, 650, 780, 910]
    assert all(p.start % 64 == 0 for p in job.pieces())
