from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "sluss.gates"
    label = "gates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import events, messages, panels, providers, receivers, reference  # noqa: F401 - registering is what they are for
