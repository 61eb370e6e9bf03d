# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""One wrong digit is noticed, wherever it stands."""

import pytest

from secured.common.check_digits import has_valid_digits, is_taj


@pytest.mark.parametrize(("number", "valid"), [("gb.nhs", "9434765870"), ("pl.pesel", "44051401359")])
def test_a_single_wrong_digit_is_noticed(number, valid):
    assert has_valid_digits(number, valid)
    for at, digit in enumerate(valid):
        wrong = f"{valid[:at]}{(int(digit) + 1) % 10}{valid[at + 1 :]}"
        assert not has_valid_digits(number, wrong)


def test_taj_by_hand():
    # 1*3+2*7+3*3+4*7+5*3+6*7+7*3+8*7 = 188, modulo 10 = 8
    assert is_taj("123 456 788") and is_taj("123-456-788")
    assert not is_taj("123456789") and not is_taj("000000000") and not is_taj("12345678")
