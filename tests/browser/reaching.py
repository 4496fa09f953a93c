"""How one gets to a page: its kind, and what has to be done first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from sluss.gates import actions as gates
from sluss.gates.models import Promise, ReplyTemplate, Transfer
from sluss.ideas.seed import COMPANIES

from .town import Town
from .words import code_asked_last, sv

Address = Callable[[Town], str]


@dataclass(frozen=True)
class Kind:
    route: str  # the name in the resolver
    address: Address
    who: str = ""  # of the cast; a visitor when empty
    label: str = ""
    reach: Callable[[Page, Town], None] | None = None  # what has to be done first
    status: int = 200

    def __str__(self) -> str:
        return f"{self.route}{f' {self.label}' if self.label else ''}{f' ({self.who})' if self.who else ''}"


def at(route: str, address: str | Address, who: str = "", label: str = "", **more: object) -> Kind:
    return Kind(route, address if callable(address) else lambda _town: address, who, label, **more)  # type: ignore[arg-type]  # named fields


def idea(name: str, who: str = "") -> Kind:
    return at("ideas:idea", lambda town: town.idea_path(name), who, name)


def case(name: str, who: str = "amira") -> Kind:
    return at("gates:case", lambda town: town.case_path(name), who, name)


def verb(route: str, name: str, rest: str, who: str = "amira") -> Kind:
    return at(f"gates:{route}", lambda town: town.case_path(name, rest), who, name)


def several(town: Town, verb: str) -> str:
    chosen = "&".join(f"case={town.case_path(name).rsplit('/', 1)[-1]}" for name in ("late", "rich", "asked"))
    return f"/att-hantera/flera?verb={verb}&{chosen}"


def question_let_go(town: Town) -> str:
    """The list with what the works department is asked, which the office had and let go."""
    if not Transfer.objects.filter(promise__isnull=False).exists():
        gates.take_question(Promise.objects.get(kind="match", question=town.match), by=town.cast.office)
        gates.let_go(town.cast.office, by=None)
    return "/att-hantera/slappta"


def own(route: str, name: str, rest: str = "") -> Kind:
    return at(f"ideas:{route}", lambda town: f"/min-ide/{town.ideas[name].pk}{rest}", "sara", name)


# --- What has to be done first ----------------------------------------------------------------------------------------------


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=sv(label), exact=True).first.click()


def write_receipt_code(page: Page, town: Town) -> None:
    page.goto("/folj-ide")
    page.get_by_label(sv("Receipt code")).fill(town.code)
    page.locator("main form button").first.click()
    page.wait_for_url("**/folj-ide")


def ask_for_login_code(page: Page, town: Town) -> None:
    page.goto("/logga-in/kod")
    page.get_by_label(sv("E-mail address")).fill(town.cast.rut.email)
    press(page, "Send the code")
    page.wait_for_url("**/logga-in/kod/bekrafta")


def sign_up(page: Page, town: Town) -> None:
    page.goto("/skapa-konto")
    page.get_by_label(sv("First name")).fill("Ny")
    page.get_by_label(sv("E-mail address")).fill("ny@post.example")
    press(page, "Create the account")
    page.wait_for_url("**/skapa-konto/bekrafta")


def forget_password(page: Page, town: Town) -> None:
    page.goto("/losenord/glomt")
    page.get_by_label(sv("E-mail address")).fill(town.cast.company.email)
    page.locator("main form button").first.click()
    page.wait_for_url("**/losenord/glomt/kod")


def choose_new_password(page: Page, town: Town) -> None:
    forget_password(page, town)
    page.locator("input[name=code]").fill(code_asked_last(town.cast.company.email))
    press(page, "Go on")
    page.wait_for_url("**/losenord/nytt")


def keep_text(page: Page, town: Town) -> None:
    if ReplyTemplate.objects.exists():
        return
    page.goto("/svarstexter/ny")
    page.get_by_label(sv("Title")).fill("Tack, det finns redan")
    page.locator("textarea").fill("{hälsning}\n\nTack för {titel}. Det finns redan.")
    press(page, "Save")
    page.wait_for_url("**/svarstexter")


def upload(page: Page, town: Town) -> None:
    """A file with a good row and a bad one."""
    page.goto("/importera/units")
    content = b"kod;namn;typ;under\nnytt;Nya enheten;unit;vof\nfel;;unit;finns-inte\n"
    page.locator("input[type=file]").set_input_files({"name": "enheter.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("main form button").last.click()
    page.wait_for_url("**/importera/units/*")


def upload_list(page: Page, town: Town) -> None:
    """A list with a good row and a bad one."""
    page.goto("/lamna-at-annan/importera")
    content = "Rubrik;Beskrivning;Inkom;Status;Utfall\nLåg bänk;Bänken är för låg;2025-03-03;öppen;\nInget;;2025-03-03;;\n".encode()
    page.locator("input[type=file]").set_input_files({"name": "idéer.csv", "mimeType": "text/csv", "buffer": content})
    press(page, "Go on")
    page.wait_for_url("**/importera/*")


def answer_no(page: Page, town: Town) -> None:
    """The self-check with a no: the next page says where else one can turn."""
    page.goto(f"/lamna-ide/{COMPANIES}")
    for name in ("behov", "klart", "uppgifter"):
        page.locator(f"input[name=check_{name}][value=yes]").check()
    page.locator("input[name=check_utan_kop][value=no]").check()
    press(page, "Go on")
    page.locator("textarea[name=need]").wait_for()
