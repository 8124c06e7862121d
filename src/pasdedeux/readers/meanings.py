"""Words by which a column says what was answered, in seven languages: the usual names and whole questions."""

from __future__ import annotations

import re

from pasdedeux.readers.plain import plain, tokens, words


def _by_language(**languages: str) -> dict[str, tuple[str, ...]]:
    return {code: tuple(part.strip() for part in text.split(",")) for code, text in languages.items()}


ROLES = {
    "pursuit": _by_language(
        en="pursuit, demand, demanding, demands, protest, pursue, pursued, pursuing, reach, reached,"
        "reaching, reach out, reached out, reaching out, asked, came closer, moved closer, sought contact,"
        "sought closeness, approached",
        de="Annäherung, Nachgehen, nachgegangen, Drängen, gedrängt, Forderung, gefordert, zugegangen,"
        "Nähe gesucht, Kontakt gesucht, nachgefragt, gefragt, näher gekommen, nähergekommen",
        fr="poursuite, poursuivi, rapprochement, rapproché, rapprochée, sollicité, sollicitée, insisté,"
        "demandé, cherché le contact, recherche de contact",
        nl="toenadering, toenadering gezocht, contact gezocht, gevraagd, aangedrongen, dichterbij gekomen",
        es="acercamiento, acercarse, acerqué, insistencia, insistí, busqué contacto, busqué cercanía,"
        "pedí, persecución",
        it="avvicinamento, avvicinato, avvicinata, insistenza, insistito, cercato contatto, chiesto,"
        "inseguimento",
        pt="aproximação, aproximei, insistência, insisti, procurei contato, procurei contacto, pedi,"
        "perseguição",
    ),
    "withdrawal": _by_language(
        en="withdrawal, distancing, distant, pullback, pull back, pulled back, pulling back, pull away,"
        "pulled away, pulling away, stonewalling, withdraw, withdrawing, withdrawn, withdrew, went quiet,"
        "gone quiet, shut down, closed off, backed off, retreat, retreated, stepped back",
        de="Rückzug, zurückgezogen, Distanz, distanziert, Abstand, geschwiegen, verstummt, still geworden,"
        "dichtgemacht, abgeblockt, ausgewichen",
        fr="retrait, retiré, retirée, repli, replié, repliée, distant, distante, éloigné, éloignée,"
        "éloignement, silencieux, silencieuse",
        nl="terugtrekking, terugtrekken, teruggetrokken, afstand, afstandelijk, stil geworden, gezwegen",
        es="retirada, retraimiento, retiré, alejamiento, alejé, distancia, distante, callé, me callé",
        it="ritiro, ritirato, ritirata, allontanamento, allontanato, allontanata, distanza, distante,"
        "chiusura, taciuto",
        pt="afastamento, afastei, retraimento, retraí, distanciamento, distante, calei",
    ),
    "arousal": _by_language(
        en="arousal, agitation, alarm, anx, anxiety, anxious, distress, distressed, tense, tension, upset,"
        "agitated",
        de="Anspannung, angespannt, Erregung, aufgewühlt, Unruhe, unruhig",
        fr="tension, tendu, tendue, agitation, agité, agitée, anxieux, anxieuse, anxiété",
        nl="spanning, gespannen, onrust, onrustig, angstig",
        es="tensión, tenso, tensa, agitación, ansiedad, ansioso, ansiosa",
        it="tensione, teso, tesa, agitazione, agitato, agitata, ansia, ansioso, ansiosa",
        pt="tensão, tenso, tensa, agitação, ansiedade, ansioso, ansiosa",
    ),
    "closeness": _by_language(
        en="closeness, close, connected, connectedness, connection, intimacy, near, nearness",
        de="Nähe, nah, nahe, verbunden, Verbundenheit, Intimität",
        fr="proximité, proche, intimité, connexion",
        nl="nabijheid, nabij, dichtbij, verbonden, verbondenheid, intimiteit",
        es="cercanía, cercano, cercana, cerca, conexión, intimidad",
        it="vicinanza, vicino, vicina, connessione, intimità",
        pt="proximidade, próximo, próxima, perto, conexão, intimidade",
    ),
    "security": _by_language(
        en="security, felt safety, felt secure, felt security, secure",
        de="Sicherheit, sicher, Geborgenheit, geborgen",
        fr="sécurité, en sécurité",
        nl="veiligheid, veilig, geborgenheid",
        es="seguridad, seguro, segura",
        it="sicurezza, sicuro, sicura",
        pt="segurança, seguro, segura",
    ),
    "conflict": _by_language(
        en="conflict, argument, arguments, argue, argued, confl, conflicts, disagreement, fight, fights,"
        "quarrel, quarrelled, quarreled",
        de="Streit, gestritten, Konflikt, Konflikte, Auseinandersetzung",
        fr="conflit, conflits, dispute, disputes, disputé, disputés, querelle",
        nl="ruzie, ruzies, onenigheid, geruzied",
        es="conflicto, conflictos, pelea, discusión, discutido, discutimos",
        it="conflitto, conflitti, litigio, litigato, lite, discussione",
        pt="conflito, conflitos, briga, brigas, discussão, discutimos",
    ),
    "support": _by_language(
        en="support, emosupport, emotional support, received support, supp, support received, supported",
        de="Unterstützung, unterstützt",
        fr="soutien, soutenu, soutenue",
        nl="steun, gesteund, ondersteuning",
        es="apoyo, apoyado, apoyada",
        it="sostegno, supporto, sostenuto, sostenuta",
        pt="apoio, apoiado, apoiada",
    ),
    "satisfaction": _by_language(
        en="satisfaction, csi, marital satisfaction, ras, relationship satisfaction, relsat, satis, satisf,"
        "satisfied",
        de="Zufriedenheit, zufrieden, Beziehungszufriedenheit",
        fr="satisfaction, satisfait, satisfaite",
        nl="tevredenheid, tevreden, relatietevredenheid",
        es="satisfacción, satisfecho, satisfecha",
        it="soddisfazione, soddisfatto, soddisfatta",
        pt="satisfação, satisfeito, satisfeita",
    ),
    "stress": _by_language(
        en="stress, hassles, strain, stressor, stressors, workstress, wrkstrs, stressed",
        de="Stress, gestresst, Belastung, belastet",
        fr="stress, stressé, stressée",
        nl="stress, gestrest, gestresst",
        es="estrés, estresado, estresada",
        it="stress, stressato, stressata",
        pt="estresse, stress, estressado, estressada, stressado, stressada",
    ),
    "issue": _by_language(en="issue, issueowner, topicowner, whoseissue"),
}
"""Words by role and language; letters and digits count, accents and capitals do not."""

TRAITS = {
    "anxiety": words(
        "anxiety anx anxattach anxecr anxietyecr attachanx attachmentanxiety attanx attanxiety ecranx "
        "ecranxiety ecrranx ecrranxiety ecrsanx ecrsanxiety"
    ),
    "avoidance": words(
        "avoidance attachavoid attachmentavoidance attavo attavoid attavoidance avo avoi avoid avoidattach "
        "avoidecr ecravo ecravoid ecravoidance ecrravo ecrravoid ecrravoidance ecrsavo ecrsavoid "
        "ecrsavoidance"
    ),
}

_WORDS = {
    role: tuple(dict.fromkeys(plain(word) for words in languages.values() for word in words))
    for role, languages in ROLES.items()
}
ROLE_NAMES = frozenset(ROLES)

_ASIDE = frozenset(  # what stands around the word in a question, in all languages
    plain(word)
    for word in words("""
        fühltest fühltet fühlten gefühlt fühlst empfunden empfandest e sentiez sentais gevoelens voelden
        sentisti sentivi sentias bij how much did do does you i we feel felt feeling feelings today tonight
        now your my our the a an to with from toward towards for of in on at this that moment day
        evening morning night week yesterday was were am are is be been have had has there any please
        rate rating level slider neg pos sliders question item right currently current daily diary
        mood moods emotion emotions during last past since over all it us me
        myself yourself each other partner relationship very
        often overall general way so far strongly by wie sehr stark hast du habe ich haben wir sie heute
        jetzt gerade dein deine deinem deiner mein meine meinem meiner unser fühlst fühlte fühlten
        gefühlt fühle war warst waren bist bin mich dich zu mit von für in im am dem den der die das ein
        eine einen es tag abend morgen woche partnerin viel oft gab bitte combien à quel quelle quels
        quelles point avez vous as tu ai je j nous été êtes es suis aujourd hui aujourdhui maintenant ce
        cette soir matin jour votre ton ta mon ma de du la le les l avec pour un une se me m t sens
        sentez senti sentie ressenti partenaire conjoint envers très en y a eu hoe erg veel heb je ik we
        wij u jij vandaag nu je jouw mijn ons uw met van naar voor de het een dag avond ochtend was
        waren ben bent voel voelde gevoeld me zich jezelf mezelf er hebben aan cuánto cuánta qué tan
        tanto has he hemos ha hoy ahora tu su mi nuestro nuestra con de del para hacia el la lo un una
        me te se siento sentí sentiste sientes sentido pareja día noche estuve estuviste hubo quanto
        quanta ti mi si sei sono ho hai abbiamo oggi adesso tuo tua mio mia nostro con di del della dal
        per verso il lo una un sentito sentita senti sento partner giorno sera stato stata quão você
        voce eu nós hoje agora seu sua meu minha nosso com do da para pelo o os as um uma senti sentiu
        sentir parceiro parceira dia noite esteve estive houve me se
    """)
)
_OTHER = frozenset(
    words(
        "partner spouse husband wife boyfriend girlfriend partnerin partenaire conjoint pareja parceiro "
        "parceira compagno compagna"
    )
)
_TO_THEM = frozenset(
    words(
        "to with from toward towards for by of zu mit von fur gegenuber a avec de envers du met van naar "
        "voor bij con hacia deinem deiner ihrem ihrer para verso da di del dal com do ao pelo"
    )
)


_NUMBER_AHEAD = re.compile(r"^[A-Za-z]{0,2}\d{1,3}[a-z]?[.:)]\s+")
"""The number of a question before it: ``Q1. How tense do you feel?``"""


def known_role(name: str) -> str:
    """Tell the role or input a column name or a question stands for; empty where it stands for none.

    Examples
    --------
    >>> known_role("Satisf"), known_role("daily_conflict"), known_role("vigor")
    ('satisfaction', 'conflict', '')
    >>> known_role("How close did you feel to your partner today?"), known_role("How tense was your partner?")
    ('closeness', '')
    """
    found = _look_up(name, _WORDS, strip=("daily", "today", "felt", "current"))
    return found or _in_a_question(tokens(_NUMBER_AHEAD.sub("", name)))


def known_trait(name: str) -> str:
    """Tell the trait a person-level column stands for; empty where it stands for none.

    Examples
    --------
    >>> known_trait("ECR_anx"), known_trait("Cavoid"), known_trait("age")
    ('anxiety', 'avoidance', '')
    """
    return _look_up(name, TRAITS, strip=("pre", "baseline", "mean", "avg", "c"))


def is_usual_name(name: str) -> bool:
    """Say whether a name is that of a role itself and nothing else."""
    return plain(name) in ROLE_NAMES


def _look_up(name: str, table: dict[str, tuple[str, ...]], strip: tuple[str, ...]) -> str:
    text = plain(_NUMBER_AHEAD.sub("", name))
    forms = {text, *(text.removeprefix(part) for part in strip), *(text.removesuffix(part) for part in strip)}
    for known, usual in table.items():
        if not forms.isdisjoint(usual):
            return known
    return ""


def _in_a_question(parts: list[str]) -> str:
    """Find the one role whose word stands among words that only make a question of it."""
    if len(parts) < 2 or any(re.search(r"\d", part) for part in parts):
        return ""
    found = set()
    for length in (3, 2, 1):
        for at in range(len(parts) - length + 1):
            role = _look_up("".join(parts[at : at + length]), _WORDS, strip=())
            rest = [*parts[:at], *parts[at + length :]]
            if role and _is_aside(rest) and not _about_the_other(parts, at):
                found.add(role)
        if found:
            break
    return found.pop() if len(found) == 1 else ""


def _is_aside(parts: list[str]) -> bool:
    """Say whether words only make a question; a letter alone is a mark, unless it stands in a sentence."""
    return set(parts) <= _ASIDE and (len(parts) > 2 or all(len(part) > 1 for part in parts))


def _about_the_other(parts: list[str], at: int) -> bool:
    """Say whether the question asks what the partner felt, rather than oneself towards the partner."""
    return any(
        word in _OTHER and (k < at or not _TO_THEM & set(parts[max(0, k - 2) : k]))
        for k, word in enumerate(parts)
    )
