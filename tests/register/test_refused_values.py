"""What the model and the readers of the catalog refuse is said in the reader's language, of a value and of a file."""

from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Final

import pytest
from django.utils.translation import override

from tallystick.catalog.comtrade import words as comtrade
from tallystick.catalog.sipri_register import estimates
from tallystick.catalog.un_treaty_status.acts import meanings_of, parse_entry
from tallystick.catalog.un_treaty_status.days import parse_day
from tallystick.claims.handling import checked
from tallystick.errors import TallystickError, UnreadableError, nearest
from tallystick.model.agreement import Joining, Milestone, Participation
from tallystick.model.claim import Act, Basis, Claim, Filing, Role
from tallystick.model.judgement import Judgement
from tallystick.model.party import find_party
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity, QuantityKind
from tallystick.phrase import Joint, listed, says
from tallystick.register import core_words
from tallystick.register.core_words import error_shown
from tallystick.sources.read import read

DAY: Final = date(2014, 5, 1)
BEFORE: Final = date(2014, 4, 1)


def claim(**changes: object) -> Claim:
    plain = {
        "claimant": "DEU",
        "role": Role.EXPORTER,
        "from_party": "DEU",
        "to_party": "POL",
        "category": "battle_tanks",
        "period": Period.year(2014),
        "quantity": Quantity.of(3),
    }
    return Claim(**(plain | changes))  # type: ignore[arg-type]


def filing(direction: str) -> Filing:
    return Filing(
        filing_id="a",
        claimant="DEU",
        instrument="att",
        period=Period.year(2014),
        direction=direction,
        content="nil",
    )


def joined(party: str = "DEU", ends_on: date | None = None) -> Participation:
    return Participation(agreement="att", party=party, act=Joining.ACCESSION, acted_on=DAY, ends_on=ends_on)


def mark(kind: str, until: date | None = None) -> Milestone:
    return Milestone(agreement="ottawa", rule="clear", party="TCD", kind=kind, happened_on=DAY, until=until)


def judged(kind: str, text: str) -> Judgement:
    return Judgement(about="a", kind=kind, text=text, by="A. Person", on=DAY)


REFUSED: Final[dict[str, Callable[[], object]]] = {
    "'several' is not a quantity; write 12, 10-20, >=5, <100, nil, withheld or unknown, without thousands "
    "separators": lambda: Quantity.parse("several"),
    "'items' counts things, so 2.5 must be whole; thousands are written without separators": lambda: (
        Quantity.parse("2.5")
    ),
    "the low end 2,000 is above the high end 10": lambda: Quantity.parse("2000-10"),
    "a quantity cannot be below zero: -1, -0.5": lambda: Quantity(QuantityKind.INTERVAL, -1.0, -0.5, "kg"),
    "unit 'pcs' is not known; known units: eur, gbp, items, kg, lots, m3, rounds, tonnes, usd. Nearest: items": (
        lambda: Quantity.of(1, "pcs")
    ),
    "unit 'w' is not known; known units: eur, gbp, items, kg, lots, m3, rounds, tonnes, usd": lambda: (
        Quantity.of(1, "w")
    ),
    "'last year' is not a period; write 2014, 2014-Q1, 2014-03, 2014-03-07, or a span by its first and last day, "
    "2014-07-01/2015-06-30": lambda: Period.parse("last year"),
    "a period cannot end (2014-04-01) before it begins (2014-05-01)": lambda: Period(DAY, BEFORE),
    "from_party is empty; write '-' where there is none": lambda: claim(from_party=""),
    "handling 'secret' is not known; write public, parties_only, restricted or group:NAME": lambda: claim(
        handling="secret"
    ),
    "an authorisation is not 'customs'; write licensed, ordered or no basis": lambda: claim(
        act=Act.AUTHORISATION, basis=Basis.CUSTOMS
    ),
    "basis 'ordered' implies the act 'authorisation'": lambda: claim(basis=Basis.ORDERED),
    "direction 'out' is not known; write exports, imports, holdings, procurement, observations, any": lambda: (
        filing("out")
    ),
    "the hand name 'Alemania' points to '00', which is no party, area or actor; write a code of three capitals, "
    "area:... or actor:...": lambda: find_party("Alemania", extra={"Alemania": "00"}),
    "party is empty": lambda: joined(""),
    "it cannot end (2014-04-01) before it takes effect (2014-05-01)": lambda: joined(ends_on=BEFORE),
    "kind 'new' is not known; write exists, none, extension, completed": lambda: mark("new"),
    "an extension needs `until`, the new deadline": lambda: mark("extension"),
    "it cannot run until 2014-04-01, before 2014-05-01": lambda: mark("extension", BEFORE),
    "kind 'shout' is not known; write contest, reply, note, settle, request": lambda: judged("shout", "No."),
    "a judgement needs the words and who says them": lambda: judged("note", " "),
    "handling 'all' is not known; write public, parties_only, restricted or group:NAME": lambda: checked(
        "all"
    ),
    "'transit' is not known; written here are export, import, re-export, re-import": lambda: (
        comtrade.parse_flow("transit")
    ),
    "'93-01' is not a code of two, four or six digits": lambda: comtrade.parse_product("93-01"),
    "'S3' is not an edition of the Harmonized System; known: H0, H1, H2, H3, H4, H5, H6. Download the table in HS, "
    "as reported.": lambda: comtrade.parse_scheme("S3"),
    "'May' is neither a year (2009) nor a month (200903)": lambda: comtrade.parse_time("May"),
    "'9' is not known; written here are 0, 2, 4, 6": lambda: comtrade.parse_flag("9"),
    "'Maybe' is not known; written here are Yes, No, or nothing": lambda: estimates.parse_flag("Maybe"),
    "'soon' is not a calendar year": lambda: estimates.parse_year("soon"),
    "'31 Feb 2020' is a day that no calendar has": lambda: parse_day("31 Feb 2020"),
    "'2020' is not a day such as 3 Jun 2013": lambda: parse_day("2020"),
    "'a' is not a day with its code, such as 29 Jul 2020 a": lambda: parse_entry("a", {}),
    "code 'c' is not explained by the heading of this column; it explains '', 'a'": lambda: parse_entry(
        "29 Jul 2020 c", meanings_of("Accession(a), Ratification")
    ),
}
"""Each refusal in English, and how it comes about."""


@pytest.mark.parametrize("english", REFUSED)
def test_a_refused_value_is_said_as_before_in_english_and_can_be_said_in_other_languages(
    english: str,
) -> None:
    with pytest.raises(TallystickError) as caught:
        REFUSED[english]()
    assert str(caught.value) == english
    with override("ar"):
        assert error_shown(caught.value).english == ""
        assert error_shown(caught.value).text != ""


TALLY: Final = "claimant,role,from,to,category,period,quantity,unit,act,basis\n"
GOOD: Final = "DEU,exporter,DEU,POL,battle_tanks,2014,3,items,,\n"
FILED: Final = "claimant,instrument,period,direction,content,filing\n"
ACTS: Final = "agreement,party,act,acted_on,ends_on\n"
MARKS: Final = "agreement,rule,party,kind,happened_on,until\n"

REFUSED_FILES: Final = (
    ("tally", "t.csv", TALLY + GOOD.replace(",3,", ",several,"), "is not a quantity"),
    ("tally", "t.csv", TALLY + GOOD.replace("items", "pcs"), "Nearest: items"),
    ("tally", "t.csv", TALLY + GOOD.replace(",,\n", ",transfer,licensed\n"), "implies the act"),
    (
        "tally",
        "t.csv",
        TALLY + GOOD.replace("exporter", "holder") + GOOD.replace("exporter", "observer"),
        "holders speak of several acts",
    ),
    (
        "tally",
        "t.csv",
        FILED + "DEU,att,2014,exports,lines,a\nDEU,att,2014,exports,nil,a\n",
        "here and above with different content",
    ),
    ("tally", "t.csv", ACTS + "att,DEU,accession,2014-05-01,2014-04-01\n", "cannot end (2014-04-01) before"),
    ("tally", "t.csv", MARKS + "ottawa,clear,TCD,extension,2014-05-01,\n", "until`, the new deadline"),
    (
        "un_register",
        "returns_with_reporter.csv",
        (",export,", ",transit,"),
        "'transit' is not known; written here are export, import",
    ),
    ("un_register", "returns_with_reporter.csv", (",0,2014,", ",maybe,2014,"), "written here are 0 and 1"),
    ("un_register", "returns_with_reporter.csv", (",0,2014,", ",0,May,"), "is not a calendar year"),
    (
        "un_register",
        "returns_with_reporter.csv",
        (",91,", ",several,"),
        "is not a number of items; known besides whole numbers: 'classified', 'not declared'",
    ),
    ("un_register", "years.json", ("2014", "1"), "is not a list of years such as"),
    ("un_register", "years.json", ("2014", "2013"), "DEU stands twice for 2013"),
    ("comtrade", "sawnwood.csv", ("Export", "Transit"), "'Transit' is not known"),
    ("sipri_register", "invented.csv", ("2002,No", "2002,Maybe"), "'Maybe' is not known"),
    (
        "un_treaty_status",
        "provisional.html",
        ("9 Apr\t 2013 AA", "9 Apr\t 2013 c"),
        "code 'c' is not explained",
    ),
    (
        "un_treaty_status",
        "provisional.html",
        ("6. Invented", "16. Invented"),
        "Nearest: XXVI-6 (ccm). Another treaty",
    ),
    ("un_treaty_status", "provisional.html", ("CHAPTER XXVI", "DISARMAMENT"), "has no chapter in its head"),
    (
        "un_treaty_status",
        "provisional.html",
        ("On 2 March 2020", "On 31 February 2020"),
        "note 1: '31 February 2020' is a day",
    ),
    ("un_treaty_status", "protocols.html", ("x (18 July 2002)", "yes"), "'yes' is not a mark such as x"),
)
"""Source, file, its text or what is written otherwise in the source's own sample; and of what the refusal speaks."""


def told_of(folder: Path, source: str, name: str, text: str | tuple[str, str]) -> UnreadableError:
    """Read a file that is refused, and give the error."""
    if not isinstance(text, str):
        sample = resources.files("tallystick.catalog").joinpath(source, "sample", name).read_text("utf-8")
        assert text[0] in sample
        text = sample.replace(*text)
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(UnreadableError) as caught:
        read(folder / name, source)
    return caught.value


@pytest.mark.parametrize(("source", "name", "text", "words"), REFUSED_FILES)
def test_a_refused_file_of_any_source_is_told_in_the_language_of_the_reader(
    tmp_path: Path, source: str, name: str, text: str | tuple[str, str], words: str
) -> None:
    error = told_of(tmp_path, source, name, text)
    assert words in str(error)
    for language in ("fr", "ar"):
        with override(language):
            assert error_shown(error).english == ""


def test_what_a_column_refuses_is_translated_within_the_sentence_about_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = told_of(tmp_path, "tally", "t.csv", TALLY + GOOD.replace(",3,", ",several,"))
    monkeypatch.setattr(core_words, "gettext", lambda text: text.replace("is not a quantity", "N’EST RIEN"))
    with override("fr"):
        assert "several” N’EST RIEN; write 12" in error_shown(error).text


def test_an_error_stands_whole_within_another_and_in_english_where_any_of_it_does() -> None:
    one, two = says("one"), says("Two.")
    assert TallystickError(one).whole == one
    assert TallystickError(one, two).whole == listed((one, two), Joint.SPACE)
    assert TallystickError("plain", one).whole == "plain one"


def test_near_misses_are_a_sentence_of_their_own_and_none_where_nothing_is_near() -> None:
    assert [str(one) for one in nearest("expert", ["export", "import"])] == ["Nearest: export, import."]
    assert nearest("expert", ["zzz"]) == ()
