"""Jobs: departments, levels, and what people of a job are called and play in a purchase."""

from __future__ import annotations

from typing import NamedTuple

LEVELS = ("executive", "vice president", "director", "manager", "specialist")


class Department(NamedTuple):
    """A department, its share of people, and its titles for each level but the last."""

    name: str
    share: float
    titles: tuple[tuple[str, ...], ...]


DEPARTMENTS: tuple[Department, ...] = (
    Department(
        "Management",
        0.08,
        (
            ("Chief Executive Officer", "President", "Managing Director", "Owner"),
            ("Chief of Staff", "VP, Strategy"),
            ("Director of Strategy", "General Manager"),
            ("Office Manager", "Business Manager"),
        ),
    ),
    Department(
        "Operations",
        0.22,
        (
            ("Chief Operating Officer",),
            ("VP, Operations", "VP of Production"),
            ("Director of Operations", "Head of Production", "Regional Director"),
            ("Operations Manager", "Plant Manager", "Site Manager"),
        ),
    ),
    Department(
        "Finance",
        0.12,
        (
            ("Chief Financial Officer",),
            ("VP, Finance", "Controller"),
            ("Director of Finance", "Head of Accounting"),
            ("Finance Manager", "Accounting Manager"),
        ),
    ),
    Department(
        "Information technology",
        0.14,
        (
            ("Chief Information Officer", "Chief Technology Officer"),
            ("VP, Information Technology", "VP of Engineering"),
            ("Director of IT", "Head of Data"),
            ("IT Manager", "Systems Manager"),
        ),
    ),
    Department(
        "Marketing",
        0.11,
        (
            ("Chief Marketing Officer",),
            ("VP, Marketing",),
            ("Director of Marketing", "Head of Demand Generation"),
            ("Marketing Manager", "Product Marketing Manager"),
        ),
    ),
    Department(
        "Procurement",
        0.13,
        (
            ("Chief Procurement Officer",),
            ("VP, Supply Chain", "VP, Procurement"),
            ("Director of Procurement", "Head of Purchasing"),
            ("Purchasing Manager", "Procurement Manager", "Category Manager"),
        ),
    ),
    Department(
        "Research",
        0.20,
        (
            ("Chief Science Officer",),
            ("VP, Research and Development",),
            ("Director of Research", "Head of Innovation"),
            ("R&D Manager", "Innovation Manager", "Sustainability Manager"),
        ),
    ),
)

SPECIALIST_TITLES: dict[str, tuple[str, ...]] = {
    "Management": ("Executive Assistant", "Business Analyst"),
    "Operations": ("Operations Analyst", "Production Supervisor"),
    "Finance": ("Financial Analyst", "Accountant"),
    "Information technology": ("Systems Analyst", "IT Specialist"),
    "Marketing": ("Marketing Specialist", "Content Specialist"),
    "Procurement": ("Buyer", "Supply Chain Analyst"),
}
"""Titles at the last level; in research they are those of the industry."""

LEVEL_SHARES: dict[str, tuple[float, ...]] = {
    "Small business": (0.24, 0.08, 0.16, 0.30, 0.22),
    "Mid-market": (0.10, 0.12, 0.22, 0.32, 0.24),
    "Enterprise": (0.05, 0.14, 0.25, 0.32, 0.24),
}

ROLES_BY_LEVEL: tuple[tuple[tuple[tuple[str, ...], float], ...], ...] = (
    ((("Executive Steering Committee", "Decision Maker"), 0.4), (("Decision Maker",), 0.4)),
    ((("Decision Maker",), 0.5), (("Executive Steering Committee",), 0.2)),
    ((("Decision Maker",), 0.3), (("Influencer",), 0.3), (("Champion", "Influencer"), 0.1)),
    ((("Influencer",), 0.3), (("Champion",), 0.15), (("Practitioner",), 0.2)),
    ((("Practitioner",), 0.5), (("Other",), 0.1)),
)
"""For each level the roles in the account and their probability; the rest has none recorded."""

INTEREST_BY_LEVEL = (0.7, 0.9, 1.2, 1.2, 0.8)
INTEREST_BY_DEPARTMENT = (0.8, 1.1, 0.6, 0.9, 1.0, 1.1, 1.4)
"""How much people of a level and of a department look at what is offered."""
