"""Instruments: questionnaires as keys, scores with their error, norms, and our own five-minute check."""

from pasdedeux.instruments.answers import Answers, Impossible
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
from pasdedeux.instruments.norms import percentiles
from pasdedeux.instruments.reliability import Reliability, cronbach_alpha, mcdonald_omega
from pasdedeux.instruments.scoring import Scores, Unscored, score_answers
from pasdedeux.instruments.traits import TraitPriors, partners, trait_priors, traits

__all__ = [
    "Answers",
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
    "cronbach_alpha",
    "five_minute_check",
    "instruments",
    "key",
    "mcdonald_omega",
    "partners",
    "percentiles",
    "questions",
    "score_answers",
    "trait_priors",
    "traits",
]
