#!/usr/bin/env bash
# A generated Python client drops the name of a deepObject query parameter.
#
# Software: PyPI openapi-python-client 0.29.1, with httpx 0.28.1.
# Seen:     2026-11-30. Its maintainers know of it: reported to them in June 2024, for version 0.19.
# Expected: filter[name]=web-1&filter[arch]=x86_64. OpenAPI 3.0.3, section "Parameter Object": "Style Values" has
#           deepObject for objects in the query, and "Style Examples" puts every property in brackets behind the
#           name of the parameter.
# Happens:  name=web-1&arch=x86_64: `style` is read and not used, without a warning. The name of the parameter is
#           lost, and a property replaces the value of another parameter with the same name: asked for name=db-1
#           and filter[name]=web-1, the client sends name=web-1 only.
#
# The script generates a client from a valid document, calls the function that gathers the parameters of a request,
# and lets httpx write the query. Nothing is sent.
# Exit code: 0 if this still happens, 1 if the behaviour changed, 2 if the script could not run.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=""
for candidate in python3.13 python3.12 python3.14 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || { echo "cannot run: Python 3.12 or newer is needed" >&2; exit 2; }
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check openapi-python-client==0.29.1 httpx==0.28.1 ||
    { echo "cannot run: the packages could not be installed" >&2; exit 2; }

cat >"$work/openapi.json" <<'DOCUMENT'
{
  "openapi": "3.0.3",
  "info": {"title": "Hosts", "version": "1"},
  "paths": {
    "/hosts": {
      "get": {
        "operationId": "listHosts",
        "parameters": [
          {"name": "name", "in": "query", "schema": {"type": "string"}},
          {
            "name": "filter",
            "in": "query",
            "style": "deepObject",
            "explode": true,
            "schema": {
              "type": "object",
              "properties": {"name": {"type": "string"}, "arch": {"type": "string"}}
            }
          }
        ],
        "responses": {"204": {"description": "Nothing"}}
      }
    }
  }
}
DOCUMENT

cat >"$work/show.py" <<'SCRIPT'
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote

import httpx
from hosts_client.api.default import list_hosts
from hosts_client.models import ListHostsFilter

EXPECTED = "filter[name]=web-1&filter[arch]=x86_64"


def query(**parameters):
    return unquote(str(httpx.QueryParams(list_hosts._get_kwargs(**parameters)["params"])))


wanted = ListHostsFilter(name="web-1", arch="x86_64")
alone = query(filter_=wanted)
both = query(name="db-1", filter_=ListHostsFilter(name="web-1"))
messages = Path(sys.argv[1]).read_text()
print(f"openapi-python-client {version('openapi-python-client')}, httpx {version('httpx')}")
print(f"expected, filter alone:      {EXPECTED}")
print(f"written, filter alone:       {alone}")
print("expected, name and filter:   name=db-1&filter[name]=web-1")
print(f"written, name and filter:    {both}")
changes = []
if alone != "name=web-1&arch=x86_64":
    changes.append("the name of the parameter is no longer dropped")
if both != "name=web-1":
    changes.append("a property no longer replaces the parameter with the same name")
if "deepObject" in messages or "warning" in messages.lower():
    changes.append("the generator now gives a warning")
for change in changes:
    print(f"changed: {change}")
sys.exit(1 if changes else 0)
SCRIPT

# The generator runs ruff, which the package brings along, over what it wrote.
PATH="$work/venv/bin:$PATH" openapi-python-client generate --path "$work/openapi.json" --meta none \
    --output-path "$work/hosts_client" >"$work/messages" 2>&1 ||
    { cat "$work/messages"; echo "changed: the generator refuses the document"; exit 1; }
"$work/venv/bin/python" "$work/show.py" "$work/messages"
