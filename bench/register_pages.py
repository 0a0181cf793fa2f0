"""What is asked of the register of a million items: pages through Django's test client, and the bare SQL each needs.

Some pages need so little SQL that no page could stay within three times of it. So beside each stands what an equivalent
page takes at the least: an empty page of the register, its SQL, and as many cells written by the plainest template.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.template import engines
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench import register_bare
from bench.register_bare import SHOWN, Query
from bench.register_state import EVENTS_EACH, REPORTED, SEED, serial
from tallystick.register.access.models import Role, User
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import operation
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.models import Filing
from tallystick.register.returns.period import Years
from tallystick.register.returns.versions import begin
from tallystick.register.stocktaking.enter import Entry, enter
from tallystick.register.stocktaking.expected import announce
from tallystick.register.stocktaking.models import Count, CountKind
from tallystick.register.stores.models import Store

CALLS: Final = 30
LIMIT_MS: Final = 300
"""The 95th of a hundred calls, on two cores: longer, and a person notices the wait."""
_MISSED: Final = 50
"""Lines of the count that nobody saw: one of fifty would be many for a store."""
_DIFFERENCES: Final = 30
"""How many of these the page of a count shows."""
_EMPTY: Final = "nothing but a page"


@dataclass(frozen=True, slots=True)
class Asked:
    """One page: the addresses asked in turn, and for each the SQL that could give what it shows."""

    name: str
    address: Callable[[int], str]
    bare: Callable[[int], list[Query]]
    cells: tuple[int, int] = (0, 0)
    """Rows and columns of the table that it shows."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one page, of its bare SQL, and how many queries the page made."""

    name: str
    p50: float
    p95: float
    bare: float
    queries: int
    kilobytes: float
    least: float
    """What an equivalent page takes at the least."""


def measured() -> Iterator[Taken]:
    """Ask every page thirty times and measure; an empty page is the first."""
    browser, empty = _browser(), 0.0
    for asked in _pages():
        taken = _measured(browser, asked)
        empty = taken.p50 if asked.name == _EMPTY else empty
        yield replace(
            taken, least=taken.p50 if asked.name == _EMPTY else empty + taken.bare + _table(asked.cells)
        )


def _table(cells: tuple[int, int]) -> float:
    """Give the milliseconds in which the plainest template writes a table of so many cells."""
    rows, columns = cells
    line = "".join(f"<td>{{{{ row.c{column} }}}}</td>" for column in range(columns))
    table = engines["django"].from_string(f"{{% for row in rows %}}<tr>{line}</tr>{{% endfor %}}")
    text = [{f"c{column}": f"line {row}, {column}" for column in range(columns)} for row in range(rows)]
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        table.render({"rows": text})
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def _browser() -> Client:
    user = User.objects.filter(username="bench").first() or User.objects.create_user(
        "bench", "a password of the bench", full_name="Bench", role=Role.AUTHORITY
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _measured(browser: Client, asked: Asked) -> Taken:
    _page(browser, asked.address(CALLS))  # templates are read once, and not on every call
    taken, bare, size, around = [], [], 0, register_bare.around(browser.session)
    for call in range(CALLS):
        begun = time.perf_counter()
        size = max(size, _page(browser, asked.address(call)))
        taken.append(1000 * (time.perf_counter() - begun))
        queries = [*around, *asked.bare(call)]
        begun = time.perf_counter()
        _run(queries)
        bare.append(1000 * (time.perf_counter() - begun))
    p95 = statistics.quantiles(taken, n=20, method="inclusive")[18]
    return Taken(
        asked.name,
        statistics.median(taken),
        p95,
        statistics.median(bare),
        _queries(browser, asked),
        size / 1000,
        least=0.0,
    )


def _page(browser: Client, address: str) -> int:
    answer = browser.get(address)
    if answer.status_code != 200:  # noqa: PLR2004  # anything else is no page
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return len(answer.content)


def _run(queries: list[Query]) -> None:
    with connection.cursor() as cursor:
        for sql, values in queries:
            cursor.execute(sql, values)
            cursor.fetchall()


def _queries(browser: Client, asked: Asked) -> int:
    made: list[str] = []

    def seen(execute: Any, sql: str, *rest: Any) -> Any:  # noqa: ANN401  # as Django calls it
        made.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(seen):
        _page(browser, asked.address(0))
    return len(made)


def _pages() -> list[Asked]:
    dice = random.Random(SEED)  # noqa: S311  # chooses what to ask
    many = Item.objects.count()
    numbers = [dice.randrange(many) for _ in range(CALLS + 1)]
    items = [_id_of(number) for number in numbers]
    return [
        Asked(_EMPTY, lambda _: reverse("account"), lambda _: []),
        Asked(
            "search by partial serial",
            lambda one: _search(numbers[one]),
            lambda one: register_bare.of_search(_half_read(numbers[one])),
        ),
        Asked(
            "item page",
            lambda one: reverse("item", kwargs={"pk": items[one]}),
            lambda one: register_bare.of_item(items[one]),
            (EVENTS_EACH, 5),
        ),
        Asked(
            "list of items",
            lambda one: f"{reverse('items')}?page={one % 9 + 1}",
            register_bare.of_items,
            (SHOWN, 7),
        ),
        Asked("store list", lambda _: reverse("stores"), register_bare.of_stores, (SHOWN, 7)),
        *_of_store(),
        *_of_returns(),
    ]


def _id_of(number: int) -> Any:  # noqa: ANN401  # a UUID
    return (
        Item.objects.order_by("number")
        .values_list("pk", flat=True)
        .get(number__contains=f"-{number + 1:07d}-")
    )


def _half_read(number: int) -> str:
    """Give a serial of which the last sign but two cannot be read."""
    text = serial(number)
    return f"{text[:-3]}?{text[-2:]}"


def _search(number: int) -> str:
    return f"{reverse('find_items')}?mark={_half_read(number)}"


def _of_store() -> list[Asked]:
    store = Store.objects.get(code="B000-A")
    count = _counted(store)
    differ = list(count.lines.values_list("item", flat=True)[:_MISSED])
    return [
        Asked(
            "store page",
            lambda _: reverse("store", kwargs={"pk": store.pk}),
            lambda _: register_bare.of_store(store.pk),
        ),
        Asked(
            "stock-taking difference",
            lambda _: reverse("count", kwargs={"pk": count.pk}),
            lambda _: register_bare.of_difference(count.pk, differ),
            (_DIFFERENCES, 6),
        ),
    ]


def _counted(store: Store) -> Count:
    """Count a whole store: all but fifty lines were seen. A register that is kept was counted before."""
    before = Count.objects.filter(store=store, team="bench").first()
    if before is not None:
        return before
    today = timezone.localdate()
    count = Count(store=store, kind=CountKind.FULL, counted_on=today, team="bench")
    with operation("bench", "announce count") as done:
        announce(done, count, today - timedelta(days=1))
    numbers = list(count.lines.values_list("number", flat=True))
    with operation("keeper", "enter count") as done:
        enter(done, count, Entry("\n".join(numbers[_MISSED:]), is_whole=True))
    if connection.vendor == "postgresql":
        # its own housekeeping does that within a minute; until then it has no idea how many lines the count has
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE stocktaking_line, stocktaking_seen")
    return count


def _of_returns() -> list[Asked]:
    annual, ecowas = _begun(Instrument.ATT_ANNUAL), _begun(Instrument.ECOWAS)
    return [
        Asked(
            "annual report",
            lambda _: reverse("return", kwargs={"pk": annual.pk}),
            lambda _: register_bare.of_flows(REPORTED),
        ),
        Asked(
            "return that counts all holdings",
            lambda _: f"{reverse('return', kwargs={'pk': ecowas.pk})}?part=held",
            lambda _: register_bare.of_holdings(REPORTED),
        ),
    ]


def _begun(instrument: Instrument) -> Filing:
    """Begin a return, or give the one that a register that is kept holds already."""
    before = Filing.objects.filter(instrument=instrument, year_from=REPORTED, year_to=REPORTED).first()
    if before is not None:
        return before
    with operation("bench", "begin return") as done:
        return begin(done, instrument, Years(REPORTED, REPORTED))
