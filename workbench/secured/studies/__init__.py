# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Studies: what combines engines. Sweep candidate releases, attack them, choose under a threshold, report."""

from secured.studies.choose import Choice, Confirmation, choose
from secured.studies.classroom.exercises import Exercise, Feedback
from secured.studies.classroom.removing_names import link_people, uniqueness
from secured.studies.closer_look import Look, last_look
from secured.studies.flow import Flow, NotRun
from secured.studies.flow_of import flow_of
from secured.studies.people import People, split_people
from secured.studies.people_exposure import exposure_of
from secured.studies.progress import progress_bar
from secured.studies.release_assessment import Assessment, assess, describe_threat
from secured.studies.release_curves import ReleaseCurves, curves_of
from secured.studies.report import report_names, run_report
from secured.studies.sweep import CandidateResult, Sweep
from secured.studies.tables.attacks import table_attacks
from secured.studies.tables.candidates import Candidate, ladder, main_secret

__all__ = [
    "Assessment",
    "Candidate",
    "CandidateResult",
    "Choice",
    "Confirmation",
    "Exercise",
    "Feedback",
    "Flow",
    "Look",
    "NotRun",
    "People",
    "ReleaseCurves",
    "Sweep",
    "assess",
    "choose",
    "curves_of",
    "describe_threat",
    "exposure_of",
    "flow_of",
    "ladder",
    "last_look",
    "link_people",
    "main_secret",
    "progress_bar",
    "report_names",
    "run_report",
    "split_people",
    "table_attacks",
    "uniqueness",
]
