"""Checks of the deployment that take minutes: `make infra-check`.

Every environment is synthesised as an operator does it, with AWS's rules (cdk-nag), and its templates are linted.
Assets are built a second time from another folder. What this machine cannot run is at least what it says it is.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from infra.configuration.stages import STAGE_NAMES
from infra.packaging.artifacts import PROJECT, Artifacts
from infra.packaging.sizes import LAYER_LIMIT, MB, size_of
from infra.packaging.target import ARCHITECTURES, Architecture, native

WARM_S, COLD_S = 30, 90
"""Seconds that a synthesis may take on two idle cores: with everything built, and with nothing but the wheels."""

_ESTATES: Mapping[str, Mapping[str, str]] = {
    **{stage: {"stage": stage} for stage in STAGE_NAMES},
    "new cluster, no gateways": {"newKafkaCluster": "true", "natGateways": "0", "stackPrefix": "Blue"},
    "tokens, own domain": {
        "authorizer": "jwt",
        "jwtIssuer": "https://login.example",
        "jwtAudience": "inventory",
        "domainName": "inventory.example.org",
        "domainCertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b",
        "domainTruststoreUri": "s3://truststore/ca.pem",
        "alarmTopicArn": "arn:aws:sns:eu-west-1:111122223333:on-call",
    },
    "firewall": {
        "domainName": "inventory.example.org",
        "domainCertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b",
        "firewall": "block",
        "firewallCertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/2c3d",
        "firewallClientCertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/4e5f",
        "firewallTruststoreUri": "s3://truststore/cloudfront.pem",
    },
    "everything there already": {
        "vpcId": "vpc-0a1b2c3d",
        "vpcPrivateSubnetIds": "subnet-0a1b2c3d,subnet-1a1b2c3d",
        "vpcAvailabilityZones": "eu-west-1a,eu-west-1b",
        "databaseClusterId": "hbi-prod",
        "databaseClusterEndpoint": "hbi-prod.cluster-x.eu-west-1.rds.amazonaws.com",
        "databaseClusterResourceId": "cluster-ABC",
        "databaseSecurityGroupId": "sg-0a1b2c3d",
        "databaseSecretArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:admin-AbCdEf",
        "kafkaAuth": "mtls",
        "secrets": json.dumps(
            {"HBI_KAFKA_SECRET": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonMSK_hbi-AbCdEf"}
        ),
    },
}

_MACHINES: Mapping[Architecture, int] = {"arm64": 183, "x86_64": 62}
"""Numbers of the processors in the headers of libraries."""

_LINT_IGNORED = ("W3005", "W2001", "W3045", "I")
"""Dependencies that are said twice, as the CDK says them; warnings about what only a region knows."""


class NotAccepted(Exception):
    """A check failed. The text says which and why."""


def synthesise(name: str, context: Mapping[str, str], output: Path, checkout: Path = PROJECT) -> float:
    """Synthesises one estate from a checkout; returns the seconds that it took."""
    chosen = [argument for key, value in context.items() for argument in ("--context", f"{key}={value}")]
    cdk = PROJECT / "node_modules" / ".bin" / "cdk"
    began = time.monotonic()
    command = [str(cdk), "synth", "--quiet", "--output", str(output), "--app", f"{sys.executable} -m infra.app"]
    _run(f"cdk synth ({name})", [*command, *chosen], checkout)
    return time.monotonic() - began


def lint(name: str, output: Path) -> None:
    """Lints the templates of a cloud assembly."""
    linter = Path(sys.executable).with_name("cfn-lint")
    files = sorted(str(file) for file in output.glob("*.template.json"))
    command = [str(linter), "--regions", "eu-west-1", "--ignore-checks", *_LINT_IGNORED, "--template", *files]
    _run(f"cfn-lint ({name})", command)


def copied(folder: Path) -> Path:
    """A copy of the sources elsewhere, in which nothing is built. It has the wheels: they are fetched once."""
    copy = folder / "another" / "checkout"
    for part in ("functions", "layers", "migrations", "infra", "pyproject.toml", "constraints.txt", "cdk.json"):
        source, destination = PROJECT / part, copy / part
        destination.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, destination, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, destination)
    for fetched in (PROJECT / "build").glob("wheels-*[!k]"):  # no lock
        shutil.copytree(fetched, copy / "build" / fetched.name)
    return copy


def equal_builds(copy: Path) -> int:
    """Builds what is missing here and in a copy; returns the number of files, which are all equal."""
    here, there = Artifacts(), Artifacts(copy)
    number = 0
    builds: list[Callable[[Artifacts], Path]] = [
        lambda artifacts: artifacts.layer().path,
        lambda artifacts: artifacts.function("api").path,
        lambda artifacts: artifacts.migrations().path,
    ]
    for build in builds:
        first, second = _digests(build(here)), _digests(build(there))
        if different := sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name)):
            raise NotAccepted(f"two builds differ in {len(different)} files, e.g. {different[:3]}")
        number += len(first)
    return number


def check_machine(architecture: Architecture) -> int:
    """Bytes of the layer for an architecture, of whose libraries each is for that processor."""
    artifacts = Artifacts(architecture=architecture)
    folders = [artifacts.layer().path, artifacts.function("api").path]
    for library in (file for folder in folders for file in folder.rglob("*.so*")):
        machine = int.from_bytes(library.read_bytes()[18:20], "little")
        if machine != _MACHINES[architecture]:
            raise NotAccepted(f"{library} is not for {architecture}")
    size = size_of(folders[0])
    if size > LAYER_LIMIT:
        raise NotAccepted(f"the layer for {architecture} has {size / MB:.0f} MB, more than {LAYER_LIMIT / MB:.0f}")
    return size


def _digests(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def _run(what: str, command: list[str], folder: Path = PROJECT) -> None:
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode != 0:
        raise NotAccepted(f"{what} failed:\n{ended.stdout}{ended.stderr}")


def checks(folder: Path) -> Iterator[str]:
    """Runs all checks; a line for each."""
    for architecture in ARCHITECTURES:
        yield f"layer for {architecture}: {check_machine(architecture) / MB:.1f} MB"
    for name, context in _ESTATES.items():
        output = folder / name.replace(" ", "-")
        seconds = synthesise(name, context, output)
        lint(name, output)
        yield f"{name}: synthesised in {_compared(seconds, WARM_S)}, no finding"
    copy = copied(folder)
    seconds = synthesise("cold", {"stage": STAGE_NAMES[0], "architecture": native()}, folder / "cold", copy)
    yield f"cold, with nothing built but the wheels: synthesised in {_compared(seconds, COLD_S)}"
    yield f"two builds: {equal_builds(copy)} files are equal"


def _compared(seconds: float, limit: int) -> str:
    """Seconds, and whether they are more than they should be on two idle cores."""
    return f"{seconds:.0f} s" + (f", more than {limit}" if seconds > limit else "")


def main() -> None:
    """Runs all checks, or ends with the first that fails."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            for line in checks(Path(folder)):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
        except NotAccepted as error:
            sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
