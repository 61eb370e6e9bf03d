# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What genomes tell of traits and traits of genomes, D2.1 sections 5.2.2 and 5.2.3."""

from secured.dean.genomes.phenotypes.maximum_entropy_matching import MaximumEntropyMatcher, assign, best_match
from secured.dean.genomes.phenotypes.phenotype_linkage import PhenotypeLinkage
from secured.dean.genomes.phenotypes.predisposition import (
    Predisposition,
    effects_of_odds_ratios,
    expected_area,
)
from secured.dean.genomes.phenotypes.selection import Selection, SelectionPoint
from secured.dean.genomes.phenotypes.selection_chance import selection_chance
from secured.dean.genomes.phenotypes.trait_predictor import TraitPredictor, known_predictor, learned_predictor

__all__ = [
    "MaximumEntropyMatcher",
    "PhenotypeLinkage",
    "Predisposition",
    "Selection",
    "SelectionPoint",
    "TraitPredictor",
    "assign",
    "best_match",
    "effects_of_odds_ratios",
    "expected_area",
    "known_predictor",
    "learned_predictor",
    "selection_chance",
]
