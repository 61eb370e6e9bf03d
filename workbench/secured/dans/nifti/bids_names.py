# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Names of files in the Brain Imaging Data Structure: taken apart, and put together from known words, numbers and codes."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from secured.dans.deidentification import Identities, People

__all__ = ["FOLDERS", "KNOWN", "LONGEST_CODE", "BidsName", "bids_name", "label_of", "person_of", "place"]

LONGEST_CODE = 8
_ENTITIES = (
    "ses task tracksys sample acq nuc voi ce trc stain rec dir run mod echo flip inv mt part proc hemi space split "
    "recording chunk seg res den label from to mode desc"
)
ENTITIES = frozenset(_ENTITIES.split())
NUMBERED = frozenset(("run", "echo", "flip", "inv", "split", "chunk"))
_KNOWN = {
    "task": "rest restingstate restEyesOpen restEyesClosed nback motor language emotion",
    "dir": "AP PA LR RL IS SI",
    "mt": "on off",
    "part": "mag phase real imag",
    "hemi": "L R",
    "space": "T1w T2w bold individual orig native MNI152Lin MNI152NLin6Asym MNI152NLin2009cAsym MNI152NLin2009cSym "
    "MNIPediatricAsym fsaverage fsaverage5 fsaverage6 fsLR Talairach",
    "desc": "brain preproc confounds smooth denoised aseg aparcaseg",
    "label": "GM WM CSF brain",
    "mod": "T1w T2w PDw FLAIR",
}
KNOWN = {entity: frozenset(words.split()) for entity, words in _KNOWN.items()}
_SUFFIXES = {
    "anat": "T1w T2w PDw T2starw T2star FLAIR UNIT1 MP2RAGE MEGRE MESE VFA IRT1 MPM MTS MTR angio inplaneT1 inplaneT2 "
    "PDT2 PD T1map T2map T2starmap R1map R2map R2starmap PDmap MTRmap MTsat MTVmap MWFmap Chimap S0map M0map T1rho "
    "defacemask dseg probseg mask",
    "func": "bold cbv sbref phase events noRF",
    "dwi": "dwi",
    "fmap": "phasediff phase1 phase2 magnitude magnitude1 magnitude2 fieldmap epi m0scan TB1DAM TB1EPI TB1AFI TB1TFL "
    "TB1RFM RB1COR TB1SRGE TB1map RB1map",
    "perf": "asl asllabeling aslcontext",
    "pet": "pet",
}
FOLDERS = {suffix: folder for folder, words in _SUFFIXES.items() for suffix in words.split()}
TABLES = frozenset(("scans", "sessions"))
SUFFIXES = frozenset(FOLDERS) | TABLES
ENDINGS = (".nii.gz", ".nii", ".hdr.gz", ".hdr", ".img.gz", ".img", ".json", ".tsv", ".bval", ".bvec", ".mat")
SHARED = (".json", ".bval", ".bvec")  # may hold for all subjects, and be named after none
PART = re.compile(r"([A-Za-z]+)-([A-Za-z0-9]+)")


@dataclass(frozen=True, kw_only=True, repr=False)
class BidsName:
    """A name taken apart.

    Parameters
    ----------
    subject : str or None
        The label behind ``sub-``; None for a file that holds for all.
    entities : tuple of (str, str)
        In the order of the name.
    suffix, ending : str
    folder : str
        Where such a file lies below subject and session; empty for tables of scans and sessions.
    derivative : str
        Path of the pipeline it comes from, empty for raw data.
    """

    subject: str | None
    entities: tuple[tuple[str, str], ...]
    suffix: str
    ending: str
    folder: str
    derivative: str

    def label(self, entity: str) -> str | None:
        """The value of an entity."""
        return dict(self.entities).get(entity)


def bids_name(name: str) -> BidsName | None:
    """Take a path apart; None where it is not named as BIDS wants it.

    Examples
    --------
    >>> found = bids_name("sub-01/anat/sub-01_run-2_T1w.nii.gz")
    >>> found.subject, found.suffix, found.label("run")
    ('01', 'T1w', '2')
    >>> bids_name("sub-01/anat/sub-01_Doe.nii.gz") is None
    True
    """
    path = PurePosixPath(name)
    ending = next((one for one in ENDINGS if path.name.endswith(one)), None)
    if ending is None:
        return None
    *parts, suffix = path.name[: -len(ending)].split("_")
    pairs = [(found[1], found[2]) for found in map(PART.fullmatch, parts) if found]
    keys = [key for key, _ in pairs]
    known = suffix in SUFFIXES and {*keys} <= ENTITIES | {"sub"}
    if not known or len(pairs) < len(parts) or len(set(keys)) < len(keys) or "sub" in keys[1:]:
        return None
    subject = dict(pairs).get("sub")
    if subject is None and ending not in SHARED:
        return None
    folder = FOLDERS.get(suffix, "")
    if path.parent.name in _SUFFIXES and suffix in ("dseg", "probseg", "mask", "sbref", "phase"):
        folder = path.parent.name  # these lie with any kind of image
    parents = path.parts[:-1]
    at = parents.index("derivatives") if "derivatives" in parents else None
    return BidsName(
        subject=subject,
        entities=tuple((key, value) for key, value in pairs if key != "sub"),
        suffix=suffix,
        ending=ending,
        folder=folder,
        derivative="" if at is None else "/".join(parents[: at + 2]),
    )


def person_of(subject: str, name: str, people: People) -> str:
    """Return the person of a subject's label, found beside a file, as the owner's list has it, else the label."""
    person = people.of(str(PurePosixPath(name).parent / f"sub-{subject}" / f"sub-{subject}_scans.tsv"))
    return person.id if person else subject


def place(name: BidsName, person: str | None, owner: str, identities: Identities, ending: str) -> str:
    """Return where the cleaned file lies below the destination.

    Below ``<owner>/nifti`` everything lies as BIDS wants it, so that the folders of all owners can be laid over each
    other to one dataset.

    Parameters
    ----------
    person : str or None
        Whose it is; None for what holds for all.
    owner : str
        Pseudonym of the person, or a code of the dataset for what holds for all.
    """
    subject = [f"sub-{owner}"] if person is not None else []
    labels = {key: label_of(key, value, person, identities) for key, value in name.entities}
    session = [f"ses-{labels['ses']}"] if "ses" in labels and name.suffix != "sessions" else []
    file = "_".join([*subject, *(f"{key}-{label}" for key, label in labels.items()), name.suffix])
    folders = [*subject, *session, name.folder] if subject else []
    pipeline = ["derivatives", identities.code("pipeline", name.derivative)] if name.derivative else []
    return "/".join(part for part in (owner, "nifti", *pipeline, *folders, file + ending) if part)


def label_of(entity: str, value: str, person: str | None, identities: Identities) -> str:
    """Keep a small number and a known word; anything else may be a name or a date, and becomes a code."""
    if entity in NUMBERED and re.fullmatch(r"[0-9]{1,3}", value):
        return value
    if value in KNOWN.get(entity, ()) or (entity == "ses" and re.fullmatch(r"[0-9]{1,2}", value)):
        return value
    whose = f"{person} " if entity == "ses" else ""  # a session's label is often its date, which others share
    return identities.code(entity, f"{whose}{value}")[:LONGEST_CODE]
