"""The application as servers and the `flask` command find it."""

import gc

gc.disable()  # reading modules makes no garbage, and looking for it takes a sixth of the start

from award import create_app  # noqa: E402  # after the line above

app = create_app()
gc.freeze()  # what stands now stays: later searches, and workers forked from here, pass it by
gc.enable()
