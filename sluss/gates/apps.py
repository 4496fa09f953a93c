from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "sluss.gates"
    label = "gates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # registering is what they are for
        from . import events, messages, messages_carrying, messages_together, panels, panels_together, providers, receivers, reference  # noqa: F401 - see above
