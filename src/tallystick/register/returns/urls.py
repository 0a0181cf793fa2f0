"""Addresses of the app `returns`."""

from django.urls import path

from tallystick.register.returns.views import outward, returns, steps

urlpatterns = [
    path("returns/", returns.returns, name="returns"),
    path("returns/begin/", returns.begin_return, name="begin_return"),
    path("returns/profile/", returns.returns_profile, name="returns_profile"),
    path("returns/compared/<int:year>/", outward.returns_compared, name="returns_compared"),
    path("returns/partners/<uuid:pk>/withdraw/", outward.partner_withdraw, name="partner_withdraw"),
    path("returns/<uuid:pk>/", returns.return_page, name="return"),
    path("returns/<uuid:pk>/change/", steps.return_change, name="return_change"),
    path("returns/<uuid:pk>/answers/", steps.return_answers, name="return_answers"),
    path("returns/<uuid:pk>/lines/", steps.return_lines, name="return_lines"),
    path("returns/<uuid:pk>/nil/<slug:part>/", steps.return_nil, name="return_nil"),
    path("returns/<uuid:pk>/submit/", steps.return_submit, name="return_submit"),
    path("returns/<uuid:pk>/acknowledge/", steps.return_acknowledge, name="return_acknowledge"),
    path("returns/<uuid:pk>/revise/", steps.return_revise, name="return_revise"),
    path("returns/<uuid:pk>/differences/", outward.return_differences, name="return_differences"),
    path("returns/<uuid:pk>/before/", outward.return_before, name="return_before"),
    path("returns/<uuid:pk>/partners/add/", outward.partner_add, name="partner_add"),
    path("returns/<uuid:pk>/file/<slug:form>/<slug:audience>/", outward.return_file, name="return_file"),
    path("returns/<uuid:pk>/<slug:part>/<slug:key>/", returns.figure, name="figure"),
]
