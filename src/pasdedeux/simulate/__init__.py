"""The loop run forward."""

from pasdedeux.simulate.ensemble import Ensemble, simulate_ensemble
from pasdedeux.simulate.exits import Survival, survival
from pasdedeux.simulate.linear import example_records, simulate_records
from pasdedeux.simulate.population import Population
from pasdedeux.simulate.schedule import Change, Event, Schedule
from pasdedeux.simulate.sweeps import read_sweep, sweep
from pasdedeux.simulate.trajectory import Trajectory, simulate

__all__ = [
    "Change",
    "Ensemble",
    "Event",
    "Population",
    "Schedule",
    "Survival",
    "Trajectory",
    "example_records",
    "read_sweep",
    "simulate",
    "simulate_ensemble",
    "simulate_records",
    "survival",
    "sweep",
]
