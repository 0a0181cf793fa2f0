"""Settings of a register, read from the folder that `TALLYSTICK_REGISTER` names; without one, an empty one in memory.

Only `tallystick register …` and the tests set that variable. Nothing is fetched from a network, and nothing is sent.
"""

from pathlib import Path
from typing import Any, Final

from tallystick.register.folder import named_folder

ROOM: Final = Path(__file__).resolve().parent
FOLDER: Final = named_folder()
"""The folder of this register; None where there is none: checks of types, and tests of what needs none."""

SECRET_KEY: Final = "no folder, no secret" if FOLDER is None else FOLDER.secret()
DEBUG: Final = False
ALLOWED_HOSTS: Final = ["localhost", "127.0.0.1", "[::1]", *([] if FOLDER is None else FOLDER.settings.hosts)]

INSTALLED_APPS: Final = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "tallystick.register.ledger",
    "tallystick.register.access",
    "tallystick.register.files",
    "tallystick.register.stores",
    "tallystick.register.items",
    "tallystick.register.stocktaking",
    "tallystick.register.licences",
    "tallystick.register.tracing",
    "tallystick.register.returns",
    "tallystick.register.exchange",
]

MIDDLEWARE: Final = [
    "django.middleware.security.SecurityMiddleware",
    "tallystick.register.access.headers.strict_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tallystick.register.access.language.registers_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "tallystick.register.access.sessions.ending_sessions",
    "tallystick.register.access.language.users_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tallystick.register.access.sent_alone.with_a_way_out",
    "tallystick.register.access.hostile.SafeText",
    "axes.middleware.AxesMiddleware",
    "tallystick.register.ledger.trouble.TroubleSaid",
    "tallystick.register.ledger.once.SentOnce",
]

ROOT_URLCONF: Final = "tallystick.register.urls"
WSGI_APPLICATION: Final = "tallystick.register.wsgi.application"
TEMPLATES: Final = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOM / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tallystick.register.navigation.surroundings",
            ],
            "builtins": [
                "tallystick.register.templatetags.register_words",
                "tallystick.register.verbs",
                "tallystick.register.log.words",
            ],
        },
    }
]
# templates/django/forms turns lines of text the way they are written
FORM_RENDERER: Final = "django.forms.renderers.TemplatesSetting"

DATABASES: Final[dict[str, Any]] = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    if FOLDER is None
    else FOLDER.database()
}
DEFAULT_AUTO_FIELD: Final = "django.db.models.BigAutoField"

AUTH_USER_MODEL: Final = "access.User"
AUTHENTICATION_BACKENDS: Final = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS: Final = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # twelve characters hold against a stolen database on one graphics card for longer than a posting lasts
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL: Final = "sign_in"
LOGIN_REDIRECT_URL: Final = "home"
LOGOUT_REDIRECT_URL: Final = "sign_in"

# five tries, then a quarter of an hour: a person mistypes, a program gives up
AXES_FAILURE_LIMIT: Final = 5
AXES_COOLOFF_TIME: Final = 0.25
AXES_LOCKOUT_PARAMETERS: Final = ["username"]
AXES_RESET_ON_SUCCESS: Final = True
AXES_LOCKOUT_CALLABLE: Final = "tallystick.register.access.views.signing_in.locked_out"
AXES_VERBOSE: Final = False
OTP_TOTP_ISSUER: Final = "Tallystick" if FOLDER is None else FOLDER.settings.name

# half an hour without a click ends a session, and so does closing the browser; `access.sessions` notes each minute
SESSION_COOKIE_AGE: Final = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE: Final = True
SESSION_COOKIE_HTTPONLY: Final = True
SESSION_COOKIE_SAMESITE: Final = "Strict"
CSRF_COOKIE_HTTPONLY: Final = True
CSRF_COOKIE_SAMESITE: Final = "Strict"
CSRF_FAILURE_VIEW: Final = "tallystick.register.access.views.signing_in.refused_token"
# on a LAN without certificates a secure cookie would never come back; `https = true` in register.toml asks for it
SESSION_COOKIE_SECURE: Final = FOLDER is not None and FOLDER.settings.https
CSRF_COOKIE_SECURE: Final = SESSION_COOKIE_SECURE
SECURE_CONTENT_TYPE_NOSNIFF: Final = True
SECURE_REFERRER_POLICY: Final = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY: Final = "same-origin"
X_FRAME_OPTIONS: Final = "DENY"
# a form of a count sheet has a field a line; a page of a form never more than two thousand
DATA_UPLOAD_MAX_NUMBER_FIELDS: Final = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE: Final = 5 * 1024 * 1024

LANGUAGE_CODE: Final = "en" if FOLDER is None else FOLDER.settings.language or "en"
LANGUAGES: Final = [
    ("en", "English"),
    ("fr", "Français"),
    ("pt", "Português"),
    ("es", "Español"),
    ("ar", "العربية"),
]
LOCALE_PATHS: Final = [ROOM / "locale"]
USE_I18N: Final = True
USE_TZ: Final = True
TIME_ZONE: Final = "UTC" if FOLDER is None else FOLDER.settings.time_zone
LANGUAGE_COOKIE_SAMESITE: Final = "Strict"

STATIC_URL: Final = "static/"
STATICFILES_DIRS: Final = [ROOM / "static"]
# served from where they are: nothing has to be collected on an old computer
WHITENOISE_USE_FINDERS: Final = True
WHITENOISE_AUTOREFRESH: Final = False

MESSAGE_STORAGE: Final = "django.contrib.messages.storage.session.SessionStorage"
TEST_RUNNER: Final = "django.test.runner.DiscoverRunner"
# counted by name alone: on a LAN behind one gateway an address is everybody, and tries are few anyway
SILENCED_SYSTEM_CHECKS: Final = ["axes.W006"]
LOGGING: Final = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR"}},
}
