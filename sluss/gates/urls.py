from sluss.core.routes import route

from .views import decide, work
from .views.case import case
from .views.processes import process, processes
from .views.queue import next_one, queue

app_name = "gates"
urlpatterns = [
    route("att-hantera", queue, "queue"),
    route("att-hantera/nasta", next_one, "next"),
    route("arenden/<int:pk>", case, "case"),
    route("arenden/<int:pk>/ga-vidare", decide.Advance.as_view(), "advance"),
    route("arenden/<int:pk>/be-om-mer", decide.Ask.as_view(), "ask"),
    route("arenden/<int:pk>/aterfor", decide.SendBack.as_view(), "send_back"),
    route("arenden/<int:pk>/parkera", decide.Park.as_view(), "park"),
    route("arenden/<int:pk>/ta-upp", decide.Wake.as_view(), "wake"),
    route("arenden/<int:pk>/avsluta", decide.Close.as_view(), "close"),
    route("arenden/<int:pk>/rekommendation", decide.Recommend.as_view(), "recommend"),
    route("arenden/<int:pk>/beslut/<int:number>/ratta", decide.Correct.as_view(), "correct"),
    route("arenden/<int:pk>/visa-for-andra", work.Release.as_view(), "release"),
    route("arenden/<int:pk>/ta-over", work.Take.as_view(), "take"),
    route("arenden/<int:pk>/lamna-over", work.HandOver.as_view(), "hand_over"),
    route("arenden/<int:pk>/kontrollfragor", work.Check.as_view(), "check"),
    route("arenden/<int:pk>/bedom", work.Assess.as_view(), "assess"),
    route("processer", processes, "processes"),
    route("processer/<slug:key>", process, "process"),
]
