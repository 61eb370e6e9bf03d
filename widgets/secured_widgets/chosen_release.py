# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The release that is handed out: classes, people at risk, and what became of each column."""

import numpy as np

from secured.common import Modality
from secured.dans import CompressedTable
from secured.dans.tables.models.privacy_model import satisfied
from secured.studies import CandidateResult
from secured_widgets.before_after import before_after
from secured_widgets.class_figures import class_sizes, records_at_risk
from secured_widgets.view import AssessmentView, page

__all__ = ["ChosenRelease"]


class ChosenRelease(AssessmentView):
    """Aggregates of the file to hand out."""

    def to_html(self) -> str:
        """Figures of the file made from everybody; a sentence if none is offered."""
        assessment, chosen = self.assessment, self.assessment.choice.chosen
        if chosen is None:
            return page("<p>No release is offered.</p>")
        dataset = assessment.dataset
        if dataset.modality is not Modality.TABLE:
            return self._alike(chosen)
        models = assessment.models_of(chosen.name)
        compressed = CompressedTable.of(
            dataset, tuple(dict.fromkeys(m.sensitive for m in models if m.sensitive))
        )
        classes = compressed.classes(tuple(chosen.levels[name] for name in dataset.quasi_identifiers))
        kept = satisfied(models, classes)
        counts = classes.counts[kept]
        return page(
            '<div class="row">',
            class_sizes(counts, int(classes.counts[~kept].sum())),
            records_at_risk(counts, assessment.parameters["threshold"]),
            "</div>",
            before_after(dataset, compressed, classes, kept),
            f'<p class="small">{dataset.standing.capitalize()} people. Blue: after; orange: before. Cells of fewer than 5 people '
            "are left empty.</p>",
        )

    def _alike(self, chosen: CandidateResult) -> str:
        """People by how many have the same recording; of the members, on whom the choice was made."""
        counts = np.concatenate(
            [np.full(n // size, size) for size, n in chosen.class_sizes.items()] or [np.zeros(0, dtype=int)]
        )
        members = len(self.assessment.people.members)
        return page(
            '<div class="row">',
            class_sizes(counts, members - int(counts.sum())),
            records_at_risk(counts, self.assessment.parameters["threshold"]),
            "</div>",
            f'<p class="small">Of {members} members of the assessment ({self.assessment.dataset.standing} people), by how many '
            f"were given the same record. The release promises {chosen.guarantee['text']}.</p>",
        )
