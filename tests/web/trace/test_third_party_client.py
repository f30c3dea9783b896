"""A client that others wrote, npm's epcis2.js, captures and finds its events again."""

import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from award import worker
from award.extensions import db
from tests.web.trace.epcis import make_system

SCRIPT = Path(__file__).with_name("third_party.js")


@pytest.fixture
def packages() -> str:
    """The folder `node_modules` that holds epcis2.js; it is no part of this project."""
    folder = os.environ.get("EPCIS2_JS", "")
    if shutil.which("node") is None or not (Path(folder) / "epcis2.js").is_dir():
        pytest.skip("needs node and EPCIS2_JS, the node_modules folder that holds epcis2.js")
    return folder


def test_epcis2_js_captures_and_queries(clone_database, serve, packages):
    app = clone_database()
    with app.app_context():
        system = make_system(app.test_client())
        db.session.commit()
    address = serve(app)
    client = subprocess.Popen(
        ["node", str(SCRIPT), f"{address}/epcis", system.token],
        env=os.environ | {"NODE_PATH": packages}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            worker.run(app, wait=False)
            stop.wait(0.2)

    thread = threading.Thread(target=work)
    thread.start()
    output, _ = client.communicate(timeout=60)
    stop.set()
    thread.join()

    told = json.loads(output)
    assert (told["status"], told["success"], len(told["ids"])) == (202, True, 1)
    assert told["ids"][0].startswith("ni:///sha-256;")
