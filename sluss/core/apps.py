from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "sluss.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import rates, reference  # noqa: F401 - a periodic job and a page of the reference
