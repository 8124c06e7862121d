"""Instruments: questionnaires as keys, scores with their error, norms, and our own five-minute check."""

from pasdedeux.instruments.answers import Impossible
from pasdedeux.instruments.check import (
    CheckResult,
    CheckWords,
    Moment,
    Place,
    Question,
    five_minute_check,
    questions,
)
from pasdedeux.instruments.keys import Cutoff, Derived, FullForm, Key, Norm, Subscale, instruments, key
from pasdedeux.instruments.messages import catalogue, languages, say
from pasdedeux.instruments.norms import percentiles
from pasdedeux.instruments.reliability import Reliability, cronbach_alpha, mcdonald_omega
from pasdedeux.instruments.scoring import Scores, Unscored, score
from pasdedeux.instruments.traits import TraitPriors, partners, trait_priors, traits

__all__ = [
    "CheckResult",
    "CheckWords",
    "Cutoff",
    "Derived",
    "FullForm",
    "Impossible",
    "Key",
    "Moment",
    "Norm",
    "Place",
    "Question",
    "Reliability",
    "Scores",
    "Subscale",
    "TraitPriors",
    "Unscored",
    "catalogue",
    "cronbach_alpha",
    "five_minute_check",
    "instruments",
    "key",
    "languages",
    "mcdonald_omega",
    "partners",
    "percentiles",
    "questions",
    "say",
    "score",
    "trait_priors",
    "traits",
]
