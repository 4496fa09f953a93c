"""Every app's addresses: Swedish at the root, English under /en/ (core.routes holds the words)."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler400 = "sluss.core.errors.bad_request"  # and 413, which Django calls a bad request
handler403 = "sluss.core.errors.forbidden"
handler404 = "sluss.core.errors.not_found"
handler429 = "sluss.people.views.limits.slow_down"  # allauth looks for it here
handler500 = "sluss.core.errors.server_error"

urlpatterns = i18n_patterns(
    path("", include("sluss.core.urls")),
    path("", include("sluss.people.urls")),
    path("", include("sluss.people.urls.account")),
    path("", include("sluss.journal.urls")),
    path("", include("sluss.records.urls")),
    path("", include("sluss.gates.urls")),
    path("", include("sluss.ideas.urls")),
    prefix_default_language=False,
)
if settings.DEMO:
    urlpatterns += i18n_patterns(path("", include("sluss.demo.urls")), prefix_default_language=False)
if settings.BENCH:
    urlpatterns += [path("", include("sluss.bench.urls"))]
