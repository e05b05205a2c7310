"""``python -m scoring COMMAND …``: see :mod:`scoring.cli`."""

from __future__ import annotations

import gc
import signal
import sys

from scoring.cli import main

# Tables of a million records hold no circles: they are not searched for them every few hundred objects.
_OBJECTS_BETWEEN_SEARCHES = 500_000
_TERMINATED = 128 + signal.SIGTERM

if __name__ == "__main__":
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))  # so that temporary files go
    sys.exit(main())
