"""Addresses of the app `stocktaking`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
