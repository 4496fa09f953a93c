"""What is kept about oneself: what it is, and the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sluss.core import clock, rates
from sluss.core.errors import too_many
from sluss.core.personal import Parts, pack
from sluss.core.pressing import post_only
from sluss.core.providers import Kind, PersonalPart, collect
from sluss.people.models import Person

from .. import actions
from .erasing import own_request

FILES_AN_HOUR = 10


@require_safe
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    return render(request, "records/my_data.html", {"own": own_request(request.user)})


@post_only
@login_required
def my_data_download(request: HttpRequest) -> HttpResponseBase:
    person = Person.objects.select_related("details", "unit").get(pk=request.user.pk)
    hit = rates.hit("records.my-data", str(person.pk), FILES_AN_HOUR, 3600)
    if not hit:
        return too_many(request, hit.retry_after)
    actions.note_export("personal_data.downloaded", by=person)

    def parts() -> Iterator[PersonalPart]:
        yield from collect(Kind.PERSONAL_DATA, person)

    return data_file(parts)


def data_file(parts: Parts) -> FileResponse:
    """The zip as an answer that nobody in between keeps."""
    name = f"{_('my-data')}-{clock.today().isoformat()}.zip"
    made: Any = pack(parts, title=_("My data in Sluss"))
    response = FileResponse(made, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response
