"""The demo city signs anybody in and shows everybody's mail, so it is for whoever sits at this machine and for nobody else."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]
# What a proxy writes: with one in front, the caller's own address is the proxy's and says nothing.
_FORWARDED = re.compile(
    r"HTTP_(?:X_FORWARDED(?:_.*)?|X_ORIGINAL_.*|X_REAL_IP|X_CLIENT_IP|X_PROXYUSER_IP|X_CLUSTER_CLIENT_IP|TRUE_CLIENT_IP|CF_.*|FASTLY_.*|FORWARDED.*|VIA|CLIENT_IP)"
)
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?")


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool(mapped.is_loopback if mapped else found.is_loopback)


def _is_loopback_host(host: str) -> bool:
    """The name that the browser asked for: a page elsewhere whose name leads to this machine has another."""
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match["name"].lower()
    return name == "localhost" or _is_loopback(name.strip("[]"))


def _listens_here() -> bool:
    return settings.HOST == "localhost" or _is_loopback(settings.HOST.strip("[]"))


def is_allowed(request: HttpRequest) -> bool:
    if not settings.DEMO or settings.PRODUCTION or not _listens_here():
        return False
    meta = request.META
    if any(_FORWARDED.fullmatch(name) for name in meta):
        return False
    return _is_loopback(str(meta.get("REMOTE_ADDR", ""))) and _is_loopback_host(str(meta.get("HTTP_HOST", "")))


def only_here(view: View) -> View:
    """For every view of the demo: elsewhere there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_allowed(request):
            raise Http404
        return view(request, *args, **kwargs)

    guarded = never_cache(guarded)
    guarded.only_here = True  # type: ignore[attr-defined]  # a mark for the test that walks the addresses
    return guarded
