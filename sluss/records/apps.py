from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "sluss.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import events, messages, panels, providers, receivers  # noqa: F401 - registering is what they are for
