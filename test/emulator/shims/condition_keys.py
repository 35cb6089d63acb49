"""What a policy's conditions see of a request.

Stock: aws:SecureTransport is false on a plain port, so that the bootstrap bucket and every bucket that enforces TLS refuse
each role. AWS: clients come by TLS. Here loopback stands in for it.
"""

from ministack.core import iam_evaluator


def apply() -> None:
    resolve = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key, context):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_condition_key
