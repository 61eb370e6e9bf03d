# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The configuration that the workbench ships: elements known to be safe, and nothing else."""

from functools import cache
from importlib.resources import files

from secured.dans.fhir.configuration import FhirConfiguration

__all__ = ["safe_elements"]


@cache
def safe_elements() -> FhirConfiguration:
    """Return the configuration in ``safe_elements.json``: a whitelist, whose last rule redacts all that is left.

    Coded values of code systems that anybody can look up, numbers, quantities and times stay; ids and medical record
    numbers become pseudonyms, references follow them, a person's dates are moved by the person's shift, ages over 89
    go, and a ZIP code keeps three digits. Names, addresses, contacts, free text, attachments, pictures and whatever
    FHIR or the list does not know are not there any more.
    """
    text = files(__package__).joinpath("safe_elements.json").read_text(encoding="utf-8")
    return FhirConfiguration.parse(text)
