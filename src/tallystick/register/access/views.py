"""Signing in, and the second factor."""

from django.contrib.auth import views

sign_in = views.LoginView.as_view(template_name="access/sign_in.html", redirect_authenticated_user=True)
sign_out = views.LogoutView.as_view()
