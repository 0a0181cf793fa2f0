"""Addresses of the app `access`."""

from django.urls import path

from tallystick.register.access.views import account, language, signing_in, users

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("second-factor/", signing_in.second_factor, name="second_factor"),
    path("language/", language.choose, name="set_language"),
    path("account/", account.account, name="account"),
    path("account/again/", account.send_again, name="send_again"),
    path("account/password/", account.password, name="password"),
    path("account/sessions/", account.end_sessions, name="end_sessions"),
    path("account/codes/", account.backup_codes, name="backup_codes"),
    path("users/", users.users, name="users"),
    path("users/add/", users.add, name="add_user"),
    path("users/<int:pk>/", users.user, name="user"),
    path("users/<int:pk>/change/", users.change, name="change_user"),
    path("users/<int:pk>/reset/", users.reset, name="reset_user"),
    path("users/<int:pk>/device/", users.forget_device, name="forget_device"),
    path("users/<int:pk>/lift/", users.lift, name="lift_lock"),
    path("readings/", users.readings, name="readings"),
]
