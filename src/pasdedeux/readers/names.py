"""What columns are usually called, in seven languages: couples, partners, times and marks of the partners."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pasdedeux.readers.plain import plain as plain  # noqa: PLC0414 - names.plain is what other rooms call
from pasdedeux.readers.plain import tokens, words

COUPLE = words("""
    couple coupleid couplenr coupleno couplenum couplenumber idcouple dyad dyadid dyadno dyadnr dyadnum
    iddyad pair pairid did cid family familyid famid household householdid hhid paar paarid
""")
_COUPLE_STEMS = frozenset(
    words("""
    couple coup dyad dyade dyads pair pairs paar paare ehepaar koppel koppels stel coppia coppie pareja
    casal fam famille familie familia famiglia gezin hh haushalt foyer menage
""")
)
_WITH_A_NUMBER = frozenset(
    words("relationship marriage beziehung ehe relatie relation relacion relazione relacao")
)
"""Stems that mean a couple only beside a word such as ``id`` or ``number``."""
_NUMBERS = words("""
    idnr id nr number num nummer numero no code codigo codice index idx key name naam nom nombre nome kennung
    chiffre n
""")
PERSON = words("""
    partner partnerid partnernr partnerno person personid personnr pid member memberid spouse
    participant participantid subject subjectid subid userid user respondent respondentid individual
    individualid actor actorid who name label id alias username nickname wer wie qui quien chi quem
    partenaire conjoint persoon persona personne pessoa teilnehmer teilnehmerin deelnemer participante
    partecipante naam nom nombre nome sheet file
""")
KIND = words("""
    gender genders gendere sex role partnerrole dyadrole genderstr gendera geschlecht geslacht sexe sexo
    sesso genero genere genre rolle rol
""")
_WHO = tuple(
    frozenset(part.split())
    for part in (
        "who are you",
        "which partner",
        "who is answering",
        "who fills",
        "wer bist du",
        "wer sind sie",
        "welche r partner",
        "qui etes vous",
        "qui es tu",
        "wie ben je",
        "wie bent u",
        "quien eres",
        "chi sei",
        "quem e voce",
    )
)
ID = words("""
    id ids caseid case nr no number participant subject pid subid code sheet file
""")

SCHEDULED = words("""
    scheduled scheduledtime schedule planned prompt prompttime signal signaltime beeptime notified
    notification sent senttime issued issuedtime timestampscheduled timestampsent scheduledts sentts
    notificationtime triggertime promptsent
""")
ANSWERED = words("""
    answered answeredat responded responsetime response start started startdate starttime opened open
    completed completedat end ended enddate endtime finished submitted submitdate recordeddate
    timestampstart timestampstop startedts completedts responsets completiontime submissiontime formstart
    formfinish hourofstart startzeit endzeit startzeitpunkt heurededebut heuredefin horadeinicio
    horadefinalizacion oradiinizio oradicompletamento begintijd eindtijd datestamp
""")
UNIVERSAL = words("timezoneoffset utcoffset tzoffset")
"""What stamps in universal time lack to the clock on the wall."""
DATE = words("""
    datetime timestamp stamp date diarydate surveydate calendardate datum unixtime unix unixts epoch
    when fecha data zeitstempel horodateur marcatemporal informazionicronologiche carimbodedatahora
    tijdstempel formstartdate triggerdate createdat
""")
DAY = words("""
    day diaryday dayno daynr daynum daynumber studyday dayid daycum days dayindex dayinstudy tag jour
    dia dag giorno studientag dagnummer jouretude
""")
COUNT = words("""
    elapsed elapsedtime studytime
    time t occasion timepoint wave week weeks session measurement obsno observation obs beepno
    beepnumber beep tick minute hour step interval second seconds sec bin frame epochno sample turn
    woche semaine semana settimana welle vague onda
""")
CLOCK = words("""
    clock clocktime hhmm timeofday hour time uhrzeit heure hora ora tijd tijdstip formstarttime triggertime
""")
BEEP = words("""
    beep beepno beepnumber beepnr prompt signal occasion session ampm timeofday daypart partofday time
    period moment slot tageszeit momentdelajournee dagdeel surveyinteger
""")
BURST = words("""
    burst week wave block phase period module round woche welle semaine semana settimana vague onda
""")
"""Stretches of time within which days count anew."""
WEEKDAY = words("""
    dayofweek weekday dow wday dayoftheweek dayname wochentag weekdag jourdelasemaine diadelasemana
    giornodellasettimana diadasemana
""")

TIMES = (*SCHEDULED, *ANSWERED, *DATE, *DAY, *COUNT, *CLOCK, *BEEP, *BURST, *WEEKDAY)

ADMINISTRATIVE = words("""
    sheet file row rownumber rowid rowno index x unnamed unnamed0 obs obsno observation beep beepno beepnumber
    daycum beepnr valid compliance responserate nobs count weight version ip latitude longitude progress
    isfinished duration caseid case recordid responseid weekend unixtime epoch level0 simulated
    finished completed status seed lastpage collectorid respondentid locationlatitude locationlongitude
    timezoneoffset deltautc connectionid scheduledbeepid sentbeepid
    year month jahr monat annee mois ano mes anno mese jaar maand
    reminderfororiginalsentbeepid redcaprepeatinstance formrsession totalparticipants
""")
_ADMINISTRATIVE_WORDS = frozenset(
    words("""
        latitude longitude lat lng lon altitude accuracy duration dauer duree duur duracion durata duracao
        seconds elapsed taken ip seed uuid interviewtime battery rt
    """)
)
"""Counters, weights and the like: never a role unless asked for."""
SIMULATED = "simulated"
"""A column of this name that is 1 in every row says that nobody real stands behind the numbers."""
DUMMIES = words("""
    woman man female male women men husband wife gender gendere genders sex role person partner actor
    personid partnerid fem mal girl boy id pid
""")
"""Columns that only say which partner it is."""

PEOPLE = words("""
    female male woman man women men wife husband girl boy isfemale ismale femaledummy maledummy weiblich
    mannlich frau mann femme homme vrouw mujer hombre
""")
"""Dummy columns whose name says who a partner is."""

OPPOSITES = {
    one: other
    for pair in words("""
        female/male woman/man women/men wife/husband girl/boy weiblich/mannlich frau/mann femme/homme
        vrouw/man mujer/hombre
    """)
    for one, other in (tuple(pair.split("/")), tuple(pair.split("/"))[::-1])
}
"""Who the other partner is where a dummy column says who one is."""
COPIES = frozenset(
    words("""
    partner partners other others spouse p sp alter his her hers their them husband wife mate so par part
    prtn ptn oth otro otra pareja partenaire conjoint andere anderen autre altro altra outro outra parceiro
    parceira compagno compagna
""")
)
"""Marks of a column that repeats what the other partner answered."""

TALK = words("""
    talk talkid talknr conversation conversationid interaction interactionid session sessionid discussion
    topic task visit gespraech
""")
OBSERVATION = words("""
    observationid observation observationname dataset datasetname datagroup datagroupname file filename
""")
"""What software for coding calls one coded recording: a couple, where nothing else names it."""
SPEAKER = words("""
    who speaker subject actor sender participant person partner tier tiername spouse wer sprecher
""")
CODE = words("""
    code codes codename behavior behaviour act action event category annotation annotationvalue value move
    affect spaff verhalten kode label
""")
ONSET = words("""
    start onset begin begins begintime begintimessmsec begintimemsec begintimehhmmssms starttime starts
    startsec startseconds startms startmsec onsettime onsets onsetsec onsetms timerelativesf
    timerelativehmsf timerelativehms time times timesec timestamp second seconds sec t zeit
""")
"""When a code begins within a talk."""
OFFSET = words("""
    end stop offset ends endtime endtimessmsec endtimemsec endtimehhmmssms endsec endseconds endms endmsec
    stops stopsec stoptime offsettime offsets offsetsec offsetms finish ende
""")
"""When a state ends."""
LASTING = words("""
    duration durations durationsf durationsec durationseconds durationssmsec durationmsec durationms
    durationhhmmssms dur dauer
""")
INTERVAL = words("""
    interval intervalno intervalnr intervalnum segment segmentno epoch window bin slice thinslice timebin
    abschnitt
""")
ORDER = words("""
    order turn turnno turnnr turnnum seq sequence sequenceno utterance utteranceno unit unitno
    thoughtunit line lineno position index eventno eventnr number no nr n
""")
"""Counters of what is said one after the other, where there is no clock."""
STATUS = words("""
    eventtype behaviortype status
""")
"""Whether a row starts a state, stops one, or is a point: in software for coding."""
UNCODABLE = frozenset(
    words("""
    uncodable uncodeable notcodable notcodeable uncoded nocode inaudible offcamera
""")
)
"""Codes that say that nothing could be coded."""
WOMEN, MEN = (
    frozenset(words("w f female woman women wife her she mother mom fem frau")),
    frozenset(words("m h male man men husband hus him he his father dad mann")),
)
"""Marks that mean the same partner, lower case."""

MARKS = tuple(
    tuple(pair.split("/"))
    for pair in words("""
        m/w m/f male/female man/woman men/women h/w husband/wife hus/wife him/her he/she his/her
        mother/father mom/dad patient/spouse patient/partner pat/sp p1/p2 partner1/partner2
        person1/person2 1/2 01/02 a/b partnera/partnerb i/ii my/his my/her my/their my/partner me/partner
        mine/his mine/hers mein/sein meine/seine mein/ihr meine/ihre frau/mann f/h femme/homme vrouw/man
        mujer/hombre moglie/marito mulher/homem sie/er elle/lui ella/el lei/lui wife/husb donna/uomo fem/mal
        mum/dad mutter/vater ihre/seine ich/partner moi/lui moi/elle ella/él
    """)
)
"""Marks of the two partners in column names, lower case."""

MIRRORS = (
    *(("a", "p"), ("actor", "partner"), ("self", "partner"), ("own", "partner"), ("act", "part")),
    *(("act", "par"), ("ego", "alter"), ("own", "other"), ("self", "other"), ("self", "spouse")),
    *(("selbst", "partner"), ("eigen", "partner")),
)
"""Marks of own and mirrored columns in the pairwise layout, lower case."""

COUNTED = frozenset(words("1 2 01 02 a b i ii"))
"""Marks that may as well count the items of a list."""

NUMBERED = frozenset(words("1 2 01 02 p1 p2 partner1 partner2 person1 person2 a b partnera partnerb i ii"))
"""Marks that number the partners and say nothing about who they are."""

ROW = "row"
"""What is said in place of a column where the order of rows is the time: ``time=row``."""

_MARK = r"(?:(?:partner|person)[ _.]?(?:\d|[ab])(?![^\W\d_])|[^\W\d_]+\d?|\d{1,2})"
_PREFIX = re.compile(rf"[\[(]?({_MARK})(?:['\u2019]s)?[_.\-: \])]+(.+)", re.IGNORECASE)
_SUFFIX = re.compile(rf"(.+?)[_.\-: \[(]+({_MARK})[\])]?[_.\- ]*", re.IGNORECASE)
_BARE = re.compile(r"(.*[A-Za-z_])(\d{1,2})[_.\- ]*")
_CAMEL = re.compile(r"(.*[a-z0-9])([MWFHAP])")
_HEAD = re.compile(r"(?:([AP])([a-z].*)|([ap])([A-Z].*))")


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


def couples_of(columns: Iterable[str]) -> list[str]:
    """List the columns whose name is that of a couple: the usual ones, then a stem beside ``id``, ``nr`` ...

    Examples
    --------
    >>> couples_of(["Paarnummer", "No. couple", "couple", "relationship", "relationship_id"])
    ['couple', 'Paarnummer', 'No. couple', 'relationship_id']
    """
    columns = list(columns)
    usual = first_of(COUPLE, columns)
    return [*usual, *(column for column in columns if column not in usual and _is_couple(column))]


def _is_couple(name: str) -> bool:
    return _has_couple_stem("".join(word for word in tokens(name) if word not in _OF))


_OF = frozenset(
    words("""
    your our the my of de du des del di da do van het la il el ihr euer eure ihre votre what is which please
    enter wat jullie quel est cual qual welche lautet wie bitte geef
""")
)


def _has_couple_stem(text: str) -> bool:
    if text in _COUPLE_STEMS:
        return True
    for word in _NUMBERS:
        for rest in (text.removesuffix(word), text.removeprefix(word)):
            if rest not in {text, ""} and (rest in _WITH_A_NUMBER or _has_couple_stem(rest)):
                return True
    return False


def people_of(columns: Iterable[str]) -> list[str]:
    """List the columns that name a person: the usual names, then questions such as "Who are you?"."""
    columns = list(columns)
    usual = first_of(PERSON, columns)
    questions = [column for column in columns if any(who <= set(tokens(column)) for who in _WHO)]
    return [*usual, *(column for column in questions if column not in usual)]


def both_of(dummy: str) -> dict[str, str]:
    """Name both partners where a column such as ``female`` is 1 for one and 0 for the other.

    Examples
    --------
    >>> both_of("female"), both_of("isfemale")
    ({'1': 'female', '0': 'male'}, {'1': 'female', '0': 'male'})
    """
    name = dummy.removeprefix("is").removesuffix("dummy")
    return {"1": name, "0": OPPOSITES[name]}


def is_about_the_other(name: str) -> bool:
    """Say whether a name says that a column is about the partner: ``partner_id``, ``other_tense``, ``p_anx``.

    Examples
    --------
    >>> is_about_the_other("partner_id"), is_about_the_other("partner"), is_about_the_other("tense")
    (True, False, False)
    """
    parts = tokens(name)
    return len(parts) > 1 and (parts[0] in COPIES or parts[-1] in COPIES)


def shifted(name: str) -> str:
    """Give the plain name of what a column such as ``tense_lag1`` or ``prev_tense`` holds of another time.

    Examples
    --------
    >>> shifted("tense_lag1"), shifted("partner_tense_lag"), shifted("tense")
    ('tense', 'tense', '')
    """
    parts = tokens(name)
    rest = [
        part for part in parts if not re.fullmatch(r"(?:lag|lagged|lead|prev|previous|tm|l)\d?|[12]", part)
    ]
    return (
        "".join(part for part in rest if part not in COPIES)
        if len(rest) < len(parts) and _moved(parts)
        else ""
    )


def _moved(parts: Iterable[str]) -> bool:
    return any(re.fullmatch(r"(?:lag|lagged|lead|prev|previous)\d?", part) for part in parts)


def is_administrative(name: str) -> bool:
    """Say whether a column counts, weighs or numbers something and is no answer.

    Examples
    --------
    >>> is_administrative("Response No."), is_administrative("IP Address"), is_administrative("calm")
    (True, True, False)
    """
    text, parts = plain(name), tokens(name)
    return (
        text in {*ADMINISTRATIVE, *DUMMIES}
        or text.startswith(("column", "duration"))
        or not _ADMINISTRATIVE_WORDS.isdisjoint(parts)
        or (len(parts) > 1 and parts[-1] in {"id", "ids", "no", "nr", "number"})
    )


_QUESTION = re.compile(
    r"(?:(?:sq|q|qid|item|question|frage|vraag|pregunta|domanda|pergunta|var|variable)[ _.]?\d*)+",
    re.IGNORECASE,
)


def is_question_number(name: str) -> bool:
    """Say whether a name only numbers a question.

    Examples
    --------
    >>> is_question_number("Q3"), is_question_number("item"), is_question_number("sad")
    (True, True, False)
    """
    return _QUESTION.fullmatch(name) is not None


def marks(name: str) -> list[tuple[str, str, str]]:
    """List the ways to split a name into (where the mark stands, what is left, mark).

    Examples
    --------
    >>> marks("M_Anx."), marks("arousalP")
    ([('prefix', 'Anx.', 'M'), ('suffix', 'M', 'Anx')], [('camel', 'arousal', 'P')])
    """
    found = []
    if match := _PREFIX.fullmatch(name):
        found.append(("prefix", match[2], _one_word(match[1])))
    if match := _SUFFIX.fullmatch(name):
        found.append(("suffix", match[1], _one_word(match[2])))
    if match := _BARE.fullmatch(name):
        found.append(("bare", match[1], match[2]))
    if match := _CAMEL.fullmatch(name):
        found.append(("camel", match[1], match[2]))
    if match := _HEAD.fullmatch(name):
        found.append(("head", match[2] or match[4], match[1] or match[3]))
    return found


def _one_word(mark: str) -> str:
    """Write ``Partner 1`` as ``Partner1``, as it stands in the lists of marks."""
    return re.sub(r"[ _.]", "", mark)
