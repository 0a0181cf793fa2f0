"""The choice of a language, which stands on every page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from tallystick.register.access.models import User


@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Change the language of the browser and, of a signed-in person, of the account."""
    chosen = request.POST.get("language", "")
    if isinstance(request.user, User) and chosen in dict(settings.LANGUAGES):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return set_language(request)
