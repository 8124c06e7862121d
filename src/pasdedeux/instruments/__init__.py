"""Instruments: questionnaires as keys, scores with their error, norms, and our own five-minute check."""

from pasdedeux.instruments.answers import Impossible
from pasdedeux.instruments.keys import Cutoff, Derived, FullForm, Key, Norm, Subscale, instruments, key
from pasdedeux.instruments.norms import percentiles
from pasdedeux.instruments.reliability import Reliability, cronbach_alpha, mcdonald_omega
from pasdedeux.instruments.scoring import Scores, Unscored, score
from pasdedeux.instruments.traits import TraitPriors, partners, trait_priors, traits

__all__ = [
    "Cutoff",
    "Derived",
    "FullForm",
    "Impossible",
    "Key",
    "Norm",
    "Reliability",
    "Scores",
    "Subscale",
    "TraitPriors",
    "Unscored",
    "cronbach_alpha",
    "instruments",
    "key",
    "mcdonald_omega",
    "partners",
    "percentiles",
    "score",
    "trait_priors",
    "traits",
]
