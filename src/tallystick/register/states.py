"""States by their names in the language of the page."""

from django.utils.translation import get_language

from tallystick.model.party import names_in, nearest_names, party_name


def state_name(code: str) -> str:
    """Name a state in the reader's language; in English where that has no name for it, and what is no code as it is."""
    language = (get_language() or "en").partition("-")[0]
    return names_in(language).get(code) or party_name(code)


def nearest_states(name: str) -> str:
    """Name the states nearest to a name in the reader's language, each with its code; empty where none is."""
    return ", ".join(_in_own_words(one) for one in nearest_names(name))


def _in_own_words(near: str) -> str:
    # suggested in English, as "Niger (NER)"
    code = near.rpartition("(")[2].removesuffix(")")
    return f"{state_name(code)} ({code})"
