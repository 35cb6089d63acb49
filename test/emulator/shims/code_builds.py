"""CodeBuild: a build's commands, and the integration of Step Functions.

Stock: a build runs in Docker only, environmentVariablesOverride is ignored, and a state machine cannot start one. AWS:
phases run in turn until one fails, overrides win, and startBuild.sync waits for the end.
"""

import json
import os
import subprocess
import tempfile
import time

from ministack.services import codebuild, stepfunctions

from . import folders

PHASES = ("install", "pre_build", "build", "post_build")
TASK = "arn:aws:states:::codebuild:startBuild"


def apply() -> None:
    overrides: dict[str, list] = {}
    start = codebuild._start_build

    def start_build(data):
        # The build starts inside this call, under the project's name.
        overrides[data.get("projectName", "")] = data.get("environmentVariablesOverride") or []
        return start(data)

    def execute_build(name, project):
        variables = (project.get("environment") or {}).get("environmentVariables") or []
        _run_build(name, project, [*variables, *overrides.pop(project.get("name", ""), [])])

    codebuild.EXECUTE_BUILDS = True
    codebuild._execute_build = execute_build
    codebuild._start_build = start_build
    for table in [value for value in vars(codebuild).values() if isinstance(value, dict)]:
        for key, value in list(table.items()):
            if value is start:
                table[key] = start_build
    stepfunctions._AWS_SDK_SERVICE_MAP["codebuild"] = {
        "target_prefix": "CodeBuild_20161006",
        "protocol": "json",
        "param_case": "lower-camel",
    }
    stepfunctions._AWS_SDK_ERROR_PREFIX["codebuild"] = "CodeBuild"
    stepfunctions._SERVICE_DISPATCH[TASK] = _start_from_machine


def _run_build(name, project, variables) -> None:
    import yaml

    build = codebuild._builds.get(name)
    specification = yaml.safe_load((project.get("source") or {}).get("buildspec") or "{}") or {}
    folder = tempfile.mkdtemp(prefix="build-", dir=folders.root())
    environment = {**os.environ, "CODEBUILD_BUILD_ID": name}
    environment.update({variable["name"]: str(variable["value"]) for variable in variables})
    build["buildStatus"] = "IN_PROGRESS"
    status = "SUCCEEDED"
    with open(os.path.join(folder, "build.log"), "wb") as log:
        for phase in PHASES:
            for command in ((specification.get("phases") or {}).get(phase) or {}).get("commands") or []:
                if subprocess.run(
                    ["bash", "-c", command], cwd=folder, env=environment, stdout=log, stderr=log
                ).returncode:
                    status = "FAILED"
                    break
            codebuild._record_phase(build, phase.upper(), status)
            if status == "FAILED":
                break
    codebuild._finish_build(build, status)


def _start_from_machine(resource, data):
    status, _, body = codebuild._start_build(_with_first_letter(data, str.lower))
    answer = json.loads(body)
    if status >= 400:
        raise stepfunctions._ExecutionError(
            "CodeBuild." + answer.get("__type", "CodeBuildException"), answer.get("message", "")
        )
    if not resource.endswith((".sync", ".sync:2")):
        return _with_first_letter(answer, str.upper)
    name = answer["build"]["id"]
    while codebuild._builds[name]["buildStatus"] == "IN_PROGRESS":
        time.sleep(0.2)
    build = _with_first_letter(json.loads(json.dumps(codebuild._builds[name], default=str)), str.upper)
    if build["BuildStatus"] != "SUCCEEDED":
        raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps({"Build": build}))
    return {"Build": build}


def _with_first_letter(value, change):
    """Step Functions and CodeBuild write the same names with another first letter."""
    if isinstance(value, dict):
        return {change(key[:1]) + key[1:]: _with_first_letter(part, change) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_first_letter(part, change) for part in value]
    return value
