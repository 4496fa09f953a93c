from __future__ import annotations

from sluss.core.routes import route

from . import views

app_name = "records"
urlpatterns = [
    route("diarium", views.register, "register"),
    route("diarium/hamta", views.download, "download"),
    route("diarium/<row:pk>/numrera", views.number, "number"),
    route("diarium/sok", views.find, "find"),
    route("diarium/ny/<row:subject_id>", views.add, "add"),
    route("diarium/<row:pk>/ratta", views.correct, "correct"),
    route("logg", views.audit, "audit"),
    route("logg/hamta", views.audit_download, "audit_download"),
    route("mina-uppgifter", views.my_data, "my_data"),
    route("mina-uppgifter/hamta", views.my_data_download, "my_data_download"),
    route("mina-uppgifter/avidentifiera", views.erasure_ask, "erasure_ask"),
    route("avidentifiera", views.erasures, "erasures"),
    route("avidentifiera/ny", views.erasure_new, "erasure_new"),
    route("avidentifiera/<row:pk>", views.erasure, "erasure"),
    route("avidentifiera/<row:pk>/forlang", views.erasure_put_off, "erasure_put_off"),
    route("sekretess/<row:pk>", views.secrecy, "secrecy"),
]
