"""Names of errors thrown by Node handlers.

Stock: every failed invocation of a Node function has errorType Runtime.HandlerError, so Retry and Catch on an error's
own name never match. AWS: errorType is the thrown error's name.
"""

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

# Between name and message on the way from the worker, which has one text only. No message holds it.
SEPARATOR = "\u0001"

MESSAGE_ONLY = "error: String(err.message || err)"
NAME_AND_MESSAGE = (
    'error: ((err && err.name) || "Error") + "\\u0001" + '
    "String(err && err.message !== undefined ? err.message : err)"
)


def apply() -> None:
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    if MESSAGE_ONLY not in script:
        raise RuntimeError("the Node worker of MiniStack is not the one this shim knows")
    lambda_runtime._NODEJS_WORKER_SCRIPT = script.replace(MESSAGE_ONLY, NAME_AND_MESSAGE)
    for name in [name for name in dir(lambda_svc) if name.startswith("_execute_function")]:
        function = getattr(lambda_svc, name)
        if callable(function):
            setattr(lambda_svc, name, _with_error_name(function))


def _with_error_name(function):
    def execute(*arguments, **options):
        return _split_error(function(*arguments, **options))

    return execute


def _split_error(result):
    body = result.get("body") if isinstance(result, dict) else None
    text = body.get("errorMessage") if isinstance(body, dict) else None
    if not isinstance(text, str) or SEPARATOR not in text:
        return result
    name, message = text.split(SEPARATOR, 1)
    return {**result, "body": {**body, "errorType": name, "errorMessage": message}}
