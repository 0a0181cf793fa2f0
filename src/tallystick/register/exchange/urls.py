"""Addresses of the app `exchange`."""

from django.urls import path

from tallystick.register.exchange.views import exchange, ledgers

urlpatterns = [
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/out/<slug:what>/<slug:ending>/", exchange.write_out, name="write_out"),
    path("exchange/card/", exchange.card, name="site_card"),
    path("exchange/sites/accept/", exchange.accept_site, name="accept_site"),
    path("exchange/bundle/", exchange.bundle, name="bundle"),
    path("exchange/receive/", exchange.receive, name="receive"),
    path("exchange/conflicts/", exchange.conflicts, name="conflicts"),
    path("exchange/conflicts/<uuid:pk>/", exchange.conflict, name="conflict"),
    path("exchange/ledgers/add/", ledgers.ledger_add, name="ledger_add"),
    path("exchange/ledgers/<uuid:pk>/", ledgers.ledger, name="ledger"),
    path("exchange/ledgers/<uuid:pk>/mapping/", ledgers.ledger_mapping, name="ledger_mapping"),
    path("exchange/ledgers/<uuid:pk>/words/", ledgers.ledger_words, name="ledger_words"),
    path("exchange/ledgers/<uuid:pk>/compare/", ledgers.ledger_compare, name="ledger_compare"),
    path("exchange/ledgers/<uuid:pk>/take-in/", ledgers.ledger_take, name="ledger_take"),
    path("exchange/ledgers/<uuid:pk>/unreadable/", ledgers.ledger_unreadable, name="ledger_unreadable"),
]
