"""Trial of a profile schema on recent reports (contract: rest-hosts 7.17)."""

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import GitName, Integer
from functions.api.http.operation import Api, Call, Operation
from functions.api.http.parameters import Parameter
from functions.api.routes.common import identify
from hbi.identity import Identity, UserIdentity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import Forbidden

_MOST = 2**31 - 1


def validate_schema(call: Call[Identity]) -> Answer:
    """Counts, by reporter, the recent reports that a profile schema of another branch would take, and the others."""
    settings = call.runtime.settings
    caller = call.caller
    if not isinstance(caller, UserIdentity) or caller.user.username not in settings.authorized_users:
        raise Forbidden("Only users that SP_AUTHORIZED_USERS lists may try schemas.")
    if settings.is_replica:
        return json_answer({"message": "Skipped: this is a replica, to which nobody reports."})
    # The validator, PyYAML and Kafka's client: not for every request's cold start.
    from hbi.schema_trial.branch import Branch
    from hbi.schema_trial.trial import try_schema

    values = call.values
    branch = Branch(values["repo_fork"], values["repo_branch"])
    tallies = try_schema(settings, branch, days=values["days"], max_messages=values["max_messages"])
    counts = {reporter: {"pass_count": tally.passed, "fail_count": tally.failed} for reporter, tally in tallies.items()}
    return json_answer({str(branch): counts})


API = Api(
    "system_profile",
    identify,
    INVENTORY,
    (
        Operation(
            method="POST",
            path="/system_profile/validate_schema",
            operation_id="api.system_profile.validate_schema",
            run=validate_schema,
            permission=HOSTS_READ,
            parameters=(
                Parameter("repo_branch", GitName(), "Branch, tag or commit that has the schema.", is_required=True),
                Parameter("repo_fork", GitName(), "Account that has the fork.", default="RedHatInsights"),
                Parameter("days", Integer(1, _MOST), "How far back reports are looked for.", default=1),
                Parameter("max_messages", Integer(1, _MOST), "The most messages to try, the newest.", default=10_000),
            ),
            answers={200: "SchemaTrial"},
        ),
    ),
)
