"""Names that clients give to hosts (contract: rest-hosts 7.6)."""

from functions.api.http.answers import Answer, json_answer
from functions.api.http.bodies import ObjectBody, TextMember
from functions.api.http.errors import INVENTORY
from functions.api.http.operation import HOST_IDS, Api, Call, Operation
from functions.api.routes.common import BY_ID, change_context, identify, require_all
from hbi import clock
from hbi.edits import names
from hbi.edits.names import HostEdit
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_UPDATE
from hbi.problems import InvalidField, RuleViolation
from hbi.queries.conditions.viewer import NamedHosts


def patch_host_by_id(call: Call[Identity]) -> Answer:
    """Renames hosts, or sets the name by which Ansible reaches them."""
    edit, ids = HostEdit.of(call.body), call.values[HOST_IDS]
    with call.services.database.write() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        hosts = names.lock_editable(tx, NamedHosts(call.viewer, ids, staleness.culled_before(clock.now())))
        require_all(ids, [host.id for host in hosts])
        if edit.is_empty:
            raise RuleViolation("The body must hold at least one field to change.", title="Bad Request")
        changed = names.apply_edit(tx, hosts, edit, now=clock.now(), context=change_context(call))
    call.services.publisher.publish(changed)
    return json_answer({})


_PATCH_BODY = ObjectBody(
    "PatchHostIn",
    {
        "display_name": TextMember(*names.DISPLAY_NAME_LENGTH, "What people call the host."),
        "ansible_host": TextMember(*names.ANSIBLE_HOST_LENGTH, "Name or address by which Ansible reaches the host."),
    },
)

API = Api(
    "hosts",
    identify,
    INVENTORY,
    (
        Operation(
            method="PATCH",
            path=f"/hosts/{{{HOST_IDS}}}",
            operation_id="api.host.patch_host_by_id",
            run=patch_host_by_id,
            permission=HOSTS_UPDATE,
            parameters=BY_ID,
            body=_PATCH_BODY,
            answers={200: "Empty"},
            raises=(InvalidField, RuleViolation),
        ),
    ),
)
