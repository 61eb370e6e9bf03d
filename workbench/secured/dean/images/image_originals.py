# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""People with images of several visits: earlier ones are released, an adversary has the last."""

from dataclasses import dataclass

import pandas as pd

from secured.common import PrivacyInputError
from secured.common.images import Images
from secured.dean.recorded_originals import RecordedOriginals

__all__ = ["ImageOriginals", "earlier_and_last"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ImageOriginals(RecordedOriginals[Images]):
    """Images of everybody, in two disjoint parts; see `RecordedOriginals` for what they hold."""


def earlier_and_last(images: Images) -> tuple[Images, Images]:
    """Split into everybody's images of all visits but the last, and those of the last, in the same order of people.

    People with one visit are left out.

    Returns
    -------
    gallery, probes : Images

    Raises
    ------
    PrivacyInputError
        If nobody came twice.
    """
    visits = pd.Series(images.sessions).groupby(images.codes)
    first, last = visits.transform("min").to_numpy(), visits.transform("max").to_numpy()
    gallery = images.take((first < last) & (images.sessions < last))
    if not len(gallery):
        raise PrivacyInputError(
            f"earlier_and_last: none of {len(images.people)} people has images of two visits, so there is nothing an "
            "adversary could compare. Give the session of every image, or make augmented stand-ins (image_repeats)."
        )
    return gallery, images.take((first < last) & (images.sessions == last)).of(gallery.people)
