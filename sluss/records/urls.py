from __future__ import annotations

from sluss.core.routes import route

from . import views

app_name = "records"
urlpatterns = [
    route("diarium", views.register, "register"),
    route("diarium/hamta", views.download, "download"),
    route("diarium/<row:pk>/numrera", views.number, "number"),
    route("logg", views.audit, "audit"),
    route("logg/hamta", views.audit_download, "audit_download"),
    route("mina-uppgifter", views.my_data, "my_data"),
    route("mina-uppgifter/hamta", views.my_data_download, "my_data_download"),
    route("sekretess/<row:pk>", views.secrecy, "secrecy"),
]
