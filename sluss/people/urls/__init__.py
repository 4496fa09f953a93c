from sluss.core.routes import route
from sluss.people.views import absence, importing, me, people, units

app_name = "people"
urlpatterns = [
    route("min-sida", me.me, "me"),
    route("min-sida/uppgifter", me.me_edit, "me_edit"),
    route("min-sida/franvaro", absence.absence, "absence"),
    route("min-sida/franvaro/<row:pk>/avsluta", absence.absence_end, "absence_end"),
    route("enheter", units.unit_list, "units"),
    route("enheter/ny", units.unit_new, "unit_new"),
    route("enheter/<row:pk>", units.unit_page, "unit"),
    route("enheter/<row:pk>/andra", units.unit_edit, "unit_edit"),
    route("enheter/<row:pk>/avsluta", units.unit_end, "unit_end"),
    route("enheter/<row:pk>/behall", units.unit_keep, "unit_keep"),
    route("personer", people.people_list, "people"),
    route("personer/ny", people.person_new, "person_new"),
    route("personer/<row:pk>", people.person_page, "person"),
    route("personer/<row:pk>/andra", people.person_edit, "person_edit"),
    route("personer/<row:pk>/avsluta", people.person_close, "person_close"),
    route("personer/<row:pk>/oppna", people.person_open, "person_open"),
    route("personer/<row:pk>/skyddad", people.person_protected, "person_protected"),
    route("personer/<row:pk>/franvaro", absence.person_absence, "person_absence"),
    route("personer/<row:pk>/roller/ny", people.role_new, "role_new"),
    route("roller/<row:pk>/avsluta", people.role_end, "role_end"),
    route("roller/<row:pk>/ersattare", people.role_deputy, "role_deputy"),
    route("importera/<slug:what>", importing.upload, "import"),
    route("importera/<slug:what>/<row:pk>", importing.check, "import_check"),
]
