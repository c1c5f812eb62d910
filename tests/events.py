"""Events for the tests of the last stages: one whole, and whatever a test changes in it."""

import datetime as dt
from dataclasses import replace

from coder.event import AcledType, Count, Event, EventActor, Place, When

SENTENCE = "قصف الطيران الروسي، صباح اليوم، بلدة دارة عزة ما أسفر عن مقتل ثلاثة مدنيين وإصابة 12 آخرين (حصيلة أولية)"

RUSSIA = EventActor(
    code="RUSMIL",
    name="Russian air force",
    text="الطيران الروسي",
    start=4,
    end=18,
    country="RUS",
    country_found="adjective",
    role="MIL",
    acled_name="Military Forces of Russia (2000-)",
    acled_type="External/Other forces",
    entry="aircraft (codebooks/ar/agents-armed.yaml:7)",
)
CIVILIANS = EventActor(
    code="SYRCVL",
    name="civilians",
    text="مدنيين",
    start=72,
    end=78,
    country="SYR",
    country_found="place",
    role="CVL",
    acled_name="Civilians (Syria)",
    acled_type="Civilians",
    entry="civilians (codebooks/ar/agents-society.yaml:9)",
)

EVENT = Event(
    event_id="00112233445566aa",
    article_id="news/a.txt",
    url="https://example.org/a",
    outlet="وكالة",
    published=dt.date(2016, 12, 8),
    language="ar",
    sentence_index=3,
    sentence=SENTENCE,
    trigger="قصف",
    start=0,
    end=3,
    rule="bombard",
    polarity="affirmed",
    modality="real",
    attribution="",
    when=When(dt.date(2016, 12, 7), dt.date(2016, 12, 7), 1, "صباح اليوم", "frame"),
    source=RUSSIA,
    target=CIVILIANS,
    cameo="195",
    cameo_name="Employ aerial weapons",
    cameo_root="19",
    quad_class=4,
    goldstein=-10.0,
    plover="ASSAULT",
    acled=AcledType("Political violence", "Explosions/Remote violence", "Air/drone strike"),
    place=Place("دارة عزة", "دارة عزة", "SYR", "Aleppo", latitude=36.28, longitude=36.85, precision=1),
    fatalities=Count(3, 3, "ثلاثة مدنيين"),
    injuries=Count(12, 12, "12 آخرين"),
    tags=("civilian targeting", "drone"),
)


def event(**changes):
    return replace(EVENT, **changes)
