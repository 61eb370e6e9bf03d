# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""De-identify files of FHIR resources: single ones, bundles of any size, and one resource a line."""

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from secured.common.methods import method
from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Cleaned, Identities, People, Source, Stage
from secured.dans.fhir.anonymizer import FhirAnonymizer
from secured.dans.fhir.configuration import FhirConfiguration
from secured.dans.fhir.json_stream import End, Entry, Member, opened, read_objects
from secured.dans.fhir.json_text import json_text
from secured.dans.fhir.names import Names
from secured.dans.fhir.patients import Patients
from secured.dans.fhir.safe_elements import safe_elements
from secured.dans.fhir.vocabulary import worth_looking_for

__all__ = ["FhirFiles"]

SUFFIXES = (".json", ".ndjson", ".jsonl")
SCOPED = {"file": lambda path: path.name, "folder": lambda path: path.parent.name}


@method(
    name="FHIR de-identification",
    engine="dans",
    modality="record",
    goal="rebuild FHIR resources from elements that are known to be safe, with pseudonyms, moved dates and links that hold",
    section="4.1",
    source="HL7 FHIR R4 (4.0.1); Microsoft Tools for Health Data Anonymization, configuration format",
)
@dataclass(frozen=True, kw_only=True)
class FhirFiles:
    """FHIR R4 resources in JSON: a resource or a bundle a file, or one resource a line; packed with gzip or not.

    A file is read twice: first for its patients, then to be rewritten. Memory follows the number of patients and
    the largest entry, not the size of a bundle.

    Parameters
    ----------
    configuration : FhirConfiguration, optional
        What is done to which element. Without it, `safe_elements`: only elements that are known to be safe stay.
    people : mapping of str to str, optional
        Id of every patient and whose it is, where patients and what is about them lie in different files;
        `knowing` collects it. With it, a resource about a patient whom neither it nor the file names is refused;
        without it, the id of such a patient stands for the person.
    today : date, optional
        The day on which ages are reckoned; what tells of one over 89 is taken out.

    References
    ----------
    HL7 FHIR Release 4 (4.0.1), sections 2.1.28 (resource references) and 3.2.4 (bundles).
    """

    configuration: FhirConfiguration | None = None
    people: Mapping[str, str] | None = field(default=None, repr=False)
    today: date | None = None

    @property
    def name(self) -> str:
        """``fhir``."""
        return "fhir"

    @classmethod
    def knowing(
        cls,
        files: Iterable[Path],
        *,
        configuration: FhirConfiguration | None = None,
        today: date | None = None,
    ) -> "FhirFiles":
        """Return the format with the people of all patients in some files, such as those of a bulk export.

        Raises
        ------
        Quarantined
            If a file cannot be read in full: then nobody knows whom it would have named.
        """
        people: dict[str, str] = {}
        for path in files:
            patients = Patients()
            _learn(path, patients)
            people.update(patients.ids)
        return cls(configuration=configuration, people=people, today=today)

    def prepared(self, files: tuple[Path, ...], people: People) -> "FhirFiles":
        """Return the format with whose each patient of some files is, so that files may speak of another's patients.

        Where no file has a patient, ids of patients go on to stand for people.
        """
        learned = dict(self.people or {})
        for path in files:
            patients = Patients()
            try:
                _learn(path, patients)
            except Quarantined:
                continue  # is refused itself, and so is what is about its patients alone
            learned.update(patients.ids)
        return replace(self, people=learned or None)

    def known_people(self, files: tuple[Path, ...]) -> dict[str, tuple[str, ...]]:
        """Return names, numbers, telephones and addresses of the patients of some files, by person."""
        known: dict[str, set[str]] = {}
        for path in files:
            patients = Patients(known=self.people)
            try:
                _learn(path, patients)
            except Quarantined:
                continue
            for person, texts in patients.known_of.items():
                known.setdefault(person, set()).update(texts)
        return {person: tuple(sorted(texts)) for person, texts in known.items()}

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether a file holds resources: an object that names its resource type near its beginning."""
        name = path.name.lower().removesuffix(".gz")
        if head[:2] == b"\x1f\x8b":
            try:
                head = zlib.decompressobj(wbits=31).decompress(head, 2**16)
            except zlib.error:
                return False
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        return text[:1] == b"{" and name.endswith(SUFFIXES) and b'"resourceType"' in text

    def companions(self, path: Path) -> tuple[Path, ...]:
        """None: a file stands by itself."""
        return ()

    def deidentify(self, source: Source, identities: Identities, stage: Stage) -> Cleaned:
        """Write the resources of a file anew.

        Raises
        ------
        Quarantined
            If the file cannot be read in full, or a rule cannot be applied.
        """
        configuration = self.configuration or safe_elements()
        patients = Patients(
            known=self.people if configuration.by_person else None,
            owner=source.person.id if source.person else None,
            required=configuration.by_person,
        )
        lines = _learn(source.main, patients)
        names = Names(identities, patients)
        patients.resolve(names)
        scope = SCOPED.get(configuration.parameters.date_shift_scope, lambda path: "")(source.main)
        anonymizer = FhirAnonymizer(
            configuration, identities, patients=patients, today=self.today, scope=scope
        )
        code = identities.code("file", source.name)
        owner = identities.pseudonym(patients.only) if patients.only is not None else code
        packed = source.main.name.lower().endswith(".gz")
        name = source.main.name.lower().removesuffix(".gz")
        suffix = ".ndjson" if lines > 1 or not name.endswith(".json") else ".json"
        place = f"{owner}/{self.name}/{code}{suffix}{'.gz' if packed else ''}"
        with opened(source.main) as file, _written(stage.new(place), packed) as out:
            for document in _documents(file):
                _rewrite(document, anonymizer, out)
        counts = {key: count for key, count in sorted(anonymizer.counts.items()) if count}
        if counts.get("refused") and not counts.get("resources"):
            raise Quarantined(Reason.EMPTY, "No resource of the file could be handed on.")
        return Cleaned(counts=counts, identifiers=worth_looking_for(patients.identifiers, source.person))


def _learn(path: Path, patients: Patients) -> int:
    """Take in the patients of a file, and return how many objects it holds."""
    count = 0
    with opened(path) as file:
        for document in _documents(file):
            members: dict[str, Any] = {}
            for event in document:
                if isinstance(event, Entry):
                    if isinstance(event.value, dict):
                        patients.learn(event.value.get("resource"), event.value.get("fullUrl"))
                elif isinstance(event, Member):
                    members[event.key] = event.value
            patients.learn(members)
            count += 1
    if not count:
        raise Quarantined(Reason.EMPTY, "The file holds nothing.")
    return count


def _documents(file: Any) -> Iterator[Iterator[Member | Entry]]:
    """The objects of a file, each as what it holds; each must be read to its end before the next."""
    events = read_objects(file)
    for first in events:
        if isinstance(first, End):
            yield iter(())
            continue

        def rest(first: Member | Entry = first) -> Iterator[Member | Entry]:
            yield first
            for event in events:
                if isinstance(event, End):
                    return
                yield event

        yield rest()


@contextmanager
def _written(path: Path, packed: bool) -> Iterator[TextIO]:
    with path.open("wb") as raw:
        if not packed:
            with io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as out:
                yield out
            return
        with (
            gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as file,
            io.TextIOWrapper(file, encoding="utf-8", newline="\n") as out,
        ):
            yield out


def _rewrite(document: Iterator[Member | Entry], anonymizer: FhirAnonymizer, out: TextIO) -> None:
    """Write one object anew; of a bundle every entry as it comes, and what is around them at the end."""
    members: dict[str, Any] = {}
    held: list[Any] = []
    written = 0
    for event in document:
        if isinstance(event, Member):
            members[event.key] = event.value
        elif members.get("resourceType") != "Bundle":
            held.append(event.value)  # of a bundle that says so late, or of a list
        else:
            written = _entry(event.value, members, anonymizer, out, written)
    if members.get("resourceType") != "Bundle":
        refused = anonymizer.counts["refused"]
        cleaned = anonymizer.apply({**members, "entry": held} if held else members)
        if anonymizer.counts["refused"] == refused:
            out.write(json_text(cleaned) + "\n")
            anonymizer.counts["resources"] += 1
        return
    for value in held:
        written = _entry(value, members, anonymizer, out, written)
    head = anonymizer.apply(members, also=True)
    around = json_text({key: value for key, value in head.items() if key != "resourceType"})[1:]
    out.write('{"resourceType":"Bundle"' if not written else "]")
    out.write(("," if around != "}" else "") + around + "\n")
    anonymizer.counts["bundles"] += 1


def _entry(
    value: Any, members: Mapping[str, Any], anonymizer: FhirAnonymizer, out: TextIO, written: int
) -> int:
    """Write one entry, and return how many there are."""
    if not isinstance(value, dict):
        raise Quarantined(Reason.MALFORMED, "An entry of a bundle is no object.")
    id = members.get("id")
    bundle = {"resourceType": "Bundle", "entry": [value]}
    cleaned = anonymizer.apply(bundle, within=id if isinstance(id, str) else "")
    entries = cleaned.get("entry")
    if not entries:
        return written
    out.write('{"resourceType":"Bundle","entry":[' if not written else ",")
    out.write(json_text(entries[0]))
    anonymizer.counts["resources"] += "resource" in entries[0]
    return written + 1
