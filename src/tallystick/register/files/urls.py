"""Addresses of the app `files`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
