"""Foreign keys by name escape the import contract, so they are walked here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from .house import levels, may_know


def own_apps() -> list[str]:
    return [config.label for config in apps.get_app_configs() if config.name.startswith("sluss.")]


def own_fields() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in levels():
            for field in model._meta.get_fields():
                if isinstance(field, models.Field):
                    yield model, field


def test_every_app_has_a_height() -> None:
    assert set(own_apps()) <= set(levels())
    assert own_apps() == sorted(own_apps(), key=lambda app: levels()[app]), "INSTALLED_APPS stands in the order of the house, lowest first"


def test_foreign_keys_point_down() -> None:
    upward = [
        f"{field} -> {field.related_model._meta.label}"
        for model, field in own_fields()
        if isinstance(field.related_model, type)
        and field.related_model._meta.app_label in levels()
        and not may_know(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert not upward


def test_no_field_asks_the_machine_for_the_time() -> None:
    assert not [str(field) for _, field in own_fields() if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)]


@pytest.mark.parametrize("app", own_apps())
def test_migrations_are_one_line(app: str) -> None:
    """One first, one last, and each follows one other: two branches would be merged by whoever deploys."""
    graph = MigrationLoader(None).graph
    own = [node for node in graph.nodes if node[0] == app]
    if own:
        assert len(graph.root_nodes(app)) == 1
        assert len(graph.leaf_nodes(app)) == 1
    branching = [node for node in own if len([child for child in graph.node_map[node].children if child.key[0] == app]) > 1]
    assert not branching
