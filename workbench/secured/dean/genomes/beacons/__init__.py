# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Attacks on genomic beacons, D2.1 section 5.2.1: is this person in it, and who has come to it?"""

from secured.dean.genomes.beacons.allele_chain import AlleleChain
from secured.dean.genomes.beacons.answer_models import (
    AnswerModel,
    Budgeted,
    Flipped,
    Honest,
    OnlyFrom,
    UniqueDoubted,
)
from secured.dean.genomes.beacons.beacon_network import NetworkTest, combined_log_ratio
from secured.dean.genomes.beacons.genome_inference import GenomeInference
from secured.dean.genomes.beacons.likelihood_ratio import (
    BetaFrequencies,
    blind_log_ratios,
    known_log_ratios,
    log_ratios,
)
from secured.dean.genomes.beacons.membership import BeaconMembership
from secured.dean.genomes.beacons.membership_test import BeaconStrategy, MembershipTest
from secured.dean.genomes.beacons.power import PowerCurve, evidence_by_queries, power_by_queries, query_steps
from secured.dean.genomes.beacons.power_bounds import bounded_power
from secured.dean.genomes.beacons.queries_needed import QueriesNeeded, queries_needed
from secured.dean.genomes.beacons.query_inference import QueryInference
from secured.dean.genomes.beacons.query_order import (
    beacon_centrality,
    central_first,
    ld_centrality,
    random_order,
    rare_first,
)
from secured.dean.genomes.beacons.query_plan import (
    QueryPlan,
    distinguishability,
    evidence_of_plans,
    hide_rare,
    plan_of_test,
)
from secured.dean.genomes.beacons.reconstruction import (
    AlleleSimilarity,
    ReconstructedGenomes,
    genomes_by_clustering,
    genomes_by_frequency,
    turned_to_yes,
)

__all__ = [
    "AlleleChain",
    "AlleleSimilarity",
    "AnswerModel",
    "BeaconMembership",
    "BeaconStrategy",
    "BetaFrequencies",
    "Budgeted",
    "Flipped",
    "GenomeInference",
    "Honest",
    "MembershipTest",
    "NetworkTest",
    "OnlyFrom",
    "PowerCurve",
    "QueriesNeeded",
    "QueryInference",
    "QueryPlan",
    "ReconstructedGenomes",
    "UniqueDoubted",
    "beacon_centrality",
    "blind_log_ratios",
    "bounded_power",
    "central_first",
    "combined_log_ratio",
    "distinguishability",
    "evidence_by_queries",
    "evidence_of_plans",
    "genomes_by_clustering",
    "genomes_by_frequency",
    "hide_rare",
    "known_log_ratios",
    "ld_centrality",
    "log_ratios",
    "plan_of_test",
    "power_by_queries",
    "queries_needed",
    "query_steps",
    "random_order",
    "rare_first",
    "turned_to_yes",
]
