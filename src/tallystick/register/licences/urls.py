"""Addresses of the app `licences`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
