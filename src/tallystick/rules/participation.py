"""Who is bound, from when to when, by which act: the spells of each party under one agreement."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Final

import polars as pl

from tallystick.engine.local import frame
from tallystick.errors import AgreementError, UsageError
from tallystick.model.agreement import CONSENTS, Joining, Participation
from tallystick.model.claim import NONE
from tallystick.model.party import find_party, is_code, nearest_names
from tallystick.model.tables import PARTICIPATION, STATUS
from tallystick.rules import load
from tallystick.rules.clause import article_of, bound_from, withdrawn_from
from tallystick.rules.load import Agreement

TRUE: Final = "true"
FALSE: Final = "false"
CONTESTED: Final = "contested"

UNCONFIRMED: Final = "unconfirmed:"
"""How the source of an act begins that could not be read."""
_SAID: Final = {
    Joining.SIGNATURE: "signed",
    Joining.PROVISIONAL: "declared provisional application",
    Joining.CONSENT: "notified consent to be bound",
    Joining.ADDRESSED: "asked",
    Joining.WITHDRAWAL: "gave notice of withdrawal",
    Joining.SUSPENSION: "declared a suspension",
}


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in which a party's status does not change; `until` is the first day after it."""

    party: str
    bound: str
    since: date
    until: date | None
    act: Joining
    acted_on: date
    basis: str
    articles: str = NONE
    notice: Participation | None = None
    """The withdrawal or suspension on record that ends or disputes it."""


def statuses(agreements: Iterable[Agreement]) -> pl.DataFrame:
    """Make table status: every spell of every party under every agreement."""
    return frame(STATUS, (_row(one.name, spell) for one in agreements for spell in spells(one)))


def with_shelf(participation: pl.DataFrame, agreements: Iterable[Agreement]) -> pl.DataFrame:
    """Bring table participation, as documents fill it, together with what the shelf records of these agreements."""
    own = frame(
        PARTICIPATION,
        (
            {name: getattr(act, name) for name in Participation.__slots__} | {"document": NONE}
            for one in agreements
            for act in one.acts
        ),
    )
    told = participation.select("agreement", "party", "act", "acted_on")
    return pl.concat([participation, own.join(told, on=told.columns, how="anti")])


def _row(agreement: str, spell: Spell) -> dict[str, object]:
    return {
        "agreement": agreement,
        "party": spell.party,
        "bound": spell.bound,
        "since": spell.since,
        "until": spell.until,
        "act": spell.act.value,
        "acted_on": spell.acted_on,
        "articles": spell.articles,
        "notice": NONE if spell.notice is None else spell.notice.act.value,
        "notice_on": None if spell.notice is None else spell.notice.acted_on,
        "basis": spell.basis,
    }


def spells(agreement: Agreement) -> Iterator[Spell]:
    """Give every spell under an agreement, by party and time.

    Raises:
        AgreementError: for acts that contradict each other, with the line.
    """
    by_party: dict[str, list[Participation]] = defaultdict(list)
    for act in agreement.acts:
        by_party[act.party].append(act)
    for party in sorted(by_party):
        acts = sorted(by_party[party], key=lambda one: (one.acted_on, one.act))
        check(agreement, acts)
        yield from _of_party(agreement, acts)


def check(agreement: Agreement, acts: Sequence[Participation]) -> None:
    """Refuse acts of one party that cannot all be so.

    Raises:
        AgreementError: naming the lines.
    """
    bound, joined, asked = False, None, None
    for number, act in enumerate(acts):
        if act.act in CONSENTS:
            if bound and joined is not None and not _adds(act, acts[:number]):
                raise _contradiction(
                    agreement, act, f"it already consented on {joined.acted_on} [{joined.source}]"
                )
            bound, joined = True, act
        elif act.act is Joining.ADDRESSED:
            if asked is not None and asked.ends_on is None:
                raise _contradiction(
                    agreement, act, f"it was already asked on {asked.acted_on} [{asked.source}]"
                )
            asked = act
        else:
            _check_other(agreement, act, bound=bound or asked is not None)
            bound = bound and act.act is not Joining.WITHDRAWAL


def _check_other(agreement: Agreement, act: Participation, *, bound: bool) -> None:
    if act.act in {Joining.WITHDRAWAL, Joining.SUSPENSION} and not bound:
        raise _contradiction(agreement, act, "it is not bound then")
    if act.act is Joining.SUSPENSION and act.contested == NONE:
        raise AgreementError(
            agreement.folder / "participation.csv",
            f"suspension by {act.party} on {act.acted_on} [{act.source}] cites no view of whether it has effect",
            line=_line(agreement, act),
            column="contested",
            remedy="Name each view and who holds it.",
        )
    if act.act is Joining.PROVISIONAL and agreement.terms.provisional_application is None:
        raise _contradiction(agreement, act, "agreement.toml has no [provisional_application]")


def _adds(act: Participation, earlier: Sequence[Participation]) -> bool:
    """Whether a further consent covers only parts that no consent before it does, such as one more protocol."""
    standing = takewhile(lambda one: one.act is not Joining.WITHDRAWAL, reversed(earlier))
    covered = {part for one in standing if one.act in CONSENTS for part in one.articles.split(" ")}
    parts = set(act.articles.split(" "))
    return len(covered) > 0 and NONE not in covered | parts and covered.isdisjoint(parts)


def _begun(act: Participation) -> date:
    return act.acted_on if act.in_force_on is None else act.in_force_on


def _contradiction(agreement: Agreement, act: Participation, why: str) -> AgreementError:
    return AgreementError(
        agreement.folder / "participation.csv",
        f"{act.act.value.replace('_', ' ')} by {act.party} on {act.acted_on} [{act.source}] "
        f"contradicts another act: {why}",
        line=_line(agreement, act),
        remedy="Correct one of the two, or give the later one its own withdrawal before it.",
    )


def _line(agreement: Agreement, act: Participation) -> int | None:
    """Find the line of the folder's own file that records an act; none where a document or a what-if told it."""
    own = load.acts(agreement.folder, agreement.name)
    lines = [number for number, one in enumerate(own, start=2) if one == act]
    return lines[-1] if len(lines) > 0 else None


def _of_party(agreement: Agreement, acts: Sequence[Participation]) -> Iterator[Spell]:
    conflicts = [act for act in acts if act.act is Joining.CONFLICT]
    bound = [*_bound(agreement, acts, conflicts)]
    yield from _before(agreement, acts, bound)
    for spell in bound:
        yield from _contested(spell, acts)
        if spell.until is not None and spell.notice is not None:
            back = min((one.since for one in bound if one.since >= spell.until), default=None)
            yield _gone(agreement, spell.notice, spell.until, back)


def _bound(
    agreement: Agreement, acts: Sequence[Participation], conflicts: Sequence[Participation]
) -> Iterator[Spell]:
    terms = agreement.terms
    for number, act in enumerate(acts):
        if act.act is Joining.ADDRESSED:
            basis = _basis(agreement, act)
            yield Spell(act.party, TRUE, _begun(act), act.ends_on, act.act, act.acted_on, basis)
        if act.act not in CONSENTS or _adds(act, acts[:number]):
            continue
        since = bound_from(terms, act)
        if since is None:
            continue
        left = next((one for one in acts[number + 1 :] if one.act is Joining.WITHDRAWAL), None)
        until = None if left is None else withdrawn_from(terms, left, conflicts)
        if until is not None and until <= since:
            continue  # taken back before it bound
        spell = Spell(act.party, TRUE, since, until, act.act, act.acted_on, _basis(agreement, act))
        yield spell if left is None else replace(spell, notice=left)


def _before(agreement: Agreement, acts: Sequence[Participation], bound: Sequence[Spell]) -> Iterator[Spell]:
    """Tell of signatures, provisional application and consents that do not bind yet."""
    first = min((spell.since for spell in bound), default=None)
    early = [
        act
        for act in acts
        if act.act in {Joining.SIGNATURE, Joining.PROVISIONAL, Joining.WITHDRAWAL, *CONSENTS}
        and (first is None or act.acted_on < first)
    ]
    # an act on the same day as a consent says nothing more than the consent, unless it applies articles already
    rank = {Joining.SIGNATURE: 0, Joining.PROVISIONAL: 2}
    days = {act.acted_on: act for act in sorted(early, key=lambda one: rank.get(one.act, 1))}
    # provisional application goes on until the agreement binds: a deposit after it does not end it
    applied = [act.acted_on for act in early if act.act is Joining.PROVISIONAL]
    ordered = [days[day] for day in sorted(days) if len(applied) == 0 or day <= min(applied)]
    for act, following in zip(ordered, [*ordered, None][1:], strict=True):
        until = first if following is None else following.acted_on
        articles = act.articles
        terms = agreement.terms.provisional_application
        if act.act is Joining.PROVISIONAL and terms is not None and articles == NONE:
            articles = " ".join(terms.articles)
        yield Spell(
            act.party, FALSE, act.acted_on, until, act.act, act.acted_on, _basis(agreement, act), articles
        )


def _contested(spell: Spell, acts: Sequence[Participation]) -> Iterator[Spell]:
    """Tell of what is disputed in a spell: the act it rests on, or suspensions, which cut it while they last."""
    basis = next(act for act in acts if (act.act, act.acted_on) == (spell.act, spell.acted_on))
    if basis.contested != NONE:
        yield _disputed(spell, basis)
        return
    rest: Spell | None = spell
    for act in (one for one in acts if one.act is Joining.SUSPENSION):
        if rest is None or (rest.until is not None and _begun(act) >= rest.until):
            continue
        begun = max(_begun(act), rest.since)
        if act.ends_on is not None and act.ends_on <= begun:
            continue
        if begun > rest.since:
            yield replace(rest, until=begun, notice=act)
        ends = [day for day in (act.ends_on, rest.until) if day is not None]
        over = min(ends, default=None)
        yield replace(_disputed(rest, act), since=begun, until=over, act=act.act, acted_on=act.acted_on)
        rest = None if over == rest.until or over is None else replace(rest, since=over)
    if rest is not None:
        yield rest


def _disputed(spell: Spell, act: Participation) -> Spell:
    basis = (
        f"{_SAID.get(act.act, act.act.value)} on {act.acted_on}. Contested: {act.contested} [{act.source}]"
    )
    return replace(spell, bound=CONTESTED, basis=basis, notice=act)


def _gone(agreement: Agreement, notice: Participation, since: date, back: date | None) -> Spell:
    """Tell of the time after a withdrawal, until the party is `back`; null where it stays away."""
    basis = _left(agreement, notice, since)
    gone = Spell(notice.party, FALSE, since, back, notice.act, notice.acted_on, basis)
    return gone if notice.contested == NONE else _disputed(gone, notice)


def _basis(agreement: Agreement, act: Participation) -> str:
    """Say by which act and article a status holds, with what the source notes of it, and whether it was confirmed."""
    if act.act is Joining.ADDRESSED and act.note != NONE:
        return act.note
    note = "" if act.note == NONE else f"; {act.note}"
    doubt = "; unconfirmed" if act.source.startswith(UNCONFIRMED) else ""
    return f"{_said(agreement, act)}{note}{doubt}"


def _said(agreement: Agreement, act: Participation) -> str:
    terms = agreement.terms
    said = _SAID.get(act.act, act.act.value)
    if act.act in CONSENTS:
        since = bound_from(terms, act)
        article = article_of(terms, act)
        if since is None:
            return f"{said} on {act.acted_on}; the agreement is not in force ({article})"
        stated = ", as the source states" if act.in_force_on is not None else ""
        return f"{said} on {act.acted_on}; in force for it from {since} (Art. {article}{stated})"
    if act.act is Joining.PROVISIONAL:
        articles = act.articles if act.articles != NONE else _articles(agreement)
        return f"{said} on {act.acted_on}, of Art. {articles} alone; no reporting duty"
    if act.act is Joining.ADDRESSED:
        return f"{terms.source} asks it of this party"
    if act.act is Joining.WITHDRAWAL:
        return f"withdrew its consent on {act.acted_on}, before the agreement bound it"
    return f"{said} on {act.acted_on}; not bound by that alone"


def _articles(agreement: Agreement) -> str:
    terms = agreement.terms.provisional_application
    return NONE if terms is None else " and ".join(terms.articles)


def _left(agreement: Agreement, notice: Participation, until: date) -> str:
    article = article_of(agreement.terms, notice)
    return f"gave notice of withdrawal on {notice.acted_on}; not bound from {until} (Art. {article})"


def status_on(agreement: Agreement, on: date, party: str | None = None) -> list[dict[str, object]]:
    """Say who is bound on a day: one row a party that has acted by then, `bound` true, false or "contested".

    Raises:
        UsageError: if the party is not known; with the nearest names.
    """
    wanted = None if party is None else party_code(party)
    answers: dict[str, dict[str, object]] = {}
    for spell in spells(agreement):
        lasts = spell.since <= on and (spell.until is None or on < spell.until)
        if lasts and wanted in {None, spell.party}:
            answers[spell.party] = _answer(agreement, spell, on)
    if wanted is not None and wanted not in answers:
        answers[wanted] = _nothing(wanted)
    return [answers[code] for code in sorted(answers)]


def party_code(party: str) -> str:
    """Find the code of a party named by code or name.

    Raises:
        UsageError: with the nearest names, if there is none.
    """
    code = party if is_code(party) else find_party(party)
    if code is None:
        near = ", ".join(nearest_names(party)) or "none"
        raise UsageError(f"{party!r} is no party known here; nearest: {near}")
    return code


_BOUND: Final[Mapping[str, object]] = {TRUE: True, FALSE: False, CONTESTED: CONTESTED}


def _answer(agreement: Agreement, spell: Spell, on: date) -> dict[str, object]:
    notice = spell.notice
    told = notice is None or notice.acted_on <= on
    said = notice is not None and told and spell.bound == TRUE
    act, acted_on, basis = spell.act.value, spell.acted_on, spell.basis
    if notice is not None and said and notice.act is Joining.WITHDRAWAL:
        act, acted_on = notice.act.value, notice.acted_on
        held = "held back while it is engaged in an armed conflict" if spell.until is None else ""
        ends = f"not bound from {spell.until} (Art. {article_of(agreement.terms, notice)})"
        basis = f"{spell.basis}; withdrawal notified on {notice.acted_on}, {held or ends}"
    return {
        "party": spell.party,
        "bound": _BOUND[spell.bound],
        "since": spell.since,
        # nobody knew of the end before notice of it was given
        "until": spell.until if told else None,
        "act": act,
        "acted_on": acted_on,
        "articles": spell.articles,
        "basis": basis,
    }


def _nothing(party: str) -> dict[str, object]:
    return {
        "party": party,
        "bound": False,
        "since": None,
        "until": None,
        "act": NONE,
        "acted_on": None,
        "articles": NONE,
        "basis": "no act by then on record",
    }
