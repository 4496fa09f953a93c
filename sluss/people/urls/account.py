"""allauth's pages under addresses of our own. The names are allauth's; what is not here is not there."""

from allauth.account import views

from sluss.core.routes import route
from sluss.people.views.account import email, still_theirs
from sluss.people.views.limits import limited

urlpatterns = [
    route("logga-in", limited("login", views.login), "account_login"),
    route("logga-in/kod", limited("code", views.request_login_code), "account_request_login_code"),
    route("logga-in/kod/bekrafta", limited("confirm", views.confirm_login_code), "account_confirm_login_code"),
    route("logga-in/bekrafta", limited("confirm", views.reauthenticate), "account_reauthenticate"),
    route("logga-ut", views.logout, "account_logout"),
    route("skapa-konto", limited("signup", views.signup), "account_signup"),
    route("skapa-konto/bekrafta", limited("confirm", views.email_verification_sent), "account_email_verification_sent"),
    route("konto/stangt", views.account_inactive, "account_inactive"),
    route("konto/e-post", limited("confirm", email), "account_email"),
    route("losenord/byt", limited("confirm", views.password_change), "account_change_password"),
    route("losenord/valj", limited("confirm", views.password_set), "account_set_password"),
    route("losenord/glomt", limited("reset", views.password_reset), "account_reset_password"),
    route("losenord/glomt/kod", limited("confirm", still_theirs(views.confirm_password_reset_code)), "account_confirm_password_reset_code"),
    route("losenord/nytt", limited("confirm", still_theirs(views.complete_password_reset)), "account_complete_password_reset"),
    route("losenord/klart", views.password_reset_from_key_done, "account_password_reset_completed"),
]
