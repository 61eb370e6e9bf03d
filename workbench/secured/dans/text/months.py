# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Names of months in seven languages, and how they are found and written again."""

from functools import cache

__all__ = ["LANGUAGES", "month_number", "month_pattern", "month_written"]

# per language and form, January to December; the first form is the full name
MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mar apr may jun jul aug sept oct nov dec",
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    ),
    "nl": (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
    ),
    "hu": (
        "január február március április május június július augusztus szeptember október november december",
        "jan febr márc ápr máj jún júl aug szept okt nov dec",
    ),
    "el": (
        "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
        "ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
        "ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος",
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
    ),
}
LANGUAGES = tuple(MONTHS)


@cache
def month_pattern() -> str:
    """All names of months, the longer first, as an alternation without case."""
    names = {name for forms in MONTHS.values() for form in forms for name in form.split()}
    return "|".join(sorted(names, key=lambda one: (-len(one), one)))


@cache
def _form_of(name: str, language: str) -> tuple[str, int, int]:
    """Language, form and number of a name; the given language is asked first."""
    for tongue in (language, *MONTHS):
        for form, names in enumerate(MONTHS[tongue]):
            if name in names.split():
                return tongue, form, names.split().index(name) + 1
    raise KeyError(language)


def month_number(name: str, language: str) -> int:
    """Return the number of a month, 1 to 12."""
    return _form_of(name.lower(), language)[2]


def month_written(like: str, number: int, language: str) -> str:
    """Return the name of another month in the language, length and case of a given one."""
    tongue, form, _ = _form_of(like.lower(), language)
    written = MONTHS[tongue][form].split()[number - 1]
    if like.isupper():
        return written.upper()
    return written.capitalize() if like[0].isupper() else written
