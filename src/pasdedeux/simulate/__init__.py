"""The loop run forward."""

from pasdedeux.simulate.daily import Daily, by_fortnight, reaching_share, recent, spells
from pasdedeux.simulate.ensemble import Ensemble, simulate_ensemble
from pasdedeux.simulate.episodes import DANCES, TELLERS, Dance, Teller, lasting, simulate_episodes
from pasdedeux.simulate.exits import Survival, survival
from pasdedeux.simulate.formation import Caregiving, adult_attachment, formed_by, learned_from
from pasdedeux.simulate.linear import example_records, simulate_records
from pasdedeux.simulate.met import just_met
from pasdedeux.simulate.phases import Phase, course, last_quarter, outcome
from pasdedeux.simulate.population import Population
from pasdedeux.simulate.rounds import RoundsWorld, simulate_rounds
from pasdedeux.simulate.scenario import Scenario, read_scenario
from pasdedeux.simulate.schedule import Change, Event, Schedule
from pasdedeux.simulate.steadiness import Steadiness, steadiness
from pasdedeux.simulate.sweeps import read_sweep, sweep
from pasdedeux.simulate.talks import TalkPopulation, example_talks, simulate_talks
from pasdedeux.simulate.trajectory import Trajectory, simulate

__all__ = [
    "DANCES",
    "TELLERS",
    "Caregiving",
    "Change",
    "Daily",
    "Dance",
    "Ensemble",
    "Event",
    "Phase",
    "Population",
    "RoundsWorld",
    "Scenario",
    "Schedule",
    "Steadiness",
    "Survival",
    "TalkPopulation",
    "Teller",
    "Trajectory",
    "adult_attachment",
    "by_fortnight",
    "course",
    "example_records",
    "example_talks",
    "formed_by",
    "just_met",
    "last_quarter",
    "lasting",
    "learned_from",
    "outcome",
    "reaching_share",
    "read_scenario",
    "read_sweep",
    "recent",
    "simulate",
    "simulate_ensemble",
    "simulate_episodes",
    "simulate_records",
    "simulate_rounds",
    "simulate_talks",
    "spells",
    "steadiness",
    "survival",
    "sweep",
]
