"""Every kind of page there is, with how one gets there. What is here is looked at; a page that is not here fails a test."""

from __future__ import annotations

from uuid import UUID

from sluss.core import clock
from sluss.gates.models import Barrier, CaseParticipant, Promise, Receiver, ReplyTemplate
from sluss.gates.states import PromiseKind
from sluss.ideas.actions import Contact, Texts, register
from sluss.ideas.models import AdoptionRequest, Gateway, Question
from sluss.ideas.seed import COMPANIES, EMPLOYEES, ONGOING, RESIDENTS
from sluss.ideas.states import Channel
from sluss.journal.states import Visibility
from sluss.people.models import ImportFile, RoleHolding
from sluss.records.states import Answer

from .reaching import (
    answer_no,
    ask_for_login_code,
    at,
    case,
    choose_new_password,
    forget_password,
    idea,
    keep_text,
    own,
    question_let_go,
    several,
    sign_up,
    upload,
    upload_list,
    verb,
    write_receipt_code,
)
from .recording import numbered, request_of, unnumbered
from .town import Town

WEIGHTS = "stage=bedomning&w_nytta=10&w_genomforbarhet=10&w_nyhet=70&w_risk=10"
CHALLENGES = (("open", ""), ("open", "amira"), ("closed", ""), ("draft", "amira"))


# --- The pages --------------------------------------------------------------------------------------------------------------

CORE = [
    at("core:home", "/"),
    at("core:home", "/", "sara"),
    at("core:home", "/", "amira"),
    at("core:home", "/en/", label="in English"),
    at("core:about", "/om"),
    at("ideas:list", "/en/ideas", "amira", "in English"),
    at("ideas:idea", lambda town: town.idea_path("rich").replace("/ideer/", "/en/ideas/"), label="in English"),
    at("gates:case", lambda town: town.case_path("rich").replace("/arenden/", "/en/cases/"), "amira", "in English"),
    at("gates:queue", "/en/to-answer", "amira", "in English"),
    at("ideas:submit", f"/en/give-idea/{RESIDENTS}", label="in English"),
    at("core:accessibility", "/tillganglighet"),
    at("core:personal_data", "/personuppgifter"),
    at("core:voice", "/ton"),
    at("core:style", "/stil"),
]
PEOPLE = [
    at("people:me", "/min-sida", "sara"),
    at("people:me", "/min-sida", "rut"),
    at("people:me", "/min-sida", "amira"),
    at("people:me_edit", "/min-sida/uppgifter", "sara"),
    at("people:absence", "/min-sida/franvaro", "amira"),
    at("people:units", "/enheter"),
    at("people:units", "/enheter", "admin"),
    at("people:units", "/enheter?q=ingenstans", "admin", "no hit"),
    at("people:unit_new", "/enheter/ny", "admin"),
    at("people:unit", lambda town: f"/enheter/{town.cast.units.care.pk}"),
    at("people:unit", lambda town: f"/enheter/{town.cast.units.care.pk}", "admin"),
    at("people:unit_edit", lambda town: f"/enheter/{town.cast.units.care.pk}/andra", "admin"),
    at("people:unit_end", lambda town: f"/enheter/{town.cast.units.care.pk}/avsluta", "admin"),
    at("people:people", "/personer", "admin"),
    at("people:person_new", "/personer/ny", "admin"),
    at("people:person", lambda town: f"/personer/{town.cast.amira.pk}", "admin"),
    at("people:person_edit", lambda town: f"/personer/{town.cast.amira.pk}/andra", "admin"),
    at("people:person_absence", lambda town: f"/personer/{town.cast.amira.pk}/franvaro", "admin"),
    at("people:role_new", lambda town: f"/personer/{town.cast.amira.pk}/roller/ny", "admin"),
    at("people:role_end", lambda town: f"/roller/{holding(town)}/avsluta", "admin"),
    at("people:role_deputy", lambda town: f"/roller/{holding(town)}/ersattare", "admin"),
    at("people:import", "/importera/people", "admin"),
    at("people:import_check", lambda _town: f"/importera/units/{ImportFile.objects.latest('pk').pk}", "admin", reach=upload),
]
ACCOUNT = [
    at("account_login", "/logga-in"),
    at("account_request_login_code", "/logga-in/kod"),
    at("account_confirm_login_code", "/logga-in/kod/bekrafta", reach=ask_for_login_code),
    at("account_reauthenticate", "/logga-in/bekrafta", "sara"),
    at("account_logout", "/logga-ut", "sara"),
    at("account_signup", "/skapa-konto"),
    at("account_email_verification_sent", "/skapa-konto/bekrafta", reach=sign_up),
    at("account_inactive", "/konto/stangt"),
    at("account_email", "/konto/e-post", "sara"),
    at("account_email", "/konto/e-post", "rut"),
    at("account_change_password", "/losenord/byt", "sara"),
    at("account_reset_password", "/losenord/glomt"),
    at("account_confirm_password_reset_code", "/losenord/glomt/kod", reach=forget_password),
    at("account_complete_password_reset", "/losenord/nytt", reach=choose_new_password),
    at("account_password_reset_completed", "/losenord/klart"),
]
JOURNAL = [
    at("journal:notices", "/notiser", "sara"),
    at("journal:notices", "/notiser", "auditor", "none"),
    at("journal:settings", "/notiser/installningar", "sara"),
]
GATES = [
    at("gates:queue", "/att-hantera", "amira"),
    at("gates:queue", "/att-hantera?tab=units", "amira", "units"),
    at("gates:queue", "/att-hantera?tab=waiting", "amira", "waiting"),
    at("gates:queue", "/att-hantera?tab=assess", "assessor2", "to assess"),
    at("gates:queue", "/att-hantera?tab=all", "office", "all"),
    at("gates:queue", "/att-hantera", "wilma", "empty"),
    at("gates:queue", "/att-hantera?tab=units&order=stage", "amira", "by stage"),
    at("gates:queue", "/att-hantera?tab=units&view=board", "amira", "as a board"),
    at("gates:queue", "/att-hantera?tab=waiting&view=board", "amira", "waiting, as a board"),
    at("gates:templates", "/svarstexter", "office", "none"),
    at("gates:template_new", "/svarstexter/ny", "amira"),
    at("gates:templates", "/svarstexter", "amira", reach=keep_text),
    at("gates:template_edit", lambda _town: f"/svarstexter/{ReplyTemplate.objects.latest('pk').pk}/andra", "amira", reach=keep_text),
    at("gates:close", lambda town: town.case_path("late", "/avsluta"), "amira", "with texts", reach=keep_text),
    at("gates:let_go", "/att-hantera/slappta", "office"),
    at("gates:let_go", question_let_go, "office", "a question"),
    at("gates:several", lambda town: several(town, "close"), "amira"),
    at("gates:several", lambda town: several(town, "hand_over"), "amira", "hand over"),
    *(
        case(name)
        for name in (
            "new",
            "late",
            "rich",
            "trial",
            "blind",
            "asked",
            "answered",
            "parked",
            "spread",
            "not",
            "missed",
            "proposal",
            "secret",
        )
    ),
    *(case(name) for name in ("offer", "matched", "ongoing")),
    case("blind", "assessor2"),
    case("rich", "auditor"),
    verb("advance", "late", "/ga-vidare"),
    verb("send_back", "rich", "/aterfor"),
    verb("ask", "late", "/be-om-mer"),
    verb("park", "late", "/parkera"),
    verb("wake", "parked", "/ta-upp"),
    verb("close", "late", "/avsluta"),
    verb("refer", "late", "/hanvisa"),
    verb("recommend", "late", "/rekommendation"),
    verb("correct", "not", "/beslut/2/ratta"),
    verb("release", "new", "/visa-for-andra"),
    verb("take", "late", "/ta-over"),
    verb("hand_over", "late", "/lamna-over"),
    verb("check", "late", "/kontrollfragor"),
    verb("assess", "blind", "/bedom", "assessor2"),
    verb("recuse", "blind", "/jav", "assessor2"),
    verb("plan_trial", "late", "/planera-test"),
    verb("end_trial", "trial", "/testresultat"),
    verb("ask_receiver", "late", "/fraga-mottagare"),
    verb("take_back", "rich", "/aterta-fragan"),
    at("gates:receiver", lambda town: f"/mottagare/{Receiver.objects.get(state='asked').pk}", "amira"),
    verb("match", "matched", "/matcha"),
    verb("lift", "late", "/lyft"),
    verb("board", "lifted", "/namndbeslut"),
    at("gates:board", lambda town: town.case_path("lifted", "/namndbeslut"), "registrar", "by the registrar"),
    case("lifted"),
    case("lifted", "registrar"),
    at("gates:boards", "/sammantraden", "registrar"),
    at("gates:meetings", lambda town: f"/sammantraden/{town.cast.units.care_board.pk}", "registrar"),
    at("gates:meetings", lambda town: f"/sammantraden/{town.cast.units.works_board.pk}", "office", "none"),
    at("people:unit", lambda town: f"/enheter/{town.cast.units.care_board.pk}", label="a board"),
    at("gates:weights", f"/processer/{EMPLOYEES}/vikter", "office"),
    at("gates:weights", f"/processer/{EMPLOYEES}/vikter?{WEIGHTS}", "office", "others tried"),
    at("gates:weights", f"/processer/{RESIDENTS}/vikter", "office", "nothing assessed"),
    at("gates:weights", f"/processer/{EMPLOYEES}/vikter?{WEIGHTS}00", "office", "refused", status=422),
    at("gates:advance", lambda town: town.case_path("ongoing", "/ga-vidare"), "amira", "to where it is"),
    at("gates:match_answer", lambda town: f"/behov/{town.match}", "wilma"),
    at("gates:match_answer", lambda town: f"/behov/{town.taken_back}", "office", "taken back"),
    at("gates:take_back_match", lambda town: town.case_path("matched", f"/behov/{town.match}/aterta-fragan"), "amira"),
    at("gates:question", lambda town: f"/att-hantera/fragor/{question(town)}", "wilma"),
    at("gates:process", f"/processer/{COMPANIES}", label="of companies"),
    at("gates:close", lambda town: town.case_path("not", "/avsluta"), "amira", "refused", status=409),
    case("tried"),
    case("planned"),
    case("tried", "wilma"),
    verb("sort", "late", "/sortera"),
    verb("plan_step", "planned", "/plan"),
    verb("plan_step_end", "planned", "/plan/1"),
    verb("experiment", "tried", "/prova"),
    verb("experiment_start", "tried", "/prova/3/starta"),
    verb("experiment_learn", "tried", "/prova/2/lardom"),
    verb("case_barrier", "late", "/hinder"),
    verb("ask_unit", "tried", "/deltagare"),
    at("gates:answer_ask", lambda town: town.case_path("planned", f"/deltagare/{participant(town, 'planned')}/svara"), "wilma"),
    at("gates:leave", lambda town: town.case_path("tried", f"/deltagare/{participant(town, 'tried')}/lamna"), "amira"),
    verb("coach", "tried", "/handledning"),
    at("gates:barriers", "/hinder", "office"),
    at("gates:barriers", "/hinder?state=removed&kind=silos", "amira", "no hit"),
    at("gates:barriers", "/hinder", "wilma", "none"),
    at("gates:barrier_new", "/hinder/nytt", "amira"),
    at("gates:barrier", lambda town: f"/hinder/{Barrier.objects.get(case=town.case('tried')).pk}", "amira"),
    at("gates:statistics", "/statistik", "amira"),
    at("gates:statistics", "/statistik", "office", "the whole city"),
    at("gates:statistics", "/statistik?last=2019-01-01", "wilma", "empty"),
    at("gates:statistics", "/statistik?first=2999-01-01", "amira", "refused", status=422),
    at("gates:processes", "/processer"),
    at("gates:process", f"/processer/{EMPLOYEES}"),
    at("gates:process", f"/processer/{RESIDENTS}?version=1", label="an earlier version"),
    at("gates:compare", f"/processer/{RESIDENTS}/jamfor"),
]
IDEAS = [
    at("ideas:list", "/ideer"),
    at("ideas:list", "/ideer", "sara"),
    at("ideas:list", "/ideer?theme=omsorg&sort=support", label="filtered"),
    at("ideas:list", "/ideer?q=bänkar", label="searched"),
    at("ideas:list", "/ideer?q=kvastskaft", label="no hit"),
    at("ideas:list", "/ideer?theme=skola", label="no hit by filter"),
    at("ideas:list", "/ideer?phase=99", label="something left out"),
    *(idea(name) for name in ("rich", "parked", "spread", "not", "missed", "proposal", "withdrawn", "english", "blind")),
    *(idea(name, "sara") for name in ("rich", "new", "asked", "staff", "handlers")),
    idea("late", "amira"),
    idea("secret"),
    idea("secret", "amira"),
    idea("secret", "sara"),
    idea("proposal", "rut"),
    idea("tried"),
    idea("tried", "sara"),
    idea("lifted"),
    idea("taken_up"),
    case("taken_up"),
    at("ideas:spread", lambda town: town.case_path("taken_up", "/sprid"), "amira"),
    at("ideas:benefit", lambda town: town.case_path("tried", "/nytta"), "amira"),
    at("ideas:adoption", lambda _town: f"/sprid/{asked_to_adopt()}", "office"),
    at("ideas:adoption", lambda _town: f"/sprid/{asked_to_adopt(dropped=True)}", "office", "taken back"),
    at("ideas:take_back_request", lambda town: town.case_path("taken_up", f"/sprid/{asked_to_adopt()}/aterta-fragan"), "amira"),
    at("ideas:adoption", lambda _town: f"/sprid/{AdoptionRequest.objects.filter(answers_made=1)[0].pk}", "wilma", "answered"),
    at("ideas:versions", lambda town: town.idea_path("rich", "/versioner")),
    at("ideas:versions", lambda town: town.idea_path("rich", "/versioner"), "sara"),
    at("ideas:support", lambda town: town.idea_path("proposal", "/stod")),
    at("ideas:support", lambda town: town.idea_path("proposal", "/stod"), "sara"),
    at("ideas:support", lambda town: town.idea_path("not", "/stod"), label="closed"),
    at("ideas:gateways", "/lamna-ide"),
    at("ideas:gateways", "/lamna-ide?all", "sara"),
    at("ideas:terms", "/lamna-ide/villkor/1"),
    at("ideas:receipt", lambda town: f"/lamna-ide/kvitto/{town.ideas['new'].pk}", "sara"),
    at("ideas:submit", f"/lamna-ide/{EMPLOYEES}", "sara"),
    at("ideas:submit", f"/lamna-ide/{RESIDENTS}"),
    at("ideas:submit", f"/lamna-ide/{EMPLOYEES}", "rut", "not for you", status=403),
    *(
        at("ideas:draft", lambda town, n=n: f"/lamna-ide/{EMPLOYEES}/utkast/{town.draft}?step={n}", "sara", f"step {n}")  # type: ignore[misc]  # n is bound here
        for n in (1, 2, 3)
    ),
    at("ideas:register", "/lamna-at-annan", "amira"),
    at("ideas:registered", lambda town: f"/lamna-at-annan/kvitto/{written_in(town)}", "amira"),
    at("ideas:import", "/lamna-at-annan/importera", "amira"),
    at("ideas:import_check", lambda _town: f"/lamna-at-annan/importera/{ImportFile.objects.latest('pk').pk}", "amira", reach=upload_list),
    at("ideas:gateway_list", "/slussar", "office"),
    at("ideas:gateway_edit", f"/slussar/{EMPLOYEES}/andra", "admin"),
    at("ideas:gateway_edit", f"/slussar/{ONGOING}/andra", "office", "with a question"),
    at("ideas:question_new", f"/slussar/{ONGOING}/fragor/ny", "office"),
    at("ideas:question_edit", lambda _town: f"/slussar/{ONGOING}/fragor/{Question.objects.get(gateway__slug=ONGOING).pk}", "office"),
    at("ideas:submit", f"/lamna-ide/{COMPANIES}", label="the self-check"),
    at("ideas:submit", f"/en/give-idea/{COMPANIES}", label="the self-check in English"),
    at("ideas:submit", f"/lamna-ide/{COMPANIES}", label="after a no", reach=answer_no),
    at("ideas:submit", f"/lamna-ide/{ONGOING}", "sara", "work under way"),
    at("ideas:challenges", "/utmaningar"),
    at("ideas:challenges", "/utmaningar", "amira"),
    at("ideas:challenges", "/utmaningar?q=kvastskaft", label="no hit"),
    *(at("ideas:challenge", lambda town, name=name: town.challenge_path(name), who, name) for name, who in CHALLENGES),  # type: ignore[misc]  # name is bound here
    at("ideas:challenge_new", "/utmaningar/ny", "office"),
    at("ideas:challenge_edit", lambda town: town.challenge_path("draft", "/andra"), "amira"),
    at("ideas:challenge_prolong", lambda town: town.challenge_path("open", "/forlang"), "amira"),
    at("ideas:challenge_close", lambda town: town.challenge_path("unanswered", "/avsluta"), "amira"),
    at("ideas:my_ideas", "/mina-ideer", "sara"),
    at("ideas:my_ideas", "/mina-ideer", "auditor", "none"),
    at("ideas:case_files", lambda town: town.case_path("rich", "/filer"), "amira"),
    at("ideas:case_files", lambda town: town.case_path("new", "/filer"), "amira", "none"),
    at("ideas:case_files", lambda town: town.case_path("rich", "/filer"), "assessor", "one hidden"),
    *(own("mine", name) for name in ("rich", "new", "asked", "parked", "spread", "withdrawn", "blind")),
    own("mine_edit", "new", "/andra"),
    own("mine_files", "rich", "/filer"),
    own("mine_files", "new", "/filer"),
    own("mine_files", "withdrawn", "/filer"),
    own("mine_complete", "asked", "/komplettera"),
    own("mine_withdraw", "new", "/ta-tillbaka"),
    at("ideas:status", "/folj-ide", label="the question for the code"),
    at("ideas:status", "/folj-ide", reach=write_receipt_code),
    at("ideas:status_files", "/folj-ide/filer", reach=write_receipt_code),
    at("ideas:status_edit", "/folj-ide/andra", reach=write_receipt_code),
    at("ideas:status_withdraw", "/folj-ide/ta-tillbaka", reach=write_receipt_code),
    at("ideas:status_email", "/folj-ide/mejl", reach=write_receipt_code),
]
RECORDS = [
    at("records:register", "/diarium", "registrar"),
    at("records:register", "/diarium?first=2019-01-01&last=2019-01-02", "registrar", "none"),
    at("records:audit", "/logg", "auditor"),
    at("records:audit", "/logg?kind=reads", "admin", "none"),
    at("records:audit", "/logg?subject=fyra", "auditor", "not a number", status=422),
    at("records:my_data", "/mina-uppgifter", "sara"),
    at("records:secrecy", lambda town: f"/sekretess/{town.ideas['secret'].pk}", "amira"),
    at("records:secrecy", lambda town: f"/sekretess/{town.ideas['new'].pk}", "amira", "nothing marked"),
    at("records:add", lambda town: f"/diarium/ny/{town.ideas['rich'].pk}", "registrar"),
    at("records:correct", numbered, "registrar"),
    at("records:find", "/diarium/sok", "sara"),
    at("records:find", "/diarium/sok?number=1-26", "sara", "none"),
    at("records:erasure_ask", "/mina-uppgifter/avidentifiera", "sara"),
    at("records:erasures", "/avidentifiera", "admin"),
    at("records:erasures", "/avidentifiera?show=answered", "admin", "answered"),
    at("records:erasure_new", "/avidentifiera/ny", "admin"),
    at("records:erasure", request_of("company"), "admin", "waiting"),
    at("records:erasure_put_off", lambda town: f"{request_of('company')(town)}/forlang", "admin"),
    at("records:erasure", request_of("outsider", Answer.REFUSED), "admin", "refused"),
    at("records:my_data", request_of("company", at="/mina-uppgifter"), "company", "request"),
    at("records:number", unnumbered, "registrar"),
]
KINDS = [*CORE, *PEOPLE, *ACCOUNT, *JOURNAL, *RECORDS, *GATES, *IDEAS]

# What the resolver knows and nobody looks at, with the reason.
NO_PAGE = {
    "core:theme": "a style sheet",
    "core:icon": "a picture",
    "core:manifest": "a file for the browser",
    "gates:template_retire": "takes a button's POST only",
    "people:absence_end": "takes a button's POST only",
    "people:unit_keep": "takes a button's POST only",
    "people:person_close": "takes a button's POST only",
    "people:person_open": "takes a button's POST only",
    "people:person_protected": "takes a button's POST only",
    "account_set_password": "is the change of password for one who has none; the same form",
    "journal:all_read": "takes a button's POST only",
    "journal:open": "leads on to what the notice is about",
    "journal:follow": "takes a button's POST only",
    "records:download": "a file",
    "records:audit_download": "a file",
    "records:my_data_download": "a file",
    "ideas:status_data": "a file",
    "ideas:file": "a file",
    "ideas:picture": "a picture",
    "ideas:status_file": "a file",
    "ideas:status_picture": "a picture",
    "gates:next": "leads on to a case",
    "gates:call_off": "takes a button's POST only",
    "ideas:challenge_throw_away": "takes a button's POST only",
    "gates:statistics_file": "a file",
    "ideas:by_number": "leads on to the idea",
    "ideas:follow": "takes a button's POST only",
    "ideas:autosave": "a line on another page",
    "ideas:question_move": "takes a button's POST only",
    "ideas:question_delete": "takes a button's POST only",
    "ideas:challenge_open": "takes a button's POST only",
    "ideas:delete_draft": "takes a button's POST only",
    "ideas:mine_name": "takes a button's POST only",
    "ideas:status_complete": "the same page as mine_complete, and refused while there is no question",
    "ideas:status_name": "takes a button's POST only",
    "ideas:status_verify": "leads on to the status page",
    "ideas:status_forget": "takes a button's POST only",
}


def participant(town: Town, name: str) -> int:
    return CaseParticipant.objects.get(case=town.case(name)).pk


def asked_to_adopt(*, dropped: bool = False) -> int:
    return AdoptionRequest.objects.get(answers_made=0, dropped_at__isnull=not dropped).pk


def question(town: Town) -> int:
    return Promise.objects.get(kind=PromiseKind.MATCH, question=town.match).pk


def written_in(town: Town) -> int:
    """What came in on paper, written in by the lead a moment ago."""
    way = Gateway.objects.select_related("process", "unit", "terms").get(slug=RESIDENTS)
    made = register(
        gateway=way,
        by=town.cast.amira,
        channel=Channel.PAPER,
        received_on=clock.today(),
        texts=Texts(need="Bänken vid hållplatsen är för låg att resa sig från."),
        visibility=Visibility.ALL,
        terms=way.terms,
        form_key=UUID(int=814),
        contact=Contact(name="Gunvor Ek"),
    )
    return made.idea.pk


def holding(town: Town) -> int:
    return RoleHolding.objects.get(person=town.cast.amira).pk
