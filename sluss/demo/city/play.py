"""Plays the stories day by day, through the same actions that people use, with the clock set to the day.

Everything happens in the order of time, also what time does by itself: reminders, parked cases that wake, periods that end, mail.
"""

from __future__ import annotations

import heapq
import itertools
import random
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sluss.core import clock, workdays
from sluss.gates import actions as gates
from sluss.gates.models import Case, CheckAnswer, Decision, Match, Stage
from sluss.gates.queries import newest_case, receivers_of
from sluss.gates.rules import needed_checks
from sluss.ideas import actions as ideas
from sluss.ideas.actions.values import texts_of
from sluss.ideas.actions.verifying import for_submission
from sluss.ideas.models import Challenge, Gateway, Idea, Place, Theme
from sluss.journal import actions as journal
from sluss.journal.models import Notice, OutgoingMail, Subject
from sluss.people.models import Person
from sluss.records import actions as records

from . import desk, pictures
from .cast import CAST
from .challenges import CHALLENGES, Put
from .plot import OFFER, UNDER_WAY, WORK, Step, Story
from .stories import STORIES
from .together import DEEDS, GENERAL, note_general, with_around
from .town import Town

FIRST_DAY = 430  # days before today on which the city begins
EACH_DAY = 50  # days before today from which every morning counts
NEIGHBOURS = 420  # addresses of people without an account, who support by mail
READ_UNTIL = 9  # days before today until which the cast have read their notices
AT_WORK = (WORK, OFFER, UNDER_WAY)  # what is given in working hours
NOTES = {  # to the check questions that must have an answer
    "integritet": "Inga personuppgifter behövs utöver dem som verksamheten redan har.",
    "barn": "Prövat med barnchecklistan. Barn som bor nära har fått frågan.",
}
_CODE = re.compile(r"\b[0-9]{6}\b")

Deed = Callable[[], object]


@dataclass(slots=True)
class Player:
    town: Town
    seed: int
    now: datetime
    given: dict[str, Idea] = field(default_factory=dict)
    put: dict[str, Challenge] = field(default_factory=dict)
    _agenda: list[tuple[datetime, int, Deed, bool]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)
    _gateways: dict[str, Gateway] = field(default_factory=dict)
    _themes: dict[str, Theme] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)

    def play(self) -> None:
        self._gateways = {gateway.slug: gateway for gateway in Gateway.objects.select_related("process", "unit", "terms")}
        self._themes = {theme.key: theme for theme in Theme.objects.all()}
        self._places = {place.key: place for place in Place.objects.all()}
        for put in CHALLENGES:
            self._plan_challenge(put)
        for story in STORIES:
            self._plan(story)
        for number, (ago, *_rest) in enumerate(GENERAL):
            self._at(self._moment(ago, random.Random(f"{self.seed}:{number}")), lambda number=number: note_general(self.town, number))  # type: ignore[misc]  # noqa: S311 - of this turn of the loop; dice for a story
        for day in self._days():
            self._at(datetime.combine(day, time(7, 0), clock.CITY), self._morning)
        self._at(self.now - timedelta(days=READ_UNTIL), self._read_notices)
        for moment, deed in desk.plans(self.town, self.now):
            self._at(moment, deed)
        while self._agenda:
            moment, _order, deed, told = heapq.heappop(self._agenda)
            with clock.at(moment):
                deed()
                if told:
                    self._post()
        with clock.at(self.now):
            self._morning()
            self._post()

    # --- The calendar ---------------------------------------------------------------------------------------------------

    def _at(self, moment: datetime, deed: Deed, *, told: bool = True) -> None:
        """Later, in the order of time; of two at one moment the one planned first. What is told leaves by the next post."""
        heapq.heappush(self._agenda, (moment, next(self._order), deed, told))

    def _days(self) -> Iterator[date]:
        """The mornings on which time does what it does by itself: each of the last months, one a week before that."""
        today = clock.local_day(self.now)
        days = (today - timedelta(days=ago) for ago in range(FIRST_DAY, 0, -1) if ago <= EACH_DAY or ago % 7 == 0)
        return (day for day in days if workdays.is_working_day(day) or today - day > timedelta(days=EACH_DAY))

    def _morning(self) -> None:
        """What the job worker does by itself."""
        while gates.wake_parked() or gates.end_period():
            self._post()
        gates.remind()
        gates.remind_after_meetings()

    def _post(self) -> None:
        while journal.deliver() or journal.send_mails():
            pass

    def _read_notices(self) -> None:
        newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for member in CAST:
            journal.mark_all_read(by=self.town.people[member.key], up_to=newest)

    # --- A challenge ----------------------------------------------------------------------------------------------------

    def _plan_challenge(self, put: Put) -> None:
        dice = random.Random(f"{self.seed}:{put.key}")  # noqa: S311 - dice for a story, not for a secret
        written = self._moment(put.written, dice)
        opened = self._after(written, self._moment(put.opened, dice), dice)
        self._at(written, lambda: self._write_challenge(put))
        self._at(opened, lambda: self._open_challenge(put))
        if put.closed:
            self._at(self._after(opened, self._moment(put.closed, dice), dice), lambda: self._close_challenge(put))
        if put.prolonged:
            self._at(self._after(opened, self._moment(put.prolonged, dice), dice), lambda: self._prolong_challenge(put))

    def _write_challenge(self, put: Put) -> None:
        today = clock.local_day(self.now)
        facts = ideas.Facts(
            title=put.title,
            text=put.text,
            need_owner=self.town.units[put.need_owner],
            gateway=self._gateways[put.way],
            receiver=self.town.units[put.receiver],
            mandate=put.mandate,
            opens_on=today - timedelta(days=put.opened),
            closes_on=today + timedelta(days=put.last_day),
            budget=put.budget,
        )
        self.put[put.key] = ideas.draft_challenge(by=self.town.people[put.by], facts=facts)

    def _open_challenge(self, put: Put) -> None:
        ideas.open_challenge(self.put[put.key], by=self.town.people[put.opener])

    def _prolong_challenge(self, put: Put) -> None:
        until = clock.local_day(self.now) + timedelta(days=put.last_day_then)
        ideas.prolong_challenge(self.put[put.key], by=self.town.people[put.by], until=until, reason=put.longer)

    def _close_challenge(self, put: Put) -> None:
        ideas.close_challenge(self.put[put.key], by=self.town.people[put.by], result=put.result)

    # --- A story --------------------------------------------------------------------------------------------------------

    def _plan(self, story: Story) -> None:
        dice = random.Random(f"{self.seed}:{story.key}")  # noqa: S311 - dice for a story, not for a secret
        begins = self._moment(story.ago, dice, works=story.way in AT_WORK, given=True)
        self._at(begins, lambda: self._give(story))
        last, released, ends = begins, None, self.now
        for step in with_around(story.key, story.steps):
            last = self._after(last, self._moment(step.ago, dice), dice)
            self._at(last, lambda step=step: self._do(story, step))  # type: ignore[misc]  # the step of this turn of the loop
            if step.verb == "read":
                released = last
            elif step.verb in {"close", "withdraw"}:
                ends = last
        if released is not None:
            self._plan_crowd(story, dice, released, min(ends, self.now))

    def _moment(self, ago: int, dice: random.Random, *, works: bool = True, given: bool = False) -> datetime:
        """Some time of the day so many days ago: in working hours, or in the evening for one who gives at home."""
        day = clock.local_day(self.now) - timedelta(days=ago)
        while works and not workdays.is_working_day(day):
            day -= timedelta(days=1)
        hours = (6, 15) if given and works else (17, 22) if given else (8, 16)
        moment = datetime.combine(day, time(dice.randint(*hours), dice.randint(0, 59)), clock.CITY)
        return min(moment, self.now - timedelta(minutes=dice.randint(20, 90)))

    def _after(self, last: datetime, moment: datetime, dice: random.Random) -> datetime:
        """The moment, or where days off have moved it before what it follows, the first working time after that."""
        if moment <= last:
            moment = last + timedelta(minutes=dice.randint(5, 50))
            if not (workdays.is_working_day(moment.date()) and moment.hour < 17):
                day = moment.date() + timedelta(days=1)
                while not workdays.is_working_day(day):
                    day += timedelta(days=1)
                moment = datetime.combine(day, time(9, dice.randint(0, 59)), clock.CITY)
        return min(moment, self.now)

    def _plan_crowd(self, story: Story, dice: random.Random, begins: datetime, ends: datetime) -> None:
        """Supporters come most in the first days. Those with an account first, then neighbours with a verified address."""
        giver = self._own(story)
        people = [person for person in (self.town.employees if story.way in (WORK, UNDER_WAY) else self.town.residents) if person != giver]
        crowd: list[Person | str] = [*dice.sample(people, min(len(people), story.supports))]
        crowd += [f"granne{number}@post.example" for number in dice.sample(range(NEIGHBOURS), story.supports - len(crowd))]
        dice.shuffle(crowd)
        span = min(timedelta(days=story.over), ends - begins - timedelta(minutes=10))
        for number, who in enumerate(crowd):
            at = begins + timedelta(minutes=5) + span * dice.random() ** 1.4
            self._at(at, lambda who=who: self._support(story, who), told=False)  # type: ignore[misc]  # as above
            if number < story.follows and isinstance(who, Person):
                self._at(at, lambda who=who: self._follow(story, who), told=False)  # type: ignore[misc]  # as above

    def _giver(self, story: Story) -> Person:
        if story.by.startswith("boende"):
            number = int(story.by.partition("-")[2] or 1)
            return self.town.residents[-number]
        return self.town.person(story.by)

    def _give(self, story: Story) -> None:
        gateway = self._gateways[story.way]
        person = self._giver(story) if story.by else None
        key = uuid.UUID(int=random.Random(f"{self.seed}:{story.key}:form").getrandbits(128), version=4)  # noqa: S311 - so that the receipt is the same
        given: dict[str, Any] = {
            "gateway": gateway,
            "texts": ideas.Texts(
                need=story.need,
                title=story.title,
                solution=story.solution,
                benefit=story.benefit,
                unknowns=story.unknowns,
                spot=story.spot,
                beneficiaries=tuple(story.who),
                theme=self._themes.get(story.theme),
                place=self._places.get(story.place),
            ),
            "visibility": story.reach,
            "terms": gateway.terms,
            "form_key": key,
            "contact": ideas.Contact(name=story.name, email=story.email),
            "language": story.language,
        }
        if story.written_in:
            came_in = clock.today() - timedelta(days=story.came)
            by = self.town.person(story.written_in)
            self.given[story.key] = ideas.register(by=by, giver=person, channel=story.channel, received_on=came_in, **given).idea
            return
        replies = ideas.Replies(
            answers={str(question.pk): said for question, said in zip(gateway.asked, story.answers, strict=True)},
            checks=story.checks,
            stage=story.stage,
            challenge=self.put[story.challenge] if story.challenge else None,
        )
        for name, shows in story.files:
            journal.describe_chosen(journal.choose(pictures.sent(name), form_key=key, owner=person), text=shows)
        receipt = ideas.submit(by=person, show_name=story.show_name, claims=story.claims, replies=replies, **given)
        self.given[story.key] = receipt.idea
        if story.email:
            self._post()  # a receipt by mail waits until the address is confirmed, so the first post finds none to send it to
            self._verify(receipt.idea, story)

    def _verify(self, idea: Idea, story: Story) -> None:
        """The code comes by mail, and is read there."""
        made = ideas.send_code(purpose=for_submission(idea), email=story.email, language=story.language)
        mail = OutgoingMail.objects.get(key=f"own:code:{made.pk}")
        code = _CODE.search(mail.text)
        ideas.verify_email(idea, code=code.group() if code else "").demand()

    def _follow(self, story: Story, who: Person) -> None:
        journal.follow(Subject.objects.select_related("unit").get(pk=self.given[story.key].pk), by=who)

    def _support(self, story: Story, who: Person | str) -> None:
        if isinstance(who, Person):
            ideas.support(self.given[story.key], by=who)
        else:
            ideas.support_by_email(self.given[story.key], email=who)

    # --- A step ---------------------------------------------------------------------------------------------------------

    def _do(self, story: Story, step: Step) -> None:
        case = newest_case(self.given[story.key].pk)
        if case is None:
            raise RuntimeError(f"{story.key} has no case")
        if step.verb in DEEDS:
            DEEDS[step.verb](self.town, case, step, self._by(step))
        else:
            getattr(self, f"_{step.verb}")(story, case, step)

    def _by(self, step: Step) -> Person:
        return self.town.people[step.by]

    def _own(self, story: Story) -> Person | None:
        return self._giver(story) if story.by else None

    def _check(self, _story: Story, case: Case, step: Step) -> None:
        said = {"yes": CheckAnswer.Answer.YES, "no": CheckAnswer.Answer.NO, "unsure": CheckAnswer.Answer.UNSURE}
        gates.answer_checks(case, by=self._by(step), answers={key: (said[word], "") for key, word in step.more.items()})

    def _read(self, story: Story, case: Case, step: Step) -> None:
        if step.more:
            self._check(story, case, step)
        gates.release(case, by=self._by(step))

    def _mark(self, _story: Story, case: Case, step: Step) -> None:
        records.mark(self._subject(case), by=self._by(step), reason=step.reason, **step.more)

    def _lift(self, _story: Story, case: Case, step: Step) -> None:
        records.lift(self._subject(case), by=self._by(step), reason=step.reason, **step.more)

    def _subject(self, case: Case) -> Subject:
        return Subject.objects.get(pk=case.subject_id)

    def _take(self, _story: Story, case: Case, step: Step) -> None:
        gates.take(case, by=self._by(step))

    def _hand_over(self, _story: Story, case: Case, step: Step) -> None:
        gates.hand_over(case, to=self.town.people[step.more["to"]], by=self._by(step))

    def _advance(self, _story: Story, case: Case, step: Step) -> None:
        legal = self._legal(step)
        to = Stage.objects.get(version_id=case.version_id, key=legal.pop("to")) if "to" in legal else None
        self._answer_needed(case, step)
        gates.advance(case, by=self._by(step), reason=step.reason, to=to, **legal)

    def _answer_needed(self, case: Case, step: Step) -> None:
        """What must have an answer before it goes on, by whoever lets it."""
        if needed := {check["key"]: (CheckAnswer.Answer.YES, NOTES[check["key"]]) for check in needed_checks(case.stage)}:
            gates.answer_checks(case, by=self._by(step), answers=needed)

    def _board(self, _story: Story, case: Case, step: Step) -> None:
        gates.decide_by_board(case, by=self._by(step), reason=step.reason, decided_on=clock.today(), **step.more)

    def _match(self, _story: Story, case: Case, step: Step) -> None:
        gates.match(case, by=self._by(step), unit=self.town.units[step.more["unit"]], need=step.reason)

    def _meets(self, _story: Story, case: Case, step: Step) -> None:
        asked = Match.objects.filter(case=case, answer="").latest("pk")
        gates.answer_match(asked, by=self._by(step), accepts=step.more["yes"], reason=step.reason)

    def _back(self, _story: Story, case: Case, step: Step) -> None:
        to = Stage.objects.get(version_id=case.version_id, key=step.more["to"])
        gates.send_back(case, by=self._by(step), to=to, reason=step.reason)

    def _ask(self, _story: Story, case: Case, step: Step) -> None:
        gates.ask(case, by=self._by(step), reason=step.reason)

    def _answer(self, story: Story, _case: Case, step: Step) -> None:
        idea = self._fresh(story)
        ideas.complete(idea, by=self._own(story), texts=texts_of(idea), answer=step.reason)

    def _edit(self, story: Story, _case: Case, step: Step) -> None:
        idea = self._fresh(story)
        ideas.edit(idea, by=self._own(story), texts=replace(texts_of(idea), **step.more))

    def _withdraw(self, story: Story, _case: Case, step: Step) -> None:
        ideas.withdraw(self.given[story.key], by=self._own(story), reason=step.reason)

    def _park(self, _story: Story, case: Case, step: Step) -> None:
        until = clock.local_day(self.now) + timedelta(days=step.more["until"])
        gates.park(case, by=self._by(step), until=until, reason=step.reason)

    def _assess(self, _story: Story, case: Case, step: Step) -> None:
        gates.assess(case, by=self._by(step), reason=step.reason, scores=step.more)

    def _recommend(self, _story: Story, case: Case, step: Step) -> None:
        gates.recommend(case, by=self._by(step), reason=step.reason, **step.more)

    def _refer(self, _story: Story, case: Case, step: Step) -> None:
        gates.refer(case, by=self._by(step), unit=self.town.units[step.more["to"]], reason=step.reason)

    def _plan_trial(self, _story: Story, case: Case, step: Step) -> None:
        plan = {key: step.more[key] for key in ("baseline", "stop_criterion")}
        ends_on = clock.local_day(self.now) + timedelta(days=step.more["ends"])
        gates.plan_trial(case, by=self._by(step), ends_on=ends_on, **plan)

    def _tried(self, _story: Story, case: Case, step: Step) -> None:
        gates.end_trial(case, by=self._by(step), result=step.more["result"], learnt=step.reason)

    def _ask_receiver(self, _story: Story, case: Case, step: Step) -> None:
        gates.ask_receiver(case, by=self._by(step), unit=self.town.units[step.more["to"]], question=step.reason)

    def _accept(self, _story: Story, case: Case, step: Step) -> None:
        gates.accept(receivers_of(case)[0], by=self._by(step), budget=step.more["budget"])

    def _decline(self, _story: Story, case: Case, step: Step) -> None:
        gates.decline(receivers_of(case)[0], by=self._by(step), reason=step.reason)

    def _close(self, _story: Story, case: Case, step: Step) -> None:
        legal = {key: value for key, value in self._legal(step).items() if key != "outcome"}
        gates.close(case, by=self._by(step), outcome=step.more["outcome"], reason=step.reason, **legal)

    def _correct(self, _story: Story, case: Case, step: Step) -> None:
        decision = Decision.objects.select_related("case").filter(case=case).exclude(outcome="").latest("number")
        gates.correct(decision, by=self._by(step), reason=step.reason, outcome=step.more["outcome"])

    def _legal(self, step: Step) -> dict[str, Any]:
        return dict(step.more)

    def _fresh(self, story: Story) -> Idea:
        return Idea.objects.select_related("subject", "theme", "place").get(pk=self.given[story.key].pk)
