# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""An invented patient with relatives and staff, in the spellings in which notes name them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import numpy as np

from secured.dans.text.months import month_written

__all__ = ["InventedNames", "invented_values", "values_of"]

InventedNames = Mapping[str, Sequence[str]]
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@cache
def invented_values(part: str) -> InventedNames:
    """Lists of names, and forms of numbers and dates, of a part of the generator."""
    text = (files("secured.dans.text") / "note_templates" / "values.toml").read_text(encoding="utf-8")
    values: InventedNames = tomllib.loads(text)[part]
    return values


@dataclass(frozen=True, kw_only=True)
class _Draw:
    """Draws from the lists in one style, of the United Kingdom or the United States."""

    names: InventedNames
    rng: np.random.Generator
    style: str

    def one(self, field: str) -> str:
        of_style = f"{field}_{self.style.lower()}"
        values = self.names[of_style if of_style in self.names else field]
        return str(values[int(self.rng.integers(len(values)))])

    def number(self, field: str) -> str:
        """A form with its digits and letters drawn; no number begins with 0 unless its form does."""
        written = ""
        for mark in self.one(field):
            low = 1 if not written or not written[-1].isdigit() else 0
            drawn = {"#": str(self.rng.integers(low, 10)), "^": LETTERS[int(self.rng.integers(len(LETTERS)))]}
            written += drawn.get(mark, mark)
        return written

    def day(self, field: str, day: date) -> str:
        return _written(self.one(field), day)


def values_of(names: InventedNames, rng: np.random.Generator, *, child: bool) -> dict[str, str]:
    """Return what every slot of a template stands for, in one note."""
    draw = _Draw(names=names, rng=rng, style=str(names["style"][int(rng.integers(2))]))
    given = [str(one) for one in rng.permutation(list(names["given"]))]
    surnames = [str(one) for one in rng.permutation(list(names["surname"]))]
    cities = [str(one) for one in rng.permutation(list(names["city"]))]
    streets = [str(one) for one in rng.permutation(list(names["street"]))]
    hospitals = [str(one) for one in rng.permutation(list(names["hospital"]))]
    title, possessive = (("Mr", "his"), ("Mrs", "her"), ("Ms", "her"))[int(rng.integers(3))]
    host = draw.one("mail")
    values = {
        "title": title + ("." if draw.style == "US" else ""),
        "title_doctor": ("Dr.", "Mr", "Prof.")[int(rng.integers(3))],
        "possessive": possessive,
        "possessive_cap": possessive.capitalize(),
        **_people(given, surnames, rng),
        **_times(draw, child=child),
        "city": cities[0], "city2": cities[1], "street": streets[0], "street2": streets[1],
        "hospital": hospitals[0], "hospital2": hospitals[1],
        "email": f"{given[5].lower()}.{surnames[4].split()[-1].lower()}@{host}".replace("'", ""),
        "email2": f"{given[1][0]}{surnames[1].split()[-1]}{rng.integers(10, 99)}@{host}".lower().replace("'", ""),
    }  # fmt: skip
    for slot in ("ward", "school", "employer"):
        values[slot] = draw.one(slot)
    for slot in (
        "mrn", "accession", "device", "account", "insurance", "vehicle", "licence", "phone", "bleep", "ip", "url",
        "postcode",
    ):  # fmt: skip
        values[slot] = draw.number(slot)
    values |= {
        "fax": draw.number("phone"),
        "relative_phone": draw.number("phone"),
        "mrn2": draw.number("mrn"),
    }
    values |= {
        "nhs": _nhs(rng),
        "ssn": f"{rng.integers(100, 999)}-{rng.integers(10, 99)}-{rng.integers(1000, 9999)}",
    }
    values["nhs_or_mrn"] = values["nhs"]
    return values


def _people(given: list[str], surnames: list[str], rng: np.random.Generator) -> dict[str, str]:
    patient_surname = surnames[0]
    relative_surname = patient_surname if rng.random() < 0.7 else surnames[4]
    middle = f" {LETTERS[int(rng.integers(len(LETTERS)))]}." if rng.random() < 0.2 else ""
    return {
        "patient": f"{given[0]}{middle} {patient_surname}",
        "patient_given": given[0],
        "patient_surname": patient_surname,
        "patient_upper": f"{patient_surname.upper()}, {given[0]}",
        "patient_comma": f"{patient_surname}, {given[0]}",
        "patient_initial": f"{given[0][0]}. {patient_surname}",
        "doctor": f"{given[1]} {surnames[1]}",
        "doctor_given": given[1],
        "doctor_surname": surnames[1],
        "doctor_initials": f"{given[2][0]}. {surnames[2]}" if rng.random() < 0.5 else f"{given[2][0]}.{given[3][0]}. {surnames[2]}",
        "nurse": f"{given[3]} {surnames[3]}",
        "nurse_given": given[3],
        "nurse_surname": surnames[3],
        "relative": f"{given[4]} {relative_surname}",
        "relative_given": given[4],
        "relative_surname": relative_surname,
        "gp_surname": surnames[5],
    }  # fmt: skip


def _times(draw: _Draw, *, child: bool) -> dict[str, str]:
    rng = draw.rng
    seen = date(2018, 1, 1) + timedelta(days=int(rng.integers(0, 2500)))
    age = int(rng.integers(1, 9)) if child else int(rng.integers(24, 88))
    return {
        "age": str(age),
        "age90": str(rng.integers(90, 104)),
        "birth": draw.day("dates", seen - timedelta(days=365 * age + int(rng.integers(1, 364)))),
        "day1": draw.day("dates", seen),
        "day2": draw.day("dates", seen + timedelta(days=int(rng.integers(2, 30)))),
        "day3": draw.day("dates", seen + timedelta(days=1)),
        "short_day": draw.day("short", seen + timedelta(days=int(rng.integers(3, 40)))),
        "month_year": draw.day("month_year", seen - timedelta(days=int(rng.integers(60, 1500)))),
    }


def _nhs(rng: np.random.Generator) -> str:
    """A number with the check digit of the NHS, in one of two spellings."""
    while True:
        nine = [4, *(int(one) for one in rng.integers(0, 10, 8))]
        check = 11 - sum(weight * one for weight, one in zip(range(10, 1, -1), nine, strict=True)) % 11
        if check != 10:
            digits = "".join(map(str, [*nine, check % 11]))
            return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if rng.random() < 0.7 else digits


def _written(form: str, day: date) -> str:
    th = "th" if day.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return form.format(
        d=day.day, m=day.month, y=day.year, yy=day.year % 100, th=th,
        month=month_written("January", day.month, "en"), mon=month_written("Jan", day.month, "en"), MON=month_written("JAN", day.month, "en"),
    )  # fmt: skip
