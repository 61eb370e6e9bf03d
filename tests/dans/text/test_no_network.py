# SPDX-FileCopyrightText: 2026 SECURED workbench contributors
# SPDX-License-Identifier: Apache-2.0
"""Nothing is asked of the network, not even on first use in a new process."""

import subprocess
import sys

CODE = """
import socket
asked = []
def refuse(*args, **kwargs):
    asked.append(args)
    raise OSError("no network")
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
socket.gethostbyname = refuse
socket.create_connection = refuse
from secured.dans.text import TextDeidentifier
text = "Dr. Hill, jane.roe@mailbox.co.uk, https://portal.example.org/a, 10.1.2.3, +44 20 7946 0018, GB82 WEST 1234 5698 7654 32"
assert len(TextDeidentifier().find(text)) >= 5
assert not asked, asked
"""


def test_a_new_process_asks_nothing_of_the_network():
    run = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-500:]
    assert run.stderr == ""


def test_importing_the_room_loads_no_model():
    code = (
        "import sys, secured.dans.text as room; "
        "print([name for name in ('spacy', 'presidio_analyzer', 'stdnum.iban', 'tldextract') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
