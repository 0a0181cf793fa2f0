"""States by their names in the language of the page."""

from django.utils.translation import get_language

from tallystick.model.party import names_in, nearest_names, party_name
from tallystick.register.direction import listed


def state_name(code: str) -> str:
    """Name a state in the reader's language; in English where that has no name for it, and what is no code as it is."""
    language = (get_language() or "en").partition("-")[0]
    return names_in(language).get(code) or party_name(code)


def name_and_code(code: str) -> str:
    """Name a state in the reader's language with its code behind it, where it has a name."""
    name = state_name(code)
    return name if name == code else f"{name} ({code})"


def nearest_states(name: str) -> str:
    """Name the states nearest to a name in the reader's language, each with its code; empty where none is."""
    # suggested in English, as "Niger (NER)"
    codes = [near.rpartition("(")[2].removesuffix(")") for near in nearest_names(name)]
    return listed(name_and_code(code) for code in codes)
