"""What is asked of the register of a million items: pages through Django's test client, and the bare SQL each needs."""

# ruff: noqa: S608  # SQL of this file's own constants

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.register_state import REPORTED, SEED, serial
from tallystick.register.access.models import Role, User
from tallystick.register.items.marks import folded
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
"""Lines of the count that nobody saw: every hundredth of some five thousand would be many for a store."""
_SHOWN: Final = 50
Query = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One page: the addresses asked in turn, and for each the SQL that could give what it shows."""

    name: str
    address: Callable[[int], str]
    bare: Callable[[int], list[Query]]


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of one page, of its bare SQL, and how many queries the page made."""

    name: str
    p50: float
    p95: float
    bare: float
    queries: int
    kilobytes: float

    @property
    def ratio(self) -> float:
        """How many times as long the page takes as the SQL alone."""
        return self.p50 / self.bare


def measured() -> Iterator[Taken]:
    """Ask every page thirty times and measure."""
    browser = _browser()
    for asked in _pages():
        yield _measured(browser, asked)


def _browser() -> Client:
    user = User.objects.filter(username="bench").first() or User.objects.create_user(
        "bench", "a password of the bench", full_name="Bench", role=Role.AUTHORITY
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _measured(browser: Client, asked: Asked) -> Taken:
    _page(browser, asked.address(CALLS))  # templates are read once, and not on every call
    taken, bare, size = [], [], 0
    for call in range(CALLS):
        begun = time.perf_counter()
        size = max(size, _page(browser, asked.address(call)))
        taken.append(1000 * (time.perf_counter() - begun))
        queries = asked.bare(call)
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
        Asked("nothing but a page", lambda _: reverse("account"), lambda _: [("SELECT 1", [])]),
        Asked(
            "search by partial serial",
            lambda one: _search(numbers[one]),
            lambda one: _bare_search(numbers[one]),
        ),
        Asked(
            "item page",
            lambda one: reverse("item", kwargs={"pk": items[one]}),
            lambda one: _bare_item(items[one]),
        ),
        Asked("list of items", lambda one: f"{reverse('items')}?page={one % 9 + 1}", _bare_items),
        Asked("store list", lambda _: reverse("stores"), _bare_stores),
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


def _fits() -> str:
    return "GLOB" if connection.vendor == "sqlite" else "LIKE"


def _bare_search(number: int) -> list[Query]:
    """Look for the mark from its beginning, from its end, and inside others: what the page promises."""
    one, many = ("?", "*") if connection.vendor == "sqlite" else ("_", "%")
    mark = folded(_half_read(number)).replace("?", one)
    sql = (
        "SELECT item.*, mark.text FROM items_mark mark JOIN items_item item ON item.id = mark.item_id "
        "WHERE {} LIMIT 300"
    )
    asked = ((f"mark.folded {_fits()} %s", mark + many), (f"mark.turned {_fits()} %s", mark[::-1] + many))
    # SQLite has no index for this: the one of the folded marks is read through, and not the table
    inside = f"mark.folded IN (SELECT folded FROM items_mark WHERE folded {_fits()} %s)"
    return [(sql.format(fits), [pattern]) for fits, pattern in (*asked, (inside, many + mark + many))]


def _key(pk: Any) -> Any:  # noqa: ANN401  # as the database has it
    return pk.hex if connection.vendor == "sqlite" else pk


def _bare_item(pk: Any) -> list[Query]:  # noqa: ANN401  # a UUID
    events = (
        "SELECT event.*, decision.is_accepted, store.name FROM items_event event "
        "LEFT JOIN items_decision decision ON decision.event_id = event.id "
        "LEFT JOIN stores_store store ON store.id = event.store_id WHERE event.item_id = %s ORDER BY event.happened_on"
    )
    item = "SELECT * FROM items_item WHERE id = %s"
    return [(sql, [_key(pk)]) for sql in (item, "SELECT * FROM items_mark WHERE item_id = %s", events)]


def _bare_items(call: int) -> list[Query]:
    sql = f"SELECT * FROM items_item ORDER BY number LIMIT {_SHOWN} OFFSET {_SHOWN * (call % 9)}"
    return [(sql, [])]


def _bare_stores(_: int) -> list[Query]:
    sql = (
        "SELECT store.id, store.code, store.name, (SELECT count(*) FROM items_item item WHERE item.store_id = store.id "
        "AND item.state IN ('in_store', 'seized', 'deactivated')) FROM stores_store store ORDER BY store.code "
        f"LIMIT {_SHOWN}"
    )
    return [(sql, [])]


def _of_store() -> list[Asked]:
    store = Store.objects.get(code="B000-A")
    count = _counted(store)
    bare = (
        "SELECT line.place, line.number, line.quantity, seen.is_there FROM stocktaking_line line LEFT JOIN "
        "stocktaking_seen seen ON seen.count_id = line.count_id AND seen.item_id = line.item_id "
        "WHERE line.count_id = %s ORDER BY line.place"
    )
    held = (
        "SELECT kind, make, model, calibre, count(*), sum(remaining) FROM items_item WHERE store_id = %s AND state IN "
        "('in_store', 'seized', 'deactivated') GROUP BY kind, make, model, calibre"
    )
    return [
        Asked(
            "store page",
            lambda _: reverse("store", kwargs={"pk": store.pk}),
            lambda _: [(held, [_key(store.pk)])],
        ),
        Asked(
            "stock-taking difference",
            lambda _: reverse("count", kwargs={"pk": count.pk}),
            lambda _: [(bare, [_key(count.pk)])],
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
    return count


def _of_returns() -> list[Asked]:
    year = (f"{REPORTED}-01-01", f"{REPORTED}-12-31")
    flows = (
        "SELECT item.category, event.party, item.country, item.make, item.model, item.calibre, count(*) "
        "FROM items_event event JOIN items_item item ON item.id = event.item_id "
        "LEFT JOIN items_decision decision ON decision.event_id = event.id WHERE event.kind = %s AND "
        "event.happened_on BETWEEN %s AND %s AND (event.kind = 'imported' OR decision.is_accepted) "
        "GROUP BY 1, 2, 3, 4, 5, 6"
    )
    # by the columns of the index that the page reads: the table takes ten times as long
    held = (
        "SELECT category, handling, sum(quantity) FROM items_item WHERE category IN ('SA1', 'SA4') "
        "AND state IN ('in_store', 'issued') AND happened_on <= %s GROUP BY category, handling"
    )
    annual, ecowas = _begun(Instrument.ATT_ANNUAL), _begun(Instrument.ECOWAS)
    traded: list[Query] = [(flows, ["exported", *year]), (flows, ["imported", *year])]
    return [
        Asked("annual report", lambda _: reverse("return", kwargs={"pk": annual.pk}), lambda _: traded),
        Asked(
            "return that counts all holdings",
            lambda _: f"{reverse('return', kwargs={'pk': ecowas.pk})}?part=held",
            lambda _: [(held, [year[1]])],
        ),
    ]


def _begun(instrument: Instrument) -> Filing:
    """Begin a return, or give the one that a register that is kept holds already."""
    before = Filing.objects.filter(instrument=instrument, year_from=REPORTED, year_to=REPORTED).first()
    if before is not None:
        return before
    with operation("bench", "begin return") as done:
        return begin(done, instrument, Years(REPORTED, REPORTED))
