"""A gate in a process of its own, as its keeper starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any


class Gate:
    """A served gate that can be killed and started again on the same port."""

    def __init__(self, ledger, pack="thread"):
        self.ledger, self.pack, self.port = ledger, pack, 0
        self.server: Any = None
        self.key = ""

    @property
    def address(self):
        """Where it is asked."""
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Starts it, and waits until it answers."""
        options = ["--db", str(self.ledger), "--pack", self.pack, "--port", str(self.port), "--lang", "en"]
        command = [sys.executable, "-m", "ringfence.wiring.main", "serve", *options]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.server.stdout.readline().rpartition(":")[2])

    def kill(self):
        """Ends it without warning."""
        os.kill(self.server.pid, signal.SIGKILL)
        self._gone()

    def stop(self):
        """Ends it as its keeper does."""
        self.server.terminate()
        self._gone()

    def _gone(self):
        self.server.wait(30)
        self.server.stdout.close()
