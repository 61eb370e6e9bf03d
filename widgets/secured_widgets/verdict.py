# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The verdict in one box: what may be handed out, under which assumptions, and what was not tried."""

from html import escape

from secured_widgets.view import AssessmentView, page, table

__all__ = ["VerdictBanner"]


class VerdictBanner(AssessmentView):
    """The answer of a release assessment in words."""

    def to_html(self) -> str:
        """Verdict, reading, threat model, and attacks not run."""
        assessment, raw = self.assessment, self.assessment.to_dict()
        parts = [f'<div class="box" role="status"><strong>{escape(assessment.verdict)}</strong></div>']
        if assessment.choice.confirmations:
            look = assessment.choice.confirmations[-1].worst
            parts.append(
                f"<p>Read: of 100 people in this release, the strongest attack that was run gets at most {look.high * 100:.1f} right "
                f"beyond what could be known without the release (95 % sure, over all attacks and looks). A risk below "
                f"{look.resolution:.4f} could not be seen with so many targets.</p>"
            )
        if assessment.final is not None:
            release = assessment.final.release
            parts.append(
                f"<p>The file holds {int((assessment.final.row_of >= 0).sum())} of {assessment.dataset.n_people} people; it promises "
                f"{escape(release.guarantee.text)}. The attacks judged a release of {len(assessment.people.members)} of them, the rest "
                "served as controls; linkage and inference were repeated on the file itself.</p>"
            )
        parts.append(f"<p>{escape(raw['threat_model']['text'])}</p>")
        parts.append(
            table(
                ["attack", "why not"],
                [[one.attack, one.reason] for one in assessment.not_run],
                caption="Not run",
            )
        )
        return page(*parts)
