"""The WSGI application: ``flask --app wsgi …``, ``gunicorn wsgi:app``."""

from reviewapp import create_app

app = create_app()
