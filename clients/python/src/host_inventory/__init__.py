"""A typed client of the host inventory.

`Inventory` has the calls that most programs need, with pages, retries and ways to say who calls.
`host_inventory.generated` has every operation of the API.
"""

from host_inventory.callers import Bearer, Identity, SignedByAws
from host_inventory.inventory import Inventory
from host_inventory.refusals import ExportFailed, Refused
from host_inventory.retries import Retries

__all__ = ["Bearer", "ExportFailed", "Identity", "Inventory", "Refused", "Retries", "SignedByAws"]
