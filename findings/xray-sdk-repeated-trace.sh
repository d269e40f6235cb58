#!/usr/bin/env bash
# AWS's X-Ray SDK for Python shows a second Lambda invocation of the same trace as a part of the first.
#
# Software: PyPI aws-xray-sdk 2.15.0.
# Seen:     2026-12-01. A like report about the SDK for Node.js is its issue 405.
# Expected: each invocation's subsegments have the parent that Lambda names for that invocation (`Parent` in the variable
#           _X_AMZN_TRACE_ID), and are sent if and only if it says `Sampled=1`. The SDK says in LambdaContext: "every time
#           get_trace_entity() gets called it refresh the segment based on environment variables set by Lambda worker".
# Happens:  the segment is made anew only when the trace's id (`Root`) changes. Invocations of one process that share it
#           do happen: AWS repeats a failed asynchronous invocation with the same header, and a client may call twice
#           within one trace. Then the second invocation's subsegments have the first one's parent; one that is not
#           sampled sends what nobody wants; one that is sampled sends nothing if the first was not.
#
# The script runs the SDK as Lambda does, with a UDP socket for the daemon on this machine. Nothing else is sent.
# Exit code: 0 if this still happens, 1 if the behaviour changed, 2 if the script could not run.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=""
for candidate in python3.13 python3.12 python3.14 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || { echo "cannot run: Python 3.10 or newer is needed" >&2; exit 2; }
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check aws-xray-sdk==2.15.0 ||
    { echo "cannot run: the package could not be installed" >&2; exit 2; }

cat >"$work/show.py" <<'SCRIPT'
import json
import os
import socket
import sys
from importlib.metadata import version

daemon = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
daemon.bind(("127.0.0.1", 0))
daemon.setblocking(False)
os.environ["LAMBDA_TASK_ROOT"] = "/var/task"
os.environ["AWS_XRAY_DAEMON_ADDRESS"] = "127.0.0.1:%d" % daemon.getsockname()[1]

from aws_xray_sdk.core import xray_recorder


def invocation(trace, parent, sampled):
    """The parent of what one invocation sends; None when it sends nothing."""
    root = f"1-65a1b2c3-{trace * 24}"
    os.environ["_X_AMZN_TRACE_ID"] = f"Root={root};Parent={parent * 16};Sampled={sampled}"
    with xray_recorder.in_subsegment("work"):
        pass
    try:
        document = daemon.recv(65535).split(b"\n", 1)[1]
    except BlockingIOError:
        return None
    return json.loads(document)["parent_id"][0]


CASES = [
    # what happens, trace, parent, sampled, expected, seen
    ("a first invocation", "a", "1", 1, "1", "1"),
    ("a second one of the same trace", "a", "2", 1, "2", "1"),
    ("one that is not sampled", "a", "3", 0, None, "1"),
    ("another trace, not sampled", "b", "4", 0, None, None),
    ("the same trace, sampled", "b", "5", 1, "5", None),
]

print(f"aws-xray-sdk {version('aws-xray-sdk')}: the parent of what is sent, None for nothing")
changed = False
for what, trace, parent, sampled, expected, seen in CASES:
    sent = invocation(trace, parent, sampled)
    changed |= sent != seen
    print(f"{what:<32} expected {expected}, sent {sent}{'' if sent == seen else '  <- changed'}")
sys.exit(1 if changed else 0)
SCRIPT

"$work/venv/bin/python" "$work/show.py"
