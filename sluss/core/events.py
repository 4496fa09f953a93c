"""Events: the first of the three ways up. An app declares its kinds with traits; lower apps react to traits, never to a kind.

`inside` reactions run in the action's transaction and do no I/O. `after` reactions get one delivery row per (event,
receiver), are run by the job worker, retried, and must be idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise as LazyText


class Tell(StrEnum):
    """Whom an event is told to."""

    GIVER = "giver"  # who submitted the subject
    FOLLOWERS = "followers"  # who follows it, the giver apart
    OWNER = "owner"  # whom data["owner"] names: the person or role holders a wait now lies with


class Register(StrEnum):
    """What the official register makes of an event."""

    NO = ""
    IN = "in"  # received from outside the authority
    OUT = "out"  # sent from the authority
    DECISION = "decision"
    SHOWN = "shown"  # from now on others than the authority can read it, which counts as handed over


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    label: LazyText | str
    tell: frozenset[Tell] = frozenset()
    register: Register = Register.NO
    index: bool = False  # the subject's search row must be written anew
    timeline: bool = False  # shown on the subject's timeline to all who may see the subject
    handlers_only: bool = False  # on the timeline for those who handle the case only
    receipt: bool = False  # the giver is told even of what the giver did, and follows the subject from then on
    letter: bool = False  # whoever is told gets a letter that the action itself writes: here a notice alone
    export: bool = False  # something left Sluss as a file: the audit log keeps these apart
    finishes: bool = False  # the case is finished by it: what was internal becomes an official document
    icon: str = "info"  # before it on a timeline
    names_stage: bool = False  # on a timeline the stage says something that the event's own name does not


Receiver = Callable[[Any], None]
Wants = Callable[[Kind], bool]

KINDS: dict[str, Kind] = {}
_INSIDE: list[tuple[Wants, Receiver]] = []
_AFTER: dict[str, tuple[Wants, Receiver]] = {}


def declare(*kinds: Kind) -> None:
    for kind in kinds:
        if KINDS.setdefault(kind.name, kind) != kind:
            raise ValueError(f"event kind {kind.name} is declared twice")


def inside(wants: Wants) -> Callable[[Receiver], Receiver]:
    """Register a reaction that runs in the transaction of the action. No I/O, no locks out of order."""

    def register(receiver: Receiver) -> Receiver:
        _INSIDE.append((wants, receiver))
        return receiver

    return register


def after(name: str, wants: Wants) -> Callable[[Receiver], Receiver]:
    """Register a reaction that the job worker runs once the transaction is committed. Must be idempotent."""

    def register(receiver: Receiver) -> Receiver:
        if name in _AFTER:
            raise ValueError(f"two receivers are called {name}")
        _AFTER[name] = (wants, receiver)
        return receiver

    return register


def named(*names: str) -> Wants:
    """Wants kinds by name: for the owner of the kinds and for apps above it."""
    return lambda kind: kind.name in names


def inside_receivers(kind: Kind) -> list[Receiver]:
    return [receiver for wants, receiver in _INSIDE if wants(kind)]


def after_receivers(kind: Kind) -> list[str]:
    return [name for name, (wants, _) in _AFTER.items() if wants(kind)]


def receiver_named(name: str) -> Receiver:
    return _AFTER[name][1]
