"""Two limits of Step Functions.

Stock: payloads of any size pass, and a state machine's own TimeoutSeconds is ignored. AWS: above 256 KiB a state fails
with States.DataLimitExceeded, and an execution that runs out of time ends TIMED_OUT with its children.
"""

import contextvars
import json
import threading

from ministack.services import stepfunctions

from .stopped_executions import abort_children

PAYLOAD_BYTES = 256 * 1024
STATES = ("_execute_pass", "_execute_task", "_execute_wait", "_execute_parallel", "_execute_map")


def apply() -> None:
    for name in STATES:
        setattr(stepfunctions, name, _within_limit(getattr(stepfunctions, name)))
    fail = stepfunctions._fail_execution

    def fail_execution(execution, error, cause):
        if execution["status"] != "TIMED_OUT":
            fail(execution, error, cause)

    stepfunctions._fail_execution = fail_execution
    start = stepfunctions._start_execution

    def start_execution(data):
        if len((data.get("input") or "").encode()) > PAYLOAD_BYTES:
            return stepfunctions.error_response_json("InvalidExecutionInput", "Input exceeds 262144 bytes", 400)
        answer = start(data)
        if answer[0] < 400:
            _limit_time(json.loads(answer[2])["executionArn"])
        return answer

    stepfunctions._start_execution = start_execution
    for table in [value for value in vars(stepfunctions).values() if isinstance(value, dict)]:
        for key, value in list(table.items()):
            if value is start:
                table[key] = start_execution


def _within_limit(execute):
    def run_state(*arguments):
        output, following = execute(*arguments)
        if len(json.dumps(output).encode()) > PAYLOAD_BYTES:
            raise stepfunctions._ExecutionError(
                "States.DataLimitExceeded",
                "The state returned a result with a size exceeding the maximum number of bytes service limit.",
            )
        return output, following

    return run_state


def _limit_time(execution: str) -> None:
    machine = stepfunctions._executions[execution]["stateMachineArn"]
    seconds = json.loads(stepfunctions._state_machines[machine]["definition"]).get("TimeoutSeconds")
    if not seconds:
        return
    scope = contextvars.copy_context()
    timer = threading.Timer(float(seconds), lambda: scope.run(_time_out, execution))
    timer.daemon = True
    timer.start()


def _time_out(name: str) -> None:
    execution = stepfunctions._executions.get(name)
    if not execution or execution["status"] != "RUNNING":
        return
    abort_children(name)
    execution["status"] = "TIMED_OUT"
    execution["stopDate"] = stepfunctions.now_iso()
    stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
    stepfunctions._emit_execution_status_event(execution)
