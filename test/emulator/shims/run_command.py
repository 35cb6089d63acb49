"""Systems Manager's Run Command, on guests, and hybrid activations.

Stock: a command runs in a Docker container only; CancelCommand, ListCommandInvocations and the three calls for
activations do not exist. AWS: all do; a cancelled command's processes end.
"""

import json
import time
import uuid

from ministack.services import ec2, ssm

from . import guests

ENDED = ("Success", "Failed", "Cancelled", "TimedOut")
LISTED = ("CommandId", "InstanceId", "Comment", "DocumentName", "Status", "StatusDetails")
ACTIVATION_SECONDS = 24 * 3600
_activations: dict[str, dict] = {}


def apply() -> None:
    stock = ssm.handle_request
    calls = {
        "CancelCommand": _cancel_command,
        "ListCommandInvocations": _list_command_invocations,
        "CreateActivation": _create_activation,
        "DeleteActivation": _delete_activation,
        "DescribeActivations": lambda _: ssm.json_response({"ActivationList": list(_activations.values())}),
    }

    async def handle_request(method, path, headers, body, query):
        call = calls.get(headers.get("x-amz-target", "").split(".")[-1])
        if call:
            return call(json.loads(body or b"{}"))
        return await stock(method, path, headers, body, query)

    ssm.handle_request = handle_request
    ec2.exec_in_instance_blocking = _run_in_guest
    finish = ssm._finish_invocation

    def finish_invocation(command, instance, argv):
        """A result that arrives after the command was cancelled does not undo that."""
        finish(command, instance, argv)
        invocation = (ssm._commands.get(command) or {}).get("Invocations", {}).get(instance)
        if invocation and invocation.pop("_cancelled", False):
            invocation.update(Status="Cancelled", StatusDetails="Cancelled", ResponseCode=-1)

    ssm._finish_invocation = finish_invocation


def _run_in_guest(instance, argv):
    guest = guests.find(instance)
    if not guest:
        return 255, "", "the instance is gone"
    code, output, error = guest.run(argv)
    return code, output.decode("utf-8", "replace"), error.decode("utf-8", "replace")


def _cancel_command(data):
    command = ssm._commands.get(data.get("CommandId"))
    if not command:
        return ssm.error_response_json("InvalidCommandId", "The command ID is not valid.", 400)
    for instance, invocation in command["Invocations"].items():
        if invocation["Status"] in ENDED:
            continue
        invocation["_cancelled"] = True
        guest = guests.find(instance)
        if guest:
            guest.kill()
    return ssm.json_response({})


def _list_command_invocations(data):
    found = [
        invocation
        for command in ssm._commands.values()
        if data.get("CommandId") in (None, command["CommandId"])
        for invocation in command["Invocations"].values()
        if data.get("InstanceId") in (None, invocation["InstanceId"])
    ]
    listed = [{name: invocation[name] for name in LISTED} for invocation in found]
    return ssm.json_response({"CommandInvocations": listed})


def _create_activation(data):
    name = str(uuid.uuid4())
    now = time.time()
    _activations[name] = {
        "ActivationId": name,
        "IamRole": data.get("IamRole"),
        "RegistrationLimit": data.get("RegistrationLimit", 1),
        "RegistrationsCount": 0,
        "ExpirationDate": data.get("ExpirationDate", now + ACTIVATION_SECONDS),
        "Expired": False,
        "CreatedDate": now,
        "Tags": data.get("Tags", []),
    }
    return ssm.json_response({"ActivationId": name, "ActivationCode": uuid.uuid4().hex[:20]})


def _delete_activation(data):
    _activations.pop(data.get("ActivationId"), None)
    return ssm.json_response({})
