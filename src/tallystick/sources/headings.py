"""What headings of people's own sheets mean as columns of a tally file, in the languages of the register."""

import unicodedata
from types import MappingProxyType
from typing import Final

_WORDS: Final = {
    "claimant": "reporter, reporting state, reporting country, reported by, declarant, état déclarant, déclarante, "
    "declarante, estado declarante, estado informante, الدولة المبلغة, المبلغ",
    "role": "rôle, función, rol, função, papel, الدور",
    "from": "exporter, exporting state, seller, supplier, origin country, exportateur, pays exportateur, fournisseur, "
    "exportador, proveedor, fornecedor, المصدر",
    "to": "importer, importing state, buyer, recipient, destination, importateur, pays importateur, destinataire, "
    "importador, destinatario, destino, destinatário, المستورد",
    "category": "catégorie, categoría, categoria, goods category, weapon category, الفئة",
    "period": "year, calendar year, reporting year, année, exercice, año, ano, السنة, الفترة, "
    "période, período, periodo",
    "quantity": "qty, number, number of items, count, amount, quantité, nombre, cantidad, número, quantidade, الكمية",
    "unit": "units, unité, unités, unidad, unidades, unidade, الوحدة",
    "designation": "description, model, type, désignation, modèle, modelo, designación, designação, الوصف",
    "instrument": "treaty, traité, tratado, المعاهدة",
    "direction": "sens, dirección, direção, الاتجاه",
    "content": "contenu, contenido, conteúdo, المحتوى",
}
"""By column; an origin is who made the goods, so a heading of that word is never taken for who sends them."""


def _plain(heading: str) -> str:
    """Drop accents and vowel marks, and take spaces, hyphens and underscores for one another."""
    letters = unicodedata.normalize("NFKD", heading.casefold().replace("_", " ").replace("-", " "))
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


_MEANT: Final = MappingProxyType(
    {_plain(word): column for column, words in _WORDS.items() for word in words.split(",")}
)


def meant(heading: str) -> str | None:
    """Name the column that a heading means; null where it is not known to mean any."""
    return _MEANT.get(_plain(heading))
