"""Addresses of the app `items`."""

from django.urls import path

from tallystick.register.items import views

urlpatterns = [
    path("items/", views.items, name="items"),
    path("items/register/", views.register_item, name="register_item"),
    path("items/<uuid:pk>/", views.item, name="item"),
    path("items/<uuid:pk>/happened/<slug:kind>/", views.happened, name="happened"),
    path("decide/", views.to_decide, name="to_decide"),
    path("decide/<uuid:pk>/", views.decide_event, name="decide_event"),
]
