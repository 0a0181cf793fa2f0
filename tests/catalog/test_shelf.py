"""Every source on the shelf reads its own sample as it is expected to."""

import pytest

from tallystick.sources import shelf
from tallystick.sources.sample import expected_of_sample, read_sample


@pytest.mark.parametrize("name", shelf.names())
def test_a_sample_says_what_is_expected_of_it(name: str) -> None:
    told = read_sample(name)
    assert len(told) > 0
    assert told == expected_of_sample(name)
