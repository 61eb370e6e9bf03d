# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""From what a table is like to which methods are worth trying on it, and which are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, log10

from secured.common import Dataset, Role
from secured.common.hierarchies import Ordered
from secured.dans.tables.advise.advice import RuledOut
from secured.dans.tables.advise.attribute_models import INFERENCE, closeness_of, diversity_of, likeness_of
from secured.dans.tables.advise.profile import SEPARATOR, Profile
from secured.dans.tables.advise.purposes import SOURCES, Aim
from secured.dans.tables.advise.trial import Candidate, Measured
from secured.dans.tables.dp.safepub import SafePub
from secured.dans.tables.models.k_anonymity import KAnonymity
from secured.dans.tables.models.k_map import EstimatedKMap
from secured.dans.tables.models.km_anonymity import KmAnonymity
from secured.dans.tables.models.lkc_privacy import LKCPrivacy
from secured.dans.tables.models.privacy_model import PrivacyModel
from secured.dans.tables.models.risk_limits import AverageRisk
from secured.dans.tables.models.uniqueness import PopulationUniqueness
from secured.dans.tables.transformations.full_domain import FullDomainGeneralization
from secured.dans.tables.transformations.km_anonymity import AprioriAnonymization, RelationalSetAnonymization
from secured.dans.tables.transformations.local_recoding import LocalRecoding
from secured.dans.tables.transformations.mdav import MDAV
from secured.dans.tables.transformations.mondrian import Mondrian
from secured.dans.tables.transformations.pipeline import Pipeline, ReleaseMaker

__all__ = ["Shortlist"]

IDENTITY, ATTRIBUTE, MEMBERSHIP = "identity disclosure", "attribute disclosure", "membership disclosure"
MANY_COLUMNS = 6
EPSILON, SEARCH = 1.0, 0.1
TUPLES_A_SECOND = {"k": 1500, "more": 150}  # that local recoding gets through, on a slow machine
PEOPLE_MDAV = 30_000  # its time grows with the square
KNOWN_ITEMS = 2


@dataclass(frozen=True, kw_only=True)
class Shortlist:
    """What to try on a table, in order of promise, and what not to."""

    dataset: Dataset
    profile: Profile
    aim: Aim
    threshold: float
    k: int
    population: int | None
    budget_seconds: float

    def entries(self) -> Iterator[Candidate | RuledOut]:
        """Yield candidates and what is ruled out without a trial."""
        if self.profile.people < self.k:
            yield RuledOut(
                name="every method that hides people in classes",
                reason=f"k={self.k} = 1 / {self.threshold:g} needs at least {self.k} people, the table has {self.profile.people}",
                source=SOURCES["threshold"],
            )
        elif self.profile.sets:
            yield from self._of_sets()
        else:
            yield from self._of_classes()
        yield from self._of_membership()

    def _of_classes(self) -> Iterator[Candidate | RuledOut]:
        models: tuple[PrivacyModel, ...] = (KAnonymity(k=self.k),)
        if self._least > 2:
            yield RuledOut(
                name=f"k-anonymity with k below {self._least}",
                reason=f"k={self._least - 1} leaves a person with a chance of {1 / (self._least - 1):.3g}, above {self._most:.3g}",
                source=SOURCES["threshold" if self.aim.counts == "highest" else "average"],
            )
        yield from self._in_three_ways(f"{self.k}-anonymity", models, (IDENTITY,), self._left_by_k(), "k")
        for name, found, source, gaps in (
            diversity_of(self.profile.sensitive, self.aim.hides_values),
            closeness_of(self.profile.sensitive),
            likeness_of(self.profile.sensitive),
        ):
            yield from (one for one in gaps if isinstance(one, RuledOut))
            if found:
                left = (*(one for one in gaps if isinstance(one, str)), MEMBERSHIP)
                hidden = ATTRIBUTE
                if any(one.startswith(INFERENCE) for one in left):
                    hidden += f" of {', '.join(str(model.sensitive) for model in found)}"
                full = f"{self.k}-anonymity and {name}"
                yield from self._in_three_ways(full, (*models, *found), (IDENTITY, hidden), left, source)
        yield from self._by_average()
        yield from self._by_microaggregation(models)
        yield from self._by_population()
        yield from self._for_many_columns()

    @property
    def _most(self) -> float:
        """Chance that no single person may exceed."""
        return self.threshold if self.aim.counts == "highest" else max(self.aim.most, self.threshold)

    @property
    def _least(self) -> int:
        """Smallest class that this allows."""
        return ceil(1 / self._most - 1e-9)

    def _left_by_k(self) -> tuple[str, ...]:
        left = (f"{ATTRIBUTE}: all of a class may share a sensitive value",) if self.profile.sensitive else ()
        return (*left, MEMBERSHIP)

    def _in_three_ways(
        self,
        promise: str,
        models: tuple[PrivacyModel, ...],
        protects: tuple[str, ...],
        left: tuple[str, ...],
        source: str,
    ) -> Iterator[Candidate | RuledOut]:
        """The same promise by full-domain generalization, Mondrian and local recoding."""
        why = SOURCES[source]
        ways: list[tuple[str, ReleaseMaker, str, Measured]] = [
            ("full-domain generalization", FullDomainGeneralization(models=models), why, "levels"),
            ("Mondrian", Mondrian(models=models), f"{why}; {SOURCES['mondrian']}", "rows"),
        ]
        bearable = TUPLES_A_SECOND["k" if len(models) == 1 else "more"] * self.budget_seconds
        if self.profile.tuples <= bearable:
            ways.append(
                ("local recoding", LocalRecoding(models=models), f"{why}; {SOURCES['local']}", "rows")
            )
        else:
            yield RuledOut(
                name=f"{promise} by local recoding",
                reason=f"{self.profile.tuples} distinct combinations would not be done in {self.budget_seconds:g} seconds",
                source=SOURCES["workbench"],
            )
        for way, method, where, measured in ways:
            yield Candidate(
                name=f"{promise} by {way}",
                method=method,
                protects=protects,
                does_not_protect=left,
                source=where,
                measured=measured,
            )

    def _by_average(self) -> Iterator[Candidate | RuledOut]:
        name = f"average risk of at most {self.threshold:g}"
        if self.aim.counts == "highest":
            yield RuledOut(
                name=name,
                reason=f"readers are {self.aim.readers}: the worst-off person counts, not the average",
                source=SOURCES["average"],
            )
            return
        yield Candidate(
            name=f"{name} and {self._least}-anonymity by full-domain generalization",
            method=FullDomainGeneralization(
                models=(AverageRisk(limit=self.threshold), KAnonymity(k=self._least))
            ),
            protects=(IDENTITY,),
            does_not_protect=self._left_by_k(),
            source=SOURCES["average"],
            measured="levels",
        )

    def _by_microaggregation(self, models: tuple[PrivacyModel, ...]) -> Iterator[Candidate | RuledOut]:
        name, profile = f"MDAV microaggregation and {self.k}-anonymity", self.profile
        if not profile.numeric or profile.people > PEOPLE_MDAV:
            reason = (
                "no quasi-identifier is a number, so nothing can be averaged"
                if not profile.numeric
                else f"{profile.people} people are too many: its time grows with their square"
            )
            yield RuledOut(name=name, reason=reason, source=SOURCES["microaggregation"])
            return
        orders = {
            column: tuple(spec.order)
            for column in profile.quasi_identifiers
            if isinstance(spec := self.dataset.columns[column].hierarchy, Ordered)
        }
        step = MDAV(columns=profile.quasi_identifiers, k=self.k, orders=orders)
        yield Candidate(
            name=name,
            method=Pipeline(
                steps=(step,),
                release=FullDomainGeneralization(models=models, levels=(0,) * len(profile.quasi_identifiers)),
            ),
            protects=(IDENTITY,),
            does_not_protect=self._left_by_k(),
            source=SOURCES["microaggregation"],
            measured="groups",
            true_rows=False,
        )

    def _by_population(self) -> Iterator[Candidate | RuledOut]:
        if self.population is None:
            yield RuledOut(
                name="k-map and population uniqueness",
                reason="the size of the population is not known",
                source=SOURCES["k-map"],
            )
            return
        yield RuledOut(
            name="k-map in a known population",
            reason="only the size of the population is known, not its people",
            source=SOURCES["k-map"],
        )
        weak = "an adversary who knows that a person is in the table"
        found: list[tuple[str, PrivacyModel, str]] = [
            (f"estimated {self.k}-map", EstimatedKMap(k=self.k, population_size=self.population), "k-map")
        ]
        if self.aim.counts == "average":
            share = PopulationUniqueness(share=0.01, population_size=self.population)
            found.append(("at most 1 % population uniques", share, "uniqueness"))
        for name, model, source in found:
            yield Candidate(
                name=f"{name} by full-domain generalization",
                method=FullDomainGeneralization(models=(model,)),
                protects=(f"{IDENTITY}, if nobody knows who is in the table",),
                does_not_protect=(weak, *self._left_by_k()),
                source=SOURCES[source],
                measured="levels",
            )

    def _for_many_columns(self) -> Iterator[Candidate | RuledOut]:
        n, sensitive = len(self.profile.quasi_identifiers), self.profile.sensitive
        if n < MANY_COLUMNS or not sensitive:
            return
        if len(sensitive) > 1:
            yield RuledOut(
                name="LKC-privacy",
                reason=f"{len(sensitive)} sensitive columns: a model for each looks at all combinations anew",
                source=SOURCES["workbench"],
            )
            return
        share = round(max(0.8, (1 + sensitive[0].commonest) / 2), 3)
        model = LKCPrivacy(L=2, K=self.k, C=share, sensitive=sensitive[0].name)
        yield Candidate(
            name="LKC-privacy by full-domain generalization",
            method=FullDomainGeneralization(models=(model,)),
            protects=(f"{IDENTITY} and {ATTRIBUTE}, by whoever knows at most 2 quasi-identifiers",),
            does_not_protect=("whoever knows more of a person", MEMBERSHIP),
            source=SOURCES["many columns"],
            measured="levels",
        )

    def _of_sets(self) -> Iterator[Candidate | RuledOut]:
        """Set-valued columns: Amnesia's models."""
        sets, profile = self.profile.sets, self.profile
        yield RuledOut(
            name="k-anonymity, l-diversity, t-closeness over whole sets",
            reason=f"{', '.join(sets)} holds sets: nearly every set is another, and would be suppressed",
            source=SOURCES["sets"],
        )
        if len(sets) > 1:
            yield RuledOut(
                name="k^m-anonymity",
                reason=f"{len(sets)} columns of sets; the method protects one. Release one of them, or none",
                source=SOURCES["sets"],
            )
            return
        model = KmAnonymity(k=self.k, m=KNOWN_ITEMS, items=sets[0], separator=SEPARATOR)
        left = (f"whoever knows more than {KNOWN_ITEMS} items", *self._left_by_k())
        alone = len(profile.quasi_identifiers) == 1
        method = (
            AprioriAnonymization(model=model)
            if alone
            else RelationalSetAnonymization(model=model, relational=Mondrian(models=(KAnonymity(k=self.k),)))
        )
        yield Candidate(
            name="k^m-anonymity of the sets"
            if alone
            else "(k, k^m)-anonymity: Mondrian, and the sets within each class",
            method=method,
            protects=(f"{IDENTITY}, by whoever knows up to {KNOWN_ITEMS} items",),
            does_not_protect=left,
            source=SOURCES["sets"],
            measured="sets",
            known_risk=1 / self.k,
        )

    def _of_membership(self) -> Iterator[Candidate | RuledOut]:
        yield RuledOut(
            name="delta-presence",
            reason="needs a table of the population, not only its size",
            source=SOURCES["presence"],
        )
        name = f"({EPSILON:g}, delta)-differential privacy by SafePub"
        columns = tuple(
            name for name, column in self.dataset.columns.items() if column.role is not Role.IDENTIFIER
        )
        if self.profile.sets:
            yield RuledOut(
                name=name,
                reason="a column of sets cannot be generalised as one value",
                source=SOURCES["sets"],
            )
            return
        delta = 10.0 ** -(ceil(log10(max(self.profile.people, 10))) + 1)
        settings = {"epsilon": EPSILON, "delta": delta, "columns": columns, "search_epsilon": SEARCH}
        yield Candidate(
            name=name,
            method=SafePub(**settings),  # type: ignore[arg-type]
            tried_as=SafePub(**settings, noise="teaching"),  # type: ignore[arg-type]
            promise=f"({EPSILON:g}, {delta:g})-differential privacy",
            protects=(IDENTITY, ATTRIBUTE, MEMBERSHIP),
            does_not_protect=("what is true of nearly everybody",),
            source=SOURCES["differential privacy"],
        )
