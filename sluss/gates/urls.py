from sluss.core.routes import route

from .views import carrying, decide, work
from .views.case import case
from .views.processes import compare, process, processes
from .views.queue import next_one, queue

app_name = "gates"
urlpatterns = [
    route("att-hantera", queue, "queue"),
    route("att-hantera/nasta", next_one, "next"),
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
    route("processer", processes, "processes"),
    route("processer/<slug:key>", process, "process"),
    route("processer/<slug:key>/jamfor", compare, "compare"),
]
