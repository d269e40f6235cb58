"""Releases of RHEL, and packages that belong on them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from local.data.catalogue import words


@dataclass(frozen=True)
class Release:
    """A release, with the versions of what everybody looks for."""

    major: int
    minor: int
    kernel: str
    """Upstream version of the kernel."""
    build: str
    """The first build of the release's kernel package."""
    core: tuple[str, ...]
    """Name and version of packages whose version says which major release it is."""

    @property
    def name(self) -> str:
        """As in `9.4`."""
        return f"{self.major}.{self.minor}"

    @property
    def dist(self) -> str:
        """The part of package releases that names the release."""
        return f"el{self.major}" if self.minor in {9, 10} and self.major < 9 else f"el{self.major}_{self.minor}"


_SEVEN = ("glibc-2.17", "openssl-1.0.2k", "systemd-219", "bash-4.2.46", "python-2.7.5", "yum-3.4.3", "rpm-4.11.3")
_EIGHT = ("glibc-2.28", "openssl-1.1.1k", "systemd-239", "bash-4.4.20", "python3-3.6.8", "dnf-4.7.0", "rpm-4.14.3")
_NINE = ("glibc-2.34", "openssl-3.0.7", "systemd-252", "bash-5.1.8", "python3-3.9.18", "dnf-4.14.0", "rpm-4.16.1.3")
_TEN = ("glibc-2.39", "openssl-3.2.2", "systemd-257", "bash-5.2.26", "python3-3.12.9", "dnf-4.20.0", "rpm-4.19.1.1")

RELEASES = (
    Release(7, 9, "3.10.0", "1160", _SEVEN),
    Release(8, 6, "4.18.0", "372.9.1", _EIGHT),
    Release(8, 8, "4.18.0", "477.10.1", _EIGHT),
    Release(8, 10, "4.18.0", "553", _EIGHT),
    Release(9, 2, "5.14.0", "284.11.1", _NINE),
    Release(9, 4, "5.14.0", "427.13.1", _NINE),
    Release(9, 6, "5.14.0", "570.12.1", _NINE),
    Release(10, 0, "6.12.0", "55.9.1", _TEN),
)
WEIGHTS = (1, 1, 2, 5, 3, 6, 5, 2)
"""How often each release is met, in the order of `RELEASES`."""

_ROLE_PACKAGES = {
    "web": ("httpd", "mod_ssl", "nginx"),
    "db": ("postgresql-server", "mariadb-server", "pcp"),
    "mail": ("postfix", "dovecot", "spamassassin"),
    "proxy": ("haproxy", "squid", "keepalived"),
    "build": ("gcc", "make", "git-core"),
}


def packages(release: Release, role: str, numbers: random.Random, more: Sequence[str] = ()) -> list[str]:
    """Installed packages of a host, as `name-epoch:version-release.arch`, sorted.

    Args:
        role: what the host is for, which adds a few.
        more: names of further packages.
    """
    kernel = f"0:{release.kernel}-{release.build}.{release.dist}.x86_64"
    found = {f"{name}-{kernel}" for name in ("kernel", "kernel-core", "kernel-modules")}
    if release.major == 7:
        found = {f"kernel-{kernel}"}
    for package in release.core:
        found.add(f"{package.replace('-', '-0:', 1)}-{numbers.randrange(1, 40)}.{release.dist}.x86_64")
    known = {package.partition("-")[0] for package in release.core} | {"kernel", "python3"}
    others = [name for name in words("packages") if name not in known]
    for name in (*numbers.sample(others, 60), *_ROLE_PACKAGES.get(role, ()), *more):
        # The same package of the same release has the same version everywhere.
        version = random.Random(f"{name} {release.major}")  # noqa: S311
        upstream = f"{version.randrange(1, 9)}.{version.randrange(20)}.{version.randrange(9)}"
        found.add(f"{name}-0:{upstream}-{version.randrange(1, 40)}.{release.dist}.x86_64")
    return sorted(found)
