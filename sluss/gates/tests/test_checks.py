"""Check questions: which processes ask what, which must have an answer, and that a new version leaves what runs as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from sluss.core.verdict import NotAllowed
from sluss.gates import actions, definitions
from sluss.gates.models import Process
from sluss.gates.states import StageKind

from . import walks

pytestmark = pytest.mark.django_db
AREAS = {"uppdrag", "jamstalldhet", "mangfald", "barn", "tillganglighet", "integritet", "miljo"}
MOST = 4  # an assessor has ten minutes


@pytest.mark.parametrize("path", sorted(definitions.SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_process_asks_about_every_area_and_no_stage_asks_much(path):
    definition = definitions.read(path)
    asked = {check["key"] for stage in definition.stages for check in stage["checks"] if stage["kind"] != StageKind.SELF_CHECK}
    assert asked >= AREAS
    for stage in definition.stages:
        assert len(stage["checks"]) <= MOST
        assert all(check["question"]["sv"].endswith("?") and check["question"]["en"].endswith("?") for check in stage["checks"])


def test_nothing_goes_on_before_what_it_rests_on_is_answered_and_the_no_names_it(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "koncept")
    walks.planned(case, cast.amira)
    with pytest.raises(NotAllowed, match="Är det klart hur personuppgifter hanteras"):
        actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
    actions.answer_checks(case, by=cast.amira, answers={"miljo": ("yes", "")})
    with pytest.raises(NotAllowed, match="personuppgifter"):
        actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON)
    actions.answer_checks(case, by=cast.amira, answers={"integritet": ("unsure", "Vi frågar dataskyddsombudet.")})
    assert actions.advance(walks.fresh(case), by=cast.amira, reason=walks.REASON).to_stage.key == "pilot"


def test_it_can_be_closed_parked_and_sent_back_without_an_answer(cast):
    for verb in ("close", "park", "send_back"):
        walks.do(verb, walks.at_stage(cast.units.care, cast.amira, "koncept"), cast.amira)


def test_a_board_is_held_to_the_same(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "koncept")
    walks.planned(case, cast.amira)
    with pytest.raises(NotAllowed, match="personuppgifter"):
        walks.actions.decide_by_board(case, by=cast.registrar, paragraph="§ 1", reason=walks.REASON, decided_on=case.opened_at.date())


def test_the_pages_say_what_is_missing(cast):
    case = walks.at_stage(cast.units.care, cast.amira, "koncept")
    walks.planned(case, cast.amira)
    client = cast.client(cast.amira)
    assert "Svara först på kontrollfrågorna" in client.get(f"/arenden/{case.pk}").text
    refused = client.get(f"/arenden/{case.pk}/ga-vidare")
    assert refused.status_code == 409
    assert "Är det klart hur personuppgifter hanteras?" in refused.text
    actions.answer_checks(case, by=cast.amira, answers={"integritet": ("yes", "")})
    page = client.get(f"/arenden/{case.pk}/ga-vidare")
    assert page.status_code == 200
    assert "De här kontrollfrågorna saknar svar: Kan alla använda det" in page.text


def test_a_new_version_with_other_questions_leaves_what_runs_on_its_own(cast):
    shipped = definitions.read(definitions.SHIPPED / "medarbetaride.yaml")
    before = replace(shipped, stages=[stage | {"checks": []} for stage in shipped.stages])
    actions.load_process(before)
    case = actions.open_case(
        walks.subject(cast.units.care), process=Process.objects.get(key="medarbetaride"), unit=cast.units.care, by=None
    )
    version, new = actions.load_process(shipped)
    assert new
    assert version.number == 2
    case = walks.fresh(case)
    assert (case.version.number, case.stage.checks) == (1, [])
    while case.stage.key != "koncept":
        walks.prepare(case, cast.amira)
        actions.advance(case, by=cast.amira, reason=walks.REASON)
        case = walks.fresh(case)
    walks.planned(case, cast.amira)
    actions.advance(case, by=cast.amira, reason=walks.REASON)


def test_a_definition_that_needs_nothing_is_the_same_as_it_was():
    """A city's own process that was loaded before there was such a word is not another one now."""
    text = (definitions.SHIPPED / "medarbetaride.yaml").read_text(encoding="utf-8")
    without = definitions.parse(text.replace("        needed: true\n", ""))
    assert not any("needed" in check for stage in without.stages for check in stage["checks"])
    said_no = definitions.parse(text.replace("needed: true", "needed: false"))
    assert said_no.checksum == without.checksum != definitions.parse(text).checksum
    wrong = yaml.safe_load(text)
    wrong["stages"][0]["checks"][0]["needed"] = "kanske"
    with pytest.raises(definitions.BadDefinition, match="needed"):
        definitions.parse(yaml.safe_dump(wrong, allow_unicode=True))
