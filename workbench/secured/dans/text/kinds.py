# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The kinds of identifiers in a text, after the eighteen of HIPAA's Safe Harbor."""

from enum import StrEnum

__all__ = ["Kind"]


class Kind(StrEnum):
    """What a span of a text is taken for.

    References
    ----------
    45 CFR 164.514(b)(2)(i), HIPAA Safe Harbor. Stubbs & Uzuner 2015, doi:10.1016/j.jbi.2015.07.020.
    """

    NAME = "NAME"  # of patients, relatives, staff
    DATE = "DATE"  # finer than a year
    AGE = "AGE"  # above 89
    ID = "ID"  # record, national, insurance, account, device, vehicle numbers
    CONTACT = "CONTACT"  # telephones, bleeps, e-mail, addresses of web and machines
    LOCATION = "LOCATION"  # streets, towns, postcodes, hospitals, wards, schools, employers
