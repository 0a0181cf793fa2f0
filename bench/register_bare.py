"""The bare SQL that could give what a page of the register shows.

It gives every row and column of the page, in as few and as cheap queries as were found, and what every page must look
up: the session, the person and the last entry. (The list of stores was once laid beside their codes and names alone,
without sites, services, custodians and inspections; a count beside its lines alone, without what was seen and not
listed, entered twice, settled or gone through. Neither could have given its page.)
"""

# ruff: noqa: S608  # SQL of this file's own constants

from typing import Any, Final
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import connection

from tallystick.register.items.marks import folded

SHOWN: Final = 50
"""Lines of a list on one page."""
_PRESENT: Final = "('in_store', 'seized', 'deactivated')"
"""States of what lies in a store (`items.holdings.PRESENT`)."""
Query = tuple[str, list[Any]]


def around(session: SessionBase) -> list[Query]:
    """Give what every page must look up: the session, the person, and whether the clock was set back."""
    return [
        (
            "SELECT session_data, expire_date FROM django_session WHERE session_key = %s",
            [session.session_key],
        ),
        ("SELECT * FROM access_user WHERE id = %s", [int(session["_auth_user_id"])]),
        ("SELECT entered_at FROM ledger_entry ORDER BY number DESC LIMIT 1", []),
    ]


def _fits() -> str:
    return "GLOB" if connection.vendor == "sqlite" else "LIKE"


def of_search(half_read: str) -> list[Query]:
    """Look for the mark from its beginning, from its end, and inside others: what the page promises."""
    one, many = ("?", "*") if connection.vendor == "sqlite" else ("_", "%")
    mark = folded(half_read).replace("?", one)
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


def of_item(pk: UUID) -> list[Query]:
    """Look up an item, its marks and its events."""
    events = (
        "SELECT event.*, decision.is_accepted, store.name FROM items_event event "
        "LEFT JOIN items_decision decision ON decision.event_id = event.id "
        "LEFT JOIN stores_store store ON store.id = event.store_id WHERE event.item_id = %s ORDER BY event.happened_on"
    )
    item = "SELECT * FROM items_item WHERE id = %s"
    return [(sql, [_key(pk)]) for sql in (item, "SELECT * FROM items_mark WHERE item_id = %s", events)]


def of_items(call: int) -> list[Query]:
    """Look up one page of the list of items."""
    sql = f"SELECT * FROM items_item ORDER BY number LIMIT {SHOWN} OFFSET {SHOWN * (call % 9)}"
    return [(sql, [])]


def of_stores(_: int) -> list[Query]:
    """Look up the first page of the list of stores, and how many there are."""
    last = (
        "FROM stores_inspection seen WHERE seen.store_id = store.id ORDER BY seen.inspected_on DESC LIMIT 1"
    )
    sql = (
        "SELECT store.id, store.code, store.name, store.is_open, store.custodian, store.capacity, site.name, "
        f"service.name, (SELECT seen.inspected_on {last}), (SELECT seen.next_due_on {last}), "
        "(SELECT count(*) FROM items_item item WHERE item.store_id = store.id AND item.state IN "
        f"{_PRESENT}) FROM stores_store store JOIN stores_site site ON site.id = store.site_id "
        f"JOIN stores_service service ON service.id = site.service_id ORDER BY store.code LIMIT {SHOWN}"
    )
    return [(sql, []), ("SELECT count(*) FROM stores_store", [])]


def of_store(store: UUID) -> list[Query]:
    """Sum up what lies in a store."""
    sql = (
        "SELECT kind, make, model, calibre, count(*), sum(remaining) FROM items_item WHERE store_id = %s AND state IN "
        f"{_PRESENT} GROUP BY kind, make, model, calibre"
    )
    return [(sql, [_key(store)])]


def of_difference(count: UUID, differ: list[UUID]) -> list[Query]:
    """Read the lines with what was seen of them, what was seen besides, and how what differs stands now.

    Args:
        count: the count.
        differ: items of the lines that differ.
    """
    key = _key(count)
    return [(sql, [key]) for sql in (*_head_of_count(), _LINES)] + [(_BESIDES, [key, key]), _now(key, differ)]


def _head_of_count() -> tuple[str, ...]:
    """Look up the count, how its differences were settled, and which lines were gone through."""
    head = (
        "SELECT count.*, store.code, store.name, site.name, closing.closed_by FROM stocktaking_count count "
        "JOIN stores_store store ON store.id = count.store_id JOIN stores_site site ON site.id = store.site_id "
        "LEFT JOIN stocktaking_closing closing ON closing.count_id = count.id WHERE count.id = %s"
    )
    settled = (
        "SELECT settled.*, event.kind, decision.is_accepted FROM stocktaking_settlement settled "
        "LEFT JOIN items_event event ON event.id = settled.event_id "
        "LEFT JOIN items_decision decision ON decision.event_id = event.id WHERE settled.count_id = %s"
    )
    swept = "SELECT first, last FROM stocktaking_swept WHERE count_id = %s AND NOT is_withdrawn"
    return head, settled, swept


_LINES: Final = (
    "SELECT line.place, line.item_id, line.quantity, seen.is_there, seen.quantity FROM stocktaking_line line "
    "LEFT JOIN stocktaking_seen seen ON seen.count_id = line.count_id AND seen.item_id = line.item_id "
    "AND NOT seen.is_withdrawn WHERE line.count_id = %s"
)
_BESIDES: Final = (
    "SELECT item_id, is_there, quantity, described, mark FROM stocktaking_seen WHERE count_id = %s AND NOT "
    "is_withdrawn AND (item_id IS NULL OR item_id NOT IN (SELECT item_id FROM stocktaking_line WHERE count_id = %s))"
)


def _now(count: Any, items: list[UUID]) -> Query:  # noqa: ANN401  # a key, as the database has it
    some = ", ".join(["%s"] * len(items))
    sql = (
        "SELECT line.number, line.described, line.marks, line.handling, item.handling, item.state, item.happened_on, "
        "item.pending, store.code, store.name FROM stocktaking_line line "
        "JOIN items_item item ON item.id = line.item_id LEFT JOIN stores_store store ON store.id = item.store_id "
        f"WHERE line.count_id = %s AND line.item_id IN ({some})"
    )
    return sql, [count, *(_key(item) for item in items)]


def of_flows(year: int) -> list[Query]:
    """Sum up what was exported and imported in a year."""
    sql = (
        "SELECT item.category, event.party, item.country, item.make, item.model, item.calibre, count(*) "
        "FROM items_event event JOIN items_item item ON item.id = event.item_id "
        "LEFT JOIN items_decision decision ON decision.event_id = event.id WHERE event.kind = %s AND "
        "event.happened_on BETWEEN %s AND %s AND (event.kind = 'imported' OR decision.is_accepted) "
        "GROUP BY 1, 2, 3, 4, 5, 6"
    )
    days = (f"{year}-01-01", f"{year}-12-31")
    return [(sql, ["exported", *days]), (sql, ["imported", *days])]


def of_holdings(year: int) -> list[Query]:
    """Sum up what was held at the end of a year."""
    # by the columns of the index that the page reads: the table takes ten times as long
    sql = (
        "SELECT category, handling, sum(quantity) FROM items_item WHERE category IN ('SA1', 'SA4') "
        "AND state IN ('in_store', 'issued') AND happened_on <= %s GROUP BY category, handling"
    )
    return [(sql, [f"{year}-12-31"])]
