"""Reads synthesised templates the way the assertions want them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infra.synthesised import METADATA_KEY

type Resource = dict[str, Any]

# Stand-ins for what only a deployment knows.
PARAMETERS = {
    "MskClusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/inventory/0a1b-2",
    "KafkaBootstrapServers": "b-1.example:9098,b-2.example:9098",
    "RbacEndpoint": "https://rbac.example",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "111122223333",
}


@dataclass(frozen=True)
class Templates:
    """All stacks of one synthesis."""

    by_stack: Mapping[str, dict[str, Any]]

    def of_type(self, type_name: str) -> dict[str, Resource]:
        """Properties of all resources of a type, by logical id."""
        return {
            logical_id: resource.get("Properties", {})
            for logical_id, resource in self._all()
            if resource["Type"] == type_name
        }

    def only(self, type_name: str) -> Resource:
        """Properties of the one resource of a type."""
        (properties,) = self.of_type(type_name).values()
        return properties

    def function(self, name: str) -> Resource:
        """Properties of a function by its name in the wiring table."""
        return self._function(name)[1]

    def environment(self, name: str) -> dict[str, str]:
        """A function's environment variables with stand-ins for what deployment decides."""
        variables = self.function(name)["Environment"]["Variables"]
        return {variable: text(value) for variable, value in variables.items()}

    def alias_of(self, name: str) -> str:
        """Logical id of the alias under which a function answers requests."""
        function = self.id_of(name)
        (found,) = [i for i, a in self.of_type("AWS::Lambda::Alias").items() if a["FunctionName"] == {"Ref": function}]
        return found

    def id_of(self, name: str) -> str:
        """Logical id of a function."""
        return self._function(name)[0]

    def rights(self, name: str) -> set[tuple[str, str]]:
        """(action, resource) of everything that a function's own policies allow."""
        role = self.function(name)["Role"]["Fn::GetAtt"][0]
        policies = [p for p in self.of_type("AWS::IAM::Policy").values() if {"Ref": role} in p["Roles"]]
        return {
            (action, text(resource))
            for policy in policies
            for statement in policy["PolicyDocument"]["Statement"]
            for action in _listed(statement["Action"])
            for resource in _listed(statement["Resource"])
        }

    def _function(self, name: str) -> tuple[str, Resource]:
        (found,) = [
            (logical_id, resource["Properties"])
            for logical_id, resource in self._all()
            if resource.get("Metadata", {}).get(METADATA_KEY) == name
        ]
        return found

    def _all(self) -> Iterator[tuple[str, Resource]]:
        for template in self.by_stack.values():
            yield from template["Resources"].items()


def text(value: Any) -> str:
    """A template's value as one text: references are named in braces, stand-ins filled in."""
    match value:
        case str():
            return value
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(text(part) for part in parts)
        case {"Fn::Select": [index, {"Fn::Split": [separator, whole]}]}:
            return text(whole).split(separator)[int(index)]
    return _reference(value)


def _reference(value: Any) -> str:
    match value:
        case {"Ref": name}:
            return PARAMETERS.get(name, f"{{{name}}}")
        case {"Fn::GetAtt": [name, attribute]}:
            return f"{{{name}.{attribute}}}"
        case {"Fn::ImportValue": name}:
            return _imported(name.partition(":")[2])
    raise AssertionError(f"a value that no test expected: {value!r}")


def _imported(name: str) -> str:
    """Templates take ARNs apart, so an ARN's stand-in has an ARN's parts."""
    if re.search(r"KafkaCluster[0-9A-F]{8}Arn", name):
        return f"arn:aws:kafka:eu-west-1:111122223333:cluster/{{{name}}}/0a1b-2"
    is_arn = re.search(r"Arn[0-9A-F]{8}$", name)
    return f"arn:aws:any:eu-west-1:111122223333:any:{{{name}}}" if is_arn else f"{{{name}}}"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
