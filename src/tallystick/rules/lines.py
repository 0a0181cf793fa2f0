"""Where in a TOML file something stands, so that an error can name its line."""

from collections.abc import Sequence


def line_at(text: str, path: Sequence[str | int]) -> int | None:
    """Find the line of a key or table by its path, such as ("deadline", "value", 1, "since").

    Where the last key is missing, the line of the table that should have it is given.
    """
    lines = [line.strip() for line in text.splitlines()]
    found, name = -1, ""
    for at, word in enumerate(path):
        if isinstance(word, int):
            continue
        name = f"{name}.{word}".lstrip(".")
        following = path[at + 1] if at + 1 < len(path) else 0
        begins = _table(lines, found, name, following if isinstance(following, int) else 0)
        begins = _key(lines, found, word) if begins is None else begins
        found = found if begins is None else begins
    return found + 1 if found >= 0 else None


def _table(lines: Sequence[str], start: int, name: str, nth: int) -> int | None:
    """Find the n-th header of a table after a line; headers of several tables of one name stand in [[ ]]."""
    headers = [
        number
        for number, line in enumerate(lines)
        if number > start
        and line.startswith("[")
        and line.partition("#")[0].strip().strip("[]").strip() == name
    ]
    return headers[nth] if nth < len(headers) else None


def _key(lines: Sequence[str], start: int, key: str) -> int | None:
    """Find a key after a line, before the next table begins."""
    for number, line in enumerate(lines):
        if number > start and line.startswith("["):
            return None
        if number > start and line.partition("=")[0].strip() == key:
            return number
    return None
