"""Networks, databases and Kafka clusters that are there already, or that are made."""

import json
from typing import Any

import pytest

from hbi.settings import ApiSettings, IngestSettings, KafkaSettings
from infra.assets.migrate.handler import DeploySettings
from infra.configuration.deployment import Configuration, UnusableContext
from infra.configuration.estate import StartPosition
from infra.topology import FUNCTIONS, OUTPUT_TOPICS
from tests.infra.conftest import Deploy
from tests.infra.template import Templates, text

VPC = {
    "vpcId": "vpc-0a1b2c3d",
    "vpcPrivateSubnetIds": "subnet-0a1b2c3d,subnet-1a1b2c3d",
    "vpcAvailabilityZones": "eu-west-1a,eu-west-1b",
}
ADMINISTRATOR = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hbi/admin-AbCdEf"
DATABASE = {
    "databaseClusterId": "hbi-prod",
    "databaseClusterEndpoint": "hbi-prod.cluster-x.eu-west-1.rds.amazonaws.com",
    "databaseClusterResourceId": "cluster-ABC",
    "databaseSecurityGroupId": "sg-0a1b2c3d",
    "databaseSecretArn": ADMINISTRATOR,
    "databaseName": "insights",
    "databaseConnections": 1000,
}
KAFKA_USER = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonMSK_hbi-AbCdEf"
SCRAM = {"kafkaAuth": "scram", "secrets": {"HBI_KAFKA_SECRET": KAFKA_USER}}
TAKEN_OVER = "platform.inventory.host-ingress"


@pytest.fixture(scope="module")
def found(deploy: Deploy) -> Templates:
    """A deployment into an estate where everything is there already."""
    positions = {TAKEN_OVER: "2026-01-31T12:00:00+00:00", "platform.inventory.host-apps": "LATEST"}
    slow = {"HBI_KAFKA_TIMEOUT_SECONDS": "45", "HBI_IDLE_TRANSACTION_TIMEOUT_MS": "120000"}
    choices = {"alsoConsumed": "platform.export.requests", "environment": {"KAFKA_EVENT_TOPIC": "blue.events", **slow}}
    return deploy({**VPC, **DATABASE, **SCRAM, **choices, "startPositions": positions})


def test_a_database_that_is_there_is_used_as_it_is(found: Templates) -> None:
    assert not found.of_type("AWS::RDS::DBCluster")
    settings = IngestSettings.load(found.environment("ingest"))
    assert f"@{DATABASE['databaseClusterEndpoint']}:5432/insights?sslmode=verify-full" in settings.database_url
    assert ("rds-db:connect", _login("cluster-ABC")) in found.rights("ingest")


def test_the_proxy_stands_before_the_database_that_is_there(found: Templates) -> None:
    target = found.only("AWS::RDS::DBProxyTargetGroup")
    assert target["DBClusterIdentifiers"] == ["hbi-prod"]
    assert "DatabaseProxy" in found.environment("api")["HBI_DATABASE_URL"]


def test_the_migration_logs_in_as_the_administrator_whom_the_secret_names(found: Templates) -> None:
    settings = DeploySettings.load(found.environment("migrate"))
    assert settings.administrator_secret == ADMINISTRATOR
    assert ("secretsmanager:GetSecretValue", ADMINISTRATOR) in found.rights("migrate")


def test_functions_log_in_at_the_broker_with_their_secret(found: Templates) -> None:
    for row in FUNCTIONS:
        environment, rights = found.environment(row.name), found.rights(row.name)
        talks = bool(row.topics or row.reads or row.produces_events)
        assert (environment.get("HBI_KAFKA_AUTH") == "scram") == talks
        assert (("secretsmanager:GetSecretValue", KAFKA_USER) in rights) == talks
        assert not {action for action, _ in rights if action.startswith("kafka-cluster:")}
    assert ApiSettings.load(found.environment("api")).kafka_auth == "scram"


def test_event_sources_log_in_with_the_same_secret(found: Templates) -> None:
    for source in found.of_type("AWS::Lambda::EventSourceMapping").values():
        assert source["SourceAccessConfigurations"] == [{"Type": "SASL_SCRAM_512_AUTH", "URI": KAFKA_USER}]


def test_topics_of_a_cluster_that_is_there_are_required_before_anybody_reads_or_writes(found: Templates) -> None:
    environment = found.environment("topics")
    settings = KafkaSettings.load(environment)
    assert (settings.kafka_auth, settings.kafka_secret.get_secret_value()) == ("scram", KAFKA_USER)
    assert environment["HBI_TOPICS_MODE"] == "check"
    sources = found.of_type("AWS::Lambda::EventSourceMapping").values()
    wanted = {source["Topics"][0] for source in sources if source.get("Enabled", True)}
    wanted |= {"blue.events", "platform.notifications.ingress", "platform.inventory.dead-letter"}
    assert set(json.loads(environment["HBI_TOPICS"])) == wanted
    assert "platform.export.requests" in wanted
    assert found.rights("topics") == {("secretsmanager:GetSecretValue", KAFKA_USER)}
    _assert_topics_come_first(found)


def test_what_looks_for_topics_connects_as_the_functions_do(found: Templates) -> None:
    settings, others = KafkaSettings.load(found.environment("topics")), KafkaSettings.load(found.environment("ingest"))
    assert settings.kafka_timeout_s == 45
    for name in ("bootstrap_servers", "kafka_auth", "kafka_secret", "kafka_timeout_s"):
        assert getattr(settings, name) == getattr(others, name)


def test_topics_begin_where_the_take_over_says(found: Templates) -> None:
    sources = {s["Topics"][0]: s for s in found.of_type("AWS::Lambda::EventSourceMapping").values()}
    taken_over = sources[TAKEN_OVER]
    assert (taken_over["StartingPosition"], taken_over["StartingPositionTimestamp"]) == ("AT_TIMESTAMP", 1769860800)
    assert sources["platform.inventory.host-apps"]["StartingPosition"] == "LATEST"
    assert sources["platform.inventory.system-profile"]["StartingPosition"] == "TRIM_HORIZON"


@pytest.fixture(scope="module")
def made(deploy: Deploy) -> Templates:
    """A deployment that makes its cluster, without a way to the internet."""
    return deploy({"newKafkaCluster": True, "natGateways": 0, "stage": "staging"})


def test_a_new_cluster_takes_iam_over_tls_only(made: Templates) -> None:
    cluster = made.only("AWS::MSK::Cluster")
    assert cluster["ClientAuthentication"] == {
        "Sasl": {"Iam": {"Enabled": True}},
        "Unauthenticated": {"Enabled": False},
    }
    assert cluster["EncryptionInfo"]["EncryptionInTransit"] == {"ClientBroker": "TLS", "InCluster": True}
    assert cluster["EncryptionInfo"]["EncryptionAtRest"]["DataVolumeKMSKeyId"]
    assert cluster["NumberOfBrokerNodes"] == len(cluster["BrokerNodeGroupInfo"]["ClientSubnets"]) == 2


def test_all_topics_are_there_before_anybody_reads_or_writes(made: Templates) -> None:
    wanted = {topic.name: topic.partitions for row in FUNCTIONS for topic in row.topics}
    wanted |= {topic.name: topic.partitions for topic in OUTPUT_TOPICS}
    assert json.loads(made.environment("topics")["HBI_TOPICS"]) == wanted
    assert "HBI_TOPICS_MODE" not in made.environment("topics")
    _assert_topics_come_first(made)
    created = {
        resource.rpartition("/")[2] for action, resource in made.rights("topics") if action.endswith("CreateTopic")
    }
    assert created == wanted.keys()


def test_functions_ask_the_new_cluster(made: Templates) -> None:
    assert "BootstrapBrokerStringSaslIam" in made.environment("ingest")["KAFKA_BOOTSTRAP_SERVERS"]


def test_without_gateways_only_endpoints_lead_out(made: Templates) -> None:
    assert not made.of_type("AWS::EC2::NatGateway")
    assert not made.of_type("AWS::EC2::InternetGateway")
    services = {
        text(endpoint["ServiceName"]).rpartition(".")[2] for endpoint in made.of_type("AWS::EC2::VPCEndpoint").values()
    }
    assert services == {"lambda", "sts", "secretsmanager", "ssm", "s3"}


@pytest.mark.parametrize(
    ("context", "message"),
    [
        pytest.param({**DATABASE}, "databaseClusterId=hbi-prod needs vpcId", id="a database nowhere"),
        pytest.param(
            {**VPC, "databaseClusterId": "hbi"},
            "databaseClusterEndpoint, databaseClusterResourceId,",
            id="a name alone",
        ),
        pytest.param(
            {**VPC, **DATABASE, "databaseClusterResourceId": "hbi"}, "must be the DbClusterResourceId", id="another id"
        ),
        pytest.param(
            {**VPC, **DATABASE, "databaseSecretArn": "admin"},
            "databaseSecretArn='admin' must be the complete ARN",
            id="no ARN",
        ),
        pytest.param(
            {"kafkaAuth": "plain"}, "kafkaAuth='plain' must be one of iam, scram, mtls", id="a password in clear"
        ),
        pytest.param(
            {"kafkaAuth": "mtls"}, "needs secrets.HBI_KAFKA_SECRET.*privateKey", id="a certificate of nowhere"
        ),
        pytest.param(
            {**SCRAM, "newKafkaCluster": True}, "does not fit newKafkaCluster", id="a new cluster with passwords"
        ),
        pytest.param(
            {"newKafkaCluster": "true", "mskClusterArn": "arn:aws:kafka:…"},
            "leave one out",
            id="a new cluster and an old",
        ),
        pytest.param(
            {"newKafkaCluster": True, "kafkaBrokerType": "large"}, "an instance type of MSK", id="a size for a type"
        ),
        pytest.param(
            {"startPositions": {"host-ingress": "LATEST"}}, "'host-ingress' is no topic", id="a missing topic"
        ),
        pytest.param({"startPositions": {TAKEN_OVER: "yesterday"}}, "must be LATEST, TRIM_HORIZON or", id="no instant"),
        pytest.param({"startPositions": {TAKEN_OVER: "2026-01-31T12:00:00"}}, "an instant with its zone", id="no zone"),
        pytest.param({"startPositions": "LATEST"}, "startPositions='LATEST' must be an object", id="one for all"),
        pytest.param(
            {"domainName": "inventory.example.org"}, "domainCertificateArn must be given", id="no certificate"
        ),
        pytest.param(
            {"domainTruststoreUri": "s3://trust/ca.pem"}, "needs domainName", id="mutual TLS without a domain"
        ),
    ],
)
def test_an_estate_that_cannot_be_is_refused_with_one_line(context: dict[str, Any], message: str) -> None:
    with pytest.raises(UnusableContext, match=message) as refused:
        Configuration.from_context(context.get)
    assert "\n" not in str(refused.value)


def test_positions_can_be_given_on_the_command_line() -> None:
    given = json.dumps({TAKEN_OVER: "TRIM_HORIZON"})
    assert Configuration.from_context({"startPositions": given}.get).start_positions == {
        TAKEN_OVER: StartPosition("TRIM_HORIZON")
    }


def _assert_topics_come_first(stacks: Templates) -> None:
    """The trigger that sees to the topics runs before any function changes."""
    resources = stacks.by_stack["HostInventory"]["Resources"]
    (trigger,) = [i for i, r in resources.items() if r["Type"] == "Custom::Trigger" and i.startswith("Topics")]
    for row in FUNCTIONS:
        assert trigger in resources[stacks.id_of(row.name)]["DependsOn"]


def _login(resource_id: str) -> str:
    return f"arn:aws:rds-db:eu-west-1:111122223333:dbuser:{resource_id}/hbi"


def test_brokers_and_login_that_all_functions_are_given_are_those_that_are_asked_for_topics(deploy: Deploy) -> None:
    chosen = {"KAFKA_BOOTSTRAP_SERVERS": "b-9.example:9094", "HBI_KAFKA_AUTH": "tls"}
    made = deploy({"environment": chosen})
    for function in ("topics", "ingest"):
        assert chosen.items() <= made.environment(function).items()


def test_topics_with_other_names_are_those_that_are_made_written_and_read(deploy: Deploy) -> None:
    renamed = {"KAFKA_EVENT_TOPIC": "blue.events", "HBI_DEAD_LETTER_TOPIC": "blue.dead"}
    made = deploy({"newKafkaCluster": "true", "environment": renamed})
    assert {"blue.events", "blue.dead"} < json.loads(made.environment("topics")["HBI_TOPICS"]).keys()
    assert "platform.inventory.events" not in made.environment("topics")["HBI_TOPICS"]
    for function, action in (("ingest", "WriteData"), ("reaper", "ReadData"), ("topics", "CreateTopic")):
        topics = {resource.rsplit("/", 1)[-1] for right, resource in made.rights(function) if right.endswith(action)}
        assert "blue.events" in topics
        assert "platform.inventory.events" not in topics
