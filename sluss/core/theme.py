"""The city's theme from one hex colour: a ramp of 16 accent steps, light and dark, each placed by WCAG luminance.

Contrast is a matter of luminance alone, so a step that is placed by luminance keeps its contrast whatever the hue.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

Ramp = dict[str, str]

# How light each step is (0 black, 1 white), and how much of the colour's chroma it keeps.
LIGHT: dict[str, tuple[float, float]] = {
    "background-default": (1.0, 1),
    "background-tinted": (0.915, 0.25),
    "surface-default": (1.0, 1),
    "surface-tinted": (0.83, 0.4),
    "surface-hover": (0.72, 0.55),
    "surface-active": (0.665, 0.7),
    "border-subtle": (0.52, 0.75),
    "border-default": (0.190, 1),
    "border-strong": (0.105, 1),
    "text-subtle": (0.105, 1),
    "text-default": (0.026, 1),
}
DARK: dict[str, tuple[float, float]] = {
    "background-default": (0.0085, 0.22),
    "background-tinted": (0.0135, 0.26),
    "surface-default": (0.020, 0.32),
    "surface-tinted": (0.027, 0.38),
    "surface-hover": (0.037, 0.45),
    "surface-active": (0.056, 0.55),
    "border-subtle": (0.083, 0.6),
    "border-default": (0.235, 0.75),
    "border-strong": (0.44, 0.8),
    "text-subtle": (0.44, 0.8),
    "text-default": (0.86, 0.15),
}
WHITE = "#ffffff"
DARK_INK = "#08131a"
WHITE_ON_BASE = 4.6  # white text on the base colour, a little above the 4.5 that is asked


def _channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def _hex(channels: Sequence[float]) -> str:
    return "#" + "".join(f"{max(0, min(255, round(value * 255))):02x}" for value in channels)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * max(value, 0) ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = map(_linear, _channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _rgb(lightness: float, chroma: float, hue: float) -> list[float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return [
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    ]


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """The colour with as much of its chroma as a screen can show."""
    while chroma > 0:
        channels = _rgb(lightness, chroma, hue)
        if all(-0.001 <= value <= 1.001 for value in channels):
            return _hex(channels)
        chroma -= 0.003
    return _hex(_rgb(lightness, 0, hue))


def _at(target: float, chroma: float, hue: float) -> str:
    """The colour of this hue with this luminance."""
    if target >= 0.995:
        return WHITE
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if luminance(_in_gamut(middle, chroma, hue)) < target:
            low = middle
        else:
            high = middle
    return _in_gamut(high, chroma, hue)


@cache
def ramps(colour: str) -> tuple[Ramp, Ramp]:
    """The accent's steps, light and dark."""
    base = parse(colour)
    _, chroma, hue = _oklch(base)
    light = {step: _at(target, chroma * share, hue) for step, (target, share) in LIGHT.items()}
    dark = {step: _at(target, chroma * share, hue) for step, (target, share) in DARK.items()}
    if contrast(base, WHITE) < WHITE_ON_BASE:
        base = _at(1.05 / WHITE_ON_BASE - 0.05, chroma, hue)
        if contrast(base, WHITE) < 4.5:  # rounding to whole hex steps
            base = _at(0.17, chroma, hue)
    depth = luminance(base)
    light |= {
        "base-default": base,
        "base-hover": _at(depth * 0.72, chroma, hue),
        "base-active": _at(depth * 0.5, chroma, hue),
        "base-contrast-subtle": _at(0.84, chroma * 0.3, hue),
        "base-contrast-default": WHITE,
    }
    dark |= {
        "base-default": _at(0.36, min(chroma, 0.13), hue),
        "base-hover": _at(0.46, min(chroma, 0.12), hue),
        "base-active": _at(0.58, min(chroma, 0.1), hue),
        "base-contrast-subtle": _at(0.016, chroma * 0.3, hue),
        "base-contrast-default": DARK_INK,
    }
    return light, dark


def parse(colour: str) -> str:
    """#1f6f8b from what the setting says; a short #abc is allowed."""
    found = re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", colour.strip().lower())
    if not found:
        raise ImproperlyConfigured(f"CITY_COLOUR is {colour!r}; it takes a hex colour such as #1f6f8b")
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


@cache
def stylesheet(colour: str) -> str:
    light, dark = (";".join(f"--ds-color-accent-{step}:{value}" for step, value in ramp.items()) for ramp in ramps(colour))
    # Dark is for screens only: paper is light. Outside all layers, so it wins over the theme that the design system ships.
    return (
        f":root,[data-color-scheme=light]{{{light}}}\n"
        f"@media screen{{[data-color-scheme=dark]{{{dark}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{[data-color-scheme=auto]{{{dark}}}}}\n"
    )


MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -4 50 50"><style>.a{{fill:{0}}}.b{{fill:{1}}}'
    "@media(prefers-color-scheme:dark){{.a{{fill:{2}}}.b{{fill:{3}}}}}</style>"
    '<path class="a" d="M1 22.5h26V40H7a6 6 0 0 1-6-6z"/><path class="b" d="M49 2v11.5a6 6 0 0 1-6 6H23V8a6 6 0 0 1 6-6z"/></svg>'
)


@cache
def mark(colour: str) -> str:
    """The logo's mark in the city's colour, as the page's icon."""
    light, dark = ramps(colour)
    return MARK.format(light["base-hover"], light["base-default"], dark["border-default"], dark["base-default"])


@cache
def fingerprint(colour: str) -> str:
    return hashlib.sha256((stylesheet(colour) + mark(colour)).encode()).hexdigest()[:12]


def current() -> str:
    return str(settings.CITY_COLOUR)
