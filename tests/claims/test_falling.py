"""What a correction leaves out of the return that it corrects is named before it is lost."""

from tallystick.claims.falling import falling_away, named
from tests.laws.tallies import document, exported, imported


def test_a_line_of_a_corrected_return_that_the_correction_lacks_falls_away() -> None:
    _, older = document(
        exported("SWE", "FIN", "12"), exported("SWE", "NOR", "5"), exported("SWE", "DNK", "2")
    )
    _, newer = document(exported("SWE", "FIN", "9"), exported("SWE", "DNK", "nil"))
    lost = falling_away(older, [newer])
    assert [claim.to_party for claim in lost] == ["NOR"]
    assert named(lost) == ["battle tanks, Sweden to Norway, 2020"]


def test_nothing_falls_away_of_returns_that_the_correction_does_not_speak_of() -> None:
    """Another year, another party, and the other half go on to stand."""
    _, older = document(
        exported("SWE", "FIN", "12"),
        exported("SWE", "NOR", "5", 2019),
        exported("DNK", "NOR", "5"),
        imported("NOR", "SWE", "1"),
    )
    assert falling_away(older, [document(exported("SWE", "FIN", "9"))[1]]) == []


def test_several_files_may_hold_one_correction() -> None:
    _, older = document(exported("SWE", "FIN", "12"), exported("SWE", "NOR", "5"))
    parts = [document(exported("SWE", "FIN", "9"))[1], document(exported("SWE", "NOR", "5"))[1]]
    assert falling_away(older, parts) == []
    assert len(falling_away(older, parts[:1])) == 1


def test_two_lines_of_one_flow_are_named_once() -> None:
    many = (exported("SWE", "NOR", "5", designation=word) for word in ("Leopard 1", "Leopard 2"))
    _, older = document(exported("SWE", "FIN", "12"), *many)
    lost = falling_away(older, [document(exported("SWE", "FIN", "9"))[1]])
    assert len(lost) == 2
    assert named(lost) == ["battle tanks, Sweden to Norway, 2020"]
