"""The checksum that a presigned PUT URL carries.

Stock: x-amz-checksum-crc32 in a presigned URL is ignored. AWS: the body must have it, otherwise 400 BadDigest. The SDK
signs the checksum of the empty body into such URLs unless it is told WHEN_REQUIRED: this shim is what catches that.
"""

import base64
import zlib

from ministack.services import s3

REFUSAL = (
    b"<?xml version='1.0'?><Error><Code>BadDigest</Code>"
    b"<Message>The CRC32 you specified did not match the calculated checksum.</Message></Error>"
)


def apply() -> None:
    stock = s3.handle_request

    async def handle_request(method, path, headers, body, query):
        if method == "PUT" and not _matches(_signed_checksum(query), body or b""):
            return 400, {"Content-Type": "application/xml"}, REFUSAL
        return await stock(method, path, headers, body, query)

    s3.handle_request = handle_request


def _signed_checksum(query):
    value = query.get("x-amz-checksum-crc32") if hasattr(query, "get") else None
    return value[0] if isinstance(value, list) else value


def _matches(checksum, body: bytes) -> bool:
    return not checksum or checksum == base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
