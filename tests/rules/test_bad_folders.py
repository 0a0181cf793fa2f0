"""A folder that is not sound is refused with file, line and near misses: nothing is judged by half a law."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tallystick.errors import AgreementError, CaseError, UsageError
from tallystick.rules import load
from tallystick.rules.check import cases
from tallystick.rules.join import check_milestones
from tallystick.rules.lines import line_at
from tests.findings.rows import table
from tests.rules.invented import PARAMETERS, RULES, TERMS, Texts, folder, judged, pact, record

CASE = """\
# what a lawyer expects
[[case]]
title = "nothing is known"
rule = "report"
on = 2013-01-01
period = 2010
verdict = "not_assessable"
acts = [{ act = "ratification", acted_on = 2000-06-15 }]

[[case]]
title = "another"
rule = "report_in_time"
on = 2014-01-01
period = 2011
verdict = "not_assessable"
acts = [{ act = "ratification", acted_on = 2000-06-15 }]
"""


def refusal(at: Path, texts: Texts) -> str:
    with pytest.raises(AgreementError) as found:
        pact(at, texts)
    return str(found.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "threshold_on =",
            "treshold_on =",
            "agreement.toml, line 15, .*'treshold_on' is not known.*threshold_on",
        ),
        (
            'by = "months"\ncount = 6\nafter',
            'by = "weeks"\ncount = 6\nafter',
            "agreement.toml, line 20, column 'joining.by'",
        ),
        (
            'article = "11"\nby = "months"',
            'article = "11"\nby = "moons"',
            "agreement.toml, line 26, column 'withdrawal.by'",
        ),
        ("2001-01-01", "2001-02-29", r"agreement.toml: is not TOML .*line 14"),
        ('title = "An Invented Pact"\n', "", "agreement.toml: key 'title' is missing: its full title"),
        ('name = "pact"', 'name = "act"', "calls itself 'act', but stands in the folder 'pact'"),
        ('kind = "treaty"', 'kind = "voluntary"', "cannot be of force 'binding'"),
    ],
)
def test_terms_that_cannot_be_so_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in TERMS
    assert re.search(words, refusal(tmp_path, Texts(terms=TERMS.replace(old, new))), re.DOTALL)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("since = 2010-01-01", "since = 2010-02-30", r"parameters.toml: is not TOML .*line 12"),
        ("since = 2010-01-01", 'since = "soon"', "parameters.toml, line 12, column 'report_due.value.since'"),
        ("since = 2010-01-01", "since = 2000-01-01", "parameters.toml, line 1: report_due: two values begin"),
        ('"05-31"', '"05-32"', "parameters.toml, line 1: report_due: '05-32' is no day of a year"),
        ('"05-31"', '"02-29"', "29 February does not come every year"),
        ('"05-31"', '"02-30"', "'02-30' is no day of a year"),
        (
            'article = "7 as amended"',
            'artcle = "7"',
            "parameters.toml, line 11: key 'report_due.value.article' is missing: the article.*'artcle' is not",
        ),
        ('what = "day of', 'wat = "day of', "parameters.toml"),
        (
            "[report_due]",
            "report_due_days = 3\n\n[report_due]",
            "parameters.toml, line 1, column 'report_due_days'",
        ),
    ],
)
def test_parameters_that_cannot_be_so_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in PARAMETERS
    said = refusal(tmp_path, Texts(parameters=PARAMETERS.replace(old, new)))
    assert re.search(words, said, re.DOTALL), said


def test_an_unknown_key_of_a_parameter_names_its_line_and_the_nearest(tmp_path: Path) -> None:
    wrong = PARAMETERS.replace('source = "invented"\n', 'source = "invented"\nunconfrmed = true\n')
    said = refusal(tmp_path, Texts(parameters=wrong))
    assert "line 10" in said
    assert "'unconfrmed' is not known here" in said
    assert "Nearest: unconfirmed" in said


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("SWE,ratification,2001-02-29,,,-,-,-,invented", "line 3, column 'acted_on': '2001-02-29' is no day"),
        ("SWE,ratification,2001-02-28,2001-13-01,,-,-,-,invented", "line 3, column 'in_force_on'"),
        ("SWE,ratified,2001-02-28,,,-,-,-,invented", "line 3, column 'act'.*Nearest: ratification"),
        ("SWEDEN,ratification,2001-02-28,,,-,-,-,invented", "line 3, column 'party'"),
        ("SWE,ratification,,,,-,-,-,invented", "line 3, column 'acted_on': an act needs its day"),
        ("SWE,ratification,2001-02-28,,,-,-,-,", "line 3, column 'source'"),
        ("SWE,ratification,2001-02-28", "line 3: has more or fewer cells"),
        ("SWE,suspension,2001-02-28,,2000-01-01,-,x,-,invented", "line 3: it cannot end"),
    ],
)
def test_acts_that_cannot_be_read_are_refused(tmp_path: Path, row: str, words: str) -> None:
    said = refusal(tmp_path, Texts(acts=["NOR,ratification,2000-06-15,,,-,-,-,invented", row]))
    assert re.search(r"participation\.csv, " + words, said, re.DOTALL), said


def test_all_that_is_wrong_with_a_folder_is_said_at_once(tmp_path: Path) -> None:
    terms = re.sub("(?m)^(depositary|short) = .*\n", "", TERMS)
    parameters = PARAMETERS.replace('what = "', 'wat = "')
    acts = ["SWEDEN,ratification,2001-02-28,,,-,-,-,invented", "SWE,ratification,soon,,,-,-,-,invented"]
    said = refusal(tmp_path, Texts(terms=terms, parameters=parameters, acts=acts))
    for words in (
        "key 'short' is missing: as it stands in a sentence",
        "key 'depositary' is missing: who keeps the list of parties (a body may be invented).",
        "parameters.toml, line ",
        "is missing: what it is, in words",
        "'SWEDEN' is no party's code",
        "'soon' is no day",
    ):
        assert said.count(words) >= 1, words
    assert said.count(" more: ") == 1


@pytest.mark.parametrize("name", ["agreement.toml", "parameters.toml", "rules.py", "participation.csv"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    place = folder(tmp_path)
    (place / name).unlink()
    with pytest.raises(AgreementError, match=rf"{name}: is missing.*add-an-agreement"):
        load.read(place)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "(duty.year + 1, duty.parameter",
            "(duty.year + 1, duty.parameter('report_du') + duty.parameter",
            "line 17: rule report raises: no parameter is called 'report_du'. Nearest: report_due",
        ),
        (
            "return duty.report(",
            "1 / 0; return duty.report(",
            "line 17: rule report raises: division by zero",
        ),
        ("return duty.report(", "return (", "line 14: rule report returns Expr, not a Ruling"),
        (
            '"out_of_sight"),',
            '"unseen"),',
            "conduct gives the reason 'unseen', which has no sentence. Add it",
        ),
    ],
)
def test_a_rule_that_raises_or_returns_nonsense_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in RULES
    one = pact(tmp_path, Texts(rules=RULES.replace(old, new, 1)))
    with pytest.raises(AgreementError) as found:
        judged(one, record(), date(2013, 1, 1))
    assert re.search(rf"rules\.py.*{words}", str(found.value)), str(found.value)


def test_a_rule_that_asks_for_a_column_nobody_has_is_told_with_its_line(tmp_path: Path) -> None:
    wrong = RULES.replace("duty.year + 1", "duty.year + LAST_DAY", 1)
    wrong = wrong.replace("REASONS =", "import polars\n\nLAST_DAY = polars.col('lastday')\nREASONS =")
    one = pact(tmp_path, Texts(rules=wrong))
    with pytest.raises(
        AgreementError, match=r"rules\.py, line 17: rule report cannot be computed: .*lastday"
    ):
        judged(one, record(), date(2013, 1, 1))


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("x = 1\n", "has no function marked @obligation"),
        ("def broken(:\n", "rules.py, line 1: cannot be loaded"),
        (RULES.replace('    """Do no harm."""\n', ""), "line 8: conduct has no docstring"),
        ("\n\nimport no_such_thing\n", "line 3: cannot be loaded: No module named 'no_such_thing'"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(tmp_path: Path, rules: str, words: str) -> None:
    assert words in refusal(tmp_path, Texts(rules=rules))


def test_a_rule_cannot_bind_further_than_its_agreement(tmp_path: Path) -> None:
    rules = RULES.replace(
        'article="1", ',
        'article="1", force=__import__("tallystick.model.agreement", fromlist=["Force"]).Force.BINDING, ',
    )
    terms = TERMS.replace('"binding"', '"political"').replace('"treaty"', '"political"')
    said = refusal(tmp_path, Texts(rules=rules, terms=terms))
    assert "conduct cannot be of force 'binding' under an agreement of force 'political'" in said


def test_an_agreement_nobody_has_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no agreement is called 'otawa'. Nearest: ottawa"):
        load.agreement("otawa")


def test_a_folder_that_is_not_there_is_answered_with_the_nearest_beside_it(tmp_path: Path) -> None:
    (tmp_path / "hill_pact").mkdir()
    (tmp_path / "hill_pact" / "agreement.toml").touch()
    with pytest.raises(
        UsageError, match=r"there is no folder .*hill_pac of an agreement\. Nearest: hill_pact"
    ):
        load.shelf([tmp_path / "hill_pac"])


def test_two_agreements_of_one_name_are_refused(tmp_path: Path) -> None:
    place = tmp_path / "att"
    place.mkdir()
    for name, text in {
        "rules.py": RULES,
        "parameters.toml": PARAMETERS,
        "participation.csv": load_header(),
    }.items():
        (place / name).write_text(text, "utf-8")
    (place / "agreement.toml").write_text(TERMS.replace('"pact"', '"att"'), "utf-8")
    with pytest.raises(AgreementError, match="'att' is the name of another agreement"):
        load.shelf([place])


def load_header() -> str:
    return ",".join(load.ACT_COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"report_in_time"', '"report_in_tim"', "line 12: pact has no rule .*Nearest: report_in_time"),
        ('title = "another"', 'title = "another"\nagreement = "atl"', "line 12: speaks of agreement 'atl'"),
        ('title = "another"', 'titel = "another"', "key 'case.title' is missing"),
        ('title = "another"', 'title = "another"\nfilngs = []', "line 12, .*'filngs' is not known.*filings"),
        ("on = 2014-01-01", "on = 2014-02-30", "is not TOML .*line 13"),
        ('2011\nverdict = "not_assessable"', '2011\nverdict = "fine"', "line 15, column 'case.verdict'"),
    ],
)
def test_a_case_that_cannot_be_so_names_its_own_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in CASE
    one = pact(tmp_path, Texts(others={"cases/report.toml": CASE.replace(old, new)}))
    with pytest.raises(AgreementError) as found:
        cases(one)
    assert re.search(rf"report\.toml.*{words}", str(found.value)), str(found.value)


def extension(granted: int, until: int, **more: Any) -> dict[str, Any]:
    return {
        "agreement": "ottawa",
        "rule": "clearance",
        "party": "TCD",
        "kind": "extension",
        "happened_on": date(granted, 6, 1),
        "until": date(until, 6, 1),
        "source": f"meeting of {granted}",
    } | more


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [extension(2010, 2018), extension(2014, 2016)],
            "extensions overlap: .*meeting of 2014.*meeting of 2010",
        ),
        ([extension(2010, 2018), extension(2010, 2019)], "extensions overlap"),
        (
            [extension(2010, 2015), extension(2014, 2026)],
            "runs too long: .*until 2026-06-01.*at most 10 years",
        ),
    ],
)
def test_extensions_that_cannot_all_be_so_are_refused(rows: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(CaseError) as found:
        check_milestones([load.agreement("ottawa")], table("milestone", *rows))
    assert re.search(words, str(found.value)), str(found.value)


def test_extensions_that_follow_each_other_and_are_told_twice_are_fine() -> None:
    rows = [extension(2010, 2015), extension(2014, 2024), extension(2014, 2024, source="another paper")]
    check_milestones([load.agreement("ottawa")], table("milestone", *rows))


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"agreement": "otawa"}, UsageError, "no agreement is called 'otawa'. Nearest: ottawa"),
        ({"rule": "clearence"}, CaseError, "ottawa has no rule 'clearence'.*clearance"),
    ],
)
def test_a_milestone_about_nothing_there_is_refused_with_the_nearest(
    more: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as found:
        check_milestones([load.agreement("ottawa")], table("milestone", extension(2010, 2018, **more)))
    assert re.search(words, str(found.value)), str(found.value)


def test_a_line_is_found_in_the_right_one_of_several_tables() -> None:
    assert line_at(PARAMETERS, ("report_due", "value", 0, "value")) == 7
    assert line_at(PARAMETERS, ("report_due", "value", 1, "value")) == 13
    assert line_at(PARAMETERS, ("report_due", "value", 1, "no_such_key")) == 11
    assert line_at(PARAMETERS, ("no_such_table",)) is None
