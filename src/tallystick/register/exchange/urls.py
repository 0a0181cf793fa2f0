"""Addresses of the app `exchange`."""

from django.urls import path

from tallystick.register.exchange import ledger_views, views

urlpatterns = [
    path("exchange/", views.exchange, name="exchange"),
    path("exchange/out/<slug:what>/<slug:ending>/", views.write_out, name="write_out"),
    path("exchange/card/", views.card, name="site_card"),
    path("exchange/sites/accept/", views.accept_site, name="accept_site"),
    path("exchange/bundle/", views.bundle, name="bundle"),
    path("exchange/receive/", views.receive, name="receive"),
    path("exchange/conflicts/", views.conflicts, name="conflicts"),
    path("exchange/conflicts/<uuid:pk>/", views.conflict, name="conflict"),
    path("exchange/ledgers/add/", ledger_views.ledger_add, name="ledger_add"),
    path("exchange/ledgers/<uuid:pk>/", ledger_views.ledger, name="ledger"),
    path("exchange/ledgers/<uuid:pk>/mapping/", ledger_views.ledger_mapping, name="ledger_mapping"),
    path("exchange/ledgers/<uuid:pk>/words/", ledger_views.ledger_words, name="ledger_words"),
    path("exchange/ledgers/<uuid:pk>/compare/", ledger_views.ledger_compare, name="ledger_compare"),
    path("exchange/ledgers/<uuid:pk>/take-in/", ledger_views.ledger_take, name="ledger_take"),
    path("exchange/ledgers/<uuid:pk>/unreadable/", ledger_views.ledger_unreadable, name="ledger_unreadable"),
]
