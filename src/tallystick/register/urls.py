"""Every address of the register."""

from django.urls import include, path

from tallystick.register import home, setting_up
from tallystick.register.glossary.views import glossary

urlpatterns = [
    path("", home.home, name="home"),
    path("set-up/", setting_up.set_up, name="set_up"),
    path("glossary/", glossary, name="glossary"),
    path("", include("tallystick.register.access.urls")),
    path("", include("tallystick.register.log.urls")),
    path("", include("tallystick.register.files.urls")),
    path("", include("tallystick.register.stores.urls")),
    path("", include("tallystick.register.items.urls")),
    path("", include("tallystick.register.stocktaking.urls")),
    path("", include("tallystick.register.licences.urls")),
    path("", include("tallystick.register.tracing.urls")),
    path("", include("tallystick.register.returns.urls")),
    path("", include("tallystick.register.exchange.urls")),
]
