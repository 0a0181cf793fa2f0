"""What a return looks like on paper: its forms, in the fields of the official templates, whatever file they go into."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tallystick.model.party import party_name
from tallystick.register.folder import own_folder
from tallystick.register.items.models import EventKind
from tallystick.register.returns import questions
from tallystick.register.returns.figures import LICENSED, UNIT, Figure
from tallystick.register.returns.goods import att_code, code_of, words_of
from tallystick.register.returns.instruments import Counted, Instrument, Part
from tallystick.register.returns.lines import PUBLIC, WITHHELD, Line, Table, for_audience
from tallystick.register.returns.models import Filing, Profile
from tallystick.register.returns.proportion import proportion

Cell = str | int
Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form: a title, columns and rows; `said` stands under the title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    said: tuple[str, ...] = ()


def sheets(filing: Filing, tables: list[Table], audience: str, profile: Profile | None) -> list[Sheet]:
    """Lay a return out for an audience.

    Args:
        filing: the return.
        tables: its parts; lines whose mark shuts the audience out are left out, and the first form says so.
        audience: `public` or `parties_only`.
        profile: what questionnaires are answered from.
    """
    parts = [_sheet(filing, table, audience, profile) for table in tables]
    first = Sheet(str(filing), (_("Field"), _("Answer")), tuple(_title(filing, tables, audience, profile)))
    return [first, *parts]


def _title(filing: Filing, tables: list[Table], audience: str, profile: Profile | None) -> Iterator[Cells]:
    own = own_folder().settings.party
    yield _("Reporting state"), f"{party_name(own)} ({own})"
    yield _("Calendar years"), str(filing.years)
    yield _("Version"), filing.version
    yield _("Competent national authority"), "" if profile is None else profile.authority
    yield _("Point of contact"), "" if profile is None else profile.contact
    yield _("Date of submission"), "" if filing.filed_on is None else filing.filed_on.isoformat()
    yield _("Who may read this return"), filing.get_visibility_display()
    if filing.reason != "":
        yield _("Why there is a new version"), filing.get_reason_display()
    for table in tables:
        if table.part.may_be_nil:
            yield str(table.part.title), _standing(table)
    if filing.instrument == Instrument.ATT_ANNUAL:
        yield _("National definitions of categories"), "" if profile is None else profile.definitions
    yield _("Information withheld"), _withheld(tables)
    if audience == PUBLIC:
        yield _("Information for parties only"), _left_out(tables)
    yield _("Remarks"), filing.remarks


def _standing(table: Table) -> str:
    if len(table.lines) > 0:
        return _("reported")
    return {"nil": _("nil"), "left_out": _("left out")}.get(table.said, _("nothing found, nothing declared"))


def _withheld(tables: Iterable[Table]) -> str:
    some = any(line.mark == WITHHELD for table in tables for line in table.lines)
    return _("yes") if some else _("no")


def _left_out(tables: Iterable[Table]) -> str:
    some = any(line.mark not in {PUBLIC, WITHHELD} for table in tables for line in table.lines)
    return _("left out of this version") if some else _("none")


def _sheet(filing: Filing, table: Table, audience: str, profile: Profile | None) -> Sheet:
    part = table.part
    lines = for_audience(table.lines, audience)
    title = str(part.title)
    if part.counted is Counted.ANSWERS:
        rows = tuple((one.article, one.question, one.answer) for one in questions.answers(part, profile))
        return Sheet(title, (_("Article"), _("Question"), _("Answer")), rows)
    columns, row = _form(filing, part)
    said = [] if part.counted is not Counted.TRACED else [proportion(filing)]
    if len(lines) == 0 and part.may_be_nil:
        said.append(_standing(table))
    return Sheet(title, columns, tuple(row(line) for line in lines), tuple(said))


Writer = Callable[[Line], Cells]


def _form(filing: Filing, part: Part) -> tuple[tuple[str, ...], Writer]:
    """Give the columns of a form and what writes one line into them."""
    if part.direction in {"exports", "imports"}:
        if filing.instrument == Instrument.ATT_ANNUAL:
            return _att_columns(part), _att_row
        return _register_columns(part), _register_row
    if "kind" in part.by:
        return (_("What"), _("Category"), _("Quantity"), _("Comments")), _kind_row
    return (_("Category"), _("Quantity"), _("Description of the item"), _("Comments")), _goods_row


def _other_state(part: Part) -> str:
    return _("Final importing state") if part.direction == "exports" else _("Exporting state")


def _att_columns(part: Part) -> tuple[str, ...]:
    """As the tables of the template for annual reports under Article 13(3) have them."""
    return (
        _("Category of arms (I–VIII)"),
        _("Authorised or actual"),
        _("Number of items"),
        _("Value"),
        _other_state(part),
        _("State of origin, if not the exporter"),
        _("Description of the item"),
        _("Comments on the transfer"),
    )


def _att_row(line: Line) -> Cells:
    figure = line.figure
    return (
        f"{att_code(figure.category)} {words_of(figure.category)}",
        _("authorised") if figure.basis == LICENSED else _("actual"),
        _number(figure),
        figure.value,
        _state(figure.party),
        _state(figure.origin),
        figure.designation,
        line.remark,
    )


def _register_columns(part: Part) -> tuple[str, ...]:
    """As the Register's standardised forms for exports and imports have them."""
    return (
        _("Category"),
        _other_state(part),
        _("Number of items"),
        _("State of origin, if not the exporter"),
        _("Intermediate place, if any"),
        _("Description of the item"),
        _("Comments on the transfer"),
    )


def _register_row(line: Line) -> Cells:
    figure = line.figure
    # the register keeps no intermediate places: the field is left for the person who files
    return (
        _category(figure),
        _state(figure.party),
        _number(figure),
        _state(figure.origin),
        "",
        figure.designation,
        line.remark,
    )


def _kind_row(line: Line) -> Cells:
    figure = line.figure
    return str(EventKind(figure.kind).label), _category(figure), _number(figure), line.remark


def _goods_row(line: Line) -> Cells:
    figure = line.figure
    return _category(figure), _number(figure), figure.designation, line.remark


def _category(figure: Figure) -> str:
    return f"{code_of(figure.category) or figure.category} {words_of(figure.category)}"


def _number(figure: Figure) -> Cell:
    if figure.quantity is None:
        return _("not known")
    return figure.quantity if figure.unit == UNIT else f"{figure.quantity} {figure.unit}"


def _state(code: str) -> str:
    return "" if code == "" else f"{party_name(code)} ({code})"
