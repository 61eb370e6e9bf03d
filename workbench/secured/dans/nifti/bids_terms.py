# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The terms of BIDS sidecars that are numbers or words of a closed list; every other term is dropped."""

from typing import Any

__all__ = ["TERMS", "VOCABULARY", "clean_term"]

_NUMBERS = {  # term: smallest and largest value that a scanner can mean
    "MagneticFieldStrength": (0, 20), "ImagingFrequency": (0, 1000), "EchoTime": (0, 10), "EchoTime1": (0, 10),
    "EchoTime2": (0, 10), "RepetitionTime": (0, 100), "RepetitionTimeExcitation": (0, 100),
    "RepetitionTimePreparation": (0, 100), "InversionTime": (0, 20), "FlipAngle": (0, 360), "DwellTime": (0, 1),
    "EffectiveEchoSpacing": (0, 1), "TotalReadoutTime": (0, 10), "EchoTrainLength": (0, 10000),
    "EchoNumber": (0, 1000), "NumberShots": (0, 10000), "NumberOfVolumesDiscardedByScanner": (0, 1000),
    "NumberOfVolumesDiscardedByUser": (0, 1000), "DelayTime": (0, 1000), "DelayAfterTrigger": (0, 1000),
    "AcquisitionDuration": (0, 100000), "VolumeTiming": (-100000, 100000), "SliceTiming": (0, 1000),
    "SliceThickness": (0, 1000), "SpacingBetweenSlices": (0, 1000), "PixelBandwidth": (0, 1e6),
    "BandwidthPerPixelPhaseEncode": (0, 1e6), "ParallelReductionFactorInPlane": (0, 100),
    "ParallelReductionFactorOutOfPlane": (0, 100), "ParallelReductionOutOfPlane": (0, 100), "PartialFourier": (0, 2),
    "MultibandAccelerationFactor": (0, 100), "PercentSampling": (0, 1000), "PercentPhaseFOV": (0, 1000),
    "PhaseEncodingSteps": (0, 10000), "PhaseEncodingStepsNoPartialFourier": (0, 10000),
    "AcquisitionMatrixPE": (0, 10000), "ReconMatrixPE": (0, 10000), "BaseResolution": (0, 10000),
    "NumberOfAverages": (0, 1000), "NumberTransmitCoils": (0, 1000), "DiffusionBValue": (0, 1e5),
    "MTNumberOfPulses": (0, 1e4), "MTOffsetFrequency": (-1e6, 1e6), "MTPulseBandwidth": (0, 1e6),
    "MTPulseDuration": (0, 10), "MTFlipAngle": (0, 10000), "SpoilingRFPhaseIncrement": (0, 360),
    "SpoilingGradientMoment": (0, 1e6), "SpoilingGradientDuration": (0, 1e4), "SAR": (0, 1000),
    "ImageOrientationPatientDICOM": (-1, 1), "LabelingDuration": (0, 100), "PostLabelingDelay": (0, 100),
    "BackgroundSuppressionNumberPulses": (0, 100), "BackgroundSuppressionPulseTime": (0, 100),
    "LabelingDistance": (-1000, 1000), "BolusCutOffDelayTime": (0, 100), "TotalAcquiredPairs": (0, 10000),
    "LabelingEfficiency": (0, 1), "VascularCrushingVENC": (0, 1000), "SamplingFrequency": (0, 1e6),
    "NumberOfSlices": (0, 10000), "IntensityScale": (0, 1e9),
}  # fmt: skip
_WORDS = {
    "Modality": "MR PT CT", "Manufacturer": "Siemens GE Philips Canon Toshiba Hitachi Bruker Varian UIH Hyperfine",
    "PhaseEncodingDirection": "i j k i- j- k-", "SliceEncodingDirection": "i j k i- j- k-",
    "PhaseEncodingAxis": "i j k", "InPlanePhaseEncodingDirectionDICOM": "ROW COL",
    "MRAcquisitionType": "1D 2D 3D", "ScanningSequence": "SE IR GR EP RM GR\\IR EP\\SE EP\\GR SE\\IR EP\\RM",
    "MRTransmitCoilSequence": "SINGLE", "ParallelAcquisitionTechnique": "GRAPPA SENSE mSENSE ARC CAIPIRINHA",
    "PartialFourierDirection": "PHASE FREQUENCY SLICE_SELECT COMBINATION", "MTPulseShape": "GAUSSIAN SINC HARD",
    "SpoilingType": "RF GRADIENT COMBINED", "ArterialSpinLabelingType": "CASL PCASL PASL", "M0Type": "Separate Included "
    "Estimate Absent", "CASLType": "single-coil double-coil", "PCASLType": "balanced unbalanced",
    "PASLType": "FAIR EPISTAR PICORE", "BolusCutOffTechnique": "Q2TIPS QUIPSS QUIPSSII", "BodyPartExamined": "BRAIN HEAD",
    "PatientPosition": "HFS HFP HFDR HFDL FFS FFP FFDR FFDL", "Units": "Hz rad/s T arbitrary rad s ms mm",
    "TransmitCoilType": "body", "AnatomicalLandmarkCoordinateUnits": "mm",
}  # fmt: skip
_TRUTHS = (
    "MTState SpoilingState NonlinearGradientCorrection BackgroundSuppression VascularCrushing BolusCutOffFlag "
    "SkullStripped Defaced"
)
_IMAGE_TYPES = (
    "ORIGINAL DERIVED PRIMARY SECONDARY LOCALIZER OTHER M P R I MAGNITUDE PHASE REAL IMAGINARY ND NORM DIS2D DIS3D "
    "MOSAIC MFSPLIT NONE AXIAL FFE SE MEAN MIN MAX MPR PROJECTION DIFFUSION PERFUSION ADC TRACEW FA ASL FMRI"
)
IMAGE_TYPES = frozenset(_IMAGE_TYPES.split())
SHORTEST_LIST, LONGEST_LIST = 1, 100_000
TERMS: dict[str, object] = {
    **_NUMBERS,
    **{term: frozenset(words.split(" ")) for term, words in _WORDS.items()},
    **dict.fromkeys(_TRUTHS.split(), bool),
    "ImageType": IMAGE_TYPES,
}
VOCABULARY = frozenset(  # what an output holds by right
    word.lower()
    for term, rule in TERMS.items()
    for word in (term, *(rule if isinstance(rule, frozenset) else ()))
)
Value = bool | int | float | str | list[Any]


def clean_term(term: str, value: Any) -> Value | None:
    """Return the value of a term if it is of the kind that the term takes, else None.

    Examples
    --------
    >>> clean_term("EchoTime", 0.03), clean_term("EchoTime", 4829133), clean_term("PatientName", "Doe")
    (0.03, None, None)
    """
    rule = TERMS.get(term)
    if rule is None:
        return None
    if term == "ImageType":
        kept = (
            [one for one in value if isinstance(one, str) and one in IMAGE_TYPES]
            if isinstance(value, list)
            else []
        )
        return kept or None
    if rule is bool:
        return value if isinstance(value, bool) else None
    if isinstance(rule, frozenset):
        return _known_word(value, rule)
    if isinstance(value, list):
        right = SHORTEST_LIST <= len(value) <= LONGEST_LIST and all(_in_range(one, rule) for one in value)
        return list(value) if right else None
    return value if _in_range(value, rule) else None


def _in_range(value: Any, limits: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return bool(limits[0] <= value <= limits[1])  # of NaN: false


def _known_word(value: Any, words: frozenset[str]) -> str | None:
    """A word of the list, whatever its case: spelled as in the list."""
    if not isinstance(value, str):
        return None
    return {word.lower(): word for word in words}.get(value.strip().lower())
