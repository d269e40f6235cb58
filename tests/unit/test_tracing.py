"""Which invocations are traced, and what their messages carry on."""

import pytest

from hbi import tracing
from hbi.settings import TracingSettings

ON = TracingSettings.load({"HBI_TRACING_ENABLED": "true"})
GIVEN = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": "vendor=1"}
ROOT = "Root=1-65a1b2c3-0123456789abcdef01234567"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(f"{ROOT};Parent=0123456789abcdef;Sampled=0", id="not chosen"),
        pytest.param(f"{ROOT};Sampled=1", id="no parent"),
        pytest.param(f"{ROOT};Parent=0123456789abcdef;Sampled=?", id="not decided"),
        pytest.param("Root=1-65a1b2c3;Parent=0123456789abcdef;Sampled=1", id="no trace"),
        pytest.param("Self;=;;Sampled", id="nonsense"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_lambda_does_not_choose_is_not_traced(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    with tracing.invocation(ON, "test"), tracing.step("database"):
        tracing.annotate(org_id="1")
        tracing.involve(org_id="1")
        assert (tracing.is_traced(), tracing.carried()) == (False, {})


def test_what_is_chosen_is_not_traced_outside_of_lambda(monkeypatch: pytest.MonkeyPatch) -> None:
    """Powertools does not trace there, and says so with a recorder that records nothing."""
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"{ROOT};Parent=0123456789abcdef;Sampled=1")
    with tracing.invocation(ON, "test", GIVEN):
        assert (tracing.is_traced(), tracing.carried()) == (False, GIVEN)


def test_what_was_given_is_carried_on_while_the_work_lasts() -> None:
    with tracing.invocation(TracingSettings.load({}), "test", GIVEN):
        assert tracing.carried() == GIVEN
    assert tracing.carried() == {}


@pytest.mark.parametrize(
    "value", ["x" * 513, "00-\u00e4", "00-\x00", "00\n"], ids=["too long", "no ASCII", "NUL", "two lines"]
)
def test_unusable_headers_are_left_out(value: str) -> None:
    assert tracing.headers_of([("traceparent", value), ("tracestate", "vendor=1")]) == {"tracestate": "vendor=1"}
