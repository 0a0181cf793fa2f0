"""Addresses of the app `returns`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
