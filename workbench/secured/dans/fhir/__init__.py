# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""FHIR resources: de-identified by a whitelist or by Microsoft's configuration format, and flattened to tables."""

from secured.dans.fhir.anonymizer import FhirAnonymizer
from secured.dans.fhir.configuration import FhirConfiguration
from secured.dans.fhir.fhir_files import FhirFiles
from secured.dans.fhir.flat_tables import flatten, read_resources
from secured.dans.fhir.patients import Patients
from secured.dans.fhir.safe_elements import safe_elements

__all__ = [
    "FhirAnonymizer",
    "FhirConfiguration",
    "FhirFiles",
    "Patients",
    "flatten",
    "read_resources",
    "safe_elements",
]
