"""Addresses of the app `access`."""

from django.urls import path

from tallystick.register.access import account, language, user_pages, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("language/", language.choose, name="set_language"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/sessions/", account.end_sessions, name="end_sessions"),
    path("account/codes/", account.backup_codes, name="backup_codes"),
    path("users/", user_pages.users, name="users"),
    path("users/add/", user_pages.add, name="add_user"),
    path("users/<int:pk>/", user_pages.user, name="user"),
    path("users/<int:pk>/change/", user_pages.change, name="change_user"),
    path("users/<int:pk>/reset/", user_pages.reset, name="reset_user"),
    path("users/<int:pk>/device/", user_pages.forget_device, name="forget_device"),
    path("users/<int:pk>/lift/", user_pages.lift, name="lift_lock"),
    path("readings/", user_pages.readings, name="readings"),
]
