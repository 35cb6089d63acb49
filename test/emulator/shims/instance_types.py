"""Facts of instance types.

Stock: DescribeInstanceTypes invents facts for any name it is given, and knows a handful when it is filtered. AWS: it knows
every type, and naming an unknown one fails the call. The facts here are AWS's own published ones of the types this
product has in its catalog (EC2 documentation and cfn-lint 1.58.0, 2026-11).
"""

from ministack.services import ec2

# Type -> virtual CPUs, memory MiB, architecture, eligible for the free tier of accounts since July 2025.
TYPES = {
    "a1.large": (2, 4096, "arm64", False),
    "a1.medium": (1, 2048, "arm64", False),
    "c6gn.medium": (1, 2048, "arm64", False),
    "c6in.large": (2, 4096, "x86_64", False),
    "c7g.medium": (1, 2048, "arm64", False),
    "c7gn.medium": (1, 2048, "arm64", False),
    "c8gn.medium": (1, 2048, "arm64", False),
    "m7g.medium": (1, 4096, "arm64", False),
    "t2.micro": (1, 1024, "x86_64", False),
    "t2.nano": (1, 512, "x86_64", False),
    "t3.micro": (2, 1024, "x86_64", True),
    "t3.nano": (2, 512, "x86_64", False),
    "t4g.micro": (2, 1024, "arm64", True),
    "t4g.nano": (2, 512, "arm64", False),
}


def apply() -> None:
    ec2._ACTION_MAP["DescribeInstanceTypes"] = _describe


def _describe(parameters):
    named = ec2._parse_member_list(parameters, "InstanceType")
    unknown = [name for name in named if name not in TYPES]
    if unknown:
        message = f"The following supplied instance types do not exist: [{', '.join(unknown)}]"
        return ec2._error("InvalidInstanceType", message, 400)
    filters = ec2._parse_filters(parameters)
    found = [name for name in named or TYPES if _matches(name, filters)]
    items = "".join(_item(name) for name in found)
    return ec2._xml(200, "DescribeInstanceTypesResponse", f"<instanceTypeSet>{items}</instanceTypeSet>")


def _matches(name: str, filters: dict) -> bool:
    free = str(TYPES[name][3]).lower()
    return name in filters.get("instance-type", [name]) and free in filters.get("free-tier-eligible", [free])


def _item(name: str) -> str:
    processors, memory, architecture, free = TYPES[name]
    return (
        f"<item><instanceType>{name}</instanceType><freeTierEligible>{str(free).lower()}</freeTierEligible>"
        f"<vCpuInfo><defaultVCpus>{processors}</defaultVCpus></vCpuInfo>"
        f"<memoryInfo><sizeInMiB>{memory}</sizeInMiB></memoryInfo>"
        f"<processorInfo><supportedArchitectures><item>{architecture}</item></supportedArchitectures></processorInfo>"
        "</item>"
    )
