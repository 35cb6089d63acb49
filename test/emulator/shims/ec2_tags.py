"""Tags of EC2 resources.

Stock: the tags RunInstances is given for volumes are dropped, and the Resource Groups Tagging API lists nothing of EC2.
AWS: both work, and a policy may ask for the tags of a resource.
"""

import re

from ministack.core.responses import get_region
from ministack.services import ec2, tagging

# Prefix of an id -> the resource type in its ARN.
RESOURCE_TYPES = {
    "eni": "network-interface",
    "i": "instance",
    "igw": "internet-gateway",
    "rtb": "route-table",
    "sg": "security-group",
    "subnet": "subnet",
    "vol": "volume",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}


def apply() -> None:
    tagging._COLLECTORS["ec2"] = tagging._RESOURCE_TAG_COLLECTORS["ec2"] = _tagged_resources
    run = ec2._ACTION_MAP["RunInstances"]

    def run_instances(parameters):
        answer = run(parameters)
        tags = _volume_tags(parameters)
        if answer[0] < 400 and tags:
            body = answer[2].decode() if isinstance(answer[2], bytes) else answer[2]
            for instance in re.findall(r"<instanceId>(i-[0-9a-f]+)</instanceId>", body):
                for mapping in (ec2._instances.get(instance) or {}).get("BlockDeviceMappings", []):
                    ec2._tags[mapping["Ebs"]["VolumeId"]] = list(tags)
        return answer

    ec2._ACTION_MAP["RunInstances"] = run_instances


def _tagged_resources():
    for resource, tags in list(ec2._tags.items()):
        kind = RESOURCE_TYPES.get(resource.rsplit("-", 1)[0])
        if kind and tags:
            yield f"arn:aws:ec2:{get_region()}:{tagging._account()}:{kind}/{resource}", tagging._normalise_list(tags)


def _volume_tags(parameters) -> list[dict]:
    tags = []
    for specification in _numbered(parameters, "TagSpecification.{}.ResourceType"):
        if ec2._p(parameters, f"TagSpecification.{specification}.ResourceType") != "volume":
            continue
        prefix = f"TagSpecification.{specification}.Tag"
        for tag in _numbered(parameters, prefix + ".{}.Key"):
            tags.append(
                {
                    "Key": ec2._p(parameters, f"{prefix}.{tag}.Key"),
                    "Value": ec2._p(parameters, f"{prefix}.{tag}.Value", ""),
                }
            )
    return tags


def _numbered(parameters, pattern: str):
    number = 1
    while ec2._p(parameters, pattern.format(number)):
        yield number
        number += 1
