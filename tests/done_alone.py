"""What one person does alone, in worlds that are the same for the other."""

QUESTIONS = ("fear", "control", "freedom", "threats", "injury", "sex", "device")
TELLING = {
    "day": "2026-11-03",
    "moves": [{"act": "asks-again", "mine": True}, {"act": "leaves", "mine": False}],
}


def nothing(_alma, _hour):
    pass


def answers_no(alma, hour):
    if hour in {1, 20}:
        alma.post("/a/questions", once=f"k{hour}", **dict.fromkeys(QUESTIONS, "no"))
        alma.http.post("/api/consents", json={"purpose": "research", "version": "1", "given": True})
        alma.get("/help/DE")


def is_afraid(alma, hour):
    alma.get("/a/questions")
    alma.post("/a/questions", once=f"q{hour}", fear="yes", sex="unsure")
    alma.get("/a/questions/after")
    alma.get("/a/afraid")
    alma.post("/a/afraid", once=f"d{hour}")
    alma.post("/a/questions/mine", once=f"m{hour}")
    alma.http.post("/api/moments", json={**TELLING, "day": "2026-10-28", "words": "x" * 3000})
    alma.post("/a/tell", once=f"t{hour}", form="whole")
    alma.post("/a/alarm", once=f"h{hour}", level="9")
    alma.post("/a/write", once=f"w{hour}", words="never shown")
    alma.get("/a/practice/settle-90/go")
    alma.post("/a/practice/settle-90/after", once=f"p{hour}", level="3")
    alma.post("/a/practice/settle-90/keep", once=f"e{hour}")
    alma.post("/a/morning/rest", once=f"r{hour}", day="2026-11-03")
    alma.http.post("/api/consents", json={"purpose": "therapist", "version": "1", "given": True})
    alma.post("/a/who/looks", once=f"l{hour}", language="de", theme="dark", zone="Europe/Berlin", lock="720")


ALONE = [nothing, answers_no, is_afraid]
