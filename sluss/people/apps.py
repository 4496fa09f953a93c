from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sluss.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sluss.core import importers

        from . import imports, providers, receivers, reference  # noqa: F401 - registering is what they are for

        for importer in imports.ALL:
            importers.register(importer)
