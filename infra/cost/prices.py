"""AWS's list prices, us-east-1, in US dollars, without discounts and free tiers. A month has 730 hours."""

from collections.abc import Mapping

HOURS = 730
SECONDS = HOURS * 3600

LAMBDA_GB_SECOND: Mapping[str, float] = {"x86_64": 0.0000166667, "arm64": 0.0000133334}
LAMBDA_REQUESTS_MILLION = 0.20
EVENT_POLLER_UNIT_HOUR = 0.185
"""Up to four pollers of one event source, 20 MB/s together."""
POLLERS_PER_UNIT = 4

API_REQUESTS_MILLION = 1.00

AURORA_ACU_HOUR = 0.12
AURORA_STORAGE_GB = 0.10
AURORA_IO_MILLION = 0.20
PROXY_ACU_HOUR = 0.015
PROXY_LEAST_ACU = 8

MSK_BROKER_HOUR = 0.204
"""kafka.m7g.large."""
MSK_STORAGE_GB = 0.10

NAT_HOUR = 0.045
NAT_GB = 0.045

S3_GB = 0.023
S3_PUTS_THOUSAND = 0.005

LOGS_GB = 0.50
METRIC = 0.30
KEY = 1.00
ALARM = 0.10
