"""The embedded object storage: moto's S3 server in a process of its own. Objects live in its memory.

`python -m local.servers.object_store BUCKET PORT [ORIGIN …]` runs the server until its standard input ends and prints
its port. Web pages of the origins may read downloads, others may not.
"""

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hbi.problems import ConfigurationError
from infra.topology import DOWNLOAD_HEADERS
from local.ports import LOOPBACK

REGION = "us-east-1"
STOP_TIMEOUT_S = 10.0
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",  # moto takes anything, but botocore wants something
    "AWS_SESSION_TOKEN": "local",
}


class ObjectStore:
    """An S3 server on loopback with one empty bucket. A later start uses the port of the first."""

    name = "the S3 server"

    def __init__(
        self, bucket: str = "hbi-exports", log_file: Path | None = None, console_origins: Sequence[str] = ()
    ) -> None:
        """Starts nothing yet. Without `log_file` the server writes to this process's standard error."""
        self.bucket = bucket
        self._console_origins = console_origins
        self.log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def endpoint_url(self) -> str:
        """Base URL for S3 clients; known after `start`."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def exit_status(self) -> int | None:
        """Exit status of a server that ended by itself; None for one that runs, or was stopped."""
        process = self._process
        return None if process is None else process.poll()

    def start(self) -> None:
        """Starts the server and waits until its bucket exists.

        Raises:
            ConfigurationError: it does not start.
        """
        self.stop()
        with contextlib.ExitStack() as files:
            log = files.enter_context(self.log_file.open("ab")) if self.log_file else None
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "local.servers.object_store",
                    self.bucket,
                    str(self._port),
                    *self._console_origins,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=Path(__file__).parents[2],
                # Left alone, moto lets the pages of every origin read everything.
                env={
                    **os.environ,
                    **CREDENTIALS,
                    "AWS_DEFAULT_REGION": REGION,
                    "MOTO_DISABLE_GLOBAL_CORS": "true",
                },
                start_new_session=True,
            )
        self._process = process
        answer = process.stdout.readline() if process.stdout else b""
        if not answer.strip().isdigit():
            self.stop()
            raise ConfigurationError(f"the embedded S3 server does not start; see {self.log_file or 'above'}")
        self._port = int(answer)

    def stop(self) -> None:
        """Ends the server; its objects are gone."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _serve(bucket: str, port: int, console_origins: Sequence[str]) -> None:
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address=LOOPBACK, port=port, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name=REGION)
    client.create_bucket(Bucket=bucket)
    if console_origins:
        rule: Any = {
            "AllowedMethods": ["GET"],
            "AllowedOrigins": list(console_origins),
            "AllowedHeaders": ["*"],
            "ExposeHeaders": list(DOWNLOAD_HEADERS),
        }
        client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    # A parent that was killed closes the pipe: the server must not outlive it.
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
