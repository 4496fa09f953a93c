from __future__ import annotations

from sluss.core.routes import route

from . import views

app_name = "journal"
urlpatterns = [
    route("notiser", views.notices, "notices"),
    route("notiser/alla-lasta", views.all_read, "all_read"),
    route("notiser/installningar", views.notice_settings, "settings"),
    route("notiser/<row:pk>", views.open_notice, "open"),
    route("folj/<row:subject_id>", views.follow, "follow"),
]
