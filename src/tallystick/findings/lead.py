"""What gaps and verdicts both become before anybody has answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tallystick.model.claim import NONE
from tallystick.model.finding import MOST_CLAIMS, ReplyState, Severity, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One thing worth a person's time; named by what it is about, never by its figures."""

    kind: str
    """`gap` or `verdict`."""
    about: str
    severity: Severity
    step: Step
    sentence: str
    ask: str
    evidence: str
    opened_on: date
    parties: Sequence[str] = ()
    claims: Sequence[str] = ()
    agreement: str = NONE
    rule: str = NONE

    def row(self) -> dict[str, object]:
        """Write it as a row of table `finding`: open, and asked of nobody yet."""
        return {
            "place": 0,
            "finding_id": f"{self.kind}.{self.about}",
            "kind": self.kind,
            "severity": self.severity.value,
            "step": self.step.value,
            "agreement": self.agreement,
            "rule": self.rule,
            "about": self.about,
            "parties": joined(self.parties),
            "sentence": self.sentence,
            "ask": self.ask,
            "evidence": self.evidence,
            "claims": joined(self.claims[:MOST_CLAIMS]),
            "opened_on": self.opened_on,
            "asked_on": None,
            "reply_due_on": None,
            "channel": NONE,
            "reply_state": ReplyState.OPEN.value,
            "judgements": 0,
        }


def joined(words: Sequence[str]) -> str:
    """Write words into one key column: space-separated, `-` for none."""
    return NONE if len(words) == 0 else " ".join(words)


IsJudged = Callable[[str, str], bool]
"""Whether somebody said something about a gap or verdict, by kind and name."""
