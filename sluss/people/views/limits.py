"""Guessing and flooding is slowed: by address and by caller, counted in the database and so by all processes together."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sluss.core import errors, rates

View = Callable[..., HttpResponse]
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """How many times within so many seconds. A whole workplace may share one caller's address, so that limit is wide."""

    address: tuple[int, int]
    caller: tuple[int, int]


LIMITS: Mapping[str, Limit] = {
    "login": Limit(address=(30, HOUR), caller=(300, 5 * MINUTE)),
    "code": Limit(address=(6, 15 * MINUTE), caller=(200, 15 * MINUTE)),
    "signup": Limit(address=(5, HOUR), caller=(100, HOUR)),
    "reset": Limit(address=(6, 15 * MINUTE), caller=(200, 15 * MINUTE)),
    "confirm": Limit(address=(30, 15 * MINUTE), caller=(300, 15 * MINUTE)),
}


def limited(action: str, view: View) -> View:
    limit = LIMITS[action]

    @wraps(view)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            caller = rates.hit(f"account.{action}.caller", rates.client_key(request), *limit.caller)
            address = _address(request)
            hits = [caller, rates.hit(f"account.{action}.address", address, *limit.address)] if address else [caller]
            longest = max((hit.retry_after for hit in hits if not hit), default=0)
            if longest:
                return errors.too_many(request, longest)
        return view(request, *args, **kwargs)

    return within


def _address(request: HttpRequest) -> str:
    return (request.POST.get("login") or request.POST.get("email") or "").strip().casefold()[:254]


def attempted_address(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """For axes: what somebody tried to sign in as."""
    given = credentials or {}
    return _address(request) or str(given.get("email") or given.get("username") or "").casefold()[:254]


def caller_ip(request: HttpRequest) -> str | None:
    """For axes, whose column takes an address of the network or nothing."""
    key = rates.client_key(request)
    try:
        return str(ipaddress.ip_address(key))
    except ValueError:
        return None


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Mapping[str, Any] | None) -> HttpResponse:
    """For axes: the page after too many wrong passwords."""
    return errors.too_many(request, int(settings.AXES_COOLOFF_TIME.total_seconds()))


def slow_down(request: HttpRequest) -> HttpResponse:
    """For allauth, whose own limits count within this process."""
    return errors.too_many(request, MINUTE)
