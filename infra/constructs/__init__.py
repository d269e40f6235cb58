"""One construct a capability. What is deployed comes from `infra.topology`; how, from here."""
