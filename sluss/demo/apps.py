from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sluss.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import providers  # noqa: F401 - registering is what it is for
