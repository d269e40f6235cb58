"""Logs of servers stay small while the servers append to them."""

from local.supervision.logs import rotate


def test_a_large_log_is_moved_and_its_writer_goes_on(tmp_path):
    file = tmp_path / "logs" / "api.log"
    file.parent.mkdir()
    with file.open("ab", buffering=0) as writer:
        writer.write(b"first\n" * 10)
        rotate(tmp_path, max_bytes=59)
        writer.write(b"second\n")
        assert file.read_bytes() == b"second\n"
        assert (tmp_path / "logs" / "api.log.1").read_bytes() == b"first\n" * 10
        rotate(tmp_path, max_bytes=59)
        writer.write(b"third\n" * 10)
        rotate(tmp_path, max_bytes=59)
    assert file.read_bytes() == b""
    assert (tmp_path / "logs" / "api.log.1").read_bytes() == b"second\n" + b"third\n" * 10


def test_a_small_log_is_left_alone(tmp_path):
    file = tmp_path / "broker.log"
    file.write_bytes(b"line\n")
    rotate(tmp_path, max_bytes=5)
    assert [path.name for path in tmp_path.iterdir()] == ["broker.log"]
