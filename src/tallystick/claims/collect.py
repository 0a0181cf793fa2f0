"""Readings of a case's documents, put together into tables."""

import json
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from tallystick.claims.filings import filing_rows
from tallystick.claims.key import Read, Said, name_claims
from tallystick.claims.participation import milestone_row, participation_row
from tallystick.engine.local import frame
from tallystick.model.claim import Claim, CompleteList, Issue
from tallystick.model.document import Document
from tallystick.model.tables import (
    CLAIM,
    COMPLETE_LIST,
    DOCUMENT,
    FILING,
    ISSUE,
    MILESTONE,
    PARTICIPATION,
    SIGHTING,
)


def collect(readings: Sequence[Read], lists: Iterable[CompleteList]) -> dict[str, pl.DataFrame]:
    """Make every table that documents fill, from claim to issue; the order of reading is immaterial."""
    said = name_claims(readings)
    filings, troubles = filing_rows(said, readings)
    listed = [*lists, *(one for _, reading in readings for one in reading.complete_lists)]
    return {
        "claim": frame(CLAIM, {one.claim_id: _claim_row(one) for one in said}.values()),
        "sighting": frame(SIGHTING, (row for one in said for row in _sighting_rows(one))),
        "document": frame(DOCUMENT, (_document_row(document) for document, _ in readings)),
        "filing": frame(FILING, filings),
        "complete_list": frame(COMPLETE_LIST, (_list_row(one) for one in listed)),
        "participation": frame(PARTICIPATION, _participation_rows(readings)),
        "milestone": frame(MILESTONE, _milestone_rows(readings)),
        "issue": frame(ISSUE, [*_issue_rows(readings), *troubles]),
    }


def _claim_row(one: Said) -> dict[str, object]:
    claim: Claim = one.item.claim
    row: dict[str, object] = {
        name: getattr(claim, name)
        for name in [
            "filing_id",
            "instrument",
            "claimant",
            "from_party",
            "to_party",
            "category",
            "origin_party",
            "via",
            "end_user",
            "consignee",
            "intermediary",
            "carrier",
            "scheme",
            "scheme_code",
            "designation",
            "condition",
            "line",
            "handling",
        ]
    }
    amount = claim.quantity
    return row | {
        "claim_id": one.claim_id,
        "role": claim.role.value,
        "act": claim.act.value,
        "period_start": claim.period.start,
        "period_end": claim.period.end,
        "quantity_kind": amount.kind.value,
        "quantity_low": amount.low,
        "quantity_high": amount.high,
        "unit": amount.unit,
        "basis": claim.basis.value,
        "evidence_grade": claim.grade.value,
    }


def _sighting_rows(one: Said) -> Iterable[dict[str, object]]:
    for addition in one.document.additions:
        yield {
            "claim_id": one.claim_id,
            "document": one.document.sha256,
            "locator": one.item.locator,
            "original": _json(one.item.original),
            "recorded_on": addition.added_on,
            "recorded_by": addition.added_by,
        }


def _document_row(document: Document) -> dict[str, object]:
    return {
        "sha256": document.sha256,
        "source": document.source,
        "name": document.name,
        "bytes": document.size,
        "added_on": document.additions[0].added_on,
        "handling": document.handling,
        "origin": document.origin,
    }


def _list_row(one: CompleteList) -> dict[str, object]:
    return {
        "instrument": one.instrument,
        "period_start": one.period.start,
        "period_end": one.period.end,
        "as_of": one.as_of,
        "source": one.source,
    }


def _participation_rows(readings: Sequence[Read]) -> Iterable[dict[str, object]]:
    for document, reading in readings:
        for act in reading.participation:
            yield participation_row(act, document.sha256)


def _milestone_rows(readings: Sequence[Read]) -> Iterable[dict[str, object]]:
    for document, reading in readings:
        for one in reading.milestones:
            yield milestone_row(one, document.sha256)


def _issue_rows(readings: Sequence[Read]) -> Iterable[dict[str, object]]:
    for document, reading in readings:
        for issue in reading.issues:
            yield issue_row(issue, document.sha256)


def issue_row(issue: Issue, document: str) -> dict[str, object]:
    """Make one row of the table issue."""
    return {
        "document": document,
        "locator": issue.locator,
        "rule": issue.rule,
        "field": issue.field,
        "value": issue.value,
        "message": issue.message,
        "original": _json(issue.original),
    }


def _json(fields: Mapping[str, str]) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=False)
