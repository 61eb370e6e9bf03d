# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Replace values by their keyed hash, or encrypt them; of a reference only the identifier within."""

import base64
import hmac
import re
from collections.abc import Callable

from secured.common.errors import MissingDependency
from secured.dans.fhir.configuration import Rule
from secured.dans.fhir.definitions import r4
from secured.dans.fhir.nodes import Node
from secured.dans.fhir.work import Did, Work

__all__ = ["crypto_hash", "encrypt"]

LITERAL = re.compile(
    r"(?P<before>(?:https?://[A-Za-z0-9/.:%$_-]*?)?(?P<type>[A-Z][A-Za-z]+)/)(?P<id>[A-Za-z0-9.-]{1,64})"
    r"(?P<after>/_history/[A-Za-z0-9.-]{1,64})?"
)
OID = re.compile(r"(?P<before>urn:oid:)(?P<id>[0-2](?:\.(?:0|[1-9][0-9]*))+)(?P<after>)")
UUID = re.compile(
    r"(?P<before>urn:uuid:)(?P<id>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?P<after>)"
)


def crypto_hash(node: Node, rule: Rule, work: Work) -> Did | None:
    """Replace a value by its HMAC-SHA-256 in hexadecimal digits."""
    if not node.text:
        return None

    def hashed(text: str) -> str:
        return hmac.new(work.keys.hash, text.encode(), "sha256").hexdigest()

    in_reference = node.name == "reference" and node.parent is not None and node.parent.type == "Reference"
    node.value = _within_reference(node.text, hashed) if in_reference else hashed(node.text)
    return Did.HASHED


def _within_reference(text: str, hashed: Callable[[str], str]) -> str:
    if text.startswith("#"):
        return f"#{hashed(text[1:])}"
    for form in (LITERAL, OID, UUID):
        found = form.fullmatch(text)
        if found and (form is not LITERAL or found["type"] in r4().resources):
            return f"{found['before']}{hashed(found['id'])}{found['after'] or ''}"
    return hashed(text)


def encrypt(node: Node, rule: Rule, work: Work) -> Did | None:
    """Replace a value by its encryption: AES-CBC, the initialisation vector before it, in base64.

    The vector is derived from key and value, not drawn, so that two runs give the same output; equal values are
    therefore seen to be equal, and nothing else is.
    """
    if not node.text:
        return None
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        from cryptography.hazmat.primitives.padding import PKCS7
    except ImportError:
        raise MissingDependency(
            "FhirFiles: the method encrypt needs cryptography. Install with pip install 'secured-workbench[fhir]'."
        ) from None
    plain = node.text.encode()
    vector = hmac.new(work.keys.encrypt, b"initialisation vector\0" + plain, "sha256").digest()[:16]
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(work.keys.encrypt), modes.CBC(vector)).encryptor()
    cipher = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    node.value = base64.b64encode(vector + cipher).decode()
    return Did.ENCRYPTED
