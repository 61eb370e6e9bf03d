# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The words that a channel's name, unit, transducer or filter may be made of; every other word may name somebody."""

import re
from collections.abc import Iterable

__all__ = ["channel", "filters", "removed", "transducer", "unit"]

LEADS = (
    "I II III IV AVR AVL AVF MLI MLII MLIII MCL MCL1 MCL5 MCL6 CM2 CM4 CM5 CC5 ML5 MV2 D1 D2 D3 D4 VX VY "
    "VZ V V1 V2 V3 V4 V5 V6 V7 V8 V9 V1R V2R V3R V4R V5R V6R X Y Z ES AS AI ECG EKG ECG1 ECG2 ECG3 LEAD "
    "L R LA RA LL RL"
)
BRAIN = (
    "EEG EOG EMG LOC ROC E1 E2 M1 M2 A1 A2 NZ FPZ FP1 FP2 AFZ AF3 AF4 AF7 AF8 FZ F1 F2 F3 F4 F5 F6 F7 F8 "
    "F9 F10 FCZ FC1 FC2 FC3 FC4 FC5 FC6 FT7 FT8 FT9 FT10 CZ C1 C2 C3 C4 C5 C6 T1 T2 T3 T4 T5 T6 T7 T8 T9 "
    "T10 CPZ CP1 CP2 CP3 CP4 CP5 CP6 TP7 TP8 TP9 TP10 PZ P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 POZ PO3 PO4 PO7 "
    "PO8 OZ O1 O2 IZ CB1 CB2 LEOG REOG VEOG HEOG CHIN CHIN1 CHIN2 SUBMENTAL MASTOID"
)
MONITORING = (
    "PLETH PLETHL PLETHR PPG RESP RESPIRATION ABP ABPM ABPS ABPD NBP NBPM NBPS NBPD ART ARTS ARTD ARTM "
    "BP NIBP SYS DIAS DIA MEAN SYSTOLIC DIASTOLIC CVP PAP PAPS PAPD PAPM PAWP ICP CPP LAP RAP PRESSURE "
    "HR PULSE PR RR SPO2 SAO2 SVO2 O2 CO2 ETCO2 INCO2 IMCO2 AWRR AWF AWP AWV FIO2 TEMP TEMPERATURE "
    "TBLOOD TSKIN CO CI SV SVV PPV PVC ST ST1 ST2 ST3 FHR FHR1 FHR2 FECG MECG UC UA TOCO MHR FLOW "
    "AIRFLOW NASAL ORAL ORONASAL ORO CANNULA THERMISTOR THERMOCOUPLE THORAX THOR THORACIC CHEST ABDOMEN "
    "ABDOMINAL ABDO ABD SUM SNORE SNORING SOUND MIC MICROPHONE BODY POSITION POS RES AIR OX STAT RECTAL "
    "SKIN CORE AMBIENT LIGHT EVENT MARKER TRIGGER TRIG STATUS HYPNOGRAM STAGE ANNOTATION"
)
MOVEMENT = (
    "ACC ACCX ACCY ACCZ ACCELEROMETER ACCELERATION GYRO GYROX GYROY GYROZ GYROSCOPE MAG MAGX MAGY MAGZ "
    "MAGNETOMETER ACTIVITY STEPS MOTION EDA GSR SCR SCL IBI BVP IMU FSR FOOT HAND WRIST ANKLE ARM LEG "
    "TIB TIBIALIS ANTERIOR GASTROCNEMIUS BICEPS TRICEPS DELTOID MASSETER FRONTALIS"
)
COMMON = (
    "LEFT RIGHT UPPER LOWER HORIZONTAL VERTICAL FRONTAL CENTRAL OCCIPITAL TEMPORAL PARIETAL AVG AVERAGE "
    "REF REFERENCE GND GROUND RAW FILTERED CLEAN UNFILTERED DC AC AUX SIGNAL CHANNEL CH CHAN SENSOR "
    "INPUT OUTPUT RATE HEART BLOOD BEAT RHYTHM LEVEL QUALITY BATTERY SEC SECONDS DERIVED MATERNAL FETAL "
    "DIRECT TEST SINE SINUS SQUARE RAMP NOISE PHOTIC BURSTS SUPPR EXG PULSES CALIBRATION WAVE TO OF AND"
)
WORDS = frozenset(f"{LEADS} {BRAIN} {MONITORING} {MOVEMENT} {COMMON}".split())
MATERIALS = (
    "AG AGCL AGAGCL CL CUP CUPS DISC DISK GOLD SILVER CHLORIDE TIN CARBON ACTIVE PASSIVE ELECTRODE "
    "ELECTRODES ADHESIVE NEEDLE SURFACE BELT BELTS PIEZO RIP INDUCTANCE INDUCTIVE STRAIN GAUGE OXIMETER "
    "FINGER EAR CLIP OPTICAL INFRARED CATHETER TRANSDUCER CAPACITIVE DRY WET GEL SPONGE"
)
SENSORS = WORDS | frozenset(MATERIALS.split())
_UNITS = (
    "V mV uV µV μV nV bpm BPM /min 1/min pm brpm mmHg cmH2O kPa hPa Pa mbar NU nd nu % degC degF C °C oC "
    "K F L l mL ml L/min l/min lpm L/s mL/s ml/min/m2 mm cm m m/s m/s2 m/s^2 g mg G deg deg/s rad rad/s "
    "uT µT T Hz kHz s sec ms us uS µS S Ohm kOhm Ohms A mA uA µA nA pA W J N Nm dB lux lx adu ADU a.u. "
    "au counts Boolean AU mV/s kg uV/bit"
)
UNITS = frozenset(_UNITS.split())
NUMBER = r"\d{1,4}(?:\.\d{1,4})?"
FILTER = re.compile(
    rf"(?:HP|LP|BP|N|NOTCH|DC):?(?:{NUMBER}(?:-{NUMBER})?[km]?(?:Hz)?)?|{NUMBER}(?:-{NUMBER})?[km]?Hz|\d{{1,3}}(?:\.\d{{1,4}})?|[km]?Hz",
    re.IGNORECASE | re.ASCII,
)
PARTS = re.compile(r"[^\W_]+")


def channel(text: str, position: int) -> str:
    """Return a channel's name if it is made of standard words alone, else ``ch`` and the position from 1 on.

    Examples
    --------
    >>> channel("EEG Fpz-Cz", 1), channel("ECG Doe", 2), channel("ECG I filtered", 3)
    ('EEG Fpz-Cz', 'ch2', 'ECG I filtered')
    """
    text = text.strip()
    return text if _made_of(text, WORDS) else f"ch{position}"


def transducer(text: str) -> str:
    """Return a description of a transducer if it is made of standard words alone, else nothing."""
    text = text.strip()
    return text if _made_of(text, SENSORS) else ""


def filters(text: str) -> str:
    """Return a description of filters such as ``HP:0.1Hz LP:75Hz``, or nothing."""
    text = text.strip()
    parts = [part for part in re.split(r"[\s;,]+", text) if part]
    return text if all(FILTER.fullmatch(part) for part in parts) else ""


def unit(text: str) -> str | None:
    """Return a unit that is known, empty for an empty one, or None."""
    text = text.strip()
    return text if not text or text in UNITS else None


def removed(texts: Iterable[str], kept: Iterable[str] = ()) -> frozenset[str]:
    """Return what of the texts can be searched for in binary data without being met by chance, as whole and in words.

    Whole texts of fewer than 4 characters, words of fewer than 6, and fewer than 7 digits without a letter are met
    by chance; words of the tables above, and what is part of the texts that are `kept`, are in the output by right.
    """
    found: set[str] = set()
    right = "\n".join(kept).casefold()
    for text in texts:
        whole = text.strip()
        found.update(part for part in re.split(r"[\s_,;^]+", whole) if _tells(part, shortest=6))
        found.update({whole} if _tells(whole, shortest=4) else ())
    return frozenset(text for text in found if text.casefold() not in right)


def _tells(text: str, shortest: int) -> bool:
    letters = any(character.isalpha() for character in text)
    return len(text) >= (shortest if letters else 7) and not _made_of(text, SENSORS)


def _made_of(text: str, words: frozenset[str]) -> bool:
    """Whether all words, and numbers of one digit, are known, and the rest is plain punctuation."""
    parts = PARTS.findall(text)
    rest = PARTS.sub("", text)
    known = all(
        part.upper() in words or (part.isdecimal() and part.isascii() and len(part) < 2) for part in parts
    )
    return bool(parts) and not parts[0].isdecimal() and known and not rest.strip(" -+/_.,():#")
