# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What every file format shares: identities under the project's key, whose a file is, and writing that leaves no half."""

from secured.dans.deidentification.file_format import Cleaned, FileFormat, KnowsPeople, LearnsFirst, Source
from secured.dans.deidentification.identities import Identities
from secured.dans.deidentification.people import People, Person
from secured.dans.deidentification.stage import Stage

__all__ = [
    "Cleaned",
    "FileFormat",
    "Identities",
    "KnowsPeople",
    "LearnsFirst",
    "People",
    "Person",
    "Source",
    "Stage",
]
