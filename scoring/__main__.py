"""``python -m scoring COMMAND …``: see :mod:`scoring.cli`."""

from __future__ import annotations

import signal
import sys

from scoring.cli import main

_TERMINATED = 128 + signal.SIGTERM

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))  # so that temporary files go
    sys.exit(main())
