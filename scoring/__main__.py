"""`python -m scoring`."""

import signal
import sys

from scoring.commands import main

if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that leaves is no error
    sys.exit(main())
