"""`python -m traceability`: hands over to traceability/cli.py."""

import sys

from traceability.cli import main

sys.exit(main(sys.argv[1:]))
