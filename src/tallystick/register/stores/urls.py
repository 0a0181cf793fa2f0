"""Addresses of the app `stores`."""

from django.urls import path

from tallystick.register.stores import views

urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/add/", views.service_add, name="service_add"),
    path("services/<uuid:pk>/change/", views.service_change, name="service_change"),
    path("sites/add/", views.site_add, name="site_add"),
    path("sites/<uuid:pk>/change/", views.site_change, name="site_change"),
    path("stores/add/", views.store_add, name="store_add"),
    path("stores/<uuid:pk>/change/", views.store_change, name="store_change"),
    path("stores/<uuid:pk>/key/", views.key_hand_over, name="key_hand_over"),
    path("stores/<uuid:pk>/inspect/", views.inspect, name="inspect"),
    path("keys/<uuid:pk>/return/", views.key_return, name="key_return"),
]
