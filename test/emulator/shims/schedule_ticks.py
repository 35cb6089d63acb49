"""How often EventBridge Scheduler looks for due schedules: twice a second here, every ten seconds stock."""

import os

from ministack.services import scheduler


def apply() -> None:
    scheduler._SCHEDULE_TICK_INTERVAL = float(os.environ.get("EMUL_TICK", "0.5"))
