"""Make `register/paper/fonts/` from Debian's package fonts-dejavu-core: the signs that sheets and labels need.

    python dev/make_fonts.py /usr/share/fonts/truetype/dejavu

Latin of five languages, Arabic with its joined forms, Cyrillic (marks of many weapons are), digits of three scripts,
dashes, quotation marks and boxes. Hinting is for screens and is left out.
"""

import sys
from pathlib import Path
from typing import Final

from fontTools import subset  # type: ignore[import-untyped]  # it has no types

HERE = Path(__file__).parent
FONTS = HERE.parent / "src" / "tallystick" / "register" / "paper" / "fonts"
NAMES: Final = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono")
SIGNS: Final = (
    "U+0020-007E,U+00A0-017F,U+0192,U+02C6-02DD,U+0218-021B,U+0400-045F,U+060C,U+061B,U+061F,U+0621-063A,"
    "U+0640-0655,U+0660-066D,U+0670-0671,U+0679,U+067E,U+0686,U+0688,U+0691,U+0698,U+06A4,U+06A9,U+06AF,U+06BA,"
    "U+06BE,U+06C1,U+06CC,U+06D2,U+06F0-06F9,U+200B-200F,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,"
    "U+2032,U+2033,U+20AC,U+2116,U+2190-2193,U+2212,U+2260,U+2264,U+2265,U+25A1,U+2610,U+2611,U+2713,U+FFFD"
)


def make(source: Path, target: Path) -> None:
    """Keep the wanted signs of one font."""
    options = subset.Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += ["FFTM"]
    font = subset.load_font(str(source), options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=subset.parse_unicodes(SIGNS))
    chosen.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    """Make every font and say how large it is."""
    source = Path(sys.argv[1])
    FONTS.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        target = FONTS / f"{name}.ttf"
        make(source / f"{name}.ttf", target)
        print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
