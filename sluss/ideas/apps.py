from django.apps import AppConfig


class IdeasConfig(AppConfig):
    name = "sluss.ideas"
    label = "ideas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sluss.core import importers

        from . import events, imports, messages, messages_together, panels, panels_together, providers, receivers  # noqa: F401 - registering is what they are for

        importers.register(imports.PROPOSALS)
