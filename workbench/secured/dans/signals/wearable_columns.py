# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What the columns of a wearable's table are, by their names, and which of them may be handed on."""

import re
from enum import StrEnum

__all__ = ["Role", "known_measures", "new_name", "role_of"]

_PERSONS = (
    "id customer customerid user userid participant participantid subject subjectid patient patientid "
    "person personid pid uid sid wearer member memberid userkey usercode subjectcode participantcode"
)
PERSONS = frozenset(_PERSONS.split())
_TIMES = (
    "date time datetime timestamp day hour minute start end activityday activityhour activityminute "
    "activitydate sleepday begin unixtime epoch from to"
)
TIMES = frozenset(_TIMES.split())
_MEASURES = (
    "steps step distance calories calorie kcal met mets intensity intensities active activity activities "
    "sedentary asleep awake sleep bed rem deep light wake restless restlessness efficiency latency heart "
    "heartrate hr hrv bpm rmssd sdnn ibi rr bvp ppg ecg eda gsr scl acc accelerometer acceleration gyro "
    "gyroscope magnetometer temp temperature skin spo2 oxygen saturation respiration respiratory "
    "breathing glucose weight bmi fat floors elevation stress stairs cadence speed pace power vo2 vo2max "
    "pulse systolic diastolic bp battery wear nonwear"
)
MEASURES = frozenset(_MEASURES.split())
_MODIFIERS = (
    "total avg average mean min max minimum maximum std sd median sum count num number very fairly "
    "lightly moderately moderate vigorous logged tracker minutes minute seconds hours hour value level "
    "score rate resting records record in of per kg lb lbs pounds km m mi miles cm mmhg percent pct ms x "
    "y z raw duration zone zones is manual report variability index daily hourly left right wrist on off "
    "time state stage quality confidence"
)
MODIFIERS = frozenset(_MODIFIERS.split())
# A column with one of these words tells who or where somebody is, whatever else its name says.
_DIRECT = (
    "name surname firstname lastname email mail phone address street city town zip zipcode postcode "
    "postal country ssn nhs mrn birth birthdate dob birthday lat latitude lon long longitude gps "
    "location place mac serial imei device ip url token account login password log logid note notes "
    "comment comments text message remark remarks age sex gender race ethnicity employer insurance nurse "
    "doctor physician operator technician"
)
DIRECT = frozenset(_DIRECT.split())
IDENTITY = re.compile(r"^[a-z]*(id|ids|uuid|guid|key|code|nr|no)$")


class Role(StrEnum):
    """What becomes of a column."""

    PERSON = "person"
    TIME = "time"
    MEASURE = "measure"
    OTHER = "other"  # dropped


def words(name: str) -> list[str]:
    """Return a name's words in small letters: ``TotalTimeInBed``, ``total_time_in_bed`` and ``Total time in bed`` alike."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name.strip())
    return [word.casefold() for word in re.findall(r"[^\W_]+", name)]


def role_of(name: str) -> Role:
    """Tell by its name what a column holds.

    Examples
    --------
    >>> [str(role_of(name)) for name in ("Customer Id", "SleepDay", "TotalMinutesAsleep", "LogId", "Nurse")]
    ['person', 'time', 'measure', 'other', 'other']
    """
    parts = words(name)
    joined = "".join(parts)
    if joined in PERSONS:
        return Role.PERSON
    if not parts or DIRECT & set(parts) or joined in DIRECT or IDENTITY.match(parts[-1]) and len(parts) > 1:
        return Role.OTHER
    measured = bool(MEASURES & set(parts))
    if joined in TIMES or (
        TIMES & {parts[0], parts[-1]} and set(parts) <= TIMES | {"utc", "local", "sleep", "activity"}
    ):
        return Role.TIME
    return Role.MEASURE if measured else Role.OTHER


def known_measures(names: list[str]) -> int:
    """Count the columns whose whole name is of words that wearables use."""
    return sum(_all_known(name) for name in names)


def new_name(name: str, position: int) -> str:
    """Return the name if it is made of known words alone, else ``value`` and the position from 1 on."""
    plain = name.strip()
    if role_of(plain) in (Role.PERSON, Role.TIME) or _all_known(plain):
        return plain
    return f"value{position}"


def _all_known(name: str) -> bool:
    parts = set(words(name))
    safe = re.fullmatch(r"[A-Za-z0-9 _./()%-]{1,60}", name.strip()) is not None
    return bool(parts & MEASURES) and parts <= MEASURES | MODIFIERS | TIMES and safe
