"""The place in an external export service, as exports keep it."""

import pytest

from hbi.exports.records import Target


@pytest.mark.parametrize(
    ("document", "target"),
    [
        pytest.param(
            '{"export_id": "e", "source_id": "s", "application": "a", "fault": "f"}',
            Target("e", "s", "a", "f"),
            id="ours",
        ),
        pytest.param(
            '{"export_id": "e", "source_id": "s", "application": "a", "zebra": 1}',
            Target("e", "s", "a"),
            id="with more",
        ),
        pytest.param('{"export_id": "e", "source_id": "s"}', None, id="with less"),
        pytest.param('{"export_id": "e", "source_id": 1, "application": "a"}', None, id="of another type"),
        *(pytest.param(text, None, id=text) for text in ("[]", "null", '"a"', "1", "{}")),
    ],
)
def test_what_is_stored(document: str, target: Target | None) -> None:
    """Whatever other software stores there, an export can be read."""
    assert Target.stored(document) == target
