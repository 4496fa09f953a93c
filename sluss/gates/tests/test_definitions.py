from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from sluss.gates import actions, definitions
from sluss.gates.models import Process, ProcessVersion

from . import walks

SHIPPED = sorted(definitions.SHIPPED.glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_shipped_is_correct_in_both_languages(path):
    definition = definitions.read(path)
    assert definition.key == path.stem
    for stage in definition.stages:
        assert set(stage["name"]) == set(stage["description"]) == {"sv", "en"}
        for question in [*stage["checks"], *stage["criteria"]]:
            assert set(question["guidance"]) == {"sv", "en"}


def broken(change):
    data = yaml.safe_load((definitions.SHIPPED / "invanarforslag.yaml").read_text(encoding="utf-8"))
    change(data)
    with pytest.raises(definitions.BadDefinition) as refusal:
        definitions.parse(yaml.safe_dump(data, allow_unicode=True), where="x.yaml")
    return refusal.value.errors


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.pop("purpose"), "purpose is missing"),
        (lambda d: d.update(colour="red"), "colour is not a known word"),
        (lambda d: d.update(stages=[]), "1 to 20 stages"),
        (lambda d: d["stages"][0].update(phase="dream"), "phase: must be one of"),
        (lambda d: d["stages"][0].update(promise_days=0), "whole number from 1"),
        (lambda d: d["stages"][0].update(promise_days=True), "whole number from 1"),
        (lambda d: d["stages"][0].update(name={"en": "Only English"}), "texts under sv"),
        (lambda d: d["stages"][1].pop("threshold"), "threshold: must be a whole number"),
        (lambda d: d["stages"][0].update(threshold=5), "belong to a support stage"),
        (lambda d: d["stages"][2].update(criteria=[]), "needs criteria"),
        (lambda d: d["stages"][4].update(outcomes=[]), "could never end"),
        (lambda d: d["stages"][1].update(key="provning"), "two stages have the key provning"),
        (lambda d: d["stages"].reverse(), "phases must not go down"),
        (lambda d: d["stages"][0].update(owner="boss"), "owner: must be one of"),
        (lambda d: d["stages"][0].update(outcomes=["no_support"]), "outcomes: must be one of"),
    ],
)
def test_each_error_says_where_and_what(change, says):
    assert any(says in error for error in broken(change))


@given(
    st.one_of(
        st.text(),
        st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(
            yaml.safe_dump
        ),
    )
)
def test_no_text_makes_it_fall(text):
    with suppress(definitions.BadDefinition):
        definitions.parse(text)


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_a_running_case_stays_on_its_version(cast):
    case = walks.opened(cast.units.care)
    call_command("process", "load")
    assert ProcessVersion.objects.filter(process__key="medarbetaride").count() == 1
    data = yaml.safe_load((definitions.SHIPPED / "medarbetaride.yaml").read_text(encoding="utf-8"))
    data["stages"][0]["promise_days"] = 3
    version, new = actions.load_process(definitions.parse(yaml.safe_dump(data, allow_unicode=True)))
    assert new
    assert version.number == 2
    actions.advance(case, by=cast.amira, reason=walks.REASON)
    assert walks.fresh(case).stage.version_id == case.version_id != version.pk
    later = actions.open_case(
        walks.subject(cast.units.care), process=Process.objects.get(key="medarbetaride"), unit=cast.units.care, by=None
    )
    assert later.version == version
    assert later.promises.get().days == 3


@pytest.mark.django_db
def test_a_broken_file_loads_nothing(tmp_path):
    (tmp_path / "bra.yaml").write_text((definitions.SHIPPED / "medarbetaride.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "fel.yaml").write_bytes(b"key: \xff")
    with pytest.raises(CommandError, match=r"fel\.yaml: cannot be read"):
        call_command("process", "load", tmp_path / "bra.yaml", tmp_path / "fel.yaml")
    assert not Process.objects.exists()
