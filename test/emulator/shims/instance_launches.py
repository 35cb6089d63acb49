"""Launching and terminating instances, and where a type is offered.

Stock: RunInstances launches although DryRun is set, launches twice for one ClientToken, ignores network interfaces, takes
any subnet, image, security group and instance profile, puts every instance into the first zone, boots nothing without
Docker, and terminating leaves the root volume behind; DescribeInstanceTypeOfferings does not exist. AWS documents each of
these otherwise.

A launched instance of a known image becomes a guest: a folder here, in which SendCommand really runs. Its own timer
(`shutdown -h +N` in the user data) ends it after N minutes; the user data itself is never executed on this machine.

faults.json: "launch" maps a type, or "<zone>/<type>", to the error code RunInstances answers; "notOffered" lists
"<region or zone>/<type>".
"""

import base64
import contextvars
import re
import threading

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from . import folders, guests
from .availability_zones import zones
from .public_images import IMAGES

CAPACITY = ("InsufficientInstanceCapacity", "InternalError", "Unavailable")
MISMATCH = "The client token was used before with other parameters."
# Region and client token -> the request and its answer.
_launches_by_token: dict[tuple[str, str], tuple] = {}


def apply() -> None:
    launch = ec2._launch_instances_internal
    run = ec2._run_instances
    terminate = ec2._terminate_instances

    def launch_in_zone(**wanted):
        created = launch(**wanted)
        for instance in created:
            _place(instance)
            if instance["ImageId"] in IMAGES:
                _boot(instance)
        return created

    def run_instances(parameters):
        parameters = with_first_interface(parameters)
        refusal = _refusal(parameters)
        if refusal:
            return refusal
        key = (get_region(), ec2._p(parameters, "ClientToken"))
        if key[1] and key in _launches_by_token:
            before, answer = _launches_by_token[key]
            return answer if before == parameters else ec2._error("IdempotentParameterMismatch", MISMATCH, 400)
        answer = run(parameters)
        if key[1] and answer[0] < 400:
            _launches_by_token[key] = (parameters, answer)
        return answer

    def terminate_instances(parameters):
        instances = [ec2._instances.get(name) for name in ec2._parse_member_list(parameters, "InstanceId")]
        answer = terminate(parameters)
        if answer[0] < 400:
            for instance in instances:
                _end(instance)
        return answer

    ec2._launch_instances_internal = launch_in_zone
    ec2._run_instances = ec2._ACTION_MAP["RunInstances"] = run_instances
    ec2._terminate_instances = ec2._ACTION_MAP["TerminateInstances"] = terminate_instances
    ec2._ACTION_MAP["DescribeInstanceTypeOfferings"] = _offerings


def with_first_interface(parameters) -> dict:
    """The same request with what it says of its first network interface said for the launch, as older requests do."""
    flat = dict(parameters)
    for key, value in parameters.items():
        name = re.fullmatch(r"NetworkInterface\.1\.(SubnetId|SecurityGroupId\.\d+)", key)
        if name:
            flat.setdefault(name.group(1), value)
    return flat


def _refusal(parameters):
    """The error AWS documents for what is asked, or None."""
    kind = ec2._p(parameters, "InstanceType")
    subnet = ec2._p(parameters, "SubnetId")
    if subnet and subnet not in ec2._subnets:
        return ec2._error("InvalidSubnetID.NotFound", f"The subnet ID '{subnet}' does not exist", 400)
    image = ec2._p(parameters, "ImageId")
    if image not in IMAGES:
        return ec2._error("InvalidAMIID.NotFound", f"The image id '[{image}]' does not exist", 400)
    for group in ec2._parse_member_list(parameters, "SecurityGroupId"):
        if group not in ec2._security_groups:
            return ec2._error("InvalidGroup.NotFound", f"The security group '{group}' does not exist", 400)
    _, unknown_profile = ec2._resolve_iam_instance_profile(
        iam_arn=ec2._p(parameters, "IamInstanceProfile.Arn"),
        iam_name=ec2._p(parameters, "IamInstanceProfile.Name"),
    )
    if unknown_profile:
        return unknown_profile
    if ec2._p(parameters, "DryRun") in ("true", "True"):
        return ec2._error("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)
    zone = ec2._subnets.get(subnet, {}).get("AvailabilityZone", "")
    wanted = folders.faults().get("launch", {})
    code = wanted.get(f"{zone}/{kind}") or wanted.get(kind)
    if code:
        return ec2._error(code, f"injected: {code} for {kind} in {zone}", 500 if code in CAPACITY else 400)
    return None


def _place(instance) -> None:
    zone = ec2._subnets.get(instance["SubnetId"], {}).get("AvailabilityZone")
    if zone:
        instance["Placement"]["AvailabilityZone"] = zone
        for volume in _volumes_of(instance):
            ec2._volumes[volume]["AvailabilityZone"] = zone
    instance["Architecture"] = IMAGES.get(instance["ImageId"], instance["Architecture"])


def _boot(instance) -> None:
    guests.boot(instance["InstanceId"], get_region(), _role_of(instance), get_account_id())
    # Read by the emulator's Run Command: only a managed instance takes commands.
    instance["_ssm_managed"] = True
    minutes = _own_timer_minutes(instance.get("UserData") or "")
    if minutes is not None:
        scope = contextvars.copy_context()
        timer = threading.Timer(minutes * 60, lambda: scope.run(_shut_itself_down, instance))
        timer.daemon = True
        timer.start()


def _role_of(instance) -> str | None:
    from ministack.services import iam

    profile = iam._lookup_instance_profile(arn=(instance.get("IamInstanceProfile") or {}).get("Arn", ""))
    roles = (profile or {}).get("Roles") or []
    return roles[0] if roles else None


def _own_timer_minutes(user_data: str) -> int | None:
    try:
        text = base64.b64decode(user_data).decode("utf-8", "replace")
    except ValueError:
        return None
    found = re.search(r"shutdown\s+(?:-\w+\s+)*\+(\d+)", text)
    return int(found.group(1)) if found else None


def _shut_itself_down(instance) -> None:
    if instance["State"]["Name"] == "running":
        ec2._ACTION_MAP["TerminateInstances"]({"InstanceId.1": [instance["InstanceId"]]})


def _end(instance) -> None:
    if not instance:
        return
    instance.pop("_ssm_managed", None)
    for volume in _volumes_of(instance):
        ec2._volumes.pop(volume, None)
        ec2._tags.pop(volume, None)
    guests.shut_down(instance["InstanceId"])


def _volumes_of(instance) -> list[str]:
    mappings = instance.get("BlockDeviceMappings", [])
    return [found for found in (mapping.get("Ebs", {}).get("VolumeId") for mapping in mappings) if found]


def _offerings(parameters):
    region = get_region()
    location_type = ec2._p(parameters, "LocationType") or "region"
    locations = {
        "region": {region: region},
        "availability-zone": {zone: zone for zone in zones(region)},
        "availability-zone-id": {zone: ec2._az_id_for_zone_name(zone) for zone in zones(region)},
    }.get(location_type, {})
    refused = set(folders.faults().get("notOffered", []))
    items = "".join(
        f"<item><instanceType>{kind}</instanceType><locationType>{location_type}</locationType>"
        f"<location>{location}</location></item>"
        for kind in _asked_types(parameters)
        if f"{region}/{kind}" not in refused
        for place, location in locations.items()
        if f"{place}/{kind}" not in refused
    )
    return ec2._xml(
        200,
        "DescribeInstanceTypeOfferingsResponse",
        f"<instanceTypeOfferingSet>{items}</instanceTypeOfferingSet>",
    )


def _asked_types(parameters) -> list[str]:
    for name, values in ec2._parse_filters(parameters).items():
        if name == "instance-type":
            return list(values)
    return []
