from sluss.core.routes import route

from .views import acting, browse, changing, gateways, idea, mine, own, spread, submit

app_name = "ideas"
urlpatterns = [
    route("ideer", browse.ideas, "list"),
    route("ideer/<row:pk>", idea.by_number, "by_number"),
    route("ideer/<row:pk>-<slug:slug>", idea.idea, "idea"),
    route("ideer/<row:pk>-<slug:slug>/versioner", idea.versions, "versions"),
    route("ideer/<row:pk>-<slug:slug>/stod", acting.support, "support"),
    route("ideer/<row:pk>-<slug:slug>/folj", acting.follow, "follow"),
    route("arenden/<row:pk>/sprid", spread.Spread.as_view(), "spread"),
    route("arenden/<row:pk>/nytta", spread.Benefit.as_view(), "benefit"),
    route("sprid/<row:pk>", spread.adoption, "adoption"),
    route("lamna-ide", submit.choose, "gateways"),
    route("lamna-ide/villkor/<slug:version>", submit.terms, "terms"),
    route("lamna-ide/kvitto/<row:pk>", submit.receipt, "receipt"),
    route("lamna-ide/<slug:gateway>", submit.submit, "submit"),
    route("lamna-ide/<slug:gateway>/spara", submit.autosave, "autosave"),
    route("lamna-ide/<slug:gateway>/utkast/<uuid:key>", submit.draft, "draft"),
    route("lamna-ide/<slug:gateway>/utkast/<uuid:key>/ta-bort", submit.delete_draft, "delete_draft"),
    route("slussar", gateways.listed, "gateway_list"),
    route("slussar/<slug:gateway>/andra", gateways.edit, "gateway_edit"),
    route("mina-ideer", mine.ideas, "my_ideas"),
    route("min-ide/<row:pk>", own.mine, "mine"),
    route("min-ide/<row:pk>/andra", changing.edit, "mine_edit"),
    route("min-ide/<row:pk>/komplettera", changing.complete, "mine_complete"),
    route("min-ide/<row:pk>/ta-tillbaka", changing.withdraw, "mine_withdraw"),
    route("min-ide/<row:pk>/namn", changing.name, "mine_name"),
    route("folj-ide", own.status, "status"),
    route("folj-ide/andra", changing.edit, "status_edit"),
    route("folj-ide/komplettera", changing.complete, "status_complete"),
    route("folj-ide/ta-tillbaka", changing.withdraw, "status_withdraw"),
    route("folj-ide/namn", changing.name, "status_name"),
    route("folj-ide/mejl", changing.email, "status_email"),
    route("folj-ide/kod", changing.verify, "status_verify"),
    route("folj-ide/glom", own.forget, "status_forget"),
]
