"""Kessel fails, and nobody is let in (contract: identity-rbac 7.1)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import grpc
import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeClient, MakeHost
from tests.support.api import Answer, Client
from tests.support.factories import stored_group
from tests.support.fakes.kessel_server import FakeKessel, failed
from tests.support.faults.waiting import wait_until

QUESTIONS = [
    pytest.param(lambda api, ids: api.get(f"/hosts/{ids[0]}"), id="one host"),
    pytest.param(lambda api, ids: api.get(f"/hosts/{','.join(ids)}"), id="several hosts"),
    pytest.param(lambda api, ids: api.delete(f"/hosts/{','.join(ids)}"), id="a change"),
    pytest.param(lambda api, _: api.get("/hosts"), id="a list"),
]


@pytest.fixture
def allowed(kessel: FakeKessel, hosts: MakeHost, sql: Sql) -> list[str]:
    """Ids of two hosts with which everything is allowed."""
    group = stored_group(sql, name="g")
    ids = [hosts(group=group)["id"] for _ in range(2)]
    kessel.hosts, kessel.workspaces = set(ids), [group["id"]]
    return ids


@pytest.mark.parametrize("ask", QUESTIONS)
def test_an_unreachable_kessel_lets_nobody_in(
    make_v2_api: MakeClient, allowed: list[str], ask: Callable[..., Answer]
) -> None:
    assert ask(make_v2_api(KESSEL_INVENTORY_API_ENDPOINT="127.0.0.1:1"), allowed).status == 403


@pytest.mark.parametrize("ask", QUESTIONS)
def test_a_slow_kessel_lets_nobody_in(
    make_v2_api: MakeClient, kessel: FakeKessel, allowed: list[str], ask: Callable[..., Answer]
) -> None:
    api = make_v2_api(HBI_KESSEL_TIMEOUT_SECONDS="2")
    # The connection is made, so nothing but Kessel takes time.
    wait_until(lambda: api.get(f"/hosts/{allowed[0]}").status == 200)
    kessel.answers.clear()
    kessel.time_left_s.clear()
    assert ask(api, allowed).status == 403
    # gRPC rounds up what it sends; without the setting it would be ten seconds.
    assert 0 < max(kessel.time_left_s) < 3


@pytest.mark.parametrize("ask", QUESTIONS)
def test_a_failing_kessel_lets_nobody_in(
    v2_api: Client, kessel: FakeKessel, allowed: list[str], ask: Callable[..., Answer]
) -> None:
    kessel.fails = [grpc.StatusCode.INTERNAL] * 2
    assert ask(v2_api, allowed).status == 403
    kessel.fails = []
    assert ask(v2_api, allowed).status == 200


@pytest.mark.parametrize("ask", QUESTIONS)
def test_questions_are_asked_again_when_a_connection_dies(
    v2_api: Client, kessel: FakeKessel, allowed: list[str], ask: Callable[..., Answer]
) -> None:
    kessel.fails = [grpc.StatusCode.UNAVAILABLE]
    assert ask(v2_api, allowed).status == 200


def test_a_list_that_breaks_off_lets_nobody_in(v2_api: Client, kessel: FakeKessel, allowed: list[str]) -> None:
    kessel.workspaces, kessel.page_size = [*kessel.workspaces, str(uuid4())], 1
    kessel.fails_later = grpc.StatusCode.INTERNAL
    assert (v2_api.get("/hosts").status, len(kessel.calls)) == (403, 2)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(lambda pairs: pairs[:1], id="too few"),
        pytest.param(lambda _: [], id="none"),
        pytest.param(lambda pairs: [*pairs, pairs[0]], id="too many"),
        pytest.param(lambda pairs: [pairs[0], pairs[0]], id="one twice, one missing"),
        pytest.param(lambda pairs: [pairs[0], failed(pairs[1])], id="one is an error"),
    ],
)
def test_wrong_answers_to_several_questions_let_nobody_in(
    v2_api: Client, kessel: FakeKessel, allowed: list[str], answers: Callable[[list[Any]], list[Any]]
) -> None:
    kessel.bulk = answers
    assert v2_api.get(f"/hosts/{','.join(allowed)}").status == 403


def test_answers_may_come_in_any_order(v2_api: Client, kessel: FakeKessel, allowed: list[str], hosts: MakeHost) -> None:
    kessel.bulk = lambda pairs: pairs[::-1]
    refused, unknown = hosts()["id"], str(uuid4())
    answer = v2_api.get(f"/hosts/{allowed[0]},{refused},{unknown}")
    assert sorted(answer.json["not_found_ids"]) == sorted([refused, unknown])
