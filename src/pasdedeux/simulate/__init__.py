"""The loop run forward."""

from pasdedeux.simulate.ensemble import Ensemble, simulate_ensemble
from pasdedeux.simulate.exits import Survival, survival
from pasdedeux.simulate.formation import Caregiving, adult_attachment, formed_by, learned_from
from pasdedeux.simulate.linear import example_records, simulate_records
from pasdedeux.simulate.phases import Phase, course, outcome
from pasdedeux.simulate.population import Population
from pasdedeux.simulate.scenario import Scenario, read_scenario
from pasdedeux.simulate.schedule import Change, Event, Schedule
from pasdedeux.simulate.sweeps import read_sweep, sweep
from pasdedeux.simulate.trajectory import Trajectory, simulate

__all__ = [
    "Caregiving",
    "Change",
    "Ensemble",
    "Event",
    "Phase",
    "Population",
    "Scenario",
    "Schedule",
    "Survival",
    "Trajectory",
    "adult_attachment",
    "course",
    "example_records",
    "formed_by",
    "learned_from",
    "outcome",
    "read_scenario",
    "read_sweep",
    "simulate",
    "simulate_ensemble",
    "simulate_records",
    "survival",
    "sweep",
]
