"""The register as a web server calls it, with all its pages loaded."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tallystick.register.settings")

application = get_wsgi_application()

# What is loaded now stays until the end, and the collector is spared it: to go through it all takes a tenth of a
# second, in the middle of one page of fifty.
resolve("/")
gc.collect()
gc.freeze()
