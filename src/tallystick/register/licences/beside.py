"""Lay customs' rows and verified deliveries beside the register's own uses, and say where they differ."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tallystick.register.licences.left import Left
from tallystick.register.licences.models import CustomsRow, Licence, LicenceLine, Use
from tallystick.register.licences.use import as_wanted, is_of


def leads_of_use(
    licence: Licence,
    left: list[Left],
    seen: Mapping[object, int],
    today: date,
    named: Collection[UUID] | None = None,
) -> list[str]:
    """Say what is odd about the use of a licence, one sentence each. Each is a lead to clarify.

    Args:
        licence: the licence.
        left: what is left of each of its lines.
        seen: what customs saw of each line, as `seen_by_customs` adds it up.
        today: the day on which it is asked.
        named: the items that whoever reads it may see; None for all.
    """
    return [
        *_refused(licence),
        *used_outside(licence, licence.valid_from, licence.valid_until),
        *(
            sentence
            for one in left
            for sentence in [
                *held_against(one.line, one.used, named),
                *_by_customs(one, seen.get(one.line.pk)),
            ]
        ),
        *_of_rows(licence),
        *_of_deliveries(licence, today),
    ]


def held_against(line: LicenceLine, used: int, named: Collection[UUID] | None = None) -> list[str]:
    """Say which uses do not fit a line as it is, or as it would be, one sentence each.

    Args:
        line: the line; it need not be written.
        used: how many stand as used of it.
        named: the items that whoever reads it may see; None for all. Of others nothing is said.
    """
    found = _overused(Left(line, used))
    rows = line.uses.filter(is_refused=False, quantity__gt=0).prefetch_related("items__item", "corrections")
    for use in rows:
        said = {"line": line.place, "day": use.used_on, "used": use.quantity}
        if use.unit != line.unit and not any(not one.is_refused for one in use.corrections.all()):
            said |= {"unit": line.get_unit_display(), "used": use.amount}
            found.append(_("Line %(line)s counts %(unit)s; the use of %(day)s counts %(used)s.") % said)
        for item in (part.item for part in use.items.all()):
            if (named is None or item.pk in named) and not is_of(line, as_wanted(item)):
                sentence = _("Line %(line)s does not cover %(item)s, which was used under it on %(day)s.")
                found.append(sentence % (said | {"item": item.number}))
    return found


def used_outside(licence: Licence, first: date, last: date) -> list[str]:
    """Say which uses lie outside the days of a licence as they are, or as they would be, one sentence each."""
    rows = licence.uses.filter(is_refused=False, quantity__gt=0).exclude(used_on__range=(first, last))
    corrected = Use.objects.filter(licence=licence, is_refused=False, corrects__isnull=False).values(
        "corrects"
    )
    days = sorted(set(rows.exclude(pk__in=corrected).values_list("used_on", flat=True)))
    return [_("The use of %(day)s lies outside the licence's validity.") % {"day": day} for day in days]


def _refused(licence: Licence) -> list[str]:
    count = sum(use.is_refused and not is_tried_again(use) for use in licence.uses.all())
    return [] if count == 0 else [_("Attempts at a use were refused: %(count)s.") % {"count": count}]


def is_tried_again(use: Use) -> bool:
    """Whether a refused attempt was tried again and stood; of several attempts at one use all name the first."""
    first = use if use.tries is None else use.tries
    return any(not one.is_refused for one in first.tried_again.all())


def seen_by_customs(licence: Licence) -> dict[object, int]:
    """Add up what customs saw of each line, in the line's own unit."""
    rows = CustomsRow.objects.filter(licence=licence, is_withdrawn=False).select_related("line")
    seen: dict[object, int] = {}
    for row in rows:
        if row.line is not None and row.line.unit == row.unit:
            seen[row.line_id] = seen.get(row.line_id, 0) + row.quantity
    return seen


def _overused(left: Left) -> list[str]:
    # nobody could enter it here: two sites used the same licence before either heard of the other
    if left.left >= 0:
        return []
    said = {"line": left.line.place, "used": left.used, "allowed": left.line.quantity}
    return [_("Line %(line)s: %(used)s are recorded as used, the licence allows %(allowed)s.") % said]


def _by_customs(left: Left, seen: int | None) -> list[str]:
    if seen is None:
        return []
    said = {"line": left.line.place, "seen": seen, "allowed": left.line.quantity, "used": left.used}
    if seen > left.line.quantity:
        return [_("Line %(line)s: customs saw %(seen)s, the licence allows %(allowed)s.") % said]
    if seen != left.used:
        return [_("Line %(line)s: customs saw %(seen)s, %(used)s are recorded as used.") % said]
    return []


def _of_rows(licence: Licence) -> list[str]:
    found = []
    for row in licence.customs_rows.filter(is_withdrawn=False).select_related("line"):
        said = {"declaration": row.declaration, "day": row.passed_on}
        if row.line is None:
            found.append(_("Declaration %(declaration)s fits no line.") % said)
        elif row.line.unit != row.unit:
            found.append(_("Declaration %(declaration)s counts in another unit than its line.") % said)
        if not licence.valid_from <= row.passed_on <= licence.valid_until:
            found.append(
                _("Declaration %(declaration)s: %(day)s lies outside the licence's validity.") % said
            )
    return found


def _of_deliveries(licence: Licence, today: date) -> list[str]:
    found = []
    for one in licence.verifications.select_related("line"):
        said = {
            "line": one.line.place,
            "day": one.due_on,
            "delivered": one.delivered,
            "confirmed": one.confirmed,
        }
        if one.received_on is None and one.due_on < today:
            found.append(_("Line %(line)s: the delivery was to be verified by %(day)s.") % said)
        elif one.confirmed is not None and one.confirmed != one.delivered:
            found.append(
                _("Line %(line)s: %(delivered)s were said to be delivered, %(confirmed)s were confirmed.")
                % said
            )
    return found
