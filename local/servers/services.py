"""The services beside the functions: embedded ones, or those that the environment names."""

import threading
from collections.abc import Callable
from contextlib import ExitStack

import psycopg2

from hbi.db.migrate import upgrade
from hbi.problems import ConfigurationError, HbiError
from infra.topology import FUNCTIONS, OUTPUT_TOPICS, Function
from local.configuration import Configuration
from local.servers.broker import Broker, ensure_topics, is_reachable
from local.servers.object_store import CREDENTIALS, REGION, ObjectStore
from local.servers.postgres import SMALL, Server
from local.servers.retention import Trimmer, topic_settings
from local.supervision import supervisor
from local.supervision.supervisor import Supervisor

DATABASE = "inventory"

type Progress = Callable[[str], None]


def consumer_group(function: Function) -> str:
    """The group whose offsets say how far a function has read its topics."""
    return f"hbi-{function.name}"


class Services:
    """PostgreSQL (migrated), a broker (with the topics) and S3 (with the bucket).

    Embedded ones that end by themselves are started again at the same address.
    """

    def __init__(self, configuration: Configuration, progress: Progress) -> None:
        self._configuration = configuration
        self._progress = progress
        self._embedded = ExitStack()
        self._supervisor = Supervisor()
        self._is_abandoned = threading.Event()
        self.database_url = configuration.database_url or ""
        self.bootstrap_servers = configuration.bootstrap_servers or ""
        self.variables: dict[str, str] = {}

    def start(self) -> None:
        """Starts what is embedded, checks what is not, and brings the database up to date.

        Raises:
            ConfigurationError: a service does not answer; the text names the variable to look at.
        """
        self._start_database()
        self._start_broker()
        store = self._start_object_store()
        self.variables = {
            "HBI_DATABASE_URL": self.database_url,
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            **store,
        }

    def abandon(self) -> None:
        """Lets a `start` that runs in another thread end before its next step. `stop` is still needed."""
        self._is_abandoned.set()

    def stop(self) -> None:
        """Stops what is embedded; its data stays in the state directory."""
        self._supervisor.stop()
        self._embedded.close()

    def _start_database(self) -> None:
        if not self.database_url:
            self._step("PostgreSQL")
            server = Server(self._configuration.state_dir / "postgres", SMALL)
            self._start_embedded(server)
            self.database_url = server.ensure_database(DATABASE)
        else:
            _require_database(self.database_url)
        self._step("schema")
        try:
            upgrade(self.database_url, partitions=self._configuration.partitions)
        except HbiError as error:
            raise ConfigurationError(f"HBI_DATABASE_URL: the database cannot be migrated: {error}") from None

    def _start_broker(self) -> None:
        self._step("Kafka broker")
        if not self.bootstrap_servers:
            broker = Broker(self._configuration.state_dir / "broker")
            self._start_embedded(broker)
            self.bootstrap_servers = broker.bootstrap_servers
            groups = {topic.name: consumer_group(function) for function in FUNCTIONS for topic in function.topics}
            broker.ensure_topics(_topics(), topic_settings(groups))
            trimmer = Trimmer(self.bootstrap_servers, groups)
            trimmer.start()
            self._embedded.callback(trimmer.stop)
        elif not is_reachable(self.bootstrap_servers):
            raise ConfigurationError(f"KAFKA_BOOTSTRAP_SERVERS: no broker answers at {self.bootstrap_servers}")
        else:
            ensure_topics(self.bootstrap_servers, _topics())

    def _start_object_store(self) -> dict[str, str]:
        self._step("S3")
        if self._configuration.s3_endpoint_url:
            return self._foreign_object_store(self._configuration.s3_endpoint_url)
        store = ObjectStore(
            log_file=self._configuration.state_dir / "s3.log", console_origins=self._configuration.console_origins
        )
        self._start_embedded(store)
        return {"S3_ENDPOINT_URL": store.endpoint_url, "HBI_EXPORT_BUCKET": store.bucket, **CREDENTIALS}

    def _foreign_object_store(self, url: str) -> dict[str, str]:
        """Checks that the bucket can be used; creates it if there is none."""
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        bucket = self._configuration.function_settings.get("HBI_EXPORT_BUCKET", "")
        credentials = self._configuration.s3_credentials
        given = {"HBI_EXPORT_BUCKET": bucket, **credentials}
        for name in ("HBI_EXPORT_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            if not given.get(name):
                raise ConfigurationError(f"{name} is not set; S3_ENDPOINT_URL needs it")
        client = boto3.client(
            "s3",
            endpoint_url=url,
            region_name=REGION,
            config=Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 1}),
            aws_access_key_id=credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=credentials["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=credentials.get("AWS_SESSION_TOKEN"),
        )
        try:
            if bucket not in {found["Name"] for found in client.list_buckets()["Buckets"]}:
                client.create_bucket(Bucket=bucket)
        except (BotoCoreError, ClientError, ValueError) as error:
            raise ConfigurationError(f"S3_ENDPOINT_URL: bucket {bucket} cannot be used at {url}: {error}") from None
        return {"S3_ENDPOINT_URL": url, **credentials}

    def _step(self, name: str) -> None:
        if self._is_abandoned.is_set():
            raise ConfigurationError("the start was cancelled")
        self._progress(name)

    def _start_embedded(self, server: supervisor.Server) -> None:
        self._embedded.callback(server.stop)
        server.start()
        self._supervisor.watch(server)


def _topics() -> dict[str, int]:
    """All topics, with their numbers of partitions."""
    inputs = {topic.name: topic.partitions for function in FUNCTIONS for topic in function.topics}
    return inputs | {topic.name: topic.partitions for topic in OUTPUT_TOPICS}


def _require_database(url: str) -> None:
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise ConfigurationError(f"HBI_DATABASE_URL: the database does not answer: {reason}") from None
