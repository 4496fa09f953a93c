from __future__ import annotations

from sluss.core.routes import route

from . import views

app_name = "records"
urlpatterns = [
    route("diarium", views.register, "register"),
    route("diarium/hamta", views.download, "download"),
    route("diarium/<row:pk>/numrera", views.number, "number"),
]
