"""Design tokens: the only place where a colour, a size or a duration is written down. No Qt in here."""

from dataclasses import dataclass
from typing import Final

STATUSES: Final = ("ok", "warn", "critical", "info", "unknown", "protected")


@dataclass(frozen=True)
class Status:
    """One meaning in three strengths: text on surfaces, solid marks (dots, bars, icons), tinted grounds."""

    text: str
    solid: str
    tint: str


@dataclass(frozen=True)
class Theme:
    name: str
    dark: bool
    # surfaces, back to front
    canvas: str  # ground of the window and of pages
    sunken: str  # table heads, tree, code
    surface: str  # cards, tables, fields
    raised: str  # dialogs, menus, toasts
    rail: str  # left rail and tooltips, dark in every theme: the one fixed landmark
    rail_text: str
    rail_muted: str
    rail_active: str
    # lines
    line: str  # hairline between things, decoration only
    line_strong: str  # boundary of a control, at least 3:1 on surface
    # text
    text: str
    text2: str
    text3: str
    disabled: str
    # accent
    accent: str  # fill of the primary button, selected marks
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_text: str  # links and selected icons
    accent_tint: str  # selected row
    hover: str
    press: str
    focus: str
    scrim: str  # #AARRGGBB behind dialogs
    danger: str  # fill of an action that cannot be undone
    danger_hover: str
    danger_press: str
    ok: Status
    warn: Status
    critical: Status
    info: Status
    unknown: Status
    protected: Status
    series: tuple[str, ...]  # read, write, other, then what a search under colour blindness found

    def status(self, key: str) -> Status:
        if key not in STATUSES:
            raise KeyError(key)
        found: Status = getattr(self, key)
        return found


LIGHT: Final = Theme(
    name="light",
    dark=False,
    canvas="#F3F5F8",
    sunken="#F7F8FA",
    surface="#FFFFFF",
    raised="#FFFFFF",
    rail="#172033",
    rail_text="#FFFFFF",
    rail_muted="#A9B4C8",
    rail_active="#2B3858",
    line="#DFE3EA",
    line_strong="#858EA0",
    text="#171C26",
    text2="#475063",
    text3="#616B7E",
    disabled="#9AA3B2",
    accent="#2F59D9",
    accent_hover="#274CBD",
    accent_press="#203F9E",
    on_accent="#FFFFFF",
    accent_text="#2850C7",
    accent_tint="#E7EDFD",
    hover="#EFF2F6",
    press="#E4E8EF",
    focus="#2F59D9",
    scrim="#66101725",
    danger="#C4243A",
    danger_hover="#AB1E32",
    danger_press="#8F182A",
    ok=Status("#0F6B3D", "#1B8A53", "#E2F4EA"),
    warn=Status("#854800", "#C07600", "#FDF0DA"),
    critical=Status("#AD172B", "#D12A40", "#FCE8EB"),
    info=Status("#0A5C87", "#1578AC", "#E0F0F9"),
    unknown=Status("#4A5364", "#7B8596", "#ECEFF3"),
    protected=Status("#0A675F", "#12857A", "#DDF3F0"),
    series=("#2F6BE0", "#C25B00", "#6B7688", "#3EA193", "#55589A", "#742D56", "#9D915B", "#A83245"),
)

DARK: Final = Theme(
    name="dark",
    dark=True,
    canvas="#10141B",
    sunken="#141921",
    surface="#181E28",
    raised="#1F2632",
    rail="#0A0D13",
    rail_text="#FFFFFF",
    rail_muted="#8E99AD",
    rail_active="#222C44",
    line="#2A3240",
    line_strong="#6B768A",
    text="#E7EAF0",
    text2="#B1B9C7",
    text3="#8D96A7",
    disabled="#5C6677",
    accent="#4069E5",
    accent_hover="#3A62DB",
    accent_press="#3256C6",
    on_accent="#FFFFFF",
    accent_text="#8FADFF",
    accent_tint="#202D4F",
    hover="#202734",
    press="#28303F",
    focus="#8FADFF",
    scrim="#99000000",
    danger="#C93349",
    danger_hover="#B92B40",
    danger_press="#A32437",
    ok=Status("#63D39B", "#2A9F65", "#13301F"),
    warn=Status("#F0BB5E", "#D9982A", "#34270F"),
    critical=Status("#FF929B", "#EE5563", "#3C181D"),
    info=Status("#78C8EF", "#3C9FD1", "#102C3B"),
    unknown=Status("#B1B9C7", "#7D8899", "#262D39"),
    protected=Status("#5FD1C5", "#2CAFA2", "#10302D"),
    series=("#6C9BFF", "#F0933A", "#98A3B5", "#6EFBD3", "#CEBFF2", "#A951AF", "#688801", "#E7566E"),
)

CONTRAST: Final = Theme(
    name="contrast",  # black ground, lines at full strength, no tint that carries a meaning alone
    dark=True,
    canvas="#000000",
    sunken="#000000",
    surface="#000000",
    raised="#0A0A0A",
    rail="#000000",
    rail_text="#FFFFFF",
    rail_muted="#E0E0E0",
    rail_active="#1A3A8F",
    line="#B8C0CC",
    line_strong="#FFFFFF",
    text="#FFFFFF",
    text2="#F2F4F7",
    text3="#DCE1E8",
    disabled="#8F98A6",
    accent="#9DB8FF",
    accent_hover="#BED0FF",
    accent_press="#DCE6FF",
    on_accent="#000000",
    accent_text="#A9C1FF",
    accent_tint="#1A3A8F",
    hover="#1C2430",
    press="#2A3442",
    focus="#FFE14D",
    scrim="#CC000000",
    danger="#FF8A95",
    danger_hover="#FFA8B0",
    danger_press="#FFC4C9",
    ok=Status("#7CF0B2", "#4FE093", "#00210F"),
    warn=Status("#FFD37A", "#FFBE3D", "#2A1C00"),
    critical=Status("#FFA8AF", "#FF7480", "#2E0006"),
    info=Status("#9BDCFF", "#5CC3F7", "#001C2B"),
    unknown=Status("#E0E5EC", "#B8C0CC", "#1A1F27"),
    protected=Status("#86F0E4", "#4FE0D0", "#00211D"),
    series=("#8FB3FF", "#FFA94D", "#D0D7E1", "#2AAA7D", "#9288C6", "#C4A1C2", "#B78A1B", "#FAC4A0"),
)

THEMES: Final = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}


@dataclass(frozen=True)
class Type:
    px: int
    line: int
    weight: int = 400


BODY_PX: Final = 13
SANS: Final = "VSC Sans"
MONO: Final = "VSC Mono"
_TYPE: Final = {
    "caption": Type(11, 16),  # badge, rail, axis
    "label": Type(11, 16, 500),  # column heads
    "small": Type(12, 16),  # hints, second line
    "small-strong": Type(12, 16, 600),
    "body": Type(BODY_PX, 20),
    "body-medium": Type(BODY_PX, 20, 500),  # words on filled buttons
    "body-strong": Type(BODY_PX, 20, 600),  # names, the value that matters
    "subtitle": Type(15, 22, 600),  # titles of cards and sections
    "title": Type(20, 28, 600),  # titles of pages and dialogs
    "display": Type(26, 32, 600),  # the one number of a card
    "mono": Type(12, 18),  # requests, ids, fingerprints, addresses
}
TYPE: dict[str, Type] = dict(_TYPE)


class Space:
    XXS, XS, S, M, L, XL, XXL, XXXL = 2, 4, 8, 12, 16, 20, 24, 32


class Radius:
    BADGE, CONTROL, CARD = 4, 6, 8


@dataclass
class Sizes:
    """Lengths that hold text, at 13 px body text. `scale` multiplies them, so read them when a widget is made."""

    HEADER: int = 48
    RAIL: int = 84
    TREE: int = 300
    TASKS_CLOSED: int = 34
    TASKS_OPEN: int = 300
    ROW_COMPACT: int = 28
    ROW: int = 36
    ROW_TWO_LINE: int = 48
    HEAD_ROW: int = 30
    CONTROL: int = 32
    CONTROL_SMALL: int = 26
    TAB: int = 38
    BADGE: int = 18
    ICON: int = 16
    ICON_RAIL: int = 20
    ICON_EMPTY: int = 28
    DOT: int = 8
    PAGE_PAD: int = 24
    PAGE_PAD_SMALL: int = 16
    GUTTER: int = 16
    DIALOG_W: int = 1080
    DIALOG_H: int = 744
    WIZARD_STEPS: int = 208
    ASIDE: int = 300
    TOAST: int = 380


Size = Sizes()
_factor = 1.0


class Motion:
    """Milliseconds."""

    TOAST_STAY: Final = 6000
    SKELETON_AFTER: Final = 300


def scale(factor: float) -> None:
    """Multiply type and sizes: the text size a person chose. Once, before the first widget is made."""
    global _factor
    _factor = factor
    for role, at_one in _TYPE.items():
        TYPE[role] = Type(px(at_one.px), px(at_one.line), at_one.weight)
    for name, length in vars(Sizes()).items():
        setattr(Size, name, px(length))


def px(length: float) -> int:
    """A length given at 13 px body text, as it is with the chosen text size."""
    return round(length * _factor)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """Contrast ratio of WCAG 2.2, from 1 to 21."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


Check = tuple[str, float, float]


def checks(t: Theme) -> list[Check]:
    """What, measured ratio, required ratio: every pair that must hold."""
    texts = ("text", "text2", "text3")
    grounds = ("canvas", "surface", "sunken", "raised")
    pairs = [(n, g, 4.5) for n in (*texts, "accent_text") for g in (*grounds, "accent_tint")]
    pairs += [(n, g, 4.5) for n in texts for g in ("hover",)]
    pairs += [("text", "press", 4.5), ("text2", "press", 4.5)]
    fills = ("accent", "accent_hover", "accent_press", "danger", "danger_hover", "danger_press")
    pairs += [("on_accent", fill, 4.5) for fill in fills]
    pairs += [("rail_muted", "rail", 4.5), ("rail_text", "rail", 4.5), ("rail_text", "rail_active", 4.5)]
    pairs += [("line_strong", "surface", 3.0), ("focus", "canvas", 3.0), ("focus", "surface", 3.0)]
    rows = [(f"{n} on {g}", contrast(getattr(t, n), getattr(t, g)), need) for n, g, need in pairs]
    for key in STATUSES:
        s = t.status(key)
        rows += [
            (f"{key}.text on tint", contrast(s.text, s.tint), 4.5),
            (f"{key}.text on surface", contrast(s.text, t.surface), 4.5),
            (f"{key}.solid on surface", contrast(s.solid, t.surface), 3.0),
            (f"{key}.solid on canvas", contrast(s.solid, t.canvas), 3.0),
        ]
    rows += [(f"series {i} on surface", contrast(c, t.surface), 3.0) for i, c in enumerate(t.series)]
    return rows
