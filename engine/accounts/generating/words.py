"""Word lists for companies, places and people. All made up here; none names a real company."""

from __future__ import annotations

from typing import NamedTuple


def _list(text: str, between: str | None = None) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.strip().split(between))


class Industry(NamedTuple):
    """An industry: its share of companies, what it earns, and the words of its companies' names."""

    name: str
    share: float
    revenue: float
    """The median revenue beside that of all industries."""
    revenue_per_employee: float
    sic: tuple[str, ...]
    nouns: tuple[str, ...]
    specialists: tuple[str, ...]


INDUSTRIES: tuple[Industry, ...] = (
    Industry(
        "Agribusiness",
        0.27,
        0.9,
        310_000,
        ("0111", "0115", "0161", "0191", "5153", "5191"),
        (
            "Growers",
            "Seeds",
            "Farms",
            "Harvest",
            "Grain",
            "Agronomics",
            "Crop Science",
            "Orchards",
            "Agri",
            "Fields",
            "Cooperative",
            "Milling",
            "Fertilizers",
            "Irrigation",
        ),
        (
            "Agronomist",
            "Crop Specialist",
            "Grain Merchandiser",
            "Farm Manager",
            "Seed Technologist",
        ),
    ),
    Industry(
        "Software",
        0.14,
        0.6,
        240_000,
        ("7371", "7372", "7373"),
        ("Software", "Systems", "Labs", "Analytics", "Cloud", "Technologies", "Logic", "Data"),
        ("Software Engineer", "Data Engineer", "Product Designer", "Site Reliability Engineer"),
    ),
    Industry(
        "Manufacturing",
        0.13,
        1.3,
        280_000,
        ("3523", "3561", "3599", "2874"),
        (
            "Machinery",
            "Industries",
            "Works",
            "Tooling",
            "Components",
            "Polymers",
            "Equipment",
            "Metals",
            "Precision",
        ),
        ("Process Engineer", "Quality Engineer", "Plant Technician", "Maintenance Planner"),
    ),
    Industry(
        "Financial services",
        0.10,
        1.5,
        420_000,
        ("6021", "6282", "6311", "6411"),
        ("Capital", "Bank", "Mutual", "Insurance", "Partners", "Trust", "Credit Union", "Leasing"),
        ("Credit Analyst", "Underwriter", "Portfolio Analyst", "Claims Adjuster"),
    ),
    Industry(
        "Health care",
        0.10,
        1.2,
        190_000,
        ("8011", "8062", "8071", "2834"),
        ("Health", "Clinics", "Medical", "Care", "Therapeutics", "Diagnostics", "Hospitals"),
        ("Clinical Coordinator", "Laboratory Scientist", "Pharmacist", "Nurse Educator"),
    ),
    Industry(
        "Retail",
        0.08,
        1.4,
        260_000,
        ("5311", "5411", "5999"),
        ("Markets", "Stores", "Outfitters", "Trading", "Goods", "Grocers", "Supply"),
        ("Category Planner", "Merchandiser", "Store Operations Analyst"),
    ),
    Industry(
        "Food and beverage",
        0.07,
        1.2,
        340_000,
        ("2011", "2033", "2041", "2086"),
        ("Foods", "Dairy", "Beverages", "Bakeries", "Provisions", "Kitchens", "Brewing"),
        ("Food Scientist", "Ingredient Buyer", "Production Planner"),
    ),
    Industry(
        "Transport and logistics",
        0.05,
        0.9,
        210_000,
        ("4011", "4213", "4731"),
        ("Logistics", "Freight", "Transport", "Shipping", "Cold Chain", "Lines"),
        ("Route Planner", "Freight Broker", "Customs Specialist"),
    ),
    Industry(
        "Energy",
        0.04,
        2.2,
        650_000,
        ("1311", "4911", "2869"),
        ("Energy", "Power", "Renewables", "Biofuels", "Solar", "Utilities"),
        ("Grid Engineer", "Energy Trader", "Field Technician"),
    ),
    Industry(
        "Education",
        0.02,
        0.4,
        120_000,
        ("8221", "8299"),
        ("College", "Institute", "Learning", "Academy", "University"),
        ("Research Associate", "Programme Coordinator", "Lecturer"),
    ),
)

FIRST_WORDS = _list(
    """
    Amber Aspen Autumn Blue Bright Broad Cedar Clear Cold Copper Crown Deep Dry East Elder Ever Fair
    Far Fern First Four Fox Glen Gold Grand Gray Green Hazel High Hollow Iron Ivory Jade Juniper
    Keen Lark Laurel Long Lower Maple Mid New North Oak Old Open Pine Plain Prime Red Rock Sage Salt
    Sand Silver South Spring Still Stone Summer Sun Swift Tall Timber True Twin Upper Vale West
    White Wide Wild Willow Winter Yellow
    """
)
SECOND_WORDS = _list(
    """
    bank bay bend bluff bridge brook burn cliff creek crest croft dale dell fall field ford forest
    gate glade grove harbor haven hill hollow lake land ley marsh mead mere mill mont moor mount
    park peak plain point pond port prairie reach ridge river rock run shore side spring stead
    stream summit trail vale valley view water way wood
    """
)

LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    "United States": ("Inc.", "LLC", "Corp.", "Group", "Co.", ""),
    "Canada": ("Inc.", "Ltd.", "Group", ""),
    "United Kingdom": ("Ltd", "plc", "Group", ""),
    "Germany": ("GmbH", "AG", "GmbH & Co. KG"),
    "France": ("SA", "SAS", "Groupe"),
    "Netherlands": ("B.V.", "N.V.", ""),
    "Brazil": ("S.A.", "Ltda.", ""),
    "Mexico": ("S.A. de C.V.", ""),
    "Australia": ("Pty Ltd", "Group", ""),
    "India": ("Pvt. Ltd.", "Ltd.", ""),
}


class Place(NamedTuple):
    """A city and where it lies."""

    city: str
    state: str
    region: str
    country: str
    zone: str
    postal_code: str
    """``#`` stands for a digit, ``@`` for a letter."""
    dialling: str
    share: float


_EAST, _CENTRAL = "America/New_York", "America/Chicago"
_MOUNTAIN, _PACIFIC = "America/Denver", "America/Los_Angeles"
_US, _CA, _UK = "United States", "Canada", "United Kingdom"

PLACES: tuple[Place, ...] = (
    Place("New York", "New York", "AMER", _US, _EAST, "100##", "+1 212", 4),
    Place("Boston", "Massachusetts", "AMER", _US, _EAST, "021##", "+1 617", 2),
    Place("Atlanta", "Georgia", "AMER", _US, _EAST, "303##", "+1 404", 2),
    Place("Charlotte", "North Carolina", "AMER", _US, _EAST, "282##", "+1 704", 2),
    Place("Columbus", "Ohio", "AMER", _US, _EAST, "432##", "+1 614", 2),
    Place(
        "Indianapolis", "Indiana", "AMER", _US, "America/Indiana/Indianapolis", "462##", "+1 317", 2
    ),
    Place("Chicago", "Illinois", "AMER", _US, _CENTRAL, "606##", "+1 312", 4),
    Place("Des Moines", "Iowa", "AMER", _US, _CENTRAL, "503##", "+1 515", 4),
    Place("Minneapolis", "Minnesota", "AMER", _US, _CENTRAL, "554##", "+1 612", 3),
    Place("St. Louis", "Missouri", "AMER", _US, _CENTRAL, "631##", "+1 314", 2),
    Place("Omaha", "Nebraska", "AMER", _US, _CENTRAL, "681##", "+1 402", 3),
    Place("Fargo", "North Dakota", "AMER", _US, _CENTRAL, "581##", "+1 701", 1),
    Place("Wichita", "Kansas", "AMER", _US, _CENTRAL, "672##", "+1 316", 1),
    Place("Dallas", "Texas", "AMER", _US, _CENTRAL, "752##", "+1 214", 4),
    Place("Houston", "Texas", "AMER", _US, _CENTRAL, "770##", "+1 713", 2),
    Place("Memphis", "Tennessee", "AMER", _US, _CENTRAL, "381##", "+1 901", 1),
    Place("Denver", "Colorado", "AMER", _US, _MOUNTAIN, "802##", "+1 303", 2),
    Place("Boise", "Idaho", "AMER", _US, "America/Boise", "837##", "+1 208", 1),
    Place("Fresno", "California", "AMER", _US, _PACIFIC, "937##", "+1 559", 2),
    Place("San Francisco", "California", "AMER", _US, _PACIFIC, "941##", "+1 415", 3),
    Place("Seattle", "Washington", "AMER", _US, _PACIFIC, "981##", "+1 206", 2),
    Place("Portland", "Oregon", "AMER", _US, _PACIFIC, "972##", "+1 503", 1),
    Place("Toronto", "Ontario", "AMER", _CA, "America/Toronto", "M5@ #@#", "+1 416", 3),
    Place("Winnipeg", "Manitoba", "AMER", _CA, "America/Winnipeg", "R3@ #@#", "+1 204", 2),
    Place("Saskatoon", "Saskatchewan", "AMER", _CA, "America/Regina", "S7@ #@#", "+1 306", 2),
    Place("Calgary", "Alberta", "AMER", _CA, "America/Edmonton", "T2@ #@#", "+1 403", 1),
    Place("London", "England", "EMEA", _UK, "Europe/London", "EC# #@@", "+44 20", 4),
    Place("Norwich", "England", "EMEA", _UK, "Europe/London", "NR# #@@", "+44 1603", 1),
    Place("Edinburgh", "Scotland", "EMEA", _UK, "Europe/London", "EH# #@@", "+44 131", 1),
    Place("Hannover", "Niedersachsen", "EMEA", "Germany", "Europe/Berlin", "301##", "+49 511", 2),
    Place("München", "Bayern", "EMEA", "Germany", "Europe/Berlin", "803##", "+49 89", 3),
    Place("Hamburg", "Hamburg", "EMEA", "Germany", "Europe/Berlin", "200##", "+49 40", 2),
    Place("Paris", "Île-de-France", "EMEA", "France", "Europe/Paris", "750##", "+33 1", 3),
    Place("Toulouse", "Occitanie", "EMEA", "France", "Europe/Paris", "310##", "+33 5", 1),
    Place(
        "Wageningen",
        "Gelderland",
        "EMEA",
        "Netherlands",
        "Europe/Amsterdam",
        "67## @@",
        "+31 317",
        1,
    ),
    Place(
        "Rotterdam",
        "Zuid-Holland",
        "EMEA",
        "Netherlands",
        "Europe/Amsterdam",
        "30## @@",
        "+31 10",
        2,
    ),
    Place(
        "São Paulo", "São Paulo", "LATAM", "Brazil", "America/Sao_Paulo", "01###-0##", "+55 11", 4
    ),
    Place(
        "Ribeirão Preto",
        "São Paulo",
        "LATAM",
        "Brazil",
        "America/Sao_Paulo",
        "14###-0##",
        "+55 16",
        2,
    ),
    Place("Cuiabá", "Mato Grosso", "LATAM", "Brazil", "America/Cuiaba", "78###-0##", "+55 65", 2),
    Place(
        "Porto Alegre",
        "Rio Grande do Sul",
        "LATAM",
        "Brazil",
        "America/Sao_Paulo",
        "90###-0##",
        "+55 51",
        1,
    ),
    Place(
        "Ciudad de México", "CDMX", "LATAM", "Mexico", "America/Mexico_City", "06###", "+52 55", 2
    ),
    Place("Culiacán", "Sinaloa", "LATAM", "Mexico", "America/Mazatlan", "80###", "+52 667", 1),
    Place("Melbourne", "Victoria", "APAC", "Australia", "Australia/Melbourne", "30##", "+61 3", 2),
    Place("Toowoomba", "Queensland", "APAC", "Australia", "Australia/Brisbane", "43##", "+61 7", 1),
    Place("Pune", "Maharashtra", "APAC", "India", "Asia/Kolkata", "4110##", "+91 20", 2),
)

STREETS = _list(
    """
    Main Street, Market Street, Mill Road, Station Road, Park Avenue, Commerce Drive, Industrial
    Way, Harvest Lane, River Road, Lake Street, Prairie Avenue, Elm Street, College Avenue, Depot
    Street, Enterprise Parkway, Granary Square, Foundry Street, Canal Street, Hillside Road, Airport
    Road
    """,
    ",",
)

FIRST_NAMES = _list(
    """
    Aaron Abigail Adriana Aisha Alan Alejandro Alice Amanda Amelia Amit Ana Andre Andrea Anika Anna
    Anthony Antonio Arjun Audrey Beatriz Benjamin Bernd Bianca Brian Bruno Camila Carla Carlos
    Caroline Catherine Charles Charlotte Chen Chloe Chris Claire Claudia Daniel Daniela David
    Deborah Diego Dieter Diana Divya Edward Elena Elias Elisa Elizabeth Emily Emma Eric Ethan Eva
    Fatima Felix Fernanda Fiona Florian Francisco Frank Gabriel Gabriela George Grace Gustavo Hannah
    Hans Heidi Helena Henry Hugo Ian Ines Ingrid Isabel Ivan Jack James Jan Jane Javier Jennifer
    Jessica Joana João Joel Johanna John Jonas Jorge José Joseph Juan Julia Julian Karen Karl
    Katarina Kevin Laura Lauren Leah Leila Leonardo Liam Lin Linda Lucas Lucia Luis Luiza Marc
    Marcelo Marco Margaret Maria Mariana Marie Mark Martin Mateo Matthew Mei Melissa Michael Miguel
    Mohammed Monica Nadia Natalie Neha Nicholas Nina Noah Nora Oliver Olivia Oscar Pablo Patricia
    Patrick Paul Paula Pedro Peter Philip Pierre Priya Rachel Rafael Rahul Raj Rebecca Renata
    Ricardo Richard Robert Rodrigo Rosa Ruth Ryan Samir Samuel Sandra Sara Sarah Sebastian Sofia
    Sophie Stefan Stephen Susan Svenja Sven Tatiana Teresa Thomas Tiago Tim Tobias Ulrike Valentina
    Vanessa Victor Victoria Vikram Vincent Wei William Yara Yuki Zoë
    """
)
LAST_NAMES = _list(
    """
    Abbott Adams Aguilar Ahmed Albrecht Allen Almeida Alvarez Anderson Andrade Baker Barbosa Barnes
    Bauer Becker Bell Bennett Berg Bianchi Blake Bowen Brandt Brooks Brown Bryant Burke Campbell
    Cardoso Carter Castro Chan Chandra Chavez Clark Cole Coleman Collins Cooper Costa Cox Cruz
    Cunningham Das Davies Delgado Desai Diaz Dixon Dubois Duarte Edwards Ellis Engel Evans Farias
    Fernandes Fischer Fisher Flores Ford Foster Fournier Fox Franco Freitas Fuchs Garcia Gibson
    Gomes Gonzalez Graham Grant Gray Green Griffin Gupta Haas Hall Hamilton Hansen Harris Hartmann
    Hayes Henderson Hernandez Herrera Hoffmann Howard Huang Hughes Hunt Iyer Jackson Jacobs Jansen
    Jenkins Johansson Jones Kaiser Kapoor Keller Kelly Khan Kim King Klein Koch Kowalski Kruger
    Kumar Lambert Larsen Lee Leite Lewis Lima Lopez Ludwig Machado Maier Marques Marshall Martinez
    Mason Mendes Meyer Miller Mitchell Moore Morales Moreau Moreira Morgan Müller Murphy Murray
    Naidu Navarro Nelson Neumann Nguyen Nielsen Novak Nunes O'Brien O'Connor Oliveira Olsen Ortiz
    Owens Park Parker Patel Pereira Perez Petersen Phillips Pinto Porter Price Ramirez Ramos Rao
    Reed Reis Reyes Ribeiro Richter Rivera Roberts Robinson Rocha Rojas Romero Rossi Russell Ryan
    Sanchez Santos Schmidt Schneider Scholz Schulz Shah Sharma Silva Simmons Singh Smit Snyder
    Soares Sousa Stewart Sullivan Suzuki Tanaka Taylor Teixeira Thompson Torres Tran Turner Vargas
    Vasquez Vieira Visser Vogel Wagner Walker Wallace Wang Ward Watson Weber Weiss Wells White
    Winkler Wood Wright Yang Young Zhang Zimmermann
    """
)
