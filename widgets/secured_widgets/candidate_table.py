# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""All candidates in one table: what each promises, costs and risks."""

from secured.common import Modality
from secured.studies import main_secret
from secured_widgets.frontier import frontier, frontier_points
from secured_widgets.view import AssessmentView, page, table

__all__ = ["CandidateTable"]

#: What models trained on a release are worth, by modality: its key, its name in the table and in words.
USE = {
    Modality.TABLE: ("classification_auc", "AUC", "AUC"),
    Modality.SIGNAL: ("diagnostic_accuracy", "right diagnoses", "Right diagnoses"),
}
PREDICTED = ("prediction_accuracy", "right predictions", "Right predictions")  # of every other modality


class CandidateTable(AssessmentView):
    """The frontier and its numbers."""

    def to_html(self) -> str:
        """Figure and table of all candidates."""
        assessment = self.assessment
        chosen = assessment.choice.chosen.name if assessment.choice.chosen else ""
        rows = []
        key, short, long = USE.get(assessment.dataset.modality, PREDICTED)
        for one in sorted(assessment.candidates, key=lambda one: one.utility.get("loss") or 0.0):
            if one.infeasible:
                rows.append([one.name, "", "", "", "", "", "", "", one.infeasible])
                continue
            risk, utility = assessment.risks[one.name], one.utility
            use = utility.get(key)
            rows.append(
                [
                    one.name + (" (chosen)" if one.name == chosen else ""),
                    one.guarantee["text"],
                    f"{one.loss:.3f}",
                    f"{utility['kept_share']:.1%}",
                    "" if use is None else f"{use:.3f}",
                    f"{risk.plain:.3f}",
                    f"{risk.low:.3f}",
                    f"{risk.high:.3f}",
                    str(risk.verdict),
                ]
            )
        head = ["candidate", "promise", "loss", "kept", short, "success", "risk from", "to", "verdict"]
        target = main_secret(assessment.dataset)
        unprotected = next(
            (one.utility.get(f"{key}_unprotected") for one in assessment.candidates if not one.infeasible),
            None,
        )
        note = (
            f'<p class="small">{long}: predicting {target} for untouched people after training on the release; on the exact data '
            f"{unprotected:.3f}. Success and risk: of the strongest attack, on tuning people.</p>"
            if unprotected
            else ""
        )
        return page(
            frontier(
                frontier_points(assessment),
                assessment.parameters["threshold"],
                standing=str(assessment.dataset.standing),
            ),
            table(head, rows, numeric=(2, 3, 4, 5, 6, 7), caption="Candidates, least loss first"),
            note,
        )
