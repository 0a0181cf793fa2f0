"""Which language a page is in: that of the account; before signing in, that of the register, or else of the browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tallystick.register.access.models import User

Answer = Callable[[HttpRequest], HttpResponse]


def registers_language(answer: Answer) -> Answer:
    """Speak as was chosen in this browser, else as the register does, and as the browser asks where neither is set."""

    def spoken(request: HttpRequest) -> HttpResponse:
        _speak(request, _before_signing_in(request))
        answered = answer(request)
        patch_vary_headers(answered, ("Accept-Language",))
        answered.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return answered

    return spoken


def users_language(answer: Answer) -> Answer:
    """Speak to a signed-in person in the language of the account: who used the browser before does not matter."""

    def spoken(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            _speak(request, request.user.language)
        return answer(request)

    return spoken


def _before_signing_in(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    is_set = settings.FOLDER is not None and settings.FOLDER.settings.language != ""
    if chosen in dict(settings.LANGUAGES) or not is_set:
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE


def _speak(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()
