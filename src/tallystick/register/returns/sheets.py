"""What a return looks like on paper: its forms, in the fields of the official templates, whatever file they go into."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tallystick.register.direction import listed
from tallystick.register.folder import own_folder
from tallystick.register.items.categories import code_of
from tallystick.register.items.models import EventKind
from tallystick.register.returns import questions
from tallystick.register.returns.figures import LICENSED, UNIT, Figure
from tallystick.register.returns.goods import att_code, words_of
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.lacking import nothing_found
from tallystick.register.returns.lines import PUBLIC, WITHHELD, Line, Table, for_audience
from tallystick.register.returns.models import Basis, Emptiness, Filing, Means, Profile, Visibility
from tallystick.register.returns.part import Counted, Goods, Part
from tallystick.register.returns.proportion import is_shown, proportion
from tallystick.register.states import state_name

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
    parts = [_sheet(filing, table, audience) for table in tables]
    first = Sheet(str(filing), (_("Field"), _("Answer")), tuple(_title(filing, tables, audience, profile)))
    if not filing.is_working:
        return [first, *parts]
    # on every sheet: each can be printed and handed on alone
    return [replace(sheet, said=(_("draft"), *sheet.said)) for sheet in (first, *parts)]


def _title(filing: Filing, tables: list[Table], audience: str, profile: Profile | None) -> Iterator[Cells]:
    own = own_folder().settings.party
    yield _("Reporting state"), f"{state_name(own)} ({own})"
    yield _("Calendar years"), str(filing.years)
    yield _("Version"), filing.version
    yield _("Competent national authority"), "" if profile is None else profile.authority
    yield _("Point of contact"), questions.contact_of(filing, profile)
    yield _("Date of submission"), "" if filing.filed_on is None else filing.filed_on.isoformat()
    yield _("Who may read this return"), filing.get_visibility_display()
    if filing.reason != "":
        yield _("Why there is a new version"), filing.get_reason_display()
    if filing.instrument == Instrument.ATT_ANNUAL:
        yield from _att_title(filing, tables, profile)
    else:
        yield from ((str(table.part.title), _standing(table)) for table in tables if table.part.may_be_nil)
    if any(EventKind.SEIZED in table.part.kinds for table in tables):
        covered = filing.get_seizures_display() if filing.seizures != "" else _("not said")
        yield _("Which seizures this return covers"), covered
    if any(len(table.notes) > 0 for table in tables) and not _has_notes(filing, audience):
        yield _("Notes beside the figures"), _("left out of this version")
    yield _("Information withheld"), _withheld(tables)
    if audience == PUBLIC:
        yield _("Information for parties only"), _left_out(tables)
    yield _("Remarks"), filing.remarks


def _att_title(filing: Filing, tables: list[Table], profile: Profile | None) -> Iterator[Cells]:
    """As the title page of the template of 29 May 2017 has it: which forms are there, and what was counted."""
    definitions = "" if profile is None else profile.definitions
    for table in tables:
        title = str(table.part.title)
        yield _("Report: %(part)s") % {"part": title}, _ticked(len(table.lines) > 0)
        yield _("Nil report: %(part)s") % {"part": title}, _ticked(table.said == Emptiness.NIL)
    yield _("National definitions of categories"), definitions or _("none")
    yield _("What an export is"), _means(filing.export_means)
    yield _("What an import is"), _means(filing.import_means)
    yield (
        _("Cut-off date of the figures"),
        _("not said") if filing.cut_off_on is None else filing.cut_off_on.isoformat(),
    )
    yield _("Counted"), str(Basis(filing.basis).label)


def _ticked(is_so: bool) -> str:  # noqa: FBT001  # its only argument
    return _("yes") if is_so else _("no")


def _means(chosen: Iterable[str]) -> str:
    """Say what is meant by an export or import; where nobody said, that is said."""
    words = [str(Means(one).label) for one in chosen]
    return _("not said") if len(words) == 0 else listed(words, ";")


def _standing(table: Table) -> str:
    if len(table.lines) > 0:
        return _("reported")
    if table.is_cut:
        return _("left out of this version")
    if not table.part.may_be_nil:
        return nothing_found()
    if table.said == "":
        return _("nothing found, nothing declared")
    return str(Emptiness(table.said).label)


def _withheld(tables: Iterable[Table]) -> str:
    return _ticked(any(line.mark == WITHHELD for table in tables for line in table.lines))


def _left_out(tables: Iterable[Table]) -> str:
    some = any(line.mark not in {PUBLIC, WITHHELD} for table in tables for line in table.lines)
    return _("left out of this version") if some else _("none")


def _sheet(filing: Filing, table: Table, audience: str) -> Sheet:
    part = table.part
    lines = for_audience(table.lines, audience)
    title = str(part.title)
    if part.counted is Counted.ANSWERS:
        return _questionnaire(filing, title)
    if filing.instrument == Instrument.ATT_ANNUAL and table.said == Emptiness.NIL and len(table.lines) == 0:
        return _nil_form(filing, title, table.notes if _has_notes(filing, audience) else ())
    columns, row = _form(filing, part)
    said = [proportion(filing)] if is_shown(filing) and part.fate is not None else []
    if len(lines) == 0:
        said.append(_standing(table))
    if _has_notes(filing, audience):
        said.extend(table.notes)
    return Sheet(title, columns, tuple(row(line) for line in lines), tuple(said))


def _questionnaire(filing: Filing, title: str) -> Sheet:
    answers = list(questions.answers(filing))
    rows = tuple(
        (one.section, one.article, one.question, f"{one.answer} {one.note}".strip()) for one in answers
    )
    columns = (_("Section"), _("Article"), _("Question"), _("Answer"))
    if all(one.section == "" for one in answers):
        return Sheet(title, columns[1:], tuple(row[1:] for row in rows))
    return Sheet(title, columns, rows)


def _has_notes(filing: Filing, audience: str) -> bool:
    """Whether an audience may read the notes: as a person said of the return; never more than see the return."""
    if filing.notes_for == "":
        return False
    return audience != PUBLIC or filing.notes_for == filing.visibility == Visibility.PUBLIC


def _nil_form(filing: Filing, title: str, notes: tuple[str, ...]) -> Sheet:
    """As the nil forms of the template's annex 3, which stand for a table without rows."""
    own = own_folder().settings.party
    rows = (
        (_("Reporting state"), f"{state_name(own)} ({own})"),
        (_("Calendar years"), str(filing.years)),
        (_("Statement"), _("There was nothing to report.")),
    )
    return Sheet(_("Nil report: %(part)s") % {"part": title}, (_("Field"), _("Answer")), rows, notes)


Writer = Callable[[Line], Cells]


def _form(filing: Filing, part: Part) -> tuple[tuple[str, ...], Writer]:
    """Give the columns of a form and what writes one line into them."""
    if filing.instrument == Instrument.ATT_ANNUAL:
        return _att_columns(part), _att_row
    if part.goods is Goods.AMMUNITION:
        return _rounds_columns(part), _rounds_row
    if part.role in {"exporter", "importer"}:
        return _register_columns(part), _register_row
    if "kind" in part.by:
        return (_("What"), _("Category"), _("Quantity"), _("Comments")), _kind_row
    return (_("Category"), _("Quantity"), _("Description of the item"), _("Comments")), _goods_row


def _other_state(part: Part) -> str:
    return _("Final importing state") if part.role == "exporter" else _("Exporting state")


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
        f"{att_code(figure.category)} {words_of(figure.category, Goods(figure.goods))}",
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


def _rounds_columns(part: Part) -> tuple[str, ...]:
    return (
        _other_state(part),
        _("Number of rounds"),
        _("State of origin, if not the exporter"),
        _("Description of the item"),
        _("Comments on the transfer"),
    )


def _rounds_row(line: Line) -> Cells:
    figure = line.figure
    quantity = _("not known") if figure.quantity is None else figure.quantity
    return _state(figure.party), quantity, _state(figure.origin), figure.designation, line.remark


def _kind_row(line: Line) -> Cells:
    figure = line.figure
    return str(EventKind(figure.kind).label), _category(figure), _number(figure), line.remark


def _goods_row(line: Line) -> Cells:
    figure = line.figure
    return _category(figure), _number(figure), figure.designation, line.remark


def _category(figure: Figure) -> str:
    return f"{code_of(figure.category) or figure.category} {words_of(figure.category, Goods(figure.goods))}"


def _number(figure: Figure) -> Cell:
    if figure.quantity is None:
        return _("not known")
    return figure.quantity if figure.unit == UNIT else f"{figure.quantity} {figure.unit}"


def _state(code: str) -> str:
    return "" if code == "" else f"{state_name(code)} ({code})"
