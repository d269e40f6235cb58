"""Events in payload format 2.0, as AWS documents them."""

import base64

import pytest

from local.aws.http_event import HttpRequest, http_event


def request(target: str = "/my/path", **options: object) -> HttpRequest:
    return HttpRequest(**{"method": "POST", "target": target, "headers": (), **options})  # type: ignore[arg-type]


def test_the_documented_example() -> None:
    event = http_event(
        request(
            "/my/path?parameter1=value1&parameter1=value2&parameter2=value",
            headers=[
                ("Cookie", "cookie1; cookie2"),
                ("Header1", "value1"),
                ("header2", "value1"),
                ("HEADER2", "value2"),
                ("User-Agent", "agent"),
            ],
            body=b"Hello from Lambda",
        ),
        route_key="$default",
        path_parameters={"parameter1": "value1"},
    )
    context = event.pop("requestContext")
    assert event == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/my/path",
        "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
        "cookies": ["cookie1", "cookie2"],
        "headers": {"header1": "value1", "header2": "value1,value2", "user-agent": "agent"},
        "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
        "body": base64.b64encode(b"Hello from Lambda").decode(),
        "pathParameters": {"parameter1": "value1"},
        "isBase64Encoded": True,
    }
    assert context["http"] == {
        "method": "POST",
        "path": "/my/path",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1",
        "userAgent": "agent",
    }
    assert (context["routeKey"], context["stage"]) == ("$default", "$default")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        pytest.param("/a%2541", "/a%41", id="decoded once"),
        pytest.param("/a%2Fb", "/a/b", id="slashes, too"),
        pytest.param("/a+b", "/a+b", id="a plus sign stays"),
        pytest.param("/%C3%BC", "/ü", id="UTF-8"),
        pytest.param("/%FF", "/�", id="not UTF-8"),
        pytest.param("/a/", "/a/", id="a slash at the end stays"),
    ],
)
def test_the_path_is_decoded_and_the_query_is_not(target: str, path: str) -> None:
    event = http_event(request(f"{target}?q=%2541+%2B"), route_key="ANY /{proxy+}", path_parameters={})
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == path
    assert (event["rawQueryString"], event["queryStringParameters"]) == ("q=%2541+%2B", {"q": "%41 +"})


def test_a_named_stage_stands_before_the_path() -> None:
    event = http_event(request(), route_key="ANY /{proxy+}", path_parameters={}, stage="dev")
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == "/dev/my/path"
    assert event["requestContext"]["stage"] == "dev"


def test_what_is_absent_has_no_member() -> None:
    event = http_event(request(), route_key="$default", path_parameters={})
    assert event.keys().isdisjoint({"body", "cookies", "pathParameters", "queryStringParameters"})
    assert (event["rawQueryString"], event["headers"], event["isBase64Encoded"]) == ("", {}, False)
