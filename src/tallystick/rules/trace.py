"""The full trace of a verdict: the law as dated, the inputs, each step; and the same verdict from the trace alone."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import polars as pl

from tallystick.errors import UsageError
from tallystick.model.agreement import PARAMETER, parameters_among
from tallystick.model.claim import NONE
from tallystick.model.record import Row
from tallystick.rules.evidence import with_evidence
from tallystick.rules.load import Agreement
from tallystick.rules.run import Prepared, decided, prepare, prepare_rule


def full(agreement: Agreement, verdict: Row) -> dict[str, Any]:
    """Give everything behind one row of table verdict, as plain values that JSON can carry.

    Keys: verdict_id, verdict, reason, sentence, agreement, title, rule, article, asks, force, version, source, party,
    period, due_on, p_breach, q_breach, parameters (value, article, source, unconfirmed), inputs, values, steps,
    evidence, unconfirmed, reasons (the sentence of each).
    """
    obligation = next(one for one in agreement.obligations if one.name == verdict["rule"])
    decision = json.loads(verdict["trace"])
    at = verdict["period_end"] if obligation.each_year else verdict["period_start"]
    return {
        "verdict_id": verdict["verdict_id"],
        "verdict": verdict["verdict"],
        "reason": verdict["reason"],
        "sentence": verdict["sentence"],
        "agreement": agreement.name,
        "title": agreement.terms.title,
        "rule": obligation.name,
        "article": obligation.article,
        "asks": obligation.asks,
        "force": verdict["force"],
        "version": agreement.version,
        "source": agreement.terms.source,
        "party": verdict["party"],
        "period": [str(verdict["period_start"]), str(verdict["period_end"])],
        "due_on": None if verdict["due_on"] is None else str(verdict["due_on"]),
        "p_breach": [verdict["p_breach_low"], verdict["p_breach_high"]],
        "q_breach": verdict["q_breach"],
        "parameters": [_parameter(agreement, name, at) for name in parameters_among(decision["inputs"])],
        "inputs": decision["inputs"],
        "values": decision["values"],
        "steps": _steps(prepare_rule(agreement, obligation.name), decision["choice"]),
        "evidence": [] if verdict["evidence"] == NONE else verdict["evidence"].split(" "),
        "unconfirmed": list(agreement.terms.unconfirmed),
        "reasons": dict(agreement.reasons),
    }


def _steps(rule: Prepared, choice: int) -> dict[str, bool | None]:
    """Name the steps that were asked, in order: none held before the one that decided, or that cannot be told."""
    last = choice if choice >= 0 else -choice - 1
    asked = rule.steps[: last + 1]
    decided = True if choice >= 0 else None
    return {
        f"{number} {step.reason}": decided if number == last else False for number, step in enumerate(asked)
    }


def _parameter(agreement: Agreement, name: str, at: date) -> dict[str, Any]:
    parameter = agreement.parameters[name]
    held = [value for value in parameter.values if value.since <= at]
    if len(held) == 0:
        return {"name": name, "what": parameter.what, "value": None}
    value = held[-1]
    return {
        "name": name,
        "what": parameter.what,
        "value": value.written,
        "since": str(value.since),
        "article": value.article,
        "source": value.source,
        "unconfirmed": value.unconfirmed,
    }


def replay(agreement: Agreement, trace: Mapping[str, Any]) -> tuple[str, str]:
    """Judge again from a trace's inputs alone; returns the verdict and its reason.

    Raises:
        UsageError: if the law is not the one by which the trace was judged.
    """
    if trace["version"] != agreement.version:
        raise UsageError(
            f"{trace['verdict_id']} was judged by version {trace['version']} of {agreement.name}; "
            f"this is version {agreement.version}, which may judge otherwise"
        )
    asked = tuple(one for one in agreement.obligations if one.name == trace["rule"])
    (rule,) = prepare(replace(agreement, obligations=asked))
    answer = decided(rule, _duty(rule, trace["inputs"])).select("verdict", "reason").collect()
    verdict, reason = answer.row(0)
    return verdict, reason


def _duty(rule: Prepared, inputs: Mapping[str, Any]) -> pl.LazyFrame:
    """Make the one duty that a trace's inputs describe; what the rule did not ask for stays empty."""
    empty = with_evidence(
        pl.LazyFrame(schema=_SCHEMA).with_columns(
            **{f"{PARAMETER}{name}": pl.lit(None, dtype=pl.Int32) for name in rule.agreement.parameters}
        ),
        rule.agreement.name,
        rule.obligation,
        {},
    ).collect_schema()
    known = {name: inputs.get(name) for name in empty.names()}
    row = {
        name: date.fromisoformat(value) if empty[name] == pl.Date and value is not None else value
        for name, value in known.items()
    }
    whole = {name: _number_type(value) for name, value in row.items() if name.startswith(PARAMETER)}
    texts = {name: NONE for name, kind in empty.items() if kind == pl.String and row[name] is None}
    return pl.LazyFrame([{**row, **texts}], schema=pl.Schema({**empty, **whole}))


def _number_type(value: object) -> pl.DataType:
    return pl.Float64() if isinstance(value, float) else pl.Int32()


_SCHEMA: Final = {
    "party": pl.String,
    "bound": pl.String,
    "since": pl.Date,
    "until": pl.Date,
    "act": pl.String,
    "notice": pl.String,
    "year": pl.Int32,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "on": pl.Date,
}
"""What the calendar gives a duty."""
