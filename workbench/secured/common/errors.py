# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""The one family of errors: each message says who, what is wrong and what to do, and never quotes a record."""

__all__ = [
    "BudgetExceeded",
    "DatasetUnavailable",
    "MissingDependency",
    "NotFitted",
    "PrivacyInputError",
    "RegistryError",
    "SecuredError",
]


class SecuredError(Exception):
    """Base of every error the workbench raises on purpose."""


class PrivacyInputError(SecuredError, ValueError):
    """Data or parameters that a method cannot work with."""


class RegistryError(SecuredError, ValueError):
    """A dataset entry or a registered method that is not valid."""


class DatasetUnavailable(SecuredError):
    """A dataset that is not on this machine; the message says how to obtain it."""


class BudgetExceeded(SecuredError):
    """A privacy or error budget that is spent."""


class NotFitted(SecuredError):
    """A result asked for before the method was fitted."""


class MissingDependency(SecuredError, ImportError):
    """An optional package that is not installed; the message names the extra."""
