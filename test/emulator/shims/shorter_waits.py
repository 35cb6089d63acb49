"""Wait states of a state machine, shortened to EMUL_LONGEST_WAIT seconds where that is set.

The only shim that differs from AWS on purpose: a proof of wiring need not wait ten seconds for each poll.
"""

import os

from ministack.services import stepfunctions


def apply() -> None:
    longest = os.environ.get("EMUL_LONGEST_WAIT")
    if not longest:
        return
    wait = stepfunctions._execute_wait

    def execute_wait(definition, raw_input, *rest):
        seconds = definition.get("Seconds")
        if isinstance(seconds, int) and seconds > float(longest):
            definition = {**definition, "Seconds": float(longest)}
        return wait(definition, raw_input, *rest)

    stepfunctions._execute_wait = execute_wait
