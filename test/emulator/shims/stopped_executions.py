"""What becomes of the children of an execution that is stopped.

Stock: StopExecution leaves the Map Run and its child executions running to their end. AWS: it aborts them too.
"""

from ministack.services import stepfunctions

STATES = ("_execute_pass", "_execute_task", "_execute_choice", "_execute_wait", "_execute_parallel", "_execute_map")


def apply() -> None:
    for name in STATES:
        setattr(stepfunctions, name, _while_live(getattr(stepfunctions, name)))
    fail = stepfunctions._fail_execution

    def fail_execution(execution, error, cause):
        """The unwinding thread of an aborted execution must not turn it into a failed one."""
        if execution["status"] != "ABORTED":
            fail(execution, error, cause)

    stepfunctions._fail_execution = fail_execution
    stop = stepfunctions._stop_execution

    def stop_execution(data):
        answer = stop(data)
        abort_children(data.get("executionArn"))
        return answer

    stepfunctions._stop_execution = stop_execution
    for table in [value for value in vars(stepfunctions).values() if isinstance(value, dict)]:
        for key, value in list(table.items()):
            if value is stop:
                table[key] = stop_execution


def abort_children(execution: str) -> None:
    for name, run in list(stepfunctions._map_runs.items()):
        if run.get("executionArn") != execution or run.get("status") != "RUNNING":
            continue
        aborted = 0
        for key, child in list(stepfunctions._executions.items()):
            if child.get("mapRunArn") == run["mapRunArn"] and child["status"] == "RUNNING":
                aborted += 1
                # A copy: the worker thread still writes to the old record.
                stepfunctions._executions[key] = _aborted(child)
        counts = {key: dict(run[key]) for key in ("executionCounts", "itemCounts")}
        for count in counts.values():
            count["aborted"] += aborted + count["pending"]
            count["running"] = count["pending"] = 0
        stepfunctions._map_runs[name] = {**_aborted(run), **counts}


def _aborted(record: dict) -> dict:
    return {**record, "status": "ABORTED", "stopDate": stepfunctions.now_iso()}


def _while_live(execute):
    def run_state(definition, raw_input, *rest):
        _check_live(rest)
        result = execute(definition, raw_input, *rest)
        _check_live(rest)
        return result

    return run_state


def _check_live(rest) -> None:
    context = (rest[-1] if rest else None) or {}
    execution = stepfunctions._executions.get((context.get("Execution") or {}).get("Id"))
    if execution is not None and execution["status"] != "RUNNING":
        raise stepfunctions._ExecutionError("States.ExecutionAborted", "the execution was stopped")
