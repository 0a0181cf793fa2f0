"""Addresses of the log."""

from django.urls import path

from tallystick.register.log import views

urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/<int:number>/", views.entry, name="entry"),
    path("log/of/<str:kind>/<uuid:pk>/", views.row_history, name="row_history"),
]
