"""Names that clients give to hosts (contract: rest-hosts 7.6)."""

from functions.api.http.answers import Answer, json_answer
from functions.api.http.bodies import ObjectBody, TextMember
from functions.api.http.errors import INVENTORY
from functions.api.http.operation import HOST_IDS, Api, Call
from functions.api.routes.common import ByIdParameters, change_context, identify, require_all
from hbi import clock
from hbi.edits import names
from hbi.edits.names import HostEdit
from hbi.hosts.names import DISPLAY_NAME_LENGTH
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_UPDATE
from hbi.problems import InvalidField, RuleViolation

_PATCH_BODY = ObjectBody(
    "PatchHostIn",
    {
        "display_name": TextMember(*DISPLAY_NAME_LENGTH, "What people call the host."),
        "ansible_host": TextMember(*names.ANSIBLE_HOST_LENGTH, "Name or address by which Ansible reaches the host."),
    },
)

API = Api("hosts", identify, INVENTORY)


@API.operation(
    "PATCH",
    f"/hosts/{{{HOST_IDS}}}",
    operation_id="api.host.patch_host_by_id",
    parameters=ByIdParameters,
    permission=HOSTS_UPDATE,
    body=_PATCH_BODY,
    answers={200: "Empty"},
    raises=(InvalidField, RuleViolation),
)
def patch_host_by_id(call: Call[Identity], asked: ByIdParameters) -> Answer:
    """Renames hosts, or sets the name by which Ansible reaches them."""
    edit, ids = HostEdit.of(call.body), asked.host_id_list
    with call.runtime.database.write() as tx:
        hosts = names.lock_editable(tx, call.named_hosts(tx, ids))
        require_all(ids, [host.id for host in hosts])
        if edit.is_empty:
            raise RuleViolation("The body must hold at least one field to change.", title="Bad Request")
        changed = names.apply_edit(tx, hosts, edit, now=clock.now(), context=change_context(call))
    call.runtime.publisher.publish(changed)
    return json_answer({})
