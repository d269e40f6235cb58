"""What operators are told of."""

import pytest

from hbi.settings import MetricsSettings
from tests.infra.template import Templates


@pytest.mark.parametrize(
    ("metric", "statistic", "above"),
    [
        pytest.param("inventory_rejected_records", "Sum", 100, id="many records are refused"),
        pytest.param("inventory_event_outbox_age_seconds", "Maximum", 300, id="events do not leave"),
    ],
)
def test_alarms_watch_the_metrics_that_functions_write(
    stacks: Templates, metric: str, statistic: str, above: float
) -> None:
    alarms = stacks.of_type("AWS::CloudWatch::Alarm").values()
    (alarm,) = [alarm for alarm in alarms if alarm.get("MetricName") == metric]
    assert alarm["Namespace"] == MetricsSettings.load(stacks.environment("ingest")).metrics_namespace
    assert (alarm["Statistic"], alarm["Threshold"], alarm.get("Dimensions")) == (statistic, above, None)
