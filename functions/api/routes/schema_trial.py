"""Trial of a profile schema on recent reports (contract: rest-hosts 7.17)."""

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import GitName, Integer
from functions.api.http.operation import Api, Call
from functions.api.http.parameters import Parameters, parameter
from functions.api.routes.common import identify
from hbi.identity import Identity, UserIdentity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import Forbidden

_MOST = 2**31 - 1


API = Api("system_profile", identify, INVENTORY)


class SchemaTrialParameters(Parameters):
    """Parameters of `POST /system_profile/validate_schema`."""

    repo_branch: str = parameter(GitName(), "Branch, tag or commit that has the schema.", is_required=True)
    repo_fork: str = parameter(GitName(), "Account that has the fork.", default="RedHatInsights")
    days: int = parameter(Integer(1, _MOST), "How far back reports are looked for.", default=1)
    max_messages: int = parameter(Integer(1, _MOST), "The most messages to try, the newest.", default=10_000)


@API.operation(
    "POST",
    "/system_profile/validate_schema",
    operation_id="api.system_profile.validate_schema",
    parameters=SchemaTrialParameters,
    permission=HOSTS_READ,
    answers={200: "SchemaTrial"},
)
def validate_schema(call: Call[Identity], asked: SchemaTrialParameters) -> Answer:
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

    branch = Branch(asked.repo_fork, asked.repo_branch)
    tallies = try_schema(settings, branch, days=asked.days, max_messages=asked.max_messages)
    counts = {reporter: {"pass_count": tally.passed, "fail_count": tally.failed} for reporter, tally in tallies.items()}
    return json_answer({str(branch): counts})
