"""What columns are usually called: couples, partners, times, roles and the marks of the two partners."""

from __future__ import annotations

import re
from collections.abc import Iterable


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COUPLE = _words("""
    couple coupleid couplenr coupleno couplenum couplenumber idcouple dyad dyadid dyadno dyadnr dyadnum
    iddyad pair pairid did cid family familyid famid household householdid hhid paar paarid
""")
PERSON = _words("""
    partner partnerid partnernr partnerno person personid personnr pid member memberid spouse
    participant participantid subject subjectid subid userid user respondent respondentid individual
    individualid actor actorid who name label id
""")
KIND = _words("""
    gender genders gendere sex role partnerrole dyadrole genderstr gendera
""")
ID = _words("""
    id ids caseid case nr no number participant subject pid subid code
""")

SCHEDULED = _words("""
    scheduled scheduledtime schedule planned prompt prompttime signal signaltime beeptime notified
    notification sent senttime issued
""")
ANSWERED = _words("""
    answered answeredat responded responsetime response start started startdate starttime opened open
    completed completedat end ended enddate endtime finished submitted submitdate recordeddate
""")
DATE = _words("""
    datetime timestamp stamp date diarydate surveydate calendardate datum unixtime unix unixts epoch
    when
""")
DAY = _words("""
    day diaryday dayno daynr daynum daynumber studyday dayid daycum days dayindex dayinstudy tag jour
    dia
""")
COUNT = _words("""
    time t occasion timepoint wave week weeks session measurement obsno observation obs beepno
    beepnumber beep tick minute hour
""")
CLOCK = _words("""
    clock clocktime timeofday hour time uhrzeit
""")
BEEP = _words("""
    beep beepno beepnumber beepnr prompt signal occasion
""")
WEEKDAY = _words("""
    dayofweek weekday dow wday dayoftheweek dayname wochentag
""")

ADMINISTRATIVE = _words("""
    row rownumber rowid rowno index x unnamed unnamed0 obs obsno observation beep beepno beepnumber
    daycum beepnr valid compliance responserate nobs count weight version ip latitude longitude progress
    isfinished duration caseid case recordid responseid weekend unixtime epoch level0 simulated
""")
"""Counters, weights and the like: never a role unless asked for."""
SIMULATED = "simulated"
"""A column of this name that is 1 in every row says that nobody real stands behind the numbers."""
DUMMIES = _words("""
    woman man female male women men husband wife gender gendere genders sex role person partner actor
    personid partnerid fem mal girl boy id pid
""")
"""Columns that only say which partner it is."""

PEOPLE = _words("female male woman man women men wife husband girl boy")
"""Dummy columns whose name says who a partner is."""

ROLES = {
    "pursuit": _words("""
        pursuit demand demanding demands protest pursue pursued pursuing reach reaching
    """),
    "withdrawal": _words("""
        withdrawal distancing pullback stonewalling withdraw withdrawing withdrawn withdrew
    """),
    "arousal": _words("""
        arousal agitation alarm anx anxiety anxious distress distressed tense tension upset
    """),
    "closeness": _words("""
        closeness close connected connectedness connection intimacy
    """),
    "security": _words("""
        security feltsafety feltsecure feltsecurity secure
    """),
    "conflict": _words("""
        conflict argument arguments confl conflicts disagreement fight fights quarrel
    """),
    "support": _words("""
        support emosupport emotionalsupport receivedsupport supp supportreceived
    """),
    "satisfaction": _words("""
        satisfaction csi maritalsatisfaction ras relationshipsatisfaction relsat satis satisf
    """),
    "stress": _words("""
        stress hassles strain stressor stressors workstress wrkstrs
    """),
    "issue": _words("""
        issue issueowner topicowner whoseissue
    """),
}
TRAITS = {
    "anxiety": _words("""
        anxiety anx anxattach anxecr anxietyecr attachanx attachmentanxiety attanx attanxiety ecranx
        ecranxiety ecrranx ecrranxiety ecrsanx ecrsanxiety
    """),
    "avoidance": _words("""
        avoidance attachavoid attachmentavoidance attavo attavoid attavoidance avo avoi avoid
        avoidattach avoidecr ecravo ecravoid ecravoidance ecrravo ecrravoid ecrravoidance ecrsavo
        ecrsavoid ecrsavoidance
    """),
}

TALK = _words("""
    talk talkid talknr conversation conversationid interaction interactionid session sessionid discussion
    topic task visit gespraech
""")
OBSERVATION = _words("""
    observationid observation observationname dataset datasetname datagroup datagroupname file filename
""")
"""What software for coding calls one coded recording: a couple, where nothing else names it."""
SPEAKER = _words("""
    who speaker subject actor sender participant person partner tier tiername spouse wer sprecher
""")
CODE = _words("""
    code codes codename behavior behaviour act action event category annotation annotationvalue value move
    affect spaff verhalten kode label
""")
ONSET = _words("""
    start onset begin begins begintime begintimessmsec begintimemsec begintimehhmmssms starttime starts
    startsec startseconds startms startmsec onsettime onsets onsetsec onsetms timerelativesf
    timerelativehmsf timerelativehms time times timesec timestamp second seconds sec t zeit
""")
"""When a code begins within a talk."""
OFFSET = _words("""
    end stop offset ends endtime endtimessmsec endtimemsec endtimehhmmssms endsec endseconds endms endmsec
    stops stopsec stoptime offsettime offsets offsetsec offsetms finish ende
""")
"""When a state ends."""
LASTING = _words("""
    duration durations durationsf durationsec durationseconds durationssmsec durationmsec durationms
    durationhhmmssms dur dauer
""")
INTERVAL = _words("""
    interval intervalno intervalnr intervalnum segment segmentno epoch window bin slice thinslice timebin
    abschnitt
""")
ORDER = _words("""
    order turn turnno turnnr turnnum seq sequence sequenceno utterance utteranceno unit unitno
    thoughtunit line lineno position index eventno eventnr number no nr n
""")
"""Counters of what is said one after the other, where there is no clock."""
STATUS = _words("""
    eventtype behaviortype status
""")
"""Whether a row starts a state, stops one, or is a point: in software for coding."""
UNCODABLE = frozenset(
    _words("""
    uncodable uncodeable notcodable notcodeable uncoded nocode inaudible offcamera
""")
)
"""Codes that say that nothing could be coded."""
WOMEN, MEN = (
    frozenset(_words("w f female woman women wife her she mother mom fem frau")),
    frozenset(_words("m h male man men husband hus him he his father dad mann")),
)
"""Marks that mean the same partner, lower case."""

MARKS = tuple(
    tuple(pair.split("/"))
    for pair in _words("""
        m/w m/f male/female man/woman men/women h/w husband/wife hus/wife him/her he/she his/her
        mother/father mom/dad patient/spouse patient/partner pat/sp p1/p2 partner1/partner2
        person1/person2 1/2 01/02 a/b partnera/partnerb i/ii
    """)
)
"""Marks of the two partners in column names, lower case."""

MIRRORS = (("a", "p"), ("actor", "partner"), ("self", "partner"), ("own", "partner"), ("act", "part"))
"""Marks of own and mirrored columns in the pairwise layout, lower case."""

NUMBERED = frozenset(_words("1 2 01 02 p1 p2 partner1 partner2 person1 person2 a b partnera partnerb i ii"))
"""Marks that number the partners and say nothing about who they are."""

_PREFIX = re.compile(r"([A-Za-z]+\d?|\d{1,2})[_.\- ]+(.+)")
_SUFFIX = re.compile(r"(.+?)[_.\- ]+([A-Za-z]+\d?|\d{1,2})[_.\- ]*")
_BARE = re.compile(r"(.*[A-Za-z_])(\d{1,2})[_.\- ]*")
_CAMEL = re.compile(r"(.*[a-z0-9])([MWFHAP])")
_HEAD = re.compile(r"(?:([AP])([a-z].*)|([ap])([A-Z].*))")


def plain(name: str) -> str:
    """Lower case, letters and digits only.

    Examples
    --------
    >>> plain("Dyad_ID ")
    'dyadid'
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def tidy(name: str) -> str:
    """Drop blanks and separators at the ends: the name a role gets where none is recognised.

    Examples
    --------
    >>> tidy("Sad.")
    'Sad'
    """
    return name.strip(" _.-\t") or name.strip()


def first_of(candidates: Iterable[str], columns: Iterable[str]) -> list[str]:
    """List the columns whose plain name is among the candidates, in the order of the candidates."""
    by_plain: dict[str, list[str]] = {}
    for column in columns:
        by_plain.setdefault(plain(column), []).append(column)
    return [column for candidate in candidates for column in by_plain.get(candidate, [])]


def known_role(name: str) -> str:
    """Tell the role or input a column name stands for; empty where it stands for none.

    Examples
    --------
    >>> known_role("Satisf"), known_role("daily_conflict"), known_role("vigor")
    ('satisfaction', 'conflict', '')
    """
    return _look_up(name, ROLES, strip=("daily", "today", "felt", "current"))


def known_trait(name: str) -> str:
    """Tell the trait a person-level column stands for; empty where it stands for none.

    Examples
    --------
    >>> known_trait("ECR_anx"), known_trait("Cavoid"), known_trait("age")
    ('anxiety', 'avoidance', '')
    """
    return _look_up(name, TRAITS, strip=("pre", "baseline", "mean", "avg", "c"))


def _look_up(name: str, table: dict[str, tuple[str, ...]], strip: tuple[str, ...]) -> str:
    text = plain(name)
    forms = {text, *(text.removeprefix(part) for part in strip), *(text.removesuffix(part) for part in strip)}
    for known, names in table.items():
        if not forms.isdisjoint(names):
            return known
    return ""


def marks(name: str) -> list[tuple[str, str, str]]:
    """List the ways to split a name into (where the mark stands, what is left, mark).

    Examples
    --------
    >>> marks("M_Anx."), marks("arousalP")
    ([('prefix', 'Anx.', 'M'), ('suffix', 'M', 'Anx')], [('camel', 'arousal', 'P')])
    """
    found = []
    if match := _PREFIX.fullmatch(name):
        found.append(("prefix", match[2], match[1]))
    if match := _SUFFIX.fullmatch(name):
        found.append(("suffix", match[1], match[2]))
    if match := _BARE.fullmatch(name):
        found.append(("bare", match[1], match[2]))
    if match := _CAMEL.fullmatch(name):
        found.append(("camel", match[1], match[2]))
    if match := _HEAD.fullmatch(name):
        found.append(("head", match[2] or match[4], match[1] or match[3]))
    return found
