"""The pages measured in a browser, where there is one: nothing sticks out, no words lie on others."""

from dataclasses import replace

import pytest

from pasdedeux.estimates import Interval
from pasdedeux.report import render_report
from pasdedeux.report.simulation import CoupleStory, run_page
from pasdedeux.simulate import just_met, read_scenario, simulate
from pasdedeux.words import LANGUAGES

CASES = {
    "one couple": {},
    "not enough": {"state": "not-enough", "days": 33},
    "long names": {"names": ("Wilhelmina-Konstanze von der Au zu Hohenfels", "W" * 70)},
    "hours": {"half_life_": Interval(0.07, 0.05, 0.12, 0.06, 0.09), "state": "leaning"},
    "half a day": {"half_life_": Interval(0.27, 0.2, 0.4, 0.25, 0.3), "roles": ("closeness",)},
    "calming study": {"state": "balancing", "couples": 12},
    "study": {"couples": 40, "roles": ("pursuit", "a very long role name without sense")},
}


def simulated(name, language):
    plan = read_scenario(name, raised=("fickle", "distant"))
    plan = replace(plan, days=60.0, partners=("Wilhelmina-Konstanze von der Au", "W" * 70))
    run = simulate(plan.loop, plan.days, seed=2, start=just_met(plan.loop))
    return CoupleStory(plan, run, language=language)


@pytest.mark.slow
def test_nothing_sticks_out_and_no_words_lie_on_others(fake, measured):
    pages = {
        f"{name}, {language}": render_report(fake(**case), language=language)
        for name, case in CASES.items()
        for language in LANGUAGES
    }
    pages |= {
        f"{name}, {language}": run_page(simulated(name, language))
        for name in ("example", "anxious-avoidant", "avoidant-avoidant")
        for language in LANGUAGES
    }
    for name, sideways, out, touching in measured(pages):
        assert sideways <= 0, name
        assert not out, name
        assert not touching, name
