from __future__ import annotations

from django.utils.translation import override

from sluss.core import docs

from .states import ROLES, Permission


def _roles() -> str:
    with override("en"):
        described = "\n".join(f"- **{info.role.label}** (`{info.role}`): {info.description}" for info in ROLES.values())
        heads = ["Permission", *(str(info.role.label) for info in ROLES.values())]
        rows = [[f"`{p}`", *("yes" if p in info.permissions else "–" for info in ROLES.values())] for p in Permission]
    return (
        "# Roles\n\nA person holds a role in a unit and its sub-units for a period; the deputy may do the same. Visitor, resident, company "
        f"and employee are not held: they follow from how one has signed in.\n\n{described}\n\n{docs.table(heads, rows)}"
    )


docs.register("roles", _roles)
