"""Reference paths that lead nowhere.

Stock: such a path in Parameters, ItemSelector, ResultSelector or ItemsPath becomes null and the run goes on. AWS: the
execution fails with States.Runtime, which no States.ALL catches (nor States.DataLimitExceeded).
"""

import re

from ministack.services import stepfunctions

# Only plain reference paths are judged: no filters, no slices, no intrinsic functions.
PLAIN = re.compile(r"\$((\.[A-Za-z0-9_\-]+)|(\[\d+\])|(\['[^']+'\]))*")
PART = re.compile(r"\.([A-Za-z0-9_\-]+)|\[(\d+)\]|\['([^']+)'\]")
UNCATCHABLE = ("States.Runtime", "States.DataLimitExceeded")


def apply() -> None:
    resolve = stepfunctions._resolve_params_obj
    run_items = stepfunctions._run_map_items
    matches = stepfunctions._error_matches

    def resolve_strictly(template, data, context=None):
        _check(template, data, context)
        return resolve(template, data, context)

    def run_map_items(definition, raw_input, execution, context):
        path = definition.get("ItemsPath")
        if path:
            effective = stepfunctions._apply_input_path(definition, raw_input, context)
            if not isinstance(stepfunctions._resolve_path_or_ctx(path, effective, context), list):
                raise stepfunctions._ExecutionError("States.Runtime", f'Reference path "{path}" must point to array.')
        return run_items(definition, raw_input, execution, context)

    def error_matches(names, error):
        return error in names if error in UNCATCHABLE else matches(names, error)

    stepfunctions._resolve_params_obj = resolve_strictly
    stepfunctions._run_map_items = run_map_items
    stepfunctions._error_matches = error_matches


def _check(template, data, context) -> None:
    if isinstance(template, list):
        for part in template:
            _check(part, data, context)
    elif isinstance(template, dict):
        for name, value in template.items():
            if name.endswith(".$") and isinstance(value, str) and value.startswith("$"):
                found = _exists(value[1:], context or {}) if value.startswith("$$.") else _exists(value, data)
                if not found:
                    raise stepfunctions._ExecutionError(
                        "States.Runtime",
                        f"The JSONPath '{value}' specified for the field '{name}' could not be found in the input",
                    )
            else:
                _check(value, data, context)


def _exists(path: str, data) -> bool:
    if not PLAIN.fullmatch(path):
        return True
    for name, number, quoted in PART.findall(path):
        if number:
            if not isinstance(data, list) or int(number) >= len(data):
                return False
            data = data[int(number)]
        else:
            key = name or quoted
            if not isinstance(data, dict) or key not in data:
                return False
            data = data[key]
    return True
