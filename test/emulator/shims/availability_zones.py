"""How many zones a region has.

Stock: three everywhere. AWS: us-east-1 has six and us-west-2 four, so that a stack may ask for the fourth.
"""

from ministack.core.responses import get_region
from ministack.services import ec2
from ministack.services.cloudformation import engine

LETTERS = {"us-east-1": "abcdef", "us-west-2": "abcd"}


def zones(region: str) -> list[str]:
    return [region + letter for letter in LETTERS.get(region, "abc")]


def apply() -> None:
    describe = ec2._describe_availability_zones

    def describe_zones(parameters):
        """The stock answer with an item for each zone, made from its own first one."""
        status, headers, body = describe(parameters)
        region = get_region()
        text = body.decode() if isinstance(body, bytes) else body
        start, end = text.index("<item>"), text.index("</item>") + len("</item>")
        first, identity = region + "a", ec2._az_id_for_zone_name(region + "a")
        items = "".join(
            text[start:end].replace(first, zone).replace(identity, ec2._az_id_for_zone_name(zone))
            for zone in zones(region)
        )
        whole = text[:start] + items + text[text.rindex("</item>") + len("</item>") :]
        return status, headers, whole.encode() if isinstance(body, bytes) else whole

    ec2._ACTION_MAP["DescribeAvailabilityZones"] = ec2._describe_availability_zones = describe_zones
    resolve = engine._resolve_refs

    def resolve_refs(value, *rest):
        if isinstance(value, dict) and "Fn::GetAZs" in value:
            region = resolve_refs(value["Fn::GetAZs"], *rest) or get_region()
            return zones(region) if region == get_region() else []
        return resolve(value, *rest)

    engine._resolve_refs = resolve_refs
