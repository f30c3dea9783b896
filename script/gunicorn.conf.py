"""How gunicorn runs the application: workers of one reading, replaced in turn, stopped gently."""

import os
import time
from pathlib import Path

from award.config import Settings

_settings = Settings()

bind = f"{_settings.host}:{_settings.port}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
preload_app = True  # read once, then forked: half the start and half the memory
worker_class = "gthread"
threads = 4
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
max_requests = 5000
max_requests_jitter = 500
timeout = 120  # seconds: the slowest allowed answer
graceful_timeout = 60 if _settings.is_production else 5  # seconds to finish running requests
keepalive = 5
accesslog = None  # the application writes one line per request itself
errorlog = "-"
loglevel = "warning"
limit_request_line = 8190  # a search of a hundred letters with all their accents, and more
limit_request_field_size = 8190


def on_starting(_server: object) -> None:
    """Serve nothing before the file stands that says all is prepared: script/demo does both."""
    prepared, parent = os.environ.get("DEMO_PREPARED"), os.getppid()
    while prepared and not Path(prepared).exists() and os.getppid() == parent:
        time.sleep(0.05)
