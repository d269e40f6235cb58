"""The page about generated clients tells what `make test-clients` runs."""

from pathlib import Path

from tests.clients import official
from tests.clients.generators import GENERATORS
from tests.clients.operations import OPERATIONS, STEPS
from tests.clients.page import HEADING, OFFICIAL_HEADING, PAGE, made_of, official_section, section, write
from tests.clients.toolbox import VERSIONS
from tests.clients.world import Call

CALLS = (Call("hosts", "get_host_list", None), Call("delete", "delete_host_by_id", None))


def test_the_page_names_the_pinned_versions() -> None:
    (row,) = [line for line in PAGE.read_text().splitlines() if line.startswith("| version |")]
    assert row.split(" | ")[1:] == [
        *(VERSIONS["generators"][generator.name] for generator in GENERATORS[:-1]),
        f"{VERSIONS['generators'][GENERATORS[-1].name]} |",
    ]


def test_the_page_is_about_the_descriptions_that_there_are() -> None:
    """If not, they have changed since all clients were tried: `make test-clients` writes the page when all are well."""
    assert made_of() in PAGE.read_text().splitlines()


def test_what_fails_is_shown() -> None:
    results = {generator: {} for generator in GENERATORS} | {GENERATORS[1]: {"delete": "refused"}}
    lines = section(results, CALLS).splitlines()
    assert "| get_host_list | ✓ | ✓ | ✓ | ✓ | ✓ |" in lines
    assert "| delete_host_by_id | ✓ | fails | ✓ | ✓ | ✓ |" in lines


def test_other_sections_of_the_page_stay(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# API clients\n\n## Before\n\na\n\n{HEADING}\n\nold\n\n## After\n\nb\n")
    write(f"{HEADING}\n\nnew\n", page)
    write(f"{HEADING}\n\nnewer\n", page)
    assert page.read_text() == f"# API clients\n\n## Before\n\na\n\n{HEADING}\n\nnewer\n\n## After\n\nb\n"


def test_a_page_begins_with_its_title(tmp_path: Path) -> None:
    write(f"{HEADING}\n\nnew\n", tmp_path / "page.md")
    assert (tmp_path / "page.md").read_text() == f"# API clients\n\n{HEADING}\n\nnew\n"


def test_the_page_names_all_operations_of_the_official_client() -> None:
    _, _, after = PAGE.read_text().partition(f"{OFFICIAL_HEADING}\n")
    assert f"{OFFICIAL_HEADING}\n{after.partition(chr(10) + '## ')[0].rstrip()}\n" == official_section({})
    assert f"| `{official.PACKAGE}` | {VERSIONS[official.NAME][official.PACKAGE]} |" in after


def test_the_official_client_has_forty_three_operations() -> None:
    assert len(OPERATIONS) == len(STEPS) == len({*OPERATIONS.values()}) == 43


def test_what_fails_of_the_official_client_is_shown() -> None:
    lines = official_section({"apiHostGetHostList": "refused"}).splitlines()
    assert "| `GET /hosts` | `apiHostGetHostList` | fails |" in lines
    assert "| `GET /groups` | `apiGroupGetGroupList` | ✓ |" in lines
