from __future__ import annotations

from django.db import models

from sluss.core import clock


class JobLease(models.Model):
    """When a periodic job runs next, and who runs it now. One row a job, shared by all processes."""

    name = models.CharField(max_length=60, primary_key=True)
    next_at = models.DateTimeField(default=clock.now)
    held_by = models.CharField(max_length=40, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)  # a runner that died lets go by itself
    ran_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)  # of the last run; empty when it went well

    def __str__(self) -> str:
        return self.name


class RateCount(models.Model):
    """How often something was done by one key in one window of time. The key is a keyed hash: no address stands here."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()  # the window's number since the epoch
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="rate_once")]

    def __str__(self) -> str:
        return f"{self.count} in window {self.window}"


class NonWorkingDay(models.Model):
    """A day on which the city's offices are closed besides those of the law. Promises do not count it (core.workdays)."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
