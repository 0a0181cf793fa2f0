"""What is sent twice is done once: a one-time word goes with a page, and is used up in the operation that it asks for.

Two presses of one button may be answered at the same time: the second waits for the chain, and then sees the word used.
Used words are rows beside the sessions, one each: a session itself is written whole by whatever request ends last.
"""

from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from secrets import token_urlsafe
from time import sleep
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tallystick.register.ledger.canonical import canonical, sha256

FIELD: Final = "once"
"""The hidden field that the word is sent in."""
_CONTENT: Final = "content"
"""Where the row of a used word keeps the hash of what was sent with it."""
_KEPT_SECONDS: Final = 12 * 3600
"""A used word is kept as long as a session lasts at most: no page of an earlier one can be sent any more."""
_KEY_SIGNS: Final = 32
"""Of the hash that names the row of a word: as many as a session's own key has."""
_KEPT_ANSWERS: Final = 1_000
"""Addresses that the server remembers; of older ones the first page is shown, where what waits is listed."""
_TRIES: Final = 40
_PAUSE_SECONDS: Final = 0.05
"""For two seconds the second press waits for the answer to the first, to lead to where that led."""


class SentBeforeError(Exception):
    """The same page was sent with the same content before, and what it asked was done."""

    def __init__(self, word: str) -> None:
        """Keep which page it was."""
        self.word = word
        super().__init__("this page was sent before, with the same content, and what it asked was done then")


class SentOtherwiseError(ValidationError):
    """The same page was sent before, and something else is sent with it now."""


@dataclass(slots=True)
class _Sent:
    """What a browser sends."""

    request: HttpRequest
    is_used: bool = False

    @property
    def word(self) -> str:
        """Give the word of the page; empty where there is none."""
        session = getattr(self.request, "session", None)
        has_session = session is not None and session.session_key is not None
        return str(self.request.POST.get(FIELD, "")) if has_session and self.request.method == "POST" else ""

    def content(self) -> str:
        """Compute the hash of what was sent."""
        files = [(name, one.name, one.size) for name, many in self.request.FILES.lists() for one in many]
        return sha256(canonical([dict(self.request.POST.lists()), files]))

    def key(self) -> str:
        """Name the row of the word: the person's own, so that nobody uses up the word of another."""
        return sha256(f"{FIELD} {self.request.session.session_key} {self.word}")[:_KEY_SIGNS]

    def check(self) -> None:
        """Refuse what was sent before."""
        if self.is_used or self.word == "":
            return
        before = type(self.request.session)(self.key()).get(_CONTENT)
        if before == self.content():
            raise SentBeforeError(self.word)
        if before is not None:
            raise SentOtherwiseError(_sent_before())

    @property
    def was_done(self) -> bool:
        """Whether the same was sent before."""
        try:
            self.check()
        except SentBeforeError:
            return True
        except SentOtherwiseError:
            # the view says so at its form, which keeps what was changed
            return False
        return False

    def use_up(self) -> None:
        """Keep that the word was used."""
        row = type(self.request.session)()
        row[_CONTENT] = self.content()
        row.set_expiry(_KEPT_SECONDS)
        # named last: a session that was sought and not found forgets its name
        row._session_key = self.key()
        row.save(must_create=True)
        row.clear_expired()
        self.is_used = True


_present: ContextVar[_Sent | None] = ContextVar("present", default=None)
_answers: Final[OrderedDict[str, str | None]] = OrderedDict()
"""Where the answer to each word led; None where the page itself was shown again, with what was refused."""


def new_word() -> str:
    """Make a word for a page."""
    return token_urlsafe(12)


def refuse_again() -> None:
    """Refuse to do again what a page asked and what was done. Call it while nobody else can write.

    Raises:
        SentBeforeError: the page was sent before as it is now.
        SentOtherwiseError: the page was sent before, and not as it is now.
    """
    sent = _present.get()
    if sent is not None:
        sent.check()


def use_up() -> None:
    """Use up the word of the page that is answered, in the transaction that does what it asks."""
    sent = _present.get()
    if sent is not None and not sent.is_used and sent.word != "":
        sent.use_up()


class SentOnce:
    """Middleware: what was sent before is not done again; the page is shown that the first answer led to."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and remember where the answer leads."""
        sent = _Sent(request)
        # before the view looks: to it, what the first press made would stand in the way of the second
        if sent.was_done:
            return _led_on(request, sent.word)
        before = _present.set(sent)
        try:
            answer = self._answer(request)
        finally:
            _present.reset(before)
        if sent.is_used:
            _remember(sent.word, getattr(answer, "url", None))
        elif sent.was_done:
            # the first press was done while the view looked at the second
            return _led_on(request, sent.word)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to what the first answer led to; other faults go their usual way."""
        if isinstance(exception, SentOtherwiseError):
            messages.warning(request, _sent_before())
            return redirect(request.get_full_path())
        return _led_on(request, exception.word) if isinstance(exception, SentBeforeError) else None


def _led_on(request: HttpRequest, word: str) -> HttpResponse:
    answer = _answered(word)
    if answer is None:
        messages.warning(request, _sent_before())
        return redirect(request.get_full_path() if word in _answers else "home")
    messages.success(request, _("This was already kept."))
    return redirect(answer)


def _sent_before() -> str:
    return _("This page was sent once already. Look at what was kept before you send it again.")


def _remember(word: str, answer: str | None) -> None:
    _answers[word] = answer
    while len(_answers) > _KEPT_ANSWERS:
        _answers.popitem(last=False)


def _answered(word: str) -> str | None:
    for _try in range(_TRIES):
        if word in _answers:
            break
        sleep(_PAUSE_SECONDS)
    return _answers.get(word)
