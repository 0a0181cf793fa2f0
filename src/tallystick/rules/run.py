"""All rules of all agreements over all parties and periods, in one pass of vectorised expressions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.engine.local import conform, frame
from tallystick.errors import AgreementError, TallystickError
from tallystick.model.agreement import (
    CONSENTS,
    FAILS,
    HOLDS,
    PARAMETER,
    UNKNOWN,
    Force,
    Joining,
    Verdict,
    parameters_among,
)
from tallystick.model.claim import NONE
from tallystick.model.tables import VERDICT
from tallystick.rules.ceilings import refuse_unsound
from tallystick.rules.clock import Span, calendar
from tallystick.rules.decide import Answer, Ruling, Step, chosen
from tallystick.rules.duty import Duty
from tallystick.rules.evidence import Tables, on_record, with_evidence
from tallystick.rules.limit import false_share
from tallystick.rules.load import Agreement, line_in
from tallystick.rules.obligation import Obligation
from tallystick.rules.participation import CONTESTED, FALSE
from tallystick.rules.total import LIMITS

_AS_WRITTEN: Final = pl.QueryOptFlags.none()
"""Plans are small and stand in the order in which they are best done; looking for a better one takes a third of the
whole time (bench/rules.py)."""
CANNOT_TELL: Final = "cannot_be_told"


@dataclass(frozen=True, slots=True)
class Prepared:
    """One rule, asked once for its steps, ready to be laid over any number of duties."""

    agreement: Agreement
    obligation: Obligation
    ruling: Ruling

    @property
    def force(self) -> Force:
        """How far it binds."""
        return self.obligation.force or self.agreement.terms.force

    @property
    def steps(self) -> tuple[Step, ...]:
        """All its steps: first whether the party is bound, then its own."""
        return (*_BOUND_STEPS, *self.ruling.steps)


def _not_bound(when: pl.Expr, reason: str) -> Step:
    return Step(when.fill_null(value=False), Answer.NOT_BOUND, reason)


_UNBOUND: Final = pl.col("bound") == FALSE
_LEFT: Final = pl.col("due_on") >= pl.col("until")
_BOUND_STEPS: Final = (
    Step(pl.col("shut"), Answer.NOT_ASSESSABLE, "withheld_from_audience"),
    Step(pl.col("bound") == CONTESTED, Answer.NOT_ASSESSABLE, "status_contested"),
    _not_bound(_UNBOUND & (pl.col("act") == Joining.SIGNATURE.value), "signed_only"),
    _not_bound(_UNBOUND & (pl.col("act") == Joining.PROVISIONAL.value), "provisional_only"),
    _not_bound(_UNBOUND & (pl.col("act") == Joining.WITHDRAWAL.value), "withdrawn"),
    _not_bound(_UNBOUND & pl.col("act").is_in(sorted(act.value for act in CONSENTS)), "not_yet_in_force"),
    Step(
        (pl.col("notice") == Joining.SUSPENSION.value) & (_LEFT | pl.col("due_on").is_null()),
        Answer.NOT_ASSESSABLE,
        "status_contested",
    ),
    _not_bound(_LEFT, "left_before_due"),
)
"""Asked of every duty before the rule's own steps: nobody is judged by what does not bind it."""


def judge(agreements: Iterable[Agreement], tables: Tables, span: Span) -> pl.DataFrame:
    """Make table verdict: every rule for every party and period of a span.

    Needs table status; reads filing, complete_list, milestone, cell and fact where there are any.

    Raises:
        AgreementError: if a rule raises or asks for what is not there; names agreement, rule and line.
    """
    judged = [verdicts for one in agreements for verdicts in _judged(one, tables, span)]
    verdicts = pl.concat(judged) if len(judged) > 0 else frame(VERDICT, [])
    return conform(VERDICT, verdicts.with_columns(q_breach=false_share(pl.col("p_breach_low"))))


_MEASURED: Final = pl.col("reason").is_in(["exceeds", "no_excess_shown", "figures_do_not_settle"])
"""Where a measurement decided. Who is not bound, or excepted, has no probability of breach and is none of those among
whom some are false."""


def prepare(one: Agreement) -> list[Prepared]:
    """Ask each rule of an agreement once for its steps.

    Raises:
        AgreementError: if a rule raises, or gives a reason without a sentence.
    """
    return [_prepared(one, obligation) for obligation in one.obligations]


def prepare_rule(one: Agreement, name: str) -> Prepared:
    """Ask one rule of an agreement for its steps; raises as `prepare` does."""
    return _prepared(one, next(each for each in one.obligations if each.name == name))


def _prepared(one: Agreement, obligation: Obligation) -> Prepared:
    path = one.folder / "rules.py"
    refuse_unsound(path, obligation, one.parameters)
    try:
        ruling = obligation.rule(Duty(one.parameters))
    except Exception as error:  # whatever the law's own code raises is told with its place
        line = line_in(path, error) or obligation.line
        raise AgreementError(path, f"rule {obligation.name} raises: {error}", line=line) from error
    if not isinstance(ruling, Ruling):
        raise AgreementError(
            path,
            f"rule {obligation.name} returns {type(ruling).__name__}, not a Ruling",
            line=obligation.line,
        )
    untold = [reason for reason in ruling.reasons() if reason not in one.reasons]
    if len(untold) > 0:
        raise AgreementError(
            path,
            f"rule {obligation.name} gives the reason {untold[0]!r}, which has no sentence",
            line=obligation.line,
            remedy="Add it to REASONS at the top of rules.py.",
        )
    return Prepared(one, obligation, ruling)


def _judged(one: Agreement, tables: Tables, span: Span) -> Iterator[pl.DataFrame]:
    periods = calendar(tables["status"], one, span)
    for rule in prepare(one):
        duties = periods.duties(rule.obligation, _parameters_of(rule))
        yield _collected(rule, decided(rule, with_evidence(duties, one.name, rule.obligation, tables)))


def _parameters_of(rule: Prepared) -> set[str]:
    """Name the parameters that a rule goes by."""
    return set(parameters_among(inputs(rule)))


def decided(rule: Prepared, duties: pl.LazyFrame) -> pl.LazyFrame:
    """Lay a rule over duties: the verdict, its reason and its trace, in the columns of table verdict."""
    steps = rule.steps
    duties = duties.with_columns(due_on=rule.ruling.due_on.cast(pl.Date), **rule.ruling.values)
    duties = duties.with_columns(**{f"step.{number}": step.when for number, step in enumerate(steps)})
    asked = [Step(pl.col(f"step.{number}"), step.answer, step.reason) for number, step in enumerate(steps)]
    duties = duties.with_columns(choice=chosen(asked))
    duties = duties.with_columns(**_answer(rule, steps), evidence=on_record())
    years = pl.col("period_start").dt.year()
    return duties.select(
        pl.format(
            "{}.{}.{}.{}", pl.lit(rule.agreement.name), pl.lit(rule.obligation.name), "party", years
        ).alias("verdict_id"),
        agreement=pl.lit(rule.agreement.name),
        rule=pl.lit(rule.obligation.name),
        force=pl.lit(rule.force.value),
        party="party",
        counterpart=pl.lit(NONE),
        period_start="period_start",
        period_end="period_end" if rule.obligation.each_year else pl.max_horizontal("period_end", "due_on"),
        verdict="verdict",
        reason="reason",
        sentence=_sentence(rule),
        p_breach_low=pl.when(_MEASURED).then("over_low"),
        p_breach_high=pl.when(_MEASURED).then("over_high"),
        q_breach=pl.lit(None, dtype=pl.Float64),
        due_on="due_on",
        evidence="evidence",
        trace=_trace(rule),
    )


def _answer(rule: Prepared, steps: Sequence[Step]) -> dict[str, pl.Expr]:
    """Look the verdict and its reason up by the step chosen; after the last step stands what cannot be told."""
    verdicts = [*(_word(rule.force, step.answer) for step in steps), UNKNOWN[rule.force].value]
    reasons = [*(step.reason for step in steps), CANNOT_TELL]
    choice = pl.col("choice")
    at = pl.when(choice >= 0).then(choice).otherwise(len(steps))
    return {
        "verdict": pl.lit(pl.Series(verdicts)).gather(at),
        "reason": pl.lit(pl.Series(reasons)).gather(at),
    }


def _word(force: Force, answer: Answer) -> str:
    words: Mapping[Answer, Verdict] = {
        Answer.HOLDS: HOLDS[force],
        Answer.FAILS: FAILS[force],
        Answer.UNKNOWN: UNKNOWN[force],
        Answer.NOT_ASSESSABLE: Verdict.NOT_ASSESSABLE,
        Answer.NOT_DUE: Verdict.NOT_DUE,
        Answer.NOT_BOUND: Verdict.NOT_BOUND,
    }
    return words[answer].value


def possible_verdicts(rule: Prepared) -> set[str]:
    """Name the verdicts that a rule's own steps can give, and that nobody is judged by what does not bind it.

    A treaty that is not in force binds nobody, whatever its rules would say.
    """
    terms = rule.agreement.terms
    if terms.kind == "treaty" and terms.entry_into_force.in_force_on is None:
        return {Verdict.NOT_BOUND.value}
    return {_word(rule.force, step.answer) for step in rule.ruling.steps} | {Verdict.NOT_BOUND.value}


_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


def _sentence(rule: Prepared) -> pl.Expr:
    """Write each reason's sentence, with the columns it names."""
    texts = {
        reason: rule.agreement.reasons[reason]
        for reason in [*(step.reason for step in rule.steps), CANNOT_TELL]
    }
    sentence = pl.col("reason").replace_strict(texts, return_dtype=pl.String)
    for name in sorted({name for text in texts.values() for name in _PLACEHOLDER.findall(text)}):
        value = pl.col(name).cast(pl.String).fill_null("?")
        sentence = sentence.str.replace(f"{{{name}}}", value, literal=True)
    return sentence


def inputs(rule: Prepared) -> list[str]:
    """Name the columns from which a rule decides, and no others: with them it can be replayed."""
    values = set(rule.ruling.values) | {"due_on"}
    asked = [step.when for step in rule.steps] + [rule.ruling.due_on, *rule.ruling.values.values()]
    named = {name for expression in asked for name in expression.meta.root_names()}
    ceiling = rule.obligation.ceiling
    limits = () if ceiling is None else (ceiling.limit, ceiling.tolerance, ceiling.significance)
    # what the limits add up to stands beside them: a reader should not have to work it out
    measured = {f"{PARAMETER}{name}" for name in limits} | set(() if ceiling is None else LIMITS)
    return sorted((named | measured | {"party", "period_start", "period_end"}) - values)


def _trace(rule: Prepared) -> pl.Expr:
    """Write the inputs, the intermediate values and the step that decided as JSON.

    Every step before it was asked and did not hold, and none after it was asked: `trace.full` spells them out.
    """
    values = ["due_on", *sorted(rule.ruling.values)]
    return pl.struct(
        pl.struct(inputs(rule)).alias("inputs"),
        pl.struct(values).alias("values"),
        "choice",
    ).struct.json_encode()


def _collected(rule: Prepared, plan: pl.LazyFrame) -> pl.DataFrame:
    try:
        return plan.collect(optimizations=_AS_WRITTEN)
    except (pl.exceptions.PolarsError, TallystickError) as error:
        path = rule.agreement.folder / "rules.py"
        raise AgreementError(
            path,
            f"rule {rule.obligation.name} cannot be computed: {str(error).splitlines()[0]}",
            line=rule.obligation.line,
        ) from error
