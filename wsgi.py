"""The WSGI application: ``flask --app wsgi …``, ``gunicorn wsgi:app``."""

import gc

from reviewapp import create_app

app = create_app()
gc.freeze()  # what is loaded now stays: the collector need not walk over it again, and forked workers share it
