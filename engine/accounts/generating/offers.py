"""What the made-up seller of the data says and shows: mailings, pages, forms, webinars, ads."""

from __future__ import annotations

_SITE = "https://www.northfield.example"

THEMES = (
    "AI-driven seeds",
    "Precision irrigation",
    "Crop analytics",
    "Soil health",
    "Yield forecasting",
    "Sustainable sourcing",
    "Field trials",
    "Supply planning",
)
MAILING_KINDS = (
    "Newsletter: {theme}",
    "Invitation: {theme} webinar",
    "Guide: {theme}",
    "Customer story: {theme}",
    "Reminder: {theme} webinar",
    "Offer: {theme} assessment",
)
PAGES: tuple[tuple[str, str, float], ...] = (
    ("Home", f"{_SITE}/", 20),
    ("AI-driven seeds", f"{_SITE}/solutions/ai-driven-seeds", 16),
    ("Precision irrigation", f"{_SITE}/solutions/precision-irrigation", 9),
    ("Crop analytics", f"{_SITE}/solutions/crop-analytics", 11),
    ("Soil health", f"{_SITE}/solutions/soil-health", 7),
    ("Pricing", f"{_SITE}/pricing", 8),
    ("Customer stories", f"{_SITE}/customers", 7),
    ("Webinars", f"{_SITE}/webinars", 5),
    ("Field trial results", f"{_SITE}/research/field-trials", 6),
    ("Blog", f"{_SITE}/blog", 8),
    ("About us", f"{_SITE}/about", 2),
    ("Contact us", f"{_SITE}/contact", 1),
)
"""Name, address, weight."""
REFERRERS: tuple[tuple[str, float], ...] = (
    ("https://search.example/", 30),
    ("https://www.linkedin.com/", 15),
    ("https://news.example/agriculture", 10),
)
LINKS = tuple(url for _, url, _ in PAGES[1:9])
FORMS: tuple[tuple[str, float, float], ...] = (
    ("Newsletter sign-up", 30, 2),
    ("Download: Field trial results", 25, 5),
    ("Download: Buyer's guide", 18, 5),
    ("Request a sample", 9, 15),
    ("Pricing request", 8, 20),
    ("Demo request", 7, 25),
    ("Contact us", 3, 10),
)
"""Name, weight, change of score."""
STRONG_FORMS = ("Request a sample", "Pricing request", "Demo request")
WEBINARS = tuple(f"{theme} webinar" for theme in THEMES)
CAMPAIGNS = ("Seeds awareness", "Analytics awareness", "Retargeting", "Decision makers")
PLATFORMS = ("LinkedIn", "Google Ads", "Trade press")
DIALOGUES = ("Website greeting", "Pricing questions", "Book a meeting")
BOUNCES_HARD = ("550 5.1.1 user unknown", "550 5.4.1 recipient rejected", "554 5.7.1 blocked")
BOUNCES_SOFT = ("452 4.2.2 mailbox full", "451 4.7.1 try again later", "421 4.4.2 timed out")
