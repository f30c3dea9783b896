"""`python -m scoring`."""

import signal
import sys

from scoring.commands import main

if hasattr(signal, "SIGPIPE"):
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that leaves early is no error
sys.exit(main())
