"""The contract's own examples of profile filters (rest-hosts 5.2 to 5.8, 9.3)."""

import pytest
from sqlalchemy import select, text

from hbi.db.engine import Database
from hbi.queries.conditions.compile import TABLES, condition_of
from tests.integration.filters.rules import PlainHost
from tests.integration.filters.storage import filtered, found_in, hits, plan_of
from tests.support.factories import stored_host

PROFILE = "filter[system_profile]"


def query(text: str) -> list[tuple[str, str]]:
    """A query as the contract writes it: what follows `filter[system_profile]`, terms joined by ` & `."""
    terms = (term.partition("=") for term in text.split(" & "))
    return [(PROFILE + name, value) for name, _, value in terms]


def host(letter: str, **parts: object) -> PlainHost:
    """A host whose id ends in its letter."""
    return PlainHost(f"a1b2c3d4-0001-4002-8003-00000000000{letter.lower()}", **parts)  # type: ignore[arg-type]


def letters(ids: set[str]) -> str:
    """Letters of the hosts that were found."""
    return "".join(sorted(id_[-1].upper() for id_ in ids))


ARCHITECTURES = [
    host("A", static={"arch": "x86_64", "is_marketplace": True, "number_of_cpus": 4}),
    host("B", static={"arch": "ARM", "is_marketplace": False, "number_of_cpus": 2, "rhsm": {"version": "8.1"}}),
    host("C", static={"arch": "", "yum_repos": [{"id": "base"}], "rhsm": {}}, dynamic={"workloads": {}}),
    host("D"),
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("[arch]=x86_64", "A"),
        ("[arch]=X86_64", ""),
        ("[arch]=x86*", ""),
        ("[arch][neq]=x86_64", "BC"),
        ("[arch][ne]=x86_64", "BC"),
        ("[arch][]=x86_64 & [arch][]=nil", "AD"),
        ("[arch][neq][]=x86_64 & [arch][neq][]=ARM", "ABC"),
        ("[arch]=nil", "D"),
        ("[arch][neq]=nil", "D"),
        ("[arch][is]=not_nil", "ABC"),
        ("[arch][contains]=nil", "D"),
        ("[number_of_cpus][contains]=nil", "CD"),
        ("[number_of_cpus][contains]=not_nil", "AB"),
        ("[number_of_cpus][contains][]=nil & [number_of_cpus][contains][]=not_nil", "ABCD"),
        ("[insights_client_version][contains]=nil", "ABCD"),
        ("[is_marketplace][gt]=nil", "CD"),
        ("[is_marketplace][lte]=not_nil", "AB"),
        ("[owner_id][lt]=nil", "ABCD"),
        ("[last_boot_time][contains]=not_nil", ""),
        ("[rhsm][gt]=nil", "AD"),
        ("[rhsm][version][contains]=not_nil", "B"),
        ("[yum_repos][gt]=nil", "ABD"),
        ("[yum_repos][lt]=not_nil", "C"),
        ("[selinux_current_mode]=nosuch", ""),
        ("[arch][nil]=whatever", "D"),
        ("[arch][not_nil]=", "ABC"),
        ("[arch]=NIL", ""),
        ("[arch]=", "C"),
        ("[arch][neq]=", "C"),
        ("[arch][gte]=A & [arch][lt]=B", "B"),
        ("[arch]=x86_64 & [arch][neq]=ARM", "A"),
        ("[arch][eq]=x86_64 & [arch][neq]=x86_64", ""),
        ('={"arch":["ARM","x86_64"]}', "AB"),
        ('={"arch":["ARM","x86_64"],"number_of_cpus":{"gte":4}}', "A"),
        ('={"is_marketplace":false}', "B"),
        ("={}", "ABCD"),
        ("[is_marketplace][neq]=true", "B"),
        ("[is_marketplace]=TRUE", "A"),
        ("[is_marketplace][is]=not_nil", "AB"),
        ("[number_of_cpus][gt]=99999999999999999999", ""),
        ("[number_of_cpus][lt]=99999999999999999999", "AB"),
        ("[number_of_cpus]=004", "A"),
        ("[yum_repos][nosuch]=nil", "ABD"),
        ("[yum_repos]=base", "C"),
        ("[yum_repos][whatever][]=base & [yum_repos][whatever][]=extra", ""),
        ("[rhsm]=not_nil", "BC"),
        ("[rhsm][version]=", "ACD"),
        ("[rhsm][version]=8.*", ""),
        ("[workloads]=nil", "ABCD"),
        ("[owner_id]=", ""),
        ("[last_boot_time][ne]=", ""),
    ],
)
def test_fields(database: Database, asked, found):
    assert letters(hits(database, ARCHITECTURES, [filtered(query(asked))])[0]) == found


VERSIONS = [
    host("A", static={"insights_client_version": "3.2.1", "bootc_status": {"booted": {"image": "quay.io/a:1"}}}),
    host("B", static={"insights_client_version": "3.*"}),
    host("C", dynamic={"workloads": {"ansible": {"controller_version": "4.10.Beta"}}}),
    host(
        "D", dynamic={"workloads": {"ansible": {"controller_version": "4.*"}, "crowdstrike": {"falcon_version": "7.*"}}}
    ),
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("[insights_client_version]=3.*", "AB", id="a star is any run"),
        pytest.param("[insights_client_version]=3.2", "", id="the whole value must fit"),
        pytest.param("[insights_client_version][eq]=3.*", "B", id="with a comparator the star is a star"),
        pytest.param("[insights_client_version]=%", "", id="LIKE's characters are characters"),
        pytest.param("[insights_client_version]=_.*", "", id="both of them"),
        pytest.param("[bootc_status][booted][image]=QUAY.IO/*", "A", id="in a document, in any letter case"),
        pytest.param("[bootc_status][booted][image]=QUAY.IO/A:1", "A", id="without star, too"),
        pytest.param("[bootc_status][booted][image]=", "BCD", id="empty in a document is absent"),
        pytest.param(
            "[ansible][controller_version]=4.10.beta", "", id="of a workload without star: letter case counts"
        ),
        pytest.param("[ansible][controller_version]=4.10.Beta", "C", id="of a workload without star: equal"),
        pytest.param("[ansible][controller_version]=4.*beta", "C", id="of a workload with star: any letter case"),
        pytest.param("[ansible][controller_version][eq]=4.*", "D", id="of a workload with comparator: literal"),
        pytest.param("[crowdstrike][falcon_version]=7.*", "D", id="the star of a plain text is a star"),
    ],
)
def test_wildcards(database: Database, asked, found):
    assert letters(hits(database, VERSIONS, [filtered(query(asked))])[0]) == found


GPUS = [{"name": "NVIDIA L4", "count": 2}]
WORKLOADS = [
    host("A", dynamic={"workloads": {"sap": {"sap_system": True, "sids": ["ABC", "DEF"], "version": "2.00"}}}),
    host("B", dynamic={"workloads": {"mssql": {"version": "16.0"}, "rhel_ai": {"gpu_models": GPUS}}}),
    host("C", dynamic={"workloads": {"sap": {"sap_system": False}, "mssql": {}}}),
    host(
        "D",
        static={"disk_devices": [{"options": {"weight": 1.5, "inode": 2**62 + 1}}]},
        dynamic={"cpu_flags": ["sse", "avx2"], "network_interfaces": [{"mtu": 1500, "name": "eth0"}]},
    ),
    host("E"),
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("[sap_sids]=AB", "A", id="substring of a SID"),
        pytest.param("[sap_sids][contains][]=ABC & [sap_sids][contains][]=DEF", "A", id="both SIDs"),
        pytest.param("[sap][sids][]=ABC & [sap][sids][]=XYZ", "", id="one SID is not enough"),
        pytest.param("[sap_sids]=A%C", "", id="no LIKE in arrays"),
        pytest.param("[sap_sids][eq]=ABC", "", id="eq is about the whole text"),
        pytest.param("[sap_sids][neq]=ABC", "A", id="and so is neq"),
        pytest.param("[sap_sids][gt]=not_nil", "A", id="nil and not_nil override comparators of arrays in objects"),
        pytest.param("[sap_system][gt]=nil", "BDE", id="and of booleans in objects"),
        pytest.param("[workloads][sap][contains]=not_nil", "AC", id="and of workloads"),
        pytest.param("[sap_system]=true", "A", id="alias of a boolean"),
        pytest.param("[sap][sap_system][ne]=true", "C", id="not true is false"),
        pytest.param("[sap_version]=nil", "BCDE", id="absent with the workload, the row or the profile"),
        pytest.param("[rhel_ai][gpu_models][name]=L4", "B", id="names below an array mean nothing"),
        pytest.param("[rhel_ai][gpu_models][vendor]=L4", "B", id="whatever they are"),
        pytest.param('[rhel_ai][gpu_models]="count": 2', "B", id="the text is JSON's"),
        pytest.param("[workloads][sap][is]=not_nil & [workloads][mssql][is]=not_nil", "ABC", id="presence: or"),
        pytest.param("[workloads][sap]=not_nil & [workloads][mssql][eq]=not_nil", "ABC", id="plain or with eq"),
        pytest.param("[workloads][sap][]=not_nil & [workloads][mssql]=not_nil", "ABC", id="or a list of one"),
        pytest.param("[sap]=not_nil & [mssql]=not_nil", "C", id="presence by alias: and"),
        pytest.param("[workloads][sap]=not_nil & [mssql]=not_nil", "C", id="mixed: and"),
        pytest.param("[workloads][sap][neq]=not_nil & [workloads][mssql]=not_nil", "C", id="another comparator: and"),
        pytest.param(
            "[workloads][sap]=not_nil & [workloads][mssql]=not_nil & [workloads][sap][version]=not_nil",
            "A",
            id="a child is an ordinary term",
        ),
        pytest.param("[workloads]=not_nil", "ABC", id="all workloads"),
        pytest.param("[workloads][nil]=1", "DE", id="none"),
        pytest.param("[cpu_flags]=sse", "D", id="element of an array"),
        pytest.param("[cpu_flags]=ss", "", id="the whole element"),
        pytest.param("[cpu_flags][contains][]=sse & [cpu_flags][contains][]=avx2", "D", id="both elements"),
        pytest.param("[network_interfaces]=eth0", "D", id="text in an element"),
        pytest.param("[network_interfaces][mtu]=1500", "D", id="number in an element"),
        pytest.param("[network_interfaces]=1500.0", "", id="as it is printed"),
        pytest.param("[disk_devices]=1.5", "D", id="fraction in an element"),
        pytest.param("[disk_devices]=4611686018427387905", "D", id="large number in an element"),
        pytest.param("[disk_devices]=4611686018427387904", "", id="every digit of it"),
        pytest.param("[network_interfaces]=name", "", id="names are no values"),
    ],
)
def test_workloads_and_arrays(database: Database, asked, found):
    assert letters(hits(database, WORKLOADS, [filtered(query(asked))])[0]) == found


def system(name: str, major: int, minor: int) -> dict[str, object]:
    """Columns of a host with this operating system."""
    return {"operating_system": {"name": name, "major": major, "minor": minor}}


SYSTEMS = [
    host("A", static=system("RHEL", 7, 9)),
    host("B", static=system("RHEL", 8, 5)),
    host("C", static=system("RHEL", 8, 10)),
    host("D", static=system("RHEL", 9, 1)),
    host("E", static=system("CentOS Linux", 7, 9)),
    host("F", static={"arch": "x86_64"}),
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("[RHEL][version][gte]=8.6 & [RHEL][version][lt]=9", "C"),
        ("[RHEL][version][eq][]=7.9 & [RHEL][version][eq][]=8", "ABC"),
        ("[RHEL][version][eq]=7.9 & [RHEL][version][gt]=8.1 & [RHEL][version][lt]=9.1", "ABC"),
        ("[name][eq]=RHEL & [RHEL][version][gte]=9", "ABCD"),
        ("[RHEL][version][gte]=8 & [CentOS][version][gte]=7", ""),
        ("[]=nil & [RHEL][version]=8", "BCF"),
        ("=nil", "F"),
        ("=not_nil", "ABCDE"),
        ("[name][neq]=rhel", "E"),
        ("[name][ne]=rhel", "E"),
        ("[name][nil]=RHEL", "F"),
        ("[name][not_nil]=RHEL", "ABCDE"),
        ("[name][eq][]=rhel & [name][eq][]=CENTOS LINUX", "ABCDE"),
        ("[rhel][version]=8.", "BC"),
        ("[RHEL][version][gt]=8", "D"),
        ("[RHEL][version][lte]=8", "ABC"),
        ("[RHEL][version][gt]=8.9", "CD"),
        ("[RHEL][version][neq]=7.9", "E"),
        ("[RHEL][anything]=else", "ABCD"),
        ("[CentOS Linux][version]=7.09", "E"),
    ],
)
def test_operating_systems(database: Database, asked, found):
    pairs = query(asked.replace("[", "[operating_system][", 1).replace(" & [", " & [operating_system]["))
    pairs = [(PROFILE + "[operating_system]", asked[1:])] if asked.startswith("=") else pairs
    assert letters(hits(database, SYSTEMS, [filtered(pairs)])[0]) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("[advisor][critical][gte]=2", "A", id="a number"),
        pytest.param("[advisor][critical][ne]=5", "B", id="ne leaves out those without a value"),
        pytest.param("[advisor][critical][nil]=false", "CD", id="nil whatever the value, without a row, too"),
        pytest.param("[advisor][critical][not_nil]=", "AB", id="not_nil"),
        pytest.param("[advisor][critical][lt]=-99999999999999999999", "", id="any magnitude"),
        pytest.param("[patch][template_name][gt]=Beta", "A", id="text order is by code point"),
        pytest.param("[patch][template_uuid][eq]=A1B2C3D4000140028003A00000000007", "A", id="a UUID"),
        pytest.param("[malware][last_scan][gte]=2031-04-05", "B", id="a date"),
        pytest.param("[advisor][critical][gte]=1 & [malware][last_scan][not_nil]=", "B", id="all must hold"),
    ],
)
def test_applications(database: Database, asked, found):
    patch = {"template_name": "alpha", "template_uuid": "a1b2c3d4-0001-4002-8003-a00000000007"}
    hosts = [
        host("A", applications={"advisor": {"critical": 5}, "patch": patch}),
        host("B", applications={"advisor": {"critical": 1}, "malware": {"last_scan": "2031-04-05T00:00:00Z"}}),
        host("C", applications={"advisor": {"low": 1}}),
        host("D"),
    ]
    pairs = [("filter" + name, value) for name, _, value in (term.partition("=") for term in asked.split(" & "))]
    assert letters(hits(database, hosts, [filtered(pairs)])[0]) == found


ODD_DOCUMENTS = {
    "rhsm": "null",
    "operating_system": '{"name": "RHEL", "major": null, "minor": "x"}',
    "conversions": "[]",
    "bootc_status": '{"booted": 5}',
    "system_purpose": '"text"',
}


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        pytest.param("[rhsm]=nil", True, id="a column with JSON's null is absent"),
        pytest.param("[rhsm][version]=nil", True, id="and so is what would be in it"),
        pytest.param("[operating_system]=not_nil", True, id="an object of any content is present"),
        pytest.param("[operating_system][RHEL][version][lt]=9", False, id="null is no release"),
        pytest.param("[operating_system][RHEL][version][lte]=9.1", False, id="with minor, too"),
        pytest.param("[operating_system][RHEL][version][gte]=0", False, id="nor is it an old one"),
        pytest.param("[conversions][activity]=true", False, id="a list where an object should be"),
        pytest.param("[bootc_status][booted][image]=*", False, id="a number where an object should be"),
        pytest.param("[bootc_status][booted]=not_nil", True, id="it is something, still"),
        pytest.param("[system_purpose][role][gte]=a", False, id="a text where an object should be"),
        pytest.param("[systemd][failed][gt]=1", False, id="a text where a number should be"),
        pytest.param("[systemd][failed][ne]=1", False, id="neither equal nor different"),
    ],
)
def test_stored_values_of_another_type_do_no_harm(database: Database, sql, asked, is_found):
    stored = stored_host(sql, static={"arch": "x86_64"}, dynamic={"systemd": {"failed": "many"}})
    for column, document in ODD_DOCUMENTS.items():
        sql(f"UPDATE hbi.system_profiles_static SET {column} = %s::jsonb", (document,))
    with database.read() as tx:
        assert found_in(tx, stored["org_id"], filtered(query(asked))) == ({stored["id"]} if is_found else set())


def test_other_organisations_are_never_found(database: Database, sql):
    stored_host(sql, org_id="999", static={"arch": "x86_64"})
    with database.read() as tx:
        assert found_in(tx, "321", filtered(query("[arch][]=x86_64 & [arch][]=nil"))) == set()


def test_another_organisation_may_have_a_host_of_the_same_id(database: Database, sql):
    theirs = stored_host(sql, org_id="999", static={"arch": "x86_64"})
    stored_host(sql, org_id="321", id=theirs["id"], static={"arch": "ARM"})
    with database.read() as tx:
        assert found_in(tx, "321", filtered(query("[arch]=x86_64"))) == set()
        assert found_in(tx, "321", filtered(query("[arch]=ARM"))) == {theirs["id"]}


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("[workloads][sap][sap_system]=true", id="boolean of a workload"),
        pytest.param("[ansible][controller_version]=4.1", id="text of a workload"),
        pytest.param("[sap_version][]=1 & [sap_version][]=2", id="one of several texts"),
        pytest.param("[sap_sids]=ABC", id="a whole SID"),
    ],
)
def test_the_inverted_index_can_answer_equality_in_workloads(database: Database, asked):
    condition = condition_of(filtered(query(asked)).filter)
    with database.write() as tx, tx.cross_org("only the condition's own index is of interest"):
        tx.execute(text("SET LOCAL enable_seqscan = off"))
        plan = plan_of(tx, select(TABLES["dynamic"].c.host_id).where(condition))
    assert plan.count("Bitmap Index Scan on system_profiles_dynamic_p0_workloads_idx") == asked.count("=")
