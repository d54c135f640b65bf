"""A question may be read by many threads at once, the first one too."""

import subprocess
import sys

import pytest

FIRST_QUESTIONS = """
import sys, threading
import ringfence.caller.request as request

sys.setswitchinterval(1e-6)
together = threading.Barrier(8)

def ask():
    together.wait()
    request.read_call({"recipient": "+8613000000000", "purpose": "service"})

askers = [threading.Thread(target=ask) for _ in range(8)]
for asker in askers:
    asker.start()
for asker in askers:
    asker.join()
"""


@pytest.mark.soak
def test_first_questions_asked_at_once_do_not_end_the_program():
    ended = [
        subprocess.run([sys.executable, "-c", FIRST_QUESTIONS], check=False).returncode for _ in range(60)
    ]
    assert set(ended) == {0}
