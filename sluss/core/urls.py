from django.urls import path

from . import home, pages
from .routes import route

app_name = "core"
urlpatterns = [
    path("", home.home, name="home"),
    path("tema-<slug:key>.css", pages.theme_css, name="theme"),
    path("ikon-<slug:key>.svg", pages.icon_svg, name="icon"),
    path("favicon.ico", pages.favicon),
    path("robots.txt", pages.robots),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    route("om", pages.about, "about"),
    route("tillganglighet", pages.accessibility, "accessibility"),
    route("personuppgifter", pages.personal_data, "personal_data"),
    route("ton", pages.voice, "voice"),
    route("stil", pages.style, "style"),
]
