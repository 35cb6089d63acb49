"""Public machine images, and the public parameters that name them.

Stock: two Amazon Linux names, whose images DescribeImages does not know. AWS: one for each architecture and kernel, and
Canonical's for Ubuntu; DescribeImages says their root device.
"""

from ministack.services import ec2, ssm

AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-{kernel}-{architecture}"
UBUNTU = "/aws/service/canonical/ubuntu/server/{release}/stable/current/{architecture}/hvm/ebs-gp3/ami-id"

# Image id -> architecture. Invented: only these boot as an emulated instance.
IMAGES = {
    "ami-0c2023a00000a1b2c": "x86_64",
    "ami-0c2023a00000a1b2d": "arm64",
    "ami-0ab2404000000a1b2": "x86_64",
    "ami-0ab2404000000a1b3": "arm64",
}


# By the first letters of the id.
ROOT_DEVICES = {"ami-0c2023": "/dev/xvda", "ami-0ab2404": "/dev/sda1"}


def apply() -> None:
    amazon = dict(zip(("x86_64", "arm64"), list(IMAGES)[:2]))
    ubuntu = dict(zip(("amd64", "arm64"), list(IMAGES)[2:]))
    known = ssm._PUBLIC_AMI_PARAMETERS
    for kernel in ("default", "6.1", "6.12"):
        for architecture, image in amazon.items():
            known[AMAZON_LINUX.format(kernel=kernel, architecture=architecture)] = image
    for release in ("22.04", "24.04"):
        for architecture, image in ubuntu.items():
            known[UBUNTU.format(release=release, architecture=architecture)] = image
    describe = ec2._ACTION_MAP["DescribeImages"]

    def describe_images(parameters):
        asked = ec2._parse_member_list(parameters, "ImageId")
        if not asked or not set(asked) <= set(IMAGES):
            return describe(parameters)
        items = "".join(_image(image) for image in asked)
        return ec2._xml(200, "DescribeImagesResponse", f"<imagesSet>{items}</imagesSet>")

    ec2._ACTION_MAP["DescribeImages"] = describe_images


def _image(image: str) -> str:
    device = next(device for start, device in ROOT_DEVICES.items() if image.startswith(start))
    return (
        f"<item><imageId>{image}</imageId><imageState>available</imageState><isPublic>true</isPublic>"
        f"<architecture>{IMAGES[image]}</architecture><imageType>machine</imageType>"
        f"<rootDeviceType>ebs</rootDeviceType><rootDeviceName>{device}</rootDeviceName></item>"
    )
