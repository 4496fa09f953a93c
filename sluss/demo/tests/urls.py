"""The product's addresses with the demo's among them, as settings.DEMO makes them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler404 = "sluss.core.errors.not_found"
urlpatterns = i18n_patterns(
    path("", include("sluss.core.urls")),
    path("", include("sluss.people.urls")),
    path("", include("sluss.people.urls.account")),
    path("", include("sluss.journal.urls")),
    path("", include("sluss.records.urls")),
    path("", include("sluss.gates.urls")),
    path("", include("sluss.ideas.urls")),
    path("", include("sluss.demo.urls")),
    prefix_default_language=False,
)
