"""What is deployed together: the data, which outlives deployments, and the service, which is replaced by each."""
