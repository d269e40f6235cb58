"""Whatever is sent, the answer is a filter or a refusal (contract: rest-hosts 10.2)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from hypothesis import HealthCheck, given, settings

from hbi.problems import HbiError, InvalidParameter, RuleViolation
from hbi.queries.filters.parameters.groups import group_filter
from hbi.queries.filters.parameters.returned_fields import profile_fields
from hbi.queries.filters.parameters.tags import parse_tag
from hbi.queries.filters.parsing.parse import filter_term, filter_tree
from hbi.queries.filters.syntax.deep_object import concerns, json_in
from hbi.queries.filters.terms import EVERYTHING
from tests.support.hostile_queries import query_strings, texts

LONGEST_REFUSAL = 700


def outcome(work: Callable[[], Any]) -> Any:
    """What the work gives, or its refusal, which must be fit to be shown and logged."""
    try:
        return work()
    except (InvalidParameter, RuleViolation) as error:
        text = str(error)
        if len(text) > LONGEST_REFUSAL or not text.isprintable():
            raise AssertionError(f"not fit to be shown: {text!r}") from error
        return error


@given(query_strings)
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_filter_or_a_refusal(query):
    pairs = parse_qsl(query, keep_blank_values=True)
    term = outcome(lambda: filter_term(filter_tree(pairs)))
    if not isinstance(term, HbiError):
        filters = [json_in(name, text) for name, text in pairs if concerns(name, "filter")]
        assert (term == EVERYTHING) == all(document == {} for document in filters)


@given(query_strings)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_fields_or_a_refusal(query):
    pairs = parse_qsl(query.replace("filter", "fields"), keep_blank_values=True)
    assert outcome(lambda: profile_fields(pairs)) != frozenset()


@given(texts)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_tag_or_a_refusal(text):
    tag = outcome(lambda: parse_tag(text))
    if not isinstance(tag, HbiError):
        assert "\0" not in f"{tag.namespace}{tag.key}{tag.value}"


@given(texts)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_groups_or_a_refusal(text):
    names = outcome(lambda: group_filter(workspace_name=[text]).names)
    assert isinstance(names, HbiError) if "\0" in text else names == (text,)
    ids = outcome(lambda: group_filter(workspace_id=[text]).ids)
    assert isinstance(ids, HbiError) or ids == (text.lower(),)
