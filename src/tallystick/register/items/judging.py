"""Keep what a person judged about two items that may be one. A later judgement supersedes an earlier one."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.items.checking import Happened
from tallystick.register.items.duplicates import is_settled, judged
from tallystick.register.items.history import counting, histories, pending
from tallystick.register.items.models import Event, EventKind, Item, Judgement, Likely, Verdict
from tallystick.register.items.record import happen
from tallystick.register.ledger.operation import Operation


@dataclass(frozen=True, slots=True)
class Told:
    """What a person judged."""

    verdict: Verdict
    reason: str
    kept: Item | None = None
    """Of two that are the same, the one that stands."""


class JudgeForm(forms.Form):
    """Whether two items are one, and why."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("judgement"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    kept = forms.ChoiceField(
        label=gettext_lazy("entry to keep, if they are one"), widget=forms.RadioSelect, required=False
    )
    reason = forms.CharField(label=gettext_lazy("reason"), widget=forms.Textarea)

    def __init__(self, sides: tuple[Item, Item], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.sides = {str(side.pk): side for side in sides}
        self.fields["kept"].choices = [(pk, str(side)) for pk, side in self.sides.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask which entry stands, where they are one."""
        given = super().clean() or {}
        if given.get("verdict") == Verdict.SAME and given.get("kept", "") == "":
            self.add_error(
                "kept", _("Say which entry stands. The other is struck out once a second person agrees.")
            )
        return given

    def told(self) -> Told:
        """Give what the person judged."""
        given = self.cleaned_data
        is_same = given["verdict"] == Verdict.SAME
        return Told(
            Verdict(given["verdict"]), given["reason"], self.sides[given["kept"]] if is_same else None
        )


def judge(done: Operation, sides: tuple[Item, Item], told: Told) -> Judgement:
    """Keep a judgement about two items, and let it take effect.

    Where they are the same, the other entry is proposed to be struck out, which needs a second person; where an earlier
    judgement proposed that and this one does not, it is proposed to be taken back, which needs one too.

    Raises:
        ValidationError: the effect cannot happen to the items as they stand.
    """
    first, second = sorted(sides, key=lambda item: item.pk)
    before = judged(first.pk, second.pk)
    judgement = done.save(
        Judgement(
            first=first,
            second=second,
            verdict=told.verdict,
            kept=told.kept,
            reason=told.reason,
            judged_by=done.actor,
            judged_at=done.at,
        )
    )
    if (
        before is not None
        and before.verdict == Verdict.SAME
        and before.kept_id != getattr(told.kept, "pk", None)
    ):
        _take_back(done, second if before.kept_id == first.pk else first, told.reason)
    if told.kept is not None and (before is None or before.kept_id != told.kept.pk):
        _strike(done, second if told.kept.pk == first.pk else first, told.kept, told.reason)
    settle_likely(first, second)
    return judgement


def settle_likely(first: Item, second: Item) -> None:
    """Write whether the question about a pair is open, as the last judgement has it."""
    last = judged(first.pk, second.pk)
    Likely.objects.filter(first=first, second=second).update(
        is_open=not is_settled(None if last is None else last.verdict)
    )


def _strike(done: Operation, twin: Item, kept: Item, reason: str) -> None:
    details = {"circumstances": reason, "same_as": kept.number}
    happen(done, twin, Happened(EventKind.STRUCK, timezone.localdate(), details=details))


def _take_back(done: Operation, twin: Item, reason: str) -> None:
    history = histories([twin.pk])[twin.pk]
    struck = [one for one in [*counting(history), *pending(history)] if one.kind == EventKind.STRUCK]
    for one in struck:
        event = Event.objects.get(pk=one.pk)
        if "same_as" not in event.details:
            continue
        details = {"circumstances": reason}
        on = max(timezone.localdate(), event.happened_on)
        happen(done, twin, Happened(EventKind.WITHDRAWN, on, details=details, corrects=event))
