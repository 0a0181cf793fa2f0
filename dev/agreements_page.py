"""Make the reference page of the shelf of agreements: what each is, whom it binds, what it asks, by which figures."""

from collections.abc import Iterator

from dev.page_text import as_table, page_head
from tallystick.model.agreement import Force, parameters_among
from tallystick.model.words import plain
from tallystick.rules.load import Agreement, shelf
from tallystick.rules.participation import status_on
from tallystick.rules.run import Prepared, inputs, possible_verdicts, prepare
from tallystick.rules.terms import Delay, Terms

_INTRO = """\
What each agreement asks, and by which figures it is judged, as far as it stands on the shelf.
Of each obligation the page says in our own words what the article asks; the text itself is in the source named.
*unconfirmed* means that no source could be read for it here: check it before anything rests on it.
A rule that can answer `not assessable` and no more stands there so that what cannot be seen is said.
How law becomes code: [agreements](../explain/agreements.md).
"""


def agreements_page() -> str:
    """Write every agreement of the shelf: its terms, obligations and parameters."""
    found = shelf()
    listed = as_table(
        ("agreement", "title", "force", "parties"),
        (
            (f"[{name}](#{name})", one.terms.title, _forces(one), _bound(one).split(" on ")[0])
            for name, one in found.items()
        ),
    )
    parts = [_one(one) for one in found.values()]
    return "\n".join([page_head("Agreements", "the folders of `agreements/`"), _INTRO, listed, *parts])


def _one(one: Agreement) -> str:
    terms = one.terms
    obligations = as_table(
        ("rule", "article", "asks", "force", "asked", "evidence", "figures it goes by", "can answer"),
        (_obligation(rule) for rule in prepare(one)),
    )
    text = f"## {one.name}\n\n**{terms.title}.**\n{terms.about}\n\n{as_table(('', ''), _terms(one))}\n{obligations}"
    if len(one.parameters) == 0:
        return text
    columns = ("parameter", "what it is", "value", "from", "article", "source")
    return f"{text}\n{as_table(columns, _parameters(one))}"


def _terms(one: Agreement) -> Iterator[tuple[str, str]]:
    terms = one.terms
    yield "kind and force", f"{terms.kind}; {_forces(one)}"
    yield "text", terms.source
    yield "depositary", terms.depositary
    yield "adopted", str(terms.adopted_on)
    yield "in force", _in_force(terms)
    if terms.joining is not None:
        since = (
            "the entry into force" if terms.joining.after == "entry_into_force" else "the deposit it needed"
        )
        yield f"consent after {since}", _delay(terms.joining)
    if terms.withdrawal is not None:
        waits = "; not before the end of an armed conflict in which the party is engaged"
        yield "withdrawal", _delay(terms.withdrawal) + (waits if terms.withdrawal.waits_for_conflict else "")
    if terms.provisional_application is not None:
        applied = terms.provisional_application
        named = ", ".join(applied.articles)
        yield "provisional application", f"Art. {named} only, by Art. {applied.article}; never a report"
    if terms.reply is not None:
        yield "reply", f"{terms.reply.days} days, {terms.reply.channel} (Art. {terms.reply.article})"
    yield "parties", _bound(one)
    yield from (("*unconfirmed*", what) for what in terms.unconfirmed)


def _in_force(terms: Terms) -> str:
    began = terms.entry_into_force
    day = "not yet" if began.in_force_on is None else str(began.in_force_on)
    return f"{day} ({_cited(began.article)})"


def _delay(delay: Delay) -> str:
    match delay.by:
        case "at_once":
            span = "at once"
        case "first_of_month":
            span = f"the first day of month {delay.count} after the month of the act"
        case _:
            span = f"{delay.count} {delay.by} after the act"
    return f"{span} ({_cited(delay.article)})"


def _bound(one: Agreement) -> str:
    on = one.terms.participation_as_of
    answers = [row["bound"] for row in status_on(one, on)]
    contested = answers.count("contested")
    how = "bound" if one.terms.force is Force.BINDING else "asked, and not bound"
    more = "" if contested == 0 else f"; of {contested} it is contested"
    return f"{answers.count(True)} {how}{more} on {on}"


def _forces(one: Agreement) -> str:
    return ", ".join(sorted({(rule.force or one.terms.force).value for rule in one.obligations}))


def _obligation(rule: Prepared) -> tuple[str, ...]:
    one = rule.obligation
    return (
        f"`{one.name}`",
        one.article,
        one.asks,
        rule.force.value,
        "each year" if one.each_year else "once",
        "-" if one.reports == "-" else f"`{one.reports}`",
        ", ".join(f"`{name}`" for name in _figures(rule)) or "-",
        ", ".join(sorted(plain(verdict) for verdict in possible_verdicts(rule))),
    )


def _figures(rule: Prepared) -> list[str]:
    return parameters_among(inputs(rule))


def _parameters(one: Agreement) -> Iterator[tuple[str, ...]]:
    for name, parameter in sorted(one.parameters.items()):
        for value in parameter.values:
            mark = "; *unconfirmed*" if value.unconfirmed else ""
            source = f"{value.source}{mark}"
            yield f"`{name}`", parameter.what, value.written, str(value.since), value.article, source


def _cited(article: str) -> str:
    return f"Art. {article}" if article[:1].isdigit() else article
