from sluss.core.routes import route

from .views import barriers, boards, carrying, decide, matching, together, trying, work
from .views.case import case
from .views.holding import question
from .views.let_go import let_go
from .views.processes import compare, process, processes
from .views.queue import next_one, queue
from .views.several import several
from .views.statistics import statistics, statistics_file
from .views.templates import template_edit, template_new, template_retire, templates
from .views.weights import weights

app_name = "gates"
urlpatterns = [
    route("att-hantera", queue, "queue"),
    route("att-hantera/nasta", next_one, "next"),
    route("att-hantera/flera", several, "several"),
    route("att-hantera/slappta", let_go, "let_go"),
    route("att-hantera/fragor/<row:pk>", question, "question"),
    route("arenden/<row:pk>", case, "case"),
    route("arenden/<row:pk>/ga-vidare", decide.Advance.as_view(), "advance"),
    route("arenden/<row:pk>/be-om-mer", decide.Ask.as_view(), "ask"),
    route("arenden/<row:pk>/aterfor", decide.SendBack.as_view(), "send_back"),
    route("arenden/<row:pk>/parkera", decide.Park.as_view(), "park"),
    route("arenden/<row:pk>/ta-upp", decide.Wake.as_view(), "wake"),
    route("arenden/<row:pk>/avsluta", decide.Close.as_view(), "close"),
    route("arenden/<row:pk>/hanvisa", decide.Refer.as_view(), "refer"),
    route("arenden/<row:pk>/rekommendation", decide.Recommend.as_view(), "recommend"),
    route("arenden/<row:pk>/beslut/<row:number>/ratta", decide.Correct.as_view(), "correct"),
    route("arenden/<row:pk>/visa-for-andra", work.Release.as_view(), "release"),
    route("arenden/<row:pk>/ta-over", work.Take.as_view(), "take"),
    route("arenden/<row:pk>/lamna-over", work.HandOver.as_view(), "hand_over"),
    route("arenden/<row:pk>/kontrollfragor", work.Check.as_view(), "check"),
    route("arenden/<row:pk>/jav", work.Recuse.as_view(), "recuse"),
    route("arenden/<row:pk>/bedom", work.Assess.as_view(), "assess"),
    route("arenden/<row:pk>/planera-test", carrying.PlanTrial.as_view(), "plan_trial"),
    route("arenden/<row:pk>/testresultat", carrying.EndTrial.as_view(), "end_trial"),
    route("arenden/<row:pk>/fraga-mottagare", carrying.AskReceiver.as_view(), "ask_receiver"),
    route("arenden/<row:pk>/aterta-fragan", carrying.TakeBack.as_view(), "take_back"),
    route("mottagare/<row:pk>", carrying.AnswerReceiver.as_view(), "receiver"),
    route("arenden/<row:pk>/sortera", trying.Sort.as_view(), "sort"),
    route("arenden/<row:pk>/plan", trying.Step.as_view(), "plan_step"),
    route("arenden/<row:pk>/plan/<row:number>", trying.EndStep.as_view(), "plan_step_end"),
    route("arenden/<row:pk>/prova", trying.Plan.as_view(), "experiment"),
    route("arenden/<row:pk>/prova/<row:number>/starta", trying.Start.as_view(), "experiment_start"),
    route("arenden/<row:pk>/prova/<row:number>/lardom", trying.Learn.as_view(), "experiment_learn"),
    route("arenden/<row:pk>/hinder", barriers.OnCase.as_view(), "case_barrier"),
    route("arenden/<row:pk>/deltagare", together.AskUnit.as_view(), "ask_unit"),
    route("arenden/<row:pk>/deltagare/<row:number>/svara", together.Answer.as_view(), "answer_ask"),
    route("arenden/<row:pk>/deltagare/<row:number>/lamna", together.Leave.as_view(), "leave"),
    route("arenden/<row:pk>/handledning", together.Coach.as_view(), "coach"),
    route("hinder", barriers.barriers, "barriers"),
    route("hinder/nytt", barriers.barrier_new, "barrier_new"),
    route("hinder/<row:pk>", barriers.barrier, "barrier"),
    route("statistik", statistics, "statistics"),
    route("statistik/hamta", statistics_file, "statistics_file"),
    route("arenden/<row:pk>/matcha", matching.MatchPage.as_view(), "match"),
    route("arenden/<row:pk>/behov/<row:number>/aterta-fragan", matching.TakeBackMatch.as_view(), "take_back_match"),
    route("behov/<row:pk>", matching.match_answer, "match_answer"),
    route("arenden/<row:pk>/lyft", boards.Lift.as_view(), "lift"),
    route("arenden/<row:pk>/namndbeslut", boards.BoardDecision.as_view(), "board"),
    route("sammantraden", boards.boards, "boards"),
    route("sammantraden/<row:pk>", boards.meetings, "meetings"),
    route("sammantraden/<row:pk>/stall-in", boards.call_off, "call_off"),
    route("svarstexter", templates, "templates"),
    route("svarstexter/ny", template_new, "template_new"),
    route("svarstexter/<row:pk>/andra", template_edit, "template_edit"),
    route("svarstexter/<row:pk>/ta-bort", template_retire, "template_retire"),
    route("processer", processes, "processes"),
    route("processer/<slug:key>", process, "process"),
    route("processer/<slug:key>/jamfor", compare, "compare"),
    route("processer/<slug:key>/vikter", weights, "weights"),
]
