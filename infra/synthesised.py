"""Finds what `cdk synth` made: each function's code, layers and handler. Reads JSON only; needs no CDK."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The constructs write it into each function's resource.
METADATA_KEY = "HostInventory::Function"


class NotSynthesised(ValueError):
    """The folder holds no output of `cdk synth`. The text says what to do."""


@dataclass(frozen=True, slots=True)
class FunctionAssets:
    """The assets that Lambda would run a function from.

    Attributes:
        code: folder that becomes /var/task.
        layers: folders that are laid over each other in /opt, the last on top; Python finds modules in `python`.
        handler: `module.function`, importable from `code`.
    """

    code: Path
    layers: tuple[Path, ...]
    handler: str

    @property
    def python_path(self) -> tuple[Path, ...]:
        """Folders to import from, in their order."""
        return (self.code, *(layer / "python" for layer in reversed(self.layers)))


def locate(cdk_out: Path) -> dict[str, FunctionAssets]:
    """The functions in a cloud assembly, by their name in `infra.topology`; `migrate` and `topics` run at deploy.

    Raises:
        NotSynthesised: there is no assembly, or an asset of it is gone.
    """
    functions: dict[str, FunctionAssets] = {}
    for stack in _stacks(cdk_out):
        assets = _assets(cdk_out, stack)
        resources: dict[str, dict[str, Any]] = _read(cdk_out / stack["properties"]["templateFile"])["Resources"]
        for resource in resources.values():
            name = resource.get("Metadata", {}).get(METADATA_KEY)
            if name is not None:
                functions[name] = _function(resource["Properties"], resources, assets)
    if not functions:
        raise NotSynthesised(f"{cdk_out} holds no function of the host inventory; run: make synth")
    return functions


def _function(
    properties: dict[str, Any], resources: dict[str, dict[str, Any]], assets: dict[str, Path]
) -> FunctionAssets:
    layers = [resources[layer["Ref"]]["Properties"]["Content"]["S3Key"] for layer in properties.get("Layers", [])]
    return FunctionAssets(
        code=assets[properties["Code"]["S3Key"]],
        layers=tuple(assets[layer] for layer in layers),
        handler=properties["Handler"],
    )


def _stacks(cdk_out: Path) -> Iterator[dict[str, Any]]:
    artifacts = _read(cdk_out / "manifest.json")["artifacts"].values()
    return (artifact for artifact in artifacts if artifact["type"] == "aws:cloudformation:stack")


def _assets(cdk_out: Path, stack: dict[str, Any]) -> dict[str, Path]:
    """Folders of the stack's assets, by the object key that its template knows them by."""
    folders: dict[str, Path] = {}
    for file in _read(cdk_out / stack["properties"]["templateFile"].replace(".template.", ".assets."))[
        "files"
    ].values():
        for destination in file["destinations"].values():
            folders[destination["objectKey"]] = cdk_out / file["source"]["path"]
    return folders


def _read(file: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise NotSynthesised(f"{file} does not exist; run: make synth") from None
    return content
