"""Addresses of the app `files`."""

from django.urls import path

from tallystick.register.files import views

urlpatterns = [
    path("files/<uuid:pk>/", views.document, name="document"),
    path("files/<uuid:pk>/small/", views.thumbnail, name="thumbnail"),
]
