"""The cache of builds, and the certificates that every build carries."""

import re
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from infra.packaging.bytecode import compile_tree
from infra.packaging.cache import Cache, digest_of
from infra.packaging.tools import BuildFailed

CERTIFICATE = re.compile(
    r"^# (?P<name>[^\n]+)\n(?P<pem>-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----)", re.DOTALL | re.MULTILINE
)


@pytest.fixture
def roots(project_root: Path) -> dict[str, x509.Certificate]:
    """The trusted roots by the name that the file gives them."""
    bundle = (project_root / "infra/certificates/rds.pem").read_text()
    return {m["name"]: x509.load_pem_x509_certificate(m["pem"].encode()) for m in CERTIFICATE.finditer(bundle)}


def test_every_certificate_is_the_root_that_the_file_says(roots: dict[str, x509.Certificate]) -> None:
    for name, root in roots.items():
        assert root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == name
        root.verify_directly_issued_by(root)


def test_no_root_ends_within_a_year(roots: dict[str, x509.Certificate]) -> None:
    soon = datetime.now(UTC) + timedelta(days=365)
    assert [name for name, root in roots.items() if root.not_valid_after_utc < soon] == []


@pytest.mark.parametrize("region", ["us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1"])
def test_clusters_of_a_region_are_trusted(roots: dict[str, x509.Certificate], region: str) -> None:
    assert f"Amazon RDS {region} Root CA RSA2048 G1" in roots


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_proxys_authority_is_trusted(roots: dict[str, x509.Certificate], number: int) -> None:
    assert f"Amazon Root CA {number}" in roots


def test_openssl_reads_the_bundle_completely(roots: dict[str, x509.Certificate], project_root: Path) -> None:
    context = ssl.create_default_context(cafile=project_root / "infra/certificates/rds.pem")
    assert len(context.get_ca_certs()) == len(roots)


def test_a_finished_build_is_not_made_again(tmp_path: Path) -> None:
    builds: list[Path] = []
    cache = Cache(tmp_path)
    assert cache.get("thing", "a" * 64, builds.append) == cache.get("thing", "a" * 64, builds.append)
    assert len(builds) == 1


def test_an_interrupted_build_is_never_taken_for_a_finished_one(tmp_path: Path) -> None:
    def interrupted(folder: Path) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    cache = Cache(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        cache.get("thing", "a" * 64, interrupted)
    finished = cache.get("thing", "a" * 64, lambda folder: (folder / "whole").touch())
    assert [file.name for file in finished.iterdir()] == ["whole"]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        pytest.param(lambda folder: (folder / "a.py").write_text("1"), True, id="writing the same again doesn't count"),
        pytest.param(lambda folder: (folder / "__pycache__").mkdir(), True, id="bytecode doesn't count"),
        pytest.param(lambda folder: (folder / "a.py").write_text("2"), False, id="content counts"),
        pytest.param(lambda folder: (folder / "b.py").touch(), False, id="an empty file counts"),
        pytest.param(lambda folder: (folder / "a.py").rename(folder / "b.py"), False, id="a name counts"),
    ],
)
def test_a_digest_stands_for_the_sources(tmp_path: Path, change, same: bool) -> None:
    (tmp_path / "a.py").write_text("1")
    before = digest_of(["kind"], folders=[tmp_path])
    change(tmp_path)
    assert (digest_of(["kind"], folders=[tmp_path]) == before) is same


def test_a_module_that_does_not_compile_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def")
    with pytest.raises(BuildFailed, match=r"/opt/python.*broken\.py"):
        compile_tree(tmp_path, "/opt/python")
