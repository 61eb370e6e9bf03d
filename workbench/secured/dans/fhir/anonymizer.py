# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Apply the rules of a configuration to a resource: for every node the first rule that selects it."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from secured.common.outcome import Quarantined, Reason
from secured.dans.deidentification import Identities
from secured.dans.fhir.configuration import FhirConfiguration, Rule
from secured.dans.fhir.definitions import r4
from secured.dans.fhir.hashing import crypto_hash, encrypt
from secured.dans.fhir.names import Names
from secured.dans.fhir.nodes import Node, read_resource, to_data
from secured.dans.fhir.noise import generalize, perturb
from secured.dans.fhir.paths import NodeIndex
from secured.dans.fhir.patients import Patients
from secured.dans.fhir.person_methods import age, coding, extension, pseudonym, reference, uid
from secured.dans.fhir.redaction import date_shift, keep, redact
from secured.dans.fhir.security_labels import add_labels, empty_resource
from secured.dans.fhir.subjects import subject_of
from secured.dans.fhir.substitution import substitute
from secured.dans.fhir.work import Did, Keys, Work

__all__ = ["FhirAnonymizer"]

Method = Callable[[Node, Rule, Work], Did | None]
DOWNWARD: dict[str, Method] = {  # these work on a node and everything in it, one after the other
    "keep": keep,
    "redact": redact,
    "dateshift": date_shift,
    "cryptohash": crypto_hash,
    "encrypt": encrypt,
    "pseudonym": pseudonym,
    "reference": reference,
    "uid": uid,
}
WHOLE: dict[str, Method] = {  # these see to what is in the node themselves
    "substitute": substitute,
    "perturb": perturb,
    "generalize": generalize,
    "age": age,
    "coding": coding,
    "extension": extension,
}


class FhirAnonymizer:
    """The rules of a configuration, at work under a project's key.

    Parameters
    ----------
    configuration : FhirConfiguration
    identities : Identities
    patients : Patients
        Whose the patients are.
    today : date
        On which ages are reckoned.
    scope : str
        Name of the file or folder, where dates are moved alike in all of it.
    """

    def __init__(
        self,
        configuration: FhirConfiguration,
        identities: Identities,
        *,
        patients: Patients | None = None,
        today: date | None = None,
        scope: str = "",
    ) -> None:
        self.configuration = configuration
        self.counts: Counter[str] = Counter()
        self._identities = identities
        self._patients = patients or Patients()
        self._names = Names(identities, self._patients)
        self._keys = Keys.of(configuration.parameters, identities)
        self._today = today or date.today()
        self._scope = scope
        self._rules: dict[str, list[Rule]] = {}
        self._done: set[Did] = set()

    def apply(self, resource: dict[str, Any], *, within: str = "", also: bool = False) -> dict[str, Any]:
        """Return a resource with every rule applied, those within it too; the input is left untouched.

        Parameters
        ----------
        resource : dict
            As JSON values, decimals as `decimal.Decimal`.
        within : str
            Id of the bundle it comes from.
        also : bool, default False
            Whether the security labels tell of everything done since the last time, as those of a bundle do.

        Raises
        ------
        Quarantined
            If a rule cannot be applied, unless the configuration says to skip: then an empty resource is returned.
        """
        root, unknown = read_resource(resource, r4())
        self.counts["unknown"] += unknown
        scope = self._scope or within or root.text_of("id")
        try:
            done = self._resource(root, scope, None, self._done if also else set())
        except Quarantined as error:
            if not self.configuration.skip_errors or error.reason is not Reason.MALFORMED:
                raise
            self.counts["refused"] += 1
            return empty_resource(root.resource)
        self._done = set() if also else self._done | done
        root.prune()
        return to_data(root)

    def _resource(self, root: Node, scope: str, outer: Work | None, before: Iterable[Did] = ()) -> set[Did]:
        index = NodeIndex(root)
        work = self._work(root, scope, outer)
        done = set(before)
        for rule in self._rules_for(root.resource):
            for node in rule.path.select(root, index):
                self._apply(node, rule, work, done)
        for node in [one for one in root.below() if one.resource]:
            done |= self._resource(node, scope, work)
        if root.name != "contained":
            add_labels(root, done)
        return done

    def _apply(self, node: Node, rule: Rule, work: Work, done: set[Did]) -> None:
        if node.visited:
            return
        downward = DOWNWARD.get(rule.method)
        did = (downward or WHOLE[rule.method])(node, rule, work)
        if did is not None:
            done.add(did)
            self.counts[did.name.lower()] += 1
        if downward is None:
            return
        node.visited = True
        for child in node.children:
            if not child.resource:
                self._apply(child, rule, work, done)

    def _rules_for(self, type: str) -> list[Rule]:
        if type not in self._rules:
            self._rules[type] = [rule for rule in self.configuration.rules if rule.path.concerns(type)]
        return self._rules[type]

    def _work(self, root: Node, scope: str, outer: Work | None) -> Work:
        """The circumstances of a resource: a contained one is about whom the one around it is about."""
        if outer is not None and root.name == "contained":
            return outer
        person = subject_of(root, self._names, self._patients)
        return Work(
            parameters=self.configuration.parameters,
            keys=self._keys,
            identities=self._identities,
            names=self._names,
            today=min(self._patients.deaths.get(person or "", self._today), self._today),
            person=person,
            scope=scope,
            noise=self._noise(f"{scope} {root.resource} {root.text_of('id')}"),
        )

    def _noise(self, place: str) -> Callable[[str], float]:
        drawn = 0

        def noise(text: str) -> float:
            nonlocal drawn
            drawn += 1
            return (self._identities.key.number("fhir noise", f"{place} {drawn} {text}") >> 203) / 2**53

        return noise
