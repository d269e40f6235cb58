"""Programs that tests start in processes of their own, to kill, freeze or load them: functions as Lambda runs them."""
