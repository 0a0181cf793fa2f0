"""Addresses of the app `tracing`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
