"""Stands in for the data API of AWS AppConfig: sessions, tokens that count once, no body for what has not changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from tests.support.fakes.web_server import Answer, Asked, web_server


@dataclass
class FakeAppConfig:
    """An AppConfig that has one profile. Set `content`, as JSON or as bytes, and `fails` to a status."""

    url: str = ""
    content: Any = field(default_factory=dict)
    fails: int | None = None
    sessions: list[dict[str, str]] = field(default_factory=list)
    """What sessions were begun with."""
    polls: int = 0
    _sent: dict[str, bytes | None] = field(default_factory=dict)
    """Tokens that count, each with what its session was told last."""
    _tokens: int = 0

    def forget_tokens(self) -> None:
        """Lets every token expire."""
        self._sent.clear()

    def answer(self, asked: Asked) -> Answer:
        """What AppConfig answers."""
        if self.fails is not None:
            return _failure(self.fails, "InternalServerException")
        url = urlsplit(asked.path)
        match asked.method, url.path:
            case "POST", "/configurationsessions":
                self.sessions.append(orjson.loads(asked.body))
                return Answer({"InitialConfigurationToken": self._token(None)}, 201)
            case "GET", "/configuration":
                return self._poll(parse_qs(url.query)["configuration_token"][0])
        return _failure(404, "ResourceNotFoundException")

    def _poll(self, token: str) -> Answer:
        self.polls += 1
        if token not in self._sent:
            return _failure(400, "BadRequestException")
        known = self._sent.pop(token)
        content = self.content if isinstance(self.content, bytes) else orjson.dumps(self.content)
        headers = {
            "Next-Poll-Configuration-Token": self._token(content),
            "Next-Poll-Interval-In-Seconds": "60",
            "Content-Type": "application/json",
        }
        return Answer(b"" if content == known else content, 200, headers)

    def _token(self, told: bytes | None) -> str:
        self._tokens += 1
        token = f"token-{self._tokens}"
        self._sent[token] = told
        return token


def _failure(status: int, kind: str) -> Answer:
    return Answer({"Message": "says the test"}, status, {"x-amzn-ErrorType": kind, "Content-Type": "application/json"})


@contextmanager
def running_appconfig() -> Iterator[FakeAppConfig]:
    """A server on a free port."""
    appconfig = FakeAppConfig()
    with web_server() as server:
        server.answer = appconfig.answer
        appconfig.url = server.url
        yield appconfig
