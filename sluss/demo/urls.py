from sluss.core.routes import route

from . import views
from .guard import only_here

app_name = "demo"
urlpatterns = [
    route("demo", only_here(views.people), "people"),
    route("demo/logga-in", only_here(views.sign_in), "sign_in"),
    route("demo/mejl", only_here(views.mails), "mails"),
    route("demo/mejl/<row:pk>", only_here(views.mail), "mail"),
]
