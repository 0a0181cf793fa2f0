"""Addresses of the app `stocktaking`."""

from django.urls import path

from tallystick.register.stocktaking.views import ammunition, counts, printing, settling, settling_many

urlpatterns = [
    path("counts/", counts.counts, name="counts"),
    path("counts/add/", counts.count_add, name="count_add"),
    path("counts/<uuid:pk>/", counts.count, name="count"),
    path("counts/<uuid:pk>/seed/", counts.count_seed, name="count_seed"),
    path("counts/<uuid:pk>/sheets/", printing.count_sheet, name="count_sheet"),
    path("counts/<uuid:pk>/enter/", counts.count_enter, name="count_enter"),
    path("counts/<uuid:pk>/find/", counts.count_find, name="count_find"),
    path("counts/<uuid:pk>/settle/<uuid:subject>/<slug:way>/", settling.count_settle, name="count_settle"),
    path(
        "counts/<uuid:pk>/settle/many/<slug:differs>/<slug:way>/",
        settling_many.count_settle_many,
        name="count_settle_many",
    ),
    path("counts/<uuid:pk>/close/", counts.count_close, name="count_close"),
    path("counts/lines/<uuid:pk>/withdraw/", counts.sweep_withdraw, name="sweep_withdraw"),
    path("labels/", printing.labels, name="labels"),
    path("ammunition/", ammunition.ammunition, name="ammunition"),
    path("ammunition/by-lot/", ammunition.by_lot, name="by_lot"),
    path("ammunition/<uuid:pk>/", ammunition.lot, name="lot"),
    path("ammunition/<uuid:pk>/surveillance/", ammunition.surveillance_add, name="surveillance_add"),
]
