"""Seventy ideas, and what became of them. In the order of the departments that answer them; played in the order of their days."""

from .answering import STORIES as ANSWERING
from .care import STORIES as CARE
from .care_adopted import STORIES as CARE_ADOPTED
from .care_now import STORIES as CARE_NOW
from .companies import STORIES as COMPANIES
from .culture import STORIES as CULTURE
from .office import STORIES as OFFICE
from .on_behalf import STORIES as ON_BEHALF
from .ongoing import STORIES as ONGOING
from .residents import STORIES as RESIDENTS
from .residents_answered import STORIES as RESIDENTS_ANSWERED
from .residents_carried_out import STORIES as RESIDENTS_CARRIED_OUT
from .school import STORIES as SCHOOL
from .school_now import STORIES as SCHOOL_NOW
from .streets import STORIES as STREETS
from .water import STORIES as WATER

STORIES = (
    *CARE, *CARE_NOW, *CARE_ADOPTED, *SCHOOL, *SCHOOL_NOW, *STREETS, *WATER, *CULTURE, *OFFICE, *RESIDENTS, *RESIDENTS_ANSWERED,
    *RESIDENTS_CARRIED_OUT, *ON_BEHALF, *COMPANIES, *ONGOING, *ANSWERING,
)  # fmt: skip
