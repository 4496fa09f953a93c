from django.apps import AppConfig


class GatesConfig(AppConfig):
    name = "sluss.gates"
    label = "gates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # registering is what they are for
        from . import (  # noqa: F401 - see above  # noqa: F401 - see above
            events,
            messages,
            messages_boards,
            messages_carrying,
            messages_together,
            panels,
            panels_boards,
            panels_together,
            providers,
            receivers,
            reference,
        )
