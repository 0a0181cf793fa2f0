"""States by their names in the language of the page."""

from django.utils.translation import get_language

from tallystick.model.party import names_in, party_name


def state_name(code: str) -> str:
    """Name a state in the reader's language; in English where that has no name for it, and what is no code as it is."""
    language = (get_language() or "en").partition("-")[0]
    return names_in(language).get(code) or party_name(code)
