"""The team's small calls: customers' questions in conversations, mails sorted, texts translated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from gatelight.demo.events import Event, Talk, failure_of, model_call, score, step, trace, words
from gatelight.demo.library import ANSWER
from gatelight.demo.team import CAREFUL, PEOPLE, QUICK, SMALL, Moment, moments

CONVERSATIONS: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        (
            "Where is my parcel? Order 48123.",
            "It left our warehouse this morning and arrives tomorrow.",
        ),
        ("Can it be left with a neighbour?", "Yes. I have told the carrier: *flat 4, Mrs. Aydin*."),
        ("Thank you!", "Gladly. You get a message when it is handed over."),
    ),
    (
        (
            "Can I return a kettle that I have used?",
            "Within 14 days, if it still works. You need:\n\n1. the order number\n2. the original "
            "box or any sturdy one\n3. the label I have just sent to your mail address",
        ),
        (
            "It does not switch off by itself any more.",
            "Then it is a warranty case, and you have two years. Shall I send a new one?",
        ),
        (
            "Yes, please.",
            "Done: order **48310**, it leaves today. Keep the old one until the new one is there.",
        ),
    ),
    (
        (
            "How do I change my invoice address?",
            "Under *Account → Addresses*. Invoices already sent keep theirs.",
        ),
        (
            "The invoice of May must carry the new one.",
            "I have made a new one for May. It is in your account in a minute.",
        ),
    ),
    (
        (
            "Why was I charged twice?",
            "One of the two is a reservation of your bank. It ends by itself within five days.",
        ),
        (
            "It is day six now.",
            "Then I ask the bank. You hear from us before Friday; the case is **C-2231**.",
        ),
        ("OK", "I am sorry for the trouble."),
    ),
    (
        (
            "Does the blue lamp fit into an E14 socket?",
            "No, it needs E27. The small one of the same series fits: *Lumen S*.",
        ),
        (
            "How bright is that?",
            "| lamp | lumen | watt |\n|---|---|---|\n"
            "| Lumen S | 470 | 4.5 |\n| Lumen M | 806 | 8 |",
        ),
    ),
)
SYSTEM = (
    "You answer customers of a shop for lamps and kitchen things. Be friendly and brief. "
    "Never promise a refund; open a case instead."
)
MAILS = (
    ("My order has not come, and nobody answers!", "complaint", 0.93),
    ("Please send me the data sheet of Lumen M.", "question", 0.98),
    ("I would like to cancel order 48999.", "cancellation", 0.96),
    ("Win a prize now", "spam", 0.99),
    ("The invoice shows the wrong VAT number.", "billing", 0.91),
)
TEXTS = (
    (
        "German",
        "The lamp must not be used outdoors.",
        "Die Lampe darf nicht im Freien verwendet werden.",
    ),
    ("French", "Wipe with a dry cloth only.", "Essuyer uniquement avec un chiffon sec."),
    (
        "Japanese",
        "Switch off before changing the bulb.",
        "電球を交換する前に電源を切ってください。",
    ),
    ("Polish", "Two years of warranty.", "Dwa lata gwarancji."),
)


def conversations(day: date, count: int) -> Iterator[list[Event]]:
    """Sessions of a few turns; each turn is a trace that looks something up and answers."""
    for opening in moments("chat", day, count):
        turns = CONVERSATIONS[opening.dice.randrange(len(CONVERSATIONS))]
        customer = PEOPLE[opening.dice.randrange(len(PEOPLE))]
        talk: Talk = [{"role": "system", "content": SYSTEM}]
        at = opening.at
        for number, (question, answer) in enumerate(turns):
            turn = Moment(f"{opening.key}-{number}", at, opening.dice)
            talk = [*talk, {"role": "user", "content": question}]
            said = {"role": "assistant", "content": answer}
            yield _turn(turn, talk, said, customer, session=opening.key, number=number)
            talk = [*talk, said]
            at += timedelta(seconds=opening.dice.uniform(25, 240))


def _turn(
    turn: Moment, talk: Talk, said: dict[str, Any], customer: str, *, session: str, number: int
) -> list[Event]:
    failure = failure_of(turn)
    search = turn.dice.uniform(0.08, 0.4)
    version = 2 if turn.dice.random() < 0.6 else 1
    model = CAREFUL if version == 2 else SMALL
    given = 420 + 260 * number + words(turn.dice, 0, 900)
    made = 20 + len(said["content"]) // 3
    call, took = model_call(
        turn,
        "answer",
        search + 0.02,
        model,
        talk,
        said,
        tokens=(given, made),
        cached=384 if number and model is CAREFUL else 0,
        failure=failure,
        parentObservationId=f"{turn.key}-support-chat",
        promptName=ANSWER,
        promptVersion=version,
    )
    events = [
        trace(
            turn,
            "support-chat",
            tags=("eu",) if turn.dice.random() < 0.7 else ("us",),
            userId=customer,
            sessionId=session,
            input=talk[-1]["content"],
            output=None if failure else said["content"],
            metadata={"channel": turn.dice.choice(("web", "app", "mail")), "turn": number + 1},
            release="2026.11",
        ),
        step(turn, "support-chat", 0, search + 0.05 + took, kind="agent"),
        step(
            turn,
            "search-help",
            0.01,
            search,
            kind="retriever",
            parent="support-chat",
            input=talk[-1]["content"],
            output=[
                {"title": "Returns and warranty", "score": round(turn.dice.uniform(0.6, 0.95), 3)},
                {"title": "Delivery", "score": round(turn.dice.uniform(0.3, 0.6), 3)},
            ],
        ),
        call,
    ]
    if failure:
        return events
    events.append(
        score(turn, "helpful", round(min(1, turn.dice.gauss(0.74 + 0.08 * version, 0.09)), 2))
    )
    if turn.dice.random() < 0.3:
        rated = turn.dice.choices(("friendly", "neutral", "curt"), (6, 3, 1))[0]
        events.append(score(turn, "tone", rated, comment="as the customer rated it"))
    return events


def sorted_mails(day: date, count: int) -> Iterator[list[Event]]:
    """Mails sorted by a small model: one call, structured output."""
    for moment in moments("mail", day, count):
        mail, queue, sure = MAILS[moment.dice.randrange(len(MAILS))]
        talk: Talk = [
            {"role": "system", "content": "Sort the mail. Answer as JSON: queue, confidence."},
            {"role": "user", "content": mail},
        ]
        said = {"role": "assistant", "content": f'{{"queue": "{queue}", "confidence": {sure}}}'}
        failure = failure_of(moment)
        call, _ = model_call(
            moment,
            "classify",
            0,
            QUICK,
            talk,
            said,
            tokens=(words(moment.dice, 180, 900), 24),
            failure=failure,
        )
        yield [
            trace(
                moment,
                "classify-mail",
                tags=("batch",),
                userId="mail-robot",
                input=mail,
                output=None if failure else {"queue": queue, "confidence": sure},
                metadata={"mailbox": moment.dice.choice(("info", "service", "billing"))},
            ),
            call,
        ]


def translations(day: date, count: int) -> Iterator[list[Event]]:
    for moment in moments("text", day, count):
        language, text, done = TEXTS[moment.dice.randrange(len(TEXTS))]
        talk: Talk = [{"role": "user", "content": f"Translate into {language}: {text}"}]
        failure = failure_of(moment)
        call, _ = model_call(
            moment,
            "translate",
            0,
            SMALL,
            talk,
            {"role": "assistant", "content": done},
            tokens=(words(moment.dice, 60, 400), words(moment.dice, 12, 120)),
            failure=failure,
        )
        head = trace(
            moment,
            "translate-manual",
            tags=("batch",),
            userId=PEOPLE[moment.dice.randrange(3)],
            input=text,
            output=None if failure else done,
            metadata={"language": language},
        )
        yield [head, call]
