"""Words that ledgers in five languages use: headings, categories, and what stands where no serial number could be read.

Nothing is decided by them: a heading is proposed, a category suggested, and a word that is no mark is said to be none.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from tallystick.register.items.likeness import key


class NoMark(StrEnum):
    """Why the cell of a mark holds none."""

    UNREAD = "unread"
    """There is one, and it could not be read."""
    NONE = "none"
    """There is none."""


_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("type", "nature", "genre", "tipo", "clase", "espécie", "النوع", "نوع"),
    "category": ("catégorie", "categoria", "categoría", "الفئة", "فئة"),
    "make": ("marque", "fabricant", "manufacturer", "maker", "marca", "fabricante", "الصانع", "الشركة المصنعة"),
    "model": ("modèle", "modelo", "الطراز", "طراز", "الموديل"),
    "calibre": ("caliber", "calibre (mm)", "العيار", "عيار"),
    "year": (
        "année", "année de fabrication", "year of manufacture", "ano", "ano de fabrico", "ano de fabricação", "año",
        "año de fabricación", "سنة الصنع", "السنة",
    ),
    "country": (
        "pays", "pays de fabrication", "country of manufacture", "país", "país de fabrico", "país de fabricación",
        "بلد الصنع", "البلد",
    ),
    "service": ("corps", "unité", "serviço", "servicio", "الجهة", "السلاح"),
    "quantity": ("quantité", "nombre", "qty", "quantidade", "cantidad", "الكمية", "العدد"),
    "lot_number": ("lot", "n° de lot", "numéro de lot", "n.º do lote", "lote", "n.º de lote", "رقم الدفعة"),
    "condition": ("état de conservation", "conservação", "conservación", "الحالة الفنية"),
    "note": ("remarque", "remarques", "observations", "observação", "observações", "observaciones", "ملاحظات"),
    "serial": (
        "serial number", "serial no", "serial", "n° de série", "no de série", "numéro de série", "matricule", "série",
        "n.º de série", "número de série", "n.º de serie", "número de serie", "serie", "الرقم التسلسلي", "رقم السلاح",
    ),
    "happened_on": (
        "date d'entrée", "date d'enregistrement", "registered", "data de registo", "data de registro",
        "fecha de registro", "تاريخ التسجيل",
    ),
    "reference": ("n° du document", "référence", "referência", "referencia", "n.º do documento", "رقم الوثيقة"),
    "store": (
        "store", "magasin", "dépôt", "armurerie", "armazém", "paiol", "almacén", "depósito", "المخزن", "المستودع",
    ),
    "state": ("état", "situation", "status", "estado", "situação", "situación", "الوضع"),
    "since": ("depuis", "desde", "منذ"),
    "holder": ("détenteur", "holder", "détenu par", "detentor", "titular", "الحائز"),
    "place": ("lieu", "lugar", "local", "المكان"),
}  # fmt: skip
_CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "SA1": (
        "pistol", "revolver", "handgun", "pistolet", "pistolet automatique", "pistola", "revólver", "مسدس",
    ),
    "SA2": ("rifle", "carbine", "fusil", "carabine", "carabina", "espingarda", "بندقية", "كاربين"),
    "SA3": (
        "submachine gun", "smg", "pistolet mitrailleur", "mitraillette", "pistola-metralhadora", "subfusil",
        "pistola ametralladora", "رشاش قصير",
    ),
    "SA4": (
        "assault rifle", "fusil d'assaut", "espingarda de assalto",
        "fuzil de assalto", "fusil de asalto", "بندقية هجومية",
    ),
    "SA5": (
        "light machine gun", "lmg", "fusil mitrailleur", "mitrailleuse légère",
        "metralhadora ligeira", "ametralladora ligera", "رشاش خفيف",
    ),
    "LW1": (
        "heavy machine gun", "hmg", "mitrailleuse lourde", "metralhadora pesada",
        "ametralladora pesada", "رشاش ثقيل",
    ),
    "LW2": ("grenade launcher", "lance-grenades", "lança-granadas", "lanzagranadas", "قاذفة قنابل"),
    "LW4": ("recoilless rifle", "canon sans recul", "canhão sem recuo", "cañón sin retroceso", "مدفع عديم الارتداد"),
}  # fmt: skip
"""Mortars and machine guns without a weight are left out: which category they are of hangs on calibre or use."""
_NO_MARK: Final[Mapping[NoMark, tuple[str, ...]]] = {
    NoMark.UNREAD: (
        "illegible", "not legible", "unreadable", "not readable", "illisible", "non lisible", "ilegível", "ilegible",
        "no legible", "غير مقروء", "غير واضح",
    ),
    NoMark.NONE: (
        "none", "n/a", "na", "nil", "no number", "no serial", "no serial number", "without number", "aucun",
        "aucune", "néant", "sans", "sans numéro", "sans n°", "pas de numéro", "nenhum", "sem número", "sem n.º",
        "ninguno", "sin número", "sin n.º", "s/n", "لا يوجد", "بدون رقم", "بلا رقم",
    ),
}  # fmt: skip


def _keyed(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {key(word): name for name, several in words.items() for word in several}


_FIELDS_BY_KEY: Final = _keyed(_HEADINGS)
_CATEGORIES_BY_KEY: Final = _keyed(_CATEGORIES)
_NO_MARK_BY_KEY: Final = {key(word): why for why, several in _NO_MARK.items() for word in several}


def field_headed(heading: str) -> str | None:
    """Name the field that a heading usually means; None where it means none that is known."""
    return _FIELDS_BY_KEY.get(key(heading))


def category_called(word: str) -> str | None:
    """Give the code of the category that a word usually means; None where it means none for certain."""
    return _CATEGORIES_BY_KEY.get(key(word))


def no_mark_in(text: str) -> NoMark | None:
    """Say why a text is no mark; None where it may be one."""
    return NoMark.NONE if text.strip(" -–—/") == "" else _NO_MARK_BY_KEY.get(key(text))
