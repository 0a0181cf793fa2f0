"""Figures that benches measured are kept by topic; one topic's do not touch another's."""

from pathlib import Path

from bench.measured import figures, record


def test_a_topic_is_replaced_and_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    assert figures(path) == {}
    record("known", {"a": "1", "b": "2"}, path)
    record("known_too", {"a": "3"}, path)
    record("known", {"a": "4 %"}, path)
    assert figures(path) == {"known.a": "4 %", "known_too.a": "3"}
    assert path.read_text("utf-8").endswith("}\n")
