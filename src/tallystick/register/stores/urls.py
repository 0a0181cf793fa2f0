"""Addresses of the app `stores`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
