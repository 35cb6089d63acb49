"""Which resources a request is checked for, and what a policy's conditions know of each.

Stock: one resource a request: RunInstances is checked on its subnet or group alone, SendCommand and GetParameters on `*`,
a schedule as one of the default group, and no check for passing a role or for tagging at launch. AWS: every resource a
call touches is checked with its own condition keys (Service Authorization Reference: Amazon EC2, AWS Systems Manager,
Amazon EventBridge Scheduler).
"""

import contextvars
import json

from ministack.core import iam_actions, iam_evaluator
from ministack.services import ec2

from .instance_launches import with_first_interface

# (action or None for the request's own, resource, condition keys)
_checks = contextvars.ContextVar("checks", default=None)


def apply() -> None:
    extract = iam_actions.extract_resource_arn
    enforce = iam_evaluator.enforce

    def extract_resource_arn(service, method, path, headers, body, parameters, region, account):
        checks = list(_resources(service, path, headers, body, parameters, region, account))
        _checks.set(checks)
        if checks:
            return checks[0][1]
        return extract(service, method, path, headers, body, parameters, region, account)

    def enforce_each(key, action, service, region, resource_arn="*", service_context=None):
        checks = _checks.get()
        _checks.set(None)
        if not checks:
            return enforce(key, action, service, region, resource_arn, service_context)
        # The tags a request sets belong to one resource each: those of all together are not what AWS looks at.
        known = {name: value for name, value in (service_context or {}).items() if not _is_request_tag(name)}
        for other, resource, keys in checks:
            denied = enforce(key, other or action, service, region, resource, {**known, **keys})
            if denied:
                return denied
        return None

    iam_actions.extract_resource_arn = extract_resource_arn
    iam_evaluator.enforce = enforce_each


def _is_request_tag(name: str) -> bool:
    return name.lower().startswith("aws:requesttag/") or name.lower() == "aws:tagkeys"


def _resources(service, path, headers, body, parameters, region, account):
    action = headers.get("x-amz-target", "").split(".")[-1]
    if service == "ec2":
        name = iam_actions._query_param(parameters, "Action")
        if name == "RunInstances":
            yield from _launch(with_first_interface(parameters), f"arn:aws:ec2:{region}", account)
        elif name in ("TerminateInstances", "StopInstances"):
            for instance in ec2._parse_member_list(parameters, "InstanceId"):
                yield None, f"arn:aws:ec2:{region}:{account}:instance/{instance}", {}
    elif service == "ssm" and action == "SendCommand":
        data = json.loads(body or b"{}")
        yield None, f"arn:aws:ssm:{region}::document/{data.get('DocumentName')}", {}
        for instance in data.get("InstanceIds") or []:
            tags = {f"ssm:resourceTag/{tag['Key']}": tag["Value"] for tag in ec2._tags.get(instance, [])}
            yield None, f"arn:aws:ec2:{region}:{account}:instance/{instance}", tags
    elif service == "ssm" and action in ("GetParameters", "DeleteParameters"):
        for name in json.loads(body or b"{}").get("Names") or []:
            yield None, f"arn:aws:ssm:{region}:{account}:parameter/{name.lstrip('/')}", {}
    elif service == "scheduler" and path.startswith("/schedules/"):
        yield from _schedule(path, body, parameters, region, account)


def _launch(parameters, prefix: str, account: str):
    kind = ec2._p(parameters, "InstanceType")
    tags = {}
    for key, value in parameters.items():
        if key.startswith("TagSpecification.") and key.endswith(".ResourceType"):
            tags[value[0] if isinstance(value, list) else value] = _tags(parameters, key.rsplit(".", 1)[0])
    yield None, f"{prefix}:{account}:instance/*", {"ec2:InstanceType": kind, **tags.get("instance", {})}
    for made in ("volume", "network-interface"):
        yield None, f"{prefix}:{account}:{made}/*", tags.get(made, {})
    yield None, f"{prefix}::image/{ec2._p(parameters, 'ImageId')}", {}
    yield None, f"{prefix}:{account}:subnet/{ec2._p(parameters, 'SubnetId')}", {}
    for group in ec2._parse_member_list(parameters, "SecurityGroupId"):
        yield None, f"{prefix}:{account}:security-group/{group}", {}
    for made in tags:
        yield "ec2:CreateTags", f"{prefix}:{account}:{made}/*", {"ec2:CreateAction": "RunInstances", **tags[made]}
    profile = ec2._p(parameters, "IamInstanceProfile.Name")
    if profile:
        for role in _roles(profile):
            yield "iam:PassRole", f"arn:aws:iam::{account}:role/{role}", {"iam:PassedToService": "ec2.amazonaws.com"}


def _tags(parameters, specification: str) -> dict:
    keys = {}
    number = 1
    while ec2._p(parameters, f"{specification}.Tag.{number}.Key"):
        tag = ec2._p(parameters, f"{specification}.Tag.{number}.Key")
        keys[f"aws:RequestTag/{tag}"] = ec2._p(parameters, f"{specification}.Tag.{number}.Value")
        number += 1
    return keys


def _roles(profile: str) -> list[str]:
    from ministack.services import iam

    return (iam._lookup_instance_profile(name=profile) or {}).get("Roles") or []


def _schedule(path, body, parameters, region, account):
    data = json.loads(body) if body else {}
    group = data.get("GroupName") or iam_actions._query_param(parameters, "groupName") or "default"
    name = path.split("/")[2]
    yield None, f"arn:aws:scheduler:{region}:{account}:schedule/{group}/{name}", {}
    role = (data.get("Target") or {}).get("RoleArn")
    if role:
        yield "iam:PassRole", role, {"iam:PassedToService": "scheduler.amazonaws.com"}
