# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""What a release is for, what follows for the risk that counts, and where each rule comes from."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["PURPOSES", "SOURCES", "Aim", "Purpose"]

Purpose = Literal["open data", "research access", "internal analysis", "teaching", "machine learning"]

SOURCES = {
    "threshold": "EMA Policy 0070 and Health Canada, Public Release of Clinical Information: 0.09; CMS: no cell below 11",
    "kinds": "Article 29 Working Party, Opinion 05/2014 (WP216): singling out, linkability, inference",
    "average": "El Emam & Arbuckle 2013, Anonymizing Health Data: strict average, no record above 0.33",
    "k": "Sweeney 2002, doi:10.1142/S0218488502001648",
    "l": "Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302",
    "t": "Li et al. 2007, doi:10.1109/ICDE.2007.367856",
    "beta": "Cao & Karras 2012, doi:10.14778/2350229.2350255",
    "local": "Prasser & Kohlmayer 2015, doi:10.1007/978-3-319-23633-9_6",
    "mondrian": "LeFevre et al. 2006, doi:10.1109/ICDE.2006.101",
    "microaggregation": "Domingo-Ferrer & Torra 2005, doi:10.1007/s10618-005-0007-5",
    "k-map": "El Emam & Dankar 2008, doi:10.1197/jamia.M2716",
    "uniqueness": "Dankar et al. 2012, doi:10.1186/1472-6947-12-66",
    "many columns": "Mohammed et al. 2009, doi:10.1145/1557019.1557157; Aggarwal 2005, VLDB (curse of dimensionality)",
    "sets": "Terrovitis et al. 2008, doi:10.14778/1453856.1453874; Poulis et al. 2013, doi:10.1007/978-3-642-40994-3_23",
    "presence": "Nergiz et al. 2007, doi:10.1145/1247480.1247554",
    "differential privacy": "Dwork et al. 2006, doi:10.1007/11681878_14; Bild et al. 2018, doi:10.1515/popets-2018-0004",
    "workbench": "rule of thumb of this workbench",
}


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What a purpose asks for.

    Parameters
    ----------
    counts : {"highest", "average"}
        Which risk is held against the threshold: of the worst-off person where anybody may read the release, the
        average where readers are bound.
    most : float
        Chance that no single person may exceed.
    hides_values : bool
        Whether sensitive values must be hidden too.
    true_rows : bool
        Whether readers rely on every row being true of somebody.
    usual : float
        Threshold that is usual for it.
    readers : str
    """

    counts: Literal["highest", "average"]
    most: float
    hides_values: bool
    true_rows: bool
    usual: float
    readers: str


PURPOSES: dict[str, Aim] = {
    "open data": Aim(
        counts="highest", most=1.0, hides_values=True, true_rows=True, usual=0.09, readers="anybody, bound by nothing"
    ),
    "research access": Aim(
        counts="average", most=1 / 3, hides_values=False, true_rows=True, usual=0.2, readers="researchers under contract"
    ),
    "internal analysis": Aim(
        counts="average", most=1 / 3, hides_values=False, true_rows=True, usual=0.2, readers="staff under rules of the house"
    ),
    "teaching": Aim(
        counts="highest", most=1.0, hides_values=True, true_rows=False, usual=0.09, readers="many students, hardly bound"
    ),
    "machine learning": Aim(
        counts="average", most=1 / 3, hides_values=False, true_rows=False, usual=0.2, readers="a team that trains models"
    ),
}  # fmt: skip
