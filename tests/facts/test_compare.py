"""Whether two designations speak of the same goods: a table of pairs, most of them met in returns."""

import pytest

from tallystick.facts.compare import Relation, compare
from tallystick.model.designation import parse_designation

SAME, OPEN, APART, OPPOSED = Relation

PAIRS = [
    # one model, written twice
    ("Leopard 2A4", "Leopard 2 A5", SAME),
    ("Leopard 2", "LEOPARD II A5", SAME),
    ("Leopard 2A5", "Leopard-2A", SAME),
    ("T-72", "T72 M1", SAME),
    ("BMP-1", "BMP", SAME),
    ("XA-188", "Sisu XA-188 GV", SAME),
    ("Mi-17", "Mi-17V-5 helicopter", SAME),
    ("Cougar", "Cougars", SAME),
    ("Vamtac", "URO Vamtec", SAME),
    ("9P516", "9P516 launcher", SAME),
    ("D-30 howitzer 122 mm", "122 mm D-30", SAME),
    ("Gepard 1A2", "GUEPARD", SAME),
    ("FAL rifle", "FN Herstal FAL", SAME),
    ("FN FAL", "FAL", SAME),
    ("rifles", "rifle", SAME),
    # two things that share a name or nothing
    ("Leopard 1", "Leopard 2", APART),
    ("T-54", "T-55", APART),
    ("BMP-1", "BMP-2", APART),
    ("Su-25", "MiG-29", APART),
    ("Bushmaster", "Casspir", APART),
    ("FN Herstal FNC", "FN Herstal FAL", APART),
    ("FAL rifle", "FNC rifles", APART),
    ("FAL rifle", "FNC rifle", APART),
    ("Heckler & Koch G3", "Heckler & Koch MP5", APART),
    ("pistols", "rifles", APART),
    ("FAL rifle", "pistols", APART),
    # nothing tells them apart
    ("", "Leopard 2", OPEN),
    ("-", "-", OPEN),
    ("M113A2", "APCs", OPEN),
    ("M113", "M133", OPEN),
    ("armoured vehicles", "Leopard 2", OPEN),
    ("rifles", "FN Herstal FAL", OPEN),
    ("pistol", "Glock 17", OPEN),
    ("howitzer", "155 mm howitzer", OPEN),
    ("81 mm mortar", "81.4 mm mortar", OPEN),
    # words that exclude each other
    ("Mortars 120 mm", "Mortars 82 mm", OPPOSED),
    ("155 mm howitzer", "105 mm howitzer", OPPOSED),
    ("Igla launcher", "Igla missile", OPPOSED),
    ("mortar", "howitzer", OPPOSED),
]


@pytest.mark.parametrize(
    ("left", "right", "relation"), PAIRS, ids=lambda value: str(value).replace(" ", "_") or "blank"
)
def test_designations_stand_to_each_other_as_people_would_say(
    left: str, right: str, relation: Relation
) -> None:
    ours, theirs = parse_designation(left), parse_designation(right)
    assert compare(ours, theirs).relation is relation
    assert compare(theirs, ours).relation is relation, "whichever half says which"


def test_a_comparison_names_the_words_it_rests_on() -> None:
    found = compare(parse_designation("Mortars 120 mm"), parse_designation("Mortars 82 mm"))
    assert found.detail == "120 mm against 82 mm"
    assert "leopard2" in compare(parse_designation("Leopard 2A4"), parse_designation("Leopard 2")).detail


def test_closer_relations_come_first() -> None:
    assert sorted(Relation) == [SAME, OPEN, APART, OPPOSED]
