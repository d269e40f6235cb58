"""The README's commands do what it says."""

import re
import shlex
import urllib.request

import orjson
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_curl_lines_work_as_printed(system, project_root):
    text = (project_root / "README.md").read_text()
    (identity,) = re.findall(r"^\$ IDENTITY=(\S+)$", text, re.MULTILINE)
    lines = re.findall(r"^\$ (curl .+)$", text, re.MULTILINE)
    assert len(lines) >= 3
    for line in lines:
        arguments = shlex.split(line.replace("$IDENTITY", identity))
        (url,) = (argument for argument in arguments if argument.startswith("http://127.0.0.1:8080/"))
        headers = dict(argument.split(": ", 1) for argument in arguments if argument.startswith("x-rh-identity"))
        here = url.replace("http://127.0.0.1:8080", system.addresses.api_url)
        with urllib.request.urlopen(urllib.request.Request(here, headers=headers), timeout=120) as answer:
            assert answer.status == 200
            assert orjson.loads(answer.read())
