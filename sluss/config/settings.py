"""The settings, twelve-factor: everything a city changes comes from the environment (`sluss check` explains each)."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from . import env

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.text("SLUSS_VAR", str(ROOT / "var"), help="Folder for the database, files and mail of the embedded default"))
TESTING = "pytest" in sys.modules

# --- What kind of installation this is ------------------------------------------------------------------------
DEBUG = False
PRODUCTION = env.flag("SLUSS_PRODUCTION", help="1 in a city's real installation: HTTPS only, no demo, a secret key is required")
DEMO = env.flag("SLUSS_DEMO", help="1 shows the demo city's sign-in page; refused in production and off loopback")
BENCH = env.flag("SLUSS_BENCH", help="1 shows the benchmark's ruler at /bench/ruler; refused in production")
if PRODUCTION and BENCH:
    raise env.BadSetting("SLUSS_BENCH cannot be on in production (SLUSS_PRODUCTION=1)")
if PRODUCTION and DEMO:
    raise env.BadSetting("SLUSS_DEMO cannot be on in production (SLUSS_PRODUCTION=1)")


def _secret_key() -> str:
    given = env.text("SECRET_KEY", help="At least 50 random characters; made and kept in var/ when not in production", secret=True)
    if given:
        return given
    if PRODUCTION:
        raise env.BadSetting("SECRET_KEY must be set in production")
    kept = VAR / "secret-key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        try:
            with kept.open("x", encoding="ascii") as file:
                kept.chmod(0o600)
                file.write(get_random_secret_key())
        except FileExistsError:
            pass
    return kept.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", help="Host names this installation answers to")
HOST = env.text("HOST", "127.0.0.1", help="Where `sluss serve` listens; loopback unless a proxy stands on another machine")
PORT = env.number("PORT", 8000, help="The port `sluss serve` listens on")
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}", help="The address people use, for links in mail").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, help="How many proxies of your own stand in front and write X-Forwarded-For")
SEARCHES_PER_MINUTE = env.number("SEARCHES_PER_MINUTE", 120, help="How often one caller may search in a minute; 0 sets no limit")

# --- The city ---------------------------------------------------------------------------------------------------
CITY_NAME = env.text("CITY_NAME", "Älvsunds kommun" if DEMO else "Din kommun", help="The city's name, shown on every page")
CITY_COLOUR = env.text("CITY_COLOUR", "#1f6f8b", help="One hex colour; the whole palette is computed from it")
CITY_LOGO = env.text("CITY_LOGO", "", help="Address of the city's logo, shown in the top band (svg or png under /static or /media)")
CONTACT_EMAIL = env.text(
    "CONTACT_EMAIL",
    "innovation@alvsund.example" if DEMO else "innovation@example.org",
    help="Whom people can ask: the innovation office's address",
)

# --- Apps and middleware ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
    "django_htmx",
    "sluss.core",
    "sluss.people",
    "allauth",  # after people, whose templates replace its own
    "allauth.account",
    "sluss.journal",
    "sluss.records",
    "sluss.gates",
    "sluss.ideas",
    "sluss.demo",
    "sluss.bench",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sluss.core.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sluss.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sluss.core.middleware.PostOnlyMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "sluss.config.urls"
WSGI_APPLICATION = "sluss.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sluss.core.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "sluss.core.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "sluss.core.forms.Renderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database, cache, files -------------------------------------------------------------------------------------
DATABASE_URL = env.text(
    "DATABASE_URL", f"sqlite:///{VAR / 'sluss.sqlite3'}", help="sqlite:///path or postgresql://…; add ?pool=8 for a pool", secret=True
)
DATABASES = {"default": env.database(DATABASE_URL)}
_redis = env.text("CACHE_URL", "", help="redis://… when there are several processes; in process when empty", secret=True)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis}
    if _redis
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
MEDIA_ROOT = VAR / "files"
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR / "static"), help="Where `sluss collectstatic` puts the fingerprinted assets"))
STORAGES = {
    "default": {"BACKEND": "sluss.core.files.DurableStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
UPLOAD_MOST_BYTES = 210_000_000  # of one request: ten files of 20 MB, and what they are sent with
FILE_UPLOAD_HANDLERS = [
    "sluss.core.uploads.AtMost",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Language and time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [ROOT / "sluss" / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

# --- Signing in -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "sluss.people.adapter.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:me"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sluss.people.adapter.Adapter"
_FORMS = "sluss.people.forms.account."
ACCOUNT_FORMS = {
    "login": _FORMS + "LoginForm",
    "signup": _FORMS + "SignupForm",
    "request_login_code": _FORMS + "RequestLoginCodeForm",
    "confirm_login_code": _FORMS + "ConfirmLoginCodeForm",
    "confirm_email_verification_code": _FORMS + "ConfirmEmailForm",
    "reset_password": _FORMS + "ResetPasswordForm",
    "confirm_password_reset_code": _FORMS + "ConfirmResetForm",
    "reset_password_from_key": _FORMS + "NewPasswordForm",
    "change_password": _FORMS + "ChangePasswordForm",
    "set_password": _FORMS + "SetPasswordForm",
    "add_email": _FORMS + "ChangeEmailForm",
    "reauthenticate": _FORMS + "ReauthenticateForm",
}
# Addresses stand in PersonDetails and in allauth's EmailAddress; people.actions keeps the two the same.
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_DISPLAY = "sluss.people.adapter.shown_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# Counted in this process only, and wide, since a whole workplace may share one address: people.views.limits and axes are what holds.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,20/15m/key",
    "signup": "60/m/ip",
    "request_login_code": "100/m/ip,10/m/key",
    "reset_password": "100/m/ip,10/m/key",
}
# Five wrong passwords for one address from one place: a quarter of an hour's pause. A code by e-mail still works.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False  # people.SignIn is the log of sign-ins: one, and without what was typed
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "sluss.people.views.limits.attempted_address"
AXES_CLIENT_IP_CALLABLE = "sluss.people.views.limits.caller_ip"
AXES_LOCKOUT_CALLABLE = "sluss.people.views.limits.locked_out"
SESSION_ENGINE = "sluss.core.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sluss.core.errors.csrf_failure"

# --- Security headers -------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
_redirect = env.flag("SECURE_SSL_REDIRECT", True, help="0 when the proxy in front already redirects to HTTPS; counts in production only")
if PRODUCTION:
    SECURE_SSL_REDIRECT = _redirect
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Mail -------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text(
    "MAIL_FROM", "Sluss <sluss@alvsund.example>" if DEMO else "Sluss <sluss@example.org>", help="From whom the mails come"
)
EMAIL_HOST = env.text("SMTP_HOST", "", help="The mail server; mails become files under var/mail when empty")
EMAIL_PORT = env.number("SMTP_PORT", 25, help="The mail server's port")
EMAIL_HOST_USER = env.text("SMTP_USER", "", help="Name at the mail server")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD", "", help="Password at the mail server", secret=True)
EMAIL_USE_TLS = env.flag("SMTP_TLS", help="1 for STARTTLS")
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = VAR / "mail"
# Whatever the environment says, the demo city's mail stays on the machine.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST and not DEMO else 'filebased'}.EmailBackend"

# --- Jobs and web processes ---------------------------------------------------------------------------------------
WORKER_INSIDE = env.flag("SLUSS_WORKER_INSIDE", True, help="1 runs the job worker inside the web process; 0 where `sluss worker` runs")
WEB_PROCESSES = env.number("WEB_PROCESSES", 0, help="Web processes of `sluss serve`; 0 means one on SQLite and two on PostgreSQL")
WEB_THREADS = env.number("WEB_THREADS", 4, help="Requests that each web process works on at once")

KNOWN_SETTINGS = env.KNOWN  # what `sluss check` and docs/reference/settings.md explain

# --- Logs -------------------------------------------------------------------------------------------------------
# To standard error, as a service's logs should go. No request bodies, addresses or names: what went wrong, and where (core/logs.py).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "sluss.core.logs.Lines", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING", help="DEBUG, INFO, WARNING or ERROR")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "PIL": {"level": "WARNING"},  # below that it writes what stands in a photo: who took it, and where
    },
}
