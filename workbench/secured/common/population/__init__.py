# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Population uniqueness seen from a sample's classes: the models that DANS judges releases by and DEAN cross-checks with."""

from secured.common.population.negative_binomial import NegativeBinomial, negative_binomial
from secured.common.population.pitman import pitman
from secured.common.population.poisson_lognormal import PoissonLognormal, poisson_lognormal
from secured.common.population.sample_classes import SampleClasses
from secured.common.population.slide_negative_binomial import slide_negative_binomial
from secured.common.population.zayatz import zayatz

__all__ = [
    "NegativeBinomial",
    "PoissonLognormal",
    "SampleClasses",
    "negative_binomial",
    "pitman",
    "poisson_lognormal",
    "slide_negative_binomial",
    "zayatz",
]
