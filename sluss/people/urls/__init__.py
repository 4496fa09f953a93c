from sluss.core.routes import route
from sluss.people.views import importing, me, people, units

app_name = "people"
urlpatterns = [
    route("min-sida", me.me, "me"),
    route("min-sida/uppgifter", me.me_edit, "me_edit"),
    route("enheter", units.unit_list, "units"),
    route("enheter/ny", units.unit_new, "unit_new"),
    route("enheter/<int:pk>", units.unit_page, "unit"),
    route("enheter/<int:pk>/andra", units.unit_edit, "unit_edit"),
    route("enheter/<int:pk>/avsluta", units.unit_end, "unit_end"),
    route("enheter/<int:pk>/behall", units.unit_keep, "unit_keep"),
    route("personer", people.people_list, "people"),
    route("personer/ny", people.person_new, "person_new"),
    route("personer/<int:pk>", people.person_page, "person"),
    route("personer/<int:pk>/andra", people.person_edit, "person_edit"),
    route("personer/<int:pk>/avsluta", people.person_close, "person_close"),
    route("personer/<int:pk>/oppna", people.person_open, "person_open"),
    route("personer/<int:pk>/skyddad", people.person_protected, "person_protected"),
    route("personer/<int:pk>/roller/ny", people.role_new, "role_new"),
    route("roller/<int:pk>/avsluta", people.role_end, "role_end"),
    route("roller/<int:pk>/ersattare", people.role_deputy, "role_deputy"),
    route("importera/<slug:what>", importing.upload, "import"),
    route("importera/<slug:what>/<int:pk>", importing.check, "import_check"),
]
