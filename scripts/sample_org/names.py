"""Names of people, companies and places, all invented, and what is written about them."""

from collections.abc import Mapping
from typing import Final

GIVEN: Final[Mapping[str, str]] = {
    "US": "Ada Barnaby Clementine Desmond Eleanor Fitz Gwen Horace Imogen Jasper Kit Lavinia Mortimer Nell Phoebe",
    "CA": "Agnes Bertrand Colette Duncan Elodie Fergus Greer Hamish",
    "JM": "Asha Delroy Ione Winston",
    "GB": "Agatha Basil Cecily Dorian Edith Felix Greta Humphrey Iris Jocelyn Lottie Monty Octavia Percy Rosalind",
    "DE": "Anneliese Bruno Dörte Ekkehard Friederike Götz Hannelore Ignaz Jutta Korbinian Liesel Mareike Rüdiger Ulf",
    "FR": "Amélie Blaise Céleste Didier Élise Fabrice Garance Hervé Inès Jules Léonie Maxence Noémie Rémi",
    "AU": "Bluey Darcy Edie Flynn Hazel Kirra Lachlan Matilda",
    "SE": "Astrid Björn Ebba Göran Inga Kalle Maj Sixten",
}

_ENGLISH = (
    "Fernwhistle Brambleworth Quillfeather Thistledown Marrowby Pennywhistle Dunnockshaw Copperkettle Larchmantle "
    "Wrenfield Oddlington Sparrowgate Millwhistle Puddlemere Candlewick Foxtrellis Hobblethwaite Inkpenny Mossbottom "
    "Nettlecombe Otterspoon Plumbline Quaverly Rookshanks Saltmarrow Tumbledown"
)
FAMILY: Final[Mapping[str, str]] = {
    "US": _ENGLISH,
    "CA": _ENGLISH,
    "JM": _ENGLISH,
    "GB": _ENGLISH,
    "AU": _ENGLISH,
    "DE": "Zwirnbart Apfelkern Nebelhorn Löwenmäulchen Kranichfeder Mückenstich Pfefferkuchen Rübenacker Sternkieker "
    "Teekessel Uhrwerker Wolkenschieber",
    "FR": "Coquelune Brindezinc Sabliergris Pommeverte Hirondeau Lanternine Moulinvent Plumedoie Rossignolet "
    "Trefleblanc",
    "SE": "Björkdimma Granskugga Lingonmoss Måsvinge Snöflinga Tranbåge",
}

TRADES: Final[Mapping[str, str]] = {
    "en": "Bakery,Surveying,Orchards,Cartography,Marine Salvage,Observatory,Clockworks,Quarry,Lighthouse Supplies,"
    "Canal Works,Bridge Builders,Instrument Hire,Laboratories,Brewery,Cheese Cellars,Weather Service,Kite Factory,"
    "Ballooning,Tramways,Glasshouses",
    "DE": "Vermessung,Sternwarte,Uhrenfabrik,Brauerei,Seilbahnen,Windmesser,Modellbau,Gartenbau",
    "FR": "Optique,Boulangerie,Observatoire,Cartographie,Horlogerie,Montgolfières",
    "SE": "Mätteknik,Bageri,Segelmakeri,Väderstation",
}
LEGAL_FORM: Final[Mapping[str, str]] = {
    "US": "Inc.",
    "CA": "Inc.",
    "JM": "Ltd",
    "GB": "Ltd",
    "DE": "GmbH",
    "FR": "SARL",
    "AU": "Pty Ltd",
    "SE": "AB",
}

TITLES: Final = (
    *("Head of Procurement", "Site Manager", "Surveyor", "Laboratory Lead", "Managing Director", "Office Manager"),
    *("Chief Engineer", "Accounts Payable", "Field Technician", "Research Fellow", "Harbor Master", "Keeper of Clocks"),
)

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("New York", "New York", "Boston", "Chicago", "San Francisco", "Seattle", "Denver", "Austin"),
    "CA": ("Toronto", "Vancouver", "Montréal"),
    "JM": ("Kingston",),
    "GB": ("London", "London", "Manchester", "Edinburgh", "Bristol"),
    "DE": ("Berlin", "Hamburg", "München"),
    "FR": ("Paris", "Paris", "Rennes", "Strasbourg"),
    "AU": ("Sydney", "Melbourne"),
    "SE": ("Göteborg", "Stockholm"),
}

COUNTRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("United States", "United States", "USA", "US", "U.S.A."),
    "CA": ("Canada", "CA"),
    "JM": ("Jamaica",),
    "GB": ("United Kingdom", "United Kingdom", "UK", "GB", "England"),
    "DE": ("Germany", "Germany", "Deutschland", "DE"),
    "FR": ("France", "France", "FR"),
    "AU": ("Australia", "AU"),
    "SE": ("Sweden", "Sverige"),
}
"""The org has no country picklists: people write what they like."""

REGION_WEIGHTS: Final[Mapping[str, int]] = {
    "US": 44,
    "GB": 18,
    "DE": 14,
    "FR": 10,
    "CA": 7,
    "AU": 6,
    "SE": 4,
    "JM": 2,
}

OWNERS: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("Ottoline Vane", "Desmond Farthing", "Peony Strickland"),
    "CA": ("Peony Strickland",),
    "JM": ("Desmond Farthing",),
    "GB": ("Crispin Holloway", "Marguerite Dove"),
    "DE": ("Lorenz Sperling",),
    "FR": ("Marguerite Dove", "Lorenz Sperling"),
    "AU": ("Tamsin Kestrel",),
    "SE": ("Crispin Holloway",),
}
UTC_OFFSETS: Final[Mapping[str, int]] = {"US": -4, "CA": -4, "JM": -4, "GB": 1, "SE": 1, "DE": 2, "FR": 2, "AU": 10}
"""Hours by which the office that looks after a region is ahead of UTC in spring; in none does the clock change then."""
INTEGRATION: Final = "Aircall Integration"
"""The user as whom the integration creates records."""
