"""Filters that are refused (contract: rest-hosts 5.1 to 5.8, 9.3; rest-groups-staleness-views 8.4)."""

from urllib.parse import parse_qsl

import pytest

from hbi.problems import InvalidParameter, RuleViolation
from hbi.queries.filters.parsing.parse import filter_term, filter_tree
from hbi.queries.filters.terms import AnyOf, Comparison, Presence, Term

PROFILE = "filter[system_profile]"


def term_of(query: str) -> Term:
    """What a query string asks for."""
    return filter_term(filter_tree(parse_qsl(query, keep_blank_values=True)))


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("[arch][contains]=x", id="contains on a text"),
        pytest.param(
            "[arch][contains][]=nil&filter[system_profile][arch][contains][]=x", id="even with nil beside the value"
        ),
        pytest.param("[arch][like]=x", id="unknown comparator"),
        pytest.param("[arch][is]=x", id="is with a value on a text"),
        pytest.param("[arch][eq][eq]=x", id="something behind a comparator"),
        pytest.param("[Arch]=x", id="letter case of names counts"),
        pytest.param("[number_of_cpus]=-1", id="a sign"),
        pytest.param("[number_of_cpus]=1.5", id="a fraction"),
        pytest.param("[number_of_cpus]=", id="an empty number"),
        pytest.param("[number_of_cpus]=٣", id="other digits than ours"),
        pytest.param("[number_of_cpus][is]=3", id="is with a number"),
        pytest.param('={"number_of_cpus":-1}', id="a negative number in JSON"),
        pytest.param('={"number_of_cpus":true}', id="a boolean for a number"),
        pytest.param("[is_marketplace]=1", id="a number for a boolean"),
        pytest.param("[is_marketplace]=", id="an empty boolean"),
        pytest.param("[is_marketplace][gt]=true", id="order of booleans"),
        pytest.param("[owner_id]=x", id="no UUID"),
        pytest.param("[owner_id]=urn:uuid:a1b2c3d4-0001-4002-8003-a00000000007", id="a UUID in other clothes"),
        pytest.param("[owner_id][gt]=a1b2c3d4-0001-4002-8003-a00000000007", id="order of UUIDs"),
        pytest.param("[last_boot_time]=yesterday", id="no instant"),
        pytest.param("[last_boot_time]=2031-13-01", id="no such month"),
        pytest.param("[rhsm]=x", id="text for an object"),
        pytest.param("[rhsm]=", id="empty text for an object"),
        pytest.param("[rhsm][gt]=x", id="order of objects"),
        pytest.param("[rhsm][nosuch]=1", id="unknown child"),
        pytest.param("[nosuch]=1", id="unknown field"),
        pytest.param("[workloads][nosuch][is]=nil", id="unknown workload"),
        pytest.param("[workloads][is]=nil", id="a comparator on all workloads"),
        pytest.param("[workloads]=x", id="text for all workloads"),
        pytest.param("[workloads][sap]=x", id="text for a workload"),
        pytest.param("[sap][nosuch]=x", id="unknown child of an alias"),
        pytest.param("[sap_system][nosuch]=x", id="child of a boolean"),
        pytest.param("[rhel_ai][nvidia_gpu_models]=x", id="child of the legacy form only"),
        pytest.param("[third_party_services]=nil", id="a root that cannot be filtered by"),
        pytest.param("[third_party_services][crowdstrike][falcon_aid]=x", id="nor its children"),
        pytest.param("[cpu_flags]=", id="empty element"),
        pytest.param("[cpu_flags][eq]=x", id="equality of arrays"),
        pytest.param("[cpu_flags][gte]=x", id="order of arrays"),
        pytest.param("[sap_sids][contains]=", id="empty text in an array"),
        pytest.param("[operating_system]=RHEL", id="text for an operating system"),
        pytest.param("[operating_system]=", id="empty text for an operating system"),
        pytest.param("[operating_system][is]=nil", id="a comparator on an operating system"),
        pytest.param("[operating_system][name]=RHEL", id="a name without comparator"),
        pytest.param("[operating_system][name][eq]=Debian", id="unknown name"),
        pytest.param("[operating_system][name][eq]=nil", id="nil is no name"),
        pytest.param("[operating_system][name][gt]=RHEL", id="order of names"),
        pytest.param("[operating_system][name][contains]=RHEL", id="contains on a name"),
        pytest.param("[operating_system][name][eq][x]=RHEL", id="something behind a name's comparator"),
        pytest.param(
            "[operating_system][name][eq]=RHEL&filter[system_profile][operating_system][name][neq]=CentOS",
            id="two comparators on the name",
        ),
        pytest.param("[operating_system][Debian][version]=1", id="a version of an unknown name"),
        pytest.param("[operating_system][RHEL]=8", id="a version without the word"),
        pytest.param("[operating_system][RHEL][version]=8.6.1", id="three parts"),
        pytest.param("[operating_system][RHEL][version]=.6", id="no major release"),
        pytest.param("[operating_system][RHEL][version]=eight", id="no digits"),
        pytest.param("[operating_system][RHEL][version]=", id="no version"),
        pytest.param("[operating_system][RHEL][version]=nil", id="nil is no version"),
        pytest.param("[operating_system][RHEL][version][ne]=8", id="ne is no comparator of versions"),
        pytest.param("[operating_system][RHEL][version][contains]=8", id="nor is contains"),
        pytest.param("[operating_system][RHEL][version][eq][x]=8", id="something behind a version's comparator"),
        pytest.param('={"operating_system":{"RHEL":{"version":8}}}', id="a JSON number for a version"),
        pytest.param('={"operating_system":{"RHEL":{"version":{"eq":[8.6]}}}}', id="also in a list"),
    ],
)
def test_profile(asked):
    with pytest.raises(RuleViolation) as refusal:
        term_of(PROFILE + asked)
    assert "system_profile" in str(refusal.value)
    assert len(str(refusal.value)) < 400


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("filter[nosuch][a][eq]=1", "nosuch"),
        ("filter[nosuch]=1", "nosuch"),
        ("filter[advisor][nosuch][eq]=1", "critical"),
        ("filter[advisor][critical]=1", "gte"),
        ("filter[advisor][critical][neq]=1", "gte"),
        ("filter[advisor][critical][is]=nil", "gte"),
        ("filter[advisor][critical][eq]=x", "critical"),
        ("filter[advisor][critical][eq]=", "critical"),
        ("filter[advisor][critical][eq]=1.0", "critical"),
        ("filter[advisor][critical][eq][]=1", "critical"),
        ('filter[advisor]={"critical":{"eq":["1"]}}', "critical"),
        ("filter[advisor][critical][eq][eq]=1", "critical"),
        ("filter[patch][template_uuid][eq]=x", "template_uuid"),
        ("filter[malware][last_scan][gt]=soon", "last_scan"),
        ("filter[compliance][policies][nil]=1", "last_scan"),
        ("filter[compliance][policies_count][gt]=1", "last_scan"),
        ("filter[patch][advisories_total_applicable][gt]=1", "template_name"),
        ("filter[advisor][org_id][eq]=1", "critical"),
        ("filter[advisor][last_updated][gt]=2031-01-01", "critical"),
    ],
)
def test_applications(asked, names):
    with pytest.raises(RuleViolation, match=names):
        term_of(asked)


@pytest.mark.parametrize("asked", ["filter[advisor]=5", "filter[advisor][]=5", "filter[advisor]=", "filter=5"])
def test_applications_need_a_field(asked):
    with pytest.raises(InvalidParameter):
        term_of(asked)


@pytest.mark.parametrize(
    "asked",
    [
        'filter[advisor]={"critical":{"gte":"1"}}',
        "filter[advisor][critical][gte]=1",
        'filter[advisor]={"critical":{"gte":1}}',
    ],
)
def test_an_application_may_be_asked_in_json(asked):
    term = term_of(asked)
    assert isinstance(term, Comparison)
    assert (term.field.column, term.comparator, term.value) == ("critical", "gte", 1)


def test_a_refusal_names_parent_and_child():
    with pytest.raises(RuleViolation, match=r"filter\[system_profile\]\[rhsm\]: there is no .* 'nosuch'"):
        term_of("filter[system_profile][rhsm][nosuch]=1")


def test_no_filter_is_no_term():
    assert term_of("display_name=x") == term_of("filter[system_profile]={}")


def test_values_are_alternatives_once_each():
    term = term_of("&".join(f"filter[system_profile][arch][]={value}" for value in ("a", "nil", "a")))
    assert isinstance(term, AnyOf)
    assert [type(alternative) for alternative in term.terms] == [Comparison, Presence]
