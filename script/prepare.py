"""Database, tables, demonstration data and the list of sign-ins: one process for script/demo.

Ends with status 10 when the embedded database was not running before, so that whoever started it
also stops it.
"""

import contextlib
import sys

from flask.cli import ScriptInfo

from award import database
from wsgi import app

STARTED_HERE = 10


def main(accounts_file: str) -> int:
    """Run the commands of `flask` that a demonstration needs, in order."""
    settings = app.config["AWARD"]
    own = settings.database_url is None
    running = own and database.cluster(settings).status().running
    for command in (["db", "upgrade"], ["demo", "seed"]):
        _flask(*command)
    with open(accounts_file, "w", encoding="utf-8") as file, contextlib.redirect_stdout(file):
        _flask("demo", "accounts")
    return STARTED_HERE if own and not running else 0


def _flask(*command: str) -> None:
    app.cli.main(list(command), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
