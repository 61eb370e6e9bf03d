# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""How many people live where: the population sizes that risk is estimated for."""

from collections.abc import Mapping

__all__ = ["ARX_POPULATIONS", "POPULATIONS"]

POPULATIONS: Mapping[str, int] = {
    # United States: census of 1 April 2020. Others: Eurostat, 1 January 2024, rounded to 100,000.
    "Belgium": 11_800_000,
    "European Union": 449_200_000,
    "France": 68_400_000,
    "Greece": 10_400_000,
    "Hungary": 9_600_000,
    "Ireland": 5_300_000,
    "Italy": 59_000_000,
    "Netherlands": 17_900_000,
    "Spain": 48_600_000,
    "United States": 331_449_281,
}
ARX_POPULATIONS: Mapping[str, int] = {
    # Official figures of about 2013, as ARX ships them: for comparing with results of ARX.
    "Africa": 1_100_000_000,
    "Australia": 23_130_900,
    "Brazil": 202_656_788,
    "Canada": 34_834_841,
    "China": 1_366_040_000,
    "Europe": 740_000_000,
    "European Union": 507_420_000,
    "France": 65_820_916,
    "Germany": 80_767_000,
    "India": 1_210_569_573,
    "North America": 565_265_000,
    "South America": 385_742_554,
    "United Kingdom": 63_705_000,
    "United States": 317_238_626,
}
