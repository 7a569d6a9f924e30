"""The theme as Qt's palette and style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from designer.theme import BODY, CAPTION, PAGE_TITLE, SUMMARY, Theme, ui_font
from designer.widgets import themed

SHEET = """
* { outline: 0; }
QWidget { color: @ink1; font-size: @bodypx; }
QMainWindow, QWidget[look="page"] { background: @background; }
QWidget[look="bare"] { background: transparent; border: 0; }
QWidget[look="panel"], QFrame[look="panel"] { background: @panel; }
QWidget[look="canvas"] { background: @canvas; }
QWidget[look="navigation"] { background: @panel; border-right: 1px solid @line; }
QWidget[look="header"] { background: @panel; border-bottom: 1px solid @line; }
QWidget[look="side"] { background: @panel; border-left: 1px solid @line; }
QWidget[look="bottom"] { background: @panel; border-top: 1px solid @line; }
QWidget[look="banner"] { background: @accent_ground; border-radius: 8px; }
QDialog[look="sheet"] { background: @panel; }
QFrame[look="rule"] { background: @line; border: 0; }
QFrame[look="card"] { background: @panel; border: 1px solid @line; border-radius: 10px; }
QFrame[look="card"][chosen="true"] { border: 1px solid @accent; }
QFrame[look="card"][wrong="true"] { border: 1px solid @error; }
QFrame[look="card"][dashed="true"] { background: transparent; border: 1px dashed @line_strong; }
QFrame[look="inset"] { background: @background; border: 0; border-radius: 8px; }
QFrame[look="group"] { background: @background; border: 1px solid @line;
    border-left: 3px solid @line_strong; border-radius: 8px; }
QFrame[look="group"][chosen="true"] { border: 1px solid @accent; border-left: 3px solid @accent; }
QFrame[look="dropline"] { background: @accent; border: 0; border-radius: 1px; }
QFrame[look="item"] { background: @panel; border: 1px solid @line; border-radius: 10px; }
QFrame[look="item"][hover="true"] { border: 1px solid @line_strong; background: @hover; }
QFrame[look="item"][chosen="true"] { border: 1px solid @accent; background: @panel; }
QFrame[look="item"]:focus { border: 1px solid @accent; }
QFrame[look="row"] { background: transparent; border: 0; border-bottom: 1px solid @line; }
QFrame[look="row"][hover="true"] { background: @hover; }
QFrame[look="row"]:focus { background: @accent_ground; }
QWidget[look="notice"] { background: @warning_ground; border-bottom: 1px solid @line; }
QLabel[look="notice"] { color: @ink1; background: transparent; border: 0;
    font-size: @summarypx; }
QLabel[look="ok"] { color: @ok; }
QPlainTextEdit[look="code"] { border: 0; background: transparent; font-size: @summarypx;
    font-family: "JetBrains Mono", "SF Mono", "Cascadia Mono", Consolas, Menlo, "DejaVu Sans Mono",
    monospace; }
QFrame[look="popup"] { background: @panel; border: 1px solid @line_strong; border-radius: 10px; }
QFrame[look="tag"] { background: @accent_ground; border-radius: 6px; }
QFrame[look="tag"] QLabel { background: transparent; color: @accent_ink; font-size: @summarypx; }

QLabel { background: transparent; }
QLabel[look="title"] { font-size: @titlepx; font-weight: 600; }
QLabel[look="huge"] { font-size: 22px; font-weight: 600; }
QLabel[look="heading"] { font-weight: 600; }
QLabel[look="secondary"] { color: @ink2; }
QLabel[look="summary"] { color: @ink2; font-size: @summarypx; }
QLabel[look="caption"] { color: @ink2; font-size: @captionpx; font-weight: 500; }
QLabel[look="section"] { color: @ink3; font-size: @captionpx; font-weight: 600; }
QLabel[look="hint"] { color: @ink3; font-size: @captionpx; }
QLabel[look="error"] { color: @error; font-size: @captionpx; }
QLabel[look="warning"] { color: @warning; font-size: @captionpx; }
QLabel[look="figure"] { color: @accent_ink; font-size: @captionpx; font-weight: 500; }
QLabel[look="sentence"] { color: @ink1; }
QLabel[look="count"] { color: @accent_ink; font-weight: 600; }
QLabel[look="joint"] { color: @ink3; font-size: @captionpx; font-weight: 600; padding-left: 12px; }
QLabel[look="number"] { font-weight: 600; }

QLabel[look="chip"] { border-radius: 9px; padding: 2px 9px; font-size: @captionpx;
    font-weight: 500; background: @chip; color: @ink2; }
QLabel[look="chip"][tone="accent"] { background: @accent_ground; color: @accent_ink; }
QLabel[look="chip"][tone="ok"] { background: @ok_ground; color: @ok; }
QLabel[look="chip"][tone="warning"] { background: @warning_ground; color: @warning; }
QLabel[look="chip"][tone="error"] { background: @error_ground; color: @error; }

QPushButton { background: @panel; color: @ink1; border: 1px solid @line_strong; border-radius: 8px;
    padding: 0 14px; min-height: 30px; font-weight: 500; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:disabled { color: @ink3; background: @background; border-color: @line; }
QPushButton[look="primary"] { background: @accent; color: @on_accent; border: 1px solid @accent; }
QPushButton[look="primary"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[look="primary"]:focus { border: 1px solid @ink1; }
QPushButton[look="primary"]:disabled { background: @pressed; color: @ink3; border-color: @line; }
QPushButton[look="danger"] { background: @error_ground; color: @error; border: 1px solid @error; }
QPushButton[look="quiet"] { background: transparent; border: 1px solid transparent; color: @ink2;
    padding: 0 8px; }
QPushButton[look="quiet"]:hover { background: @hover; color: @ink1; }
QPushButton[look="quiet"]:focus { border: 1px solid @accent; }
QPushButton[look="link"] { background: transparent; border: 0; border-radius: 4px;
    color: @accent_ink; padding: 0; min-height: 26px; }
QPushButton[look="link"]:hover { background: @accent_ground; }
QPushButton[look="link"]:focus { background: @accent_ground; }
QPushButton[look="link"]:disabled { color: @ink3; }
QPushButton[look="rowbutton"] { text-align: left; padding: 0 9px; font-weight: 400; }
QPushButton::menu-indicator { image: none; width: 0; }

QFrame[look="segmented"] { background: @groove; border-radius: 8px; border: 0; }
QPushButton[look="segment"] { background: transparent; border: 1px solid transparent;
    border-radius: 6px; padding: 0 8px; min-height: 26px; color: @ink2; }
QPushButton[look="segment"]:hover { color: @ink1; }
QPushButton[look="segment"]:checked { background: @segment; color: @ink1; border-color: @line; }
QPushButton[look="segment"]:focus { border-color: @accent; }
QPushButton[look="day"] { padding: 0; min-width: 24px; color: @ink2; }
QPushButton[look="day"]:checked { background: @accent_ground; color: @accent_ink;
    border-color: @accent; }

QToolButton[look="icon"], QToolButton[look="tag"] { background: transparent;
    border: 1px solid transparent; border-radius: 6px; padding: 0;
    min-width: 26px; min-height: 26px; }
QToolButton[look="icon"]:hover { background: @hover; }
QToolButton[look="icon"]:pressed { background: @pressed; }
QToolButton[look="icon"]:focus { border-color: @accent; }
QToolButton[look="bordered"] { background: @panel; border: 1px solid @line_strong;
    border-radius: 8px; min-width: 32px; min-height: 30px; padding: 0; }
QToolButton[look="bordered"]:hover { background: @hover; }
QToolButton[look="bordered"]:focus { border-color: @accent; }
QToolButton[look="bordered"]:disabled { border-color: @line; background: @background; }
QToolButton[look="tag"] { min-width: 22px; min-height: 22px; }
QToolButton[look="navigation"] { background: transparent; border: 1px solid transparent;
    border-radius: 8px; padding: 6px 0 5px 0; color: @ink2; font-size: @captionpx;
    font-weight: 500; }
QToolButton[look="navigation"]:hover { background: @hover; }
QToolButton[look="navigation"]:focus { border-color: @accent; }
QToolButton[look="navigation"]:checked { background: @accent_ground; color: @accent_ink; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateTimeEdit {
    background: @field; color: @ink1; border: 1px solid @line_strong; border-radius: 8px;
    padding: 0 9px; selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit, QSpinBox, QComboBox, QDateTimeEdit { min-height: 30px; max-height: 30px; }
QPlainTextEdit, QTextEdit { padding: 5px 5px; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QComboBox:focus, QDateTimeEdit:focus,
QComboBox:on { border: 1px solid @accent; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QComboBox:disabled,
QDateTimeEdit:disabled { color: @ink3; background: @background; border-color: @line; }
QSpinBox::up-button, QSpinBox::down-button, QTimeEdit::up-button, QTimeEdit::down-button,
QDateTimeEdit::up-button, QDateTimeEdit::down-button { width: 0; border: 0; }
QLineEdit[look="search"] { padding-left: 2px; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QSpinBox[wrong="true"] {
    border: 1px solid @error; }
QLineEdit[look="name"] { background: transparent; border: 1px solid transparent;
    font-size: @titlepx; font-weight: 600; padding: 0 6px; }
QLineEdit[look="name"]:hover { background: @hover; }
QLineEdit[look="name"]:focus { background: @field; border-color: @accent; }
QLineEdit[look="title"] { placeholder-text-color: @ink1; background: transparent;
    border: 1px solid transparent;
    font-weight: 600; font-size: 15px; padding: 0 5px; }
QLineEdit[look="title"]:hover { background: @hover; }
QLineEdit[look="title"]:focus { background: @field; border-color: @accent; }
QLineEdit[look="cardtitle"] { background: transparent; border: 1px solid transparent;
    font-weight: 600; padding: 0 5px; min-height: 26px; }
QLineEdit[look="cardtitle"]:hover { background: @hover; }
QLineEdit[look="cardtitle"]:focus { background: @field; border-color: @accent; }
QComboBox { padding-right: 26px; combobox-popup: 0; }
QComboBoxPrivateContainer { background: transparent; border: 0; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: 0; width: 26px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: none; }
QComboBox QLineEdit, QSpinBox QLineEdit, QDateTimeEdit QLineEdit { border: 0; padding: 0;
    min-height: 0; background: transparent; }
QSpinBox QLineEdit, QDateTimeEdit QLineEdit { padding: 0 7px; }
QComboBox QAbstractItemView, QCompleter QAbstractItemView, QListView {
    background: @panel; color: @ink1; border: 1px solid @line_strong; padding: 4px;
    selection-background-color: @accent_ground; selection-color: @ink1; }
QComboBox QAbstractItemView { border-radius: 8px; }
QComboBox QAbstractItemView::item, QListView::item { min-height: 28px; padding: 0 6px;
    border-radius: 6px; }
QComboBox QAbstractItemView::item:hover, QListView::item:hover { background: @hover; }
QComboBox QAbstractItemView::item:selected, QListView::item:selected {
    background: @accent_ground; color: @ink1; }

QMenu { background: @panel; border: 1px solid @line_strong; border-radius: 8px; padding: 5px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 6px; min-height: 18px; }
QMenu::item:selected { background: @accent_ground; }
QMenu::item:disabled { color: @ink3; }
QMenu::separator { height: 1px; background: @line; margin: 5px 6px; }
QMenu::icon { padding-left: 8px; }
QToolTip { background: @ink1; color: @panel; border: 1px solid @ink1; border-radius: 4px;
    padding: 4px 7px; font-size: @summarypx; }

QScrollArea, QAbstractScrollArea[look="scroll"] { background: transparent; border: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: @line_strong; border-radius: 3px; min-height: 28px;
    min-width: 28px; }
QScrollBar::handle:hover { background: @ink3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView[look="table"] { background: @panel; border: 0;
    selection-background-color: @accent_ground; selection-color: @ink1; }
QTableView[look="table"]::item { border: 0; border-bottom: 1px solid @line; padding: 0 8px; }
QTableView[look="table"]::item:selected { background: @accent_ground; color: @ink1; }
QHeaderView { background: @panel; border: 0; }
QHeaderView::section { background: @panel; color: @ink2; border: 0;
    border-bottom: 1px solid @line_strong; padding: 0 11px; font-size: @captionpx;
    font-weight: 600; }
QTableCornerButton::section { background: @panel; border: 0; }
QTreeWidget[look="palette"] { background: transparent; border: 0;
    selection-background-color: transparent; }
QTreeWidget[look="palette"]::branch { background: transparent; }
QListWidget[look="list"] { background: transparent; border: 0; padding: 0; }

QTabBar { background: transparent; border: 0; }
QTabBar::tab { background: transparent; border: 0; border-bottom: 2px solid transparent;
    color: @ink2; padding: 9px 2px 7px 2px; margin: 0 10px; font-size: @summarypx;
    font-weight: 500; }
QTabBar::tab:hover { color: @ink1; }
QTabBar::tab:selected { color: @ink1; border-bottom: 2px solid @accent; font-weight: 600; }
QTabBar::tab:focus { color: @accent_ink; }

QProgressBar { background: @track; border: 0; border-radius: 3px; max-height: 6px;
    min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QCalendarWidget QWidget { background: @panel; alternate-background-color: @background; }
QCalendarWidget QToolButton { background: transparent; color: @ink1; border: 0;
    border-radius: 6px; padding: 4px 8px; font-weight: 600; }
QCalendarWidget QToolButton:hover { background: @hover; }
QCalendarWidget QSpinBox { min-height: 24px; }
QCalendarWidget QAbstractItemView { selection-background-color: @accent;
    selection-color: @on_accent; border: 0; }
"""


def style_sheet(theme: Theme) -> str:
    """The style sheet of a theme."""
    sizes = {"body": BODY, "title": PAGE_TITLE, "summary": SUMMARY, "caption": CAPTION}
    values = {f"{name}px": f"{size}px" for name, size in sizes.items()}
    values |= {
        name: value for name in theme.__slots__ if isinstance(value := getattr(theme, name), str)
    }
    values["chip"] = theme.pressed
    values["segment"] = theme.line_strong if theme.dark else theme.panel
    values["groove"] = theme.background if theme.dark else theme.pressed
    values["field"] = theme.background if theme.dark else theme.panel
    sheet = SHEET
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", values[name])
    return sheet


def palette(theme: Theme) -> QPalette:
    """The palette of a theme, for what paints itself."""
    role = QPalette.ColorRole
    made = QPalette()
    for name, value in (
        (role.Window, theme.background),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.background),
        (role.Button, theme.panel),
        (role.WindowText, theme.ink1),
        (role.Text, theme.ink1),
        (role.ButtonText, theme.ink1),
        (role.PlaceholderText, theme.ink3),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent_ink),
        (role.Accent, theme.accent),
        (role.Light, theme.panel),
        (role.Midlight, theme.line),
        (role.Mid, theme.line),
        (role.Dark, theme.line_strong),
        (role.Shadow, theme.shadow),
        (role.BrightText, "#FFFFFF"),
        (role.ToolTipBase, theme.ink1),
        (role.ToolTipText, theme.panel),
    ):
        made.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.ink3))
    return made


def apply(application: QApplication, theme: Theme) -> None:
    """Give the whole programme a theme; what is on the screen changes with it."""
    application.setStyle("Fusion")
    application.setFont(ui_font())
    application.setPalette(palette(theme))
    application.setStyleSheet(style_sheet(theme))
    themed.use(theme)
