"""Reads `filter[…]`: from the query to a term (contract: rest-hosts 5, rest-groups-staleness-views 8.4).

Two steps, because the contract puts other checks between them (rest-hosts 1.2): first the syntax of brackets and JSON,
later the meaning of names and values.
"""

from typing import cast

from hbi.problems import RuleViolation
from hbi.queries.filters.fields.application_fields import FIELDS
from hbi.queries.filters.fields.field import TableName
from hbi.queries.filters.parsing.applications import application_terms
from hbi.queries.filters.parsing.system_profile import profile_terms
from hbi.queries.filters.syntax.deep_object import Pairs, QueryNode, tree_of
from hbi.queries.filters.syntax.error_paths import below
from hbi.queries.filters.terms import Term, all_of
from hbi.text import listing

PARAMETER = "filter"
PROFILE = "system_profile"
ROOTS = (PROFILE, *FIELDS)


def applications_in(tree: QueryNode) -> list[TableName]:
    """Applications whose data the filter looks at, whether it can be understood or not."""
    return [application for application in FIELDS if application in tree.members]


def filter_tree(query: Pairs) -> QueryNode:
    """What the query says with `filter[…]`, as it stands there.

    Raises:
        InvalidParameter: broken syntax.
    """
    return tree_of(PARAMETER, query, objects=ROOTS)


def filter_term(tree: QueryNode) -> Term:
    """What must hold of a host; without any filter `EVERYTHING`.

    Raises:
        RuleViolation: an unknown name, or a value that its field doesn't take.
    """
    terms: list[Term] = []
    for root, node in tree.members.items():
        place = below(PARAMETER, root)
        if root == PROFILE:
            terms += profile_terms(node, place)
        elif root in FIELDS:
            terms += application_terms(cast("TableName", root), node, place)
        else:
            raise RuleViolation(f"{PARAMETER}: {root!r:.80} cannot be filtered by; known are {listing(ROOTS)}")
    return all_of(terms)
