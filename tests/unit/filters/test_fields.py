"""The parameter `fields[system_profile]` (contract: rest-hosts 5.9)."""

from urllib.parse import parse_qsl

import pytest

from hbi.problems import InvalidParameter
from hbi.queries.filters.parameters.returned_fields import profile_fields


def names(query: str) -> set[str] | None:
    """Names that a query string asks for."""
    found = profile_fields(parse_qsl(query, keep_blank_values=True))
    return None if found is None else set(found)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("fields[system_profile]=arch,host_type", {"arch", "host_type"}, id="separated by commas"),
        pytest.param(
            "fields[system_profile]=arch&fields[system_profile]=host_type", {"arch", "host_type"}, id="repeated"
        ),
        pytest.param('fields[system_profile]=["arch","host_type"]', {"arch", "host_type"}, id="a JSON list"),
        pytest.param("fields[system_profile][]=arch", {"arch"}, id="as a list"),
        pytest.param("fields[system_profile][0]=arch", {"arch"}, id="as a numbered list"),
        pytest.param(
            "fields[system_profile][0]=arch&fields[system_profile][1]=os_release,host_type&fields[system_profile][]=a",
            {"arch", "os_release", "host_type", "a"},
            id="mixed",
        ),
        pytest.param("fields%5Bsystem_profile%5D=arch", {"arch"}, id="encoded brackets"),
        pytest.param("fields[system_profile]=nosuch", {"nosuch"}, id="unknown names"),
        pytest.param("fields[system_profile]=", None, id="an empty value is none"),
        pytest.param("fields[system_profile]=,", None, id="nor is a comma a name"),
        pytest.param("fields[system_profile]=[]", None, id="nor an empty list"),
        pytest.param("fields[other]=arch", None, id="other roots are ignored"),
        pytest.param(
            "fields[system_profile][arch]=b", {"system_profile.arch"}, id="nested names ask for what does not exist"
        ),
        pytest.param("fields[system_profile]=[arch", {"[arch"}, id="text that begins like a list"),
        pytest.param("fieldset=arch", None, id="another parameter"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_what_is_asked_for(query, expected):
    assert names(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("fields=arch", id="no brackets"),
        pytest.param('fields={"system_profile":"arch"}', id="no brackets but JSON"),
        pytest.param("fields[]=arch", id="empty brackets alone"),
        pytest.param("fields[0]=arch", id="a number alone"),
        pytest.param("fields[system_profile=arch", id="an open bracket"),
        pytest.param("fields[system_profile]=%00", id="NUL"),
    ],
)
def test_what_is_refused(query):
    with pytest.raises(InvalidParameter):
        names(query)
