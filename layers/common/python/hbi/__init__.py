"""Host inventory: the rules, queries and events that the four functions share."""
