"""Addresses of the app `exchange`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
