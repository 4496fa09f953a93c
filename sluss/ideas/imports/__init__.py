"""Proposals that were collected in another system, with their answers."""

from django.utils.translation import gettext_lazy as _

from sluss.core.importers import Importer

from . import proposals

PROPOSALS = Importer("proposals", _("Residents' proposals from JSON, with their decisions"), proposals.run, proposals.arguments)
