"""Stop the embedded server in the folder that is named; for script/demo.

The application's package is entered by its path: its own door reads all of it, for seconds.
"""

import sys
from pathlib import Path
from types import ModuleType

award = ModuleType("award")
award.__path__ = [str(Path(__file__).resolve().parent.parent / "award")]
sys.modules["award"] = award

from award.postgres import Cluster  # noqa: E402  # after the lines above

if __name__ == "__main__":
    Cluster(Path(sys.argv[1]).expanduser().absolute()).stop()
