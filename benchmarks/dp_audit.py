# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Audits of differential privacy, 300 times each: bounds below the claim, near what the noise allows, and broken ones caught.

Laplace noise at epsilon 0.5, 1, 2 and 4, 1,000 canaries, 200 guesses in one run: on average bounds must be within 0.1 of .24, .75,
1.66, 3.17 in one run and of .27, .75, 1.59, 3.08 by two rates. Of sound mechanisms (Gaussian noise and a clipped sum too) bounds must
not be above the claim in more than 5 % of repeats, the lower end of the exact interval deciding. A tenth of the noise, a clipper that does not
clip and teachers that overlap must be refuted in nine of ten repeats by an audit that chooses its own threshold or guesses.
Prints means, writes results/dp_audit.json and .svg.
"""

import time
from pathlib import Path

import numpy as np
from plot import keep

from secured.studies.synthetic.dp_audit import (
    broken_trials,
    gaussian_trials,
    laplace_trials,
    repeat_audits,
)

EXPECTED = {
    "one run": {0.5: 0.24, 1.0: 0.75, 2.0: 1.66, 4.0: 3.17},
    "two rates": {0.5: 0.27, 1.0: 0.75, 2.0: 1.59, 4.0: 3.08},
}
NEAR, MOST_VIOLATIONS, POWER = 0.1, 0.05, 0.9


def main() -> None:
    """Run and report."""
    start = time.process_time()
    trials = (*laplace_trials(), *gaussian_trials(), *broken_trials())
    found = repeat_audits(trials, rng=np.random.default_rng(7))
    rows = [row for row in found.rows if row.trial == "Laplace" and row.by in EXPECTED]
    keep(
        Path(__file__),
        found.to_dict() | {"seconds": time.process_time() - start},
        bars={f"{row.by[:3]} {row.claimed:g}": float(row.bounds.mean()) for row in rows},
        limit=4.0,
        unit="mean lower bound of epsilon",
    )
    far = [row for row in rows if abs(row.bounds.mean() - EXPECTED[row.by][row.claimed]) > NEAR]
    loud = [row for row in found.rows if not row.broken and row.above.low > MOST_VIOLATIONS]
    missed = [row for row in found.rows if row.broken and row.by != "two rates" and row.above.point < POWER]
    if far or loud or missed:
        named = ", ".join(f"{row.trial} {row.claimed:g} {row.by}" for row in (*far, *loud, *missed))
        raise SystemExit(f"dp_audit: far off, above the claim, or not caught: {named}")


if __name__ == "__main__":
    main()
