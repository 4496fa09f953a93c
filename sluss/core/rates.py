"""How often something may be done: counted in the database, so all processes share the count and a restart forgets nothing.

Fixed windows: in the worst case twice the limit passes around a window's end, which slows guessing and flooding all the same.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from . import clock, jobs
from .models import RateCount

PURGED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Hit:
    allowed: bool
    retry_after: int  # seconds until the window ends
    count: int

    def __bool__(self) -> bool:
        return self.allowed


def hit(scope: str, key: str, limit: int, seconds: int) -> Hit:
    """Count one more and say whether it is within the limit. One query. What is counted in a
    transaction that is rolled back is not counted."""
    now = clock.now().timestamp()
    window = int(now // seconds)
    ends = (window + 1) * seconds
    table = connection.ops.quote_name(RateCount._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {table} (key, "window", count, ends_at) VALUES (%s, %s, 1, %s) '  # noqa: S608 - the model's own table name
            f'ON CONFLICT (key, "window") DO UPDATE SET count = {table}.count + 1 RETURNING count',
            [hashed(scope, key, seconds), window, connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(ends, UTC))],
        )
        count = int(cursor.fetchone()[0])
    return Hit(count <= limit, max(1, int(ends - now)), count)


def hashed(scope: str, key: str, seconds: int) -> str:
    """The same key in two scopes gives two values that nobody can lead back or put together."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{scope}\0{seconds}\0{key}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def client_key(request: HttpRequest) -> str:
    """The caller's address. X-Forwarded-For is believed only as far as our own proxies (TRUSTED_PROXIES) have written it.

    An IPv6 caller owns at least a /64, so that is what is counted.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    # Each proxy adds, last, the address it was called from; what stands before our own proxies' words anybody may have written.
    said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    address = said[-proxies] if 0 < proxies <= len(said) else direct
    if address.count(":") == 1:  # an IPv4 address with a port, as some proxies write
        address = address.partition(":")[0]
    try:
        ip = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return direct or "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)


@jobs.every(seconds=600, name="core.rates")
def forget_old() -> int:
    """Delete counts of windows that have ended. Returns how many."""
    old = RateCount.objects.filter(ends_at__lt=clock.now()).order_by("ends_at").values("pk")[:PURGED_AT_ONCE]
    return RateCount.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
