"""Settings of the broker and its topics."""

import re
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from hbi.settings.base import ADDRESS, Seconds, Secret
from hbi.settings.database import DatabaseSettings
from hbi.settings.hosts import HostBounds


class KafkaSettings(HostBounds):
    """Settings of the connection to the broker, and names of the topics."""

    bootstrap_servers: str = Field(alias="KAFKA_BOOTSTRAP_SERVERS")
    """Addresses of brokers, `host:port` with commas between."""
    kafka_auth: Literal["none", "tls", "iam", "scram", "mtls"] = Field("none", alias="HBI_KAFKA_AUTH")
    """Kind of connection to the broker: in clear text (`none`), with TLS (`tls`), or with TLS and AWS IAM (`iam`), user
    and password (`scram`, SHA-512), or a certificate of ours (`mtls`)."""
    kafka_secret: Secret = Field(SecretStr(""), alias="HBI_KAFKA_SECRET", repr=False)
    """What we log in with at the broker: JSON with `username` and `password` for `scram`, with `certificate` and
    `privateKey`, perhaps `privateKeyPassword`, as PEM for `mtls`, or a reference to it."""
    kafka_timeout_s: float = Field(10.0, ge=0.1, le=300, alias="HBI_KAFKA_TIMEOUT_SECONDS")
    """Seconds that a request, or a batch, waits for the broker to take its messages."""
    kafka_compression: Literal["none", "lz4", "zstd"] = Field("none", alias="HBI_KAFKA_COMPRESSION")
    """Compression of the messages that are sent. Every consumer of the topics must be able to read it."""
    host_ingress_topic: str = Field("platform.inventory.host-ingress", alias="KAFKA_HOST_INGRESS_TOPIC")
    """Topic of reports about hosts."""
    host_ingress_p1_topic: str = Field("platform.inventory.host-ingress-p1", alias="KAFKA_HOST_INGRESS_P1_TOPIC")
    """Topic of reports about hosts that are urgent."""
    system_profile_topic: str = Field("platform.inventory.system-profile", alias="KAFKA_SYSTEM_PROFILE_TOPIC")
    """Topic of system profiles of hosts that exist."""
    workspaces_topic: str = Field("outbox.event.workspace", alias="KAFKA_WORKSPACES_TOPIC")
    """Topic of changes of workspaces."""
    workspaces_bulk_topic: str = Field("outbox.event.workspace-bulk", alias="KAFKA_WORKSPACES_BULK_TOPIC")
    """Topic of changes of workspaces that a back-fill sends."""
    host_app_data_topic: str = Field("platform.inventory.host-apps", alias="KAFKA_HOST_APP_DATA_TOPIC")
    """Topic of the data that applications keep with hosts."""
    export_requests_topic: str = Field("platform.export.requests", alias="KAFKA_EXPORT_SERVICE_TOPIC")
    """Topic of the requests of an external export service. Exports of one's own start by the API."""
    event_topic: str = Field("platform.inventory.events", alias="KAFKA_EVENT_TOPIC")
    """Topic that events about hosts are sent to."""
    notification_topic: str = Field("platform.notifications.ingress", alias="KAFKA_NOTIFICATION_TOPIC")
    """Topic that notifications are sent to."""
    payload_status_topic: str = Field("platform.payload-status", alias="PAYLOAD_TRACKER_KAFKA_TOPIC")
    """Topic that the payload tracker's statuses are sent to."""
    payload_tracker_enabled: bool = Field(False, alias="PAYLOAD_TRACKER_ENABLED")
    """Whether statuses of reports and deletions are sent to the payload tracker."""
    payload_tracker_service: str = Field("inventory-mq-service", alias="PAYLOAD_TRACKER_SERVICE_NAME")
    """Name of the service that has a report, or deletes a host. Statuses of one request bear the same name, whichever
    function sends them."""
    publish_pause_s: Seconds = Field(30, alias="HBI_PUBLISH_PAUSE_SECONDS")
    """Seconds for which events are left to the relay, untried, once the broker has not answered. 0: each caller waits
    anew."""
    dead_letter_topic: str = Field("platform.inventory.dead-letter", alias="HBI_DEAD_LETTER_TOPIC")
    """Topic that refused records are sent to, with the reason."""
    console_hostname: str = Field("localhost", alias="CONSOLEDOT_HOSTNAME")
    """Host name of the console, for links in notifications."""

    @field_validator("bootstrap_servers")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        if not all(re.fullmatch(ADDRESS, server.strip()) for server in value.split(",")):
            raise ValueError("not hosts with their ports; example: broker-1:9092,broker-2:9092")
        return value

    @model_validator(mode="after")
    def _has_what_it_logs_in_with(self) -> Self:
        if self.kafka_auth in {"scram", "mtls"} and not self.kafka_secret.get_secret_value():
            raise ValueError(f"HBI_KAFKA_AUTH={self.kafka_auth} needs HBI_KAFKA_SECRET")
        return self


class PublishingSettings(DatabaseSettings, KafkaSettings):
    """Settings of whatever publishes events: its rows stay locked while the broker is waited for."""

    @model_validator(mode="after")
    def _locks_outlast_the_broker(self) -> Self:
        if 0 < self.idle_transaction_timeout_ms < 2 * 1000 * self.kafka_timeout_s:
            raise ValueError(
                "HBI_IDLE_TRANSACTION_TIMEOUT_MS must be 0 or at least twice HBI_KAFKA_TIMEOUT_SECONDS:"
                " the database would end transactions that wait for the broker"
            )
        return self
