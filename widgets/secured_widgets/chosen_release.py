# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The release that is handed out: classes, people at risk, and what became of each column."""

from secured.dans import CompressedTable
from secured.dans.tables.models.privacy_model import satisfied
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
        models = assessment.models_of(chosen.name)
        dataset = assessment.dataset
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
