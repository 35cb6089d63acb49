"""Starts MiniStack 1.5.33 with what it lacks for this product.

Nothing in site-packages is edited: each shim replaces functions of the loaded modules. The shims imitate AWS from its
documentation. They prove wiring, never a latency, a throughput or AWS's own behaviour.

Environment: EMUL_HOSTS is the folder of the emulated instances, the faults and the canned answers. EMUL_WITHOUT names
shims to leave out, so that a test can show that each is needed.
"""

import atexit
import os
import signal
import sys
import threading

from shims import (
    availability_zones,
    bucket_configuration,
    canned_services,
    code_builds,
    condition_keys,
    ec2_tags,
    execution_limits,
    existing_names,
    guests,
    instance_launches,
    instance_types,
    lambda_errors,
    presigned_checksums,
    public_images,
    reference_paths,
    request_resources,
    run_command,
    schedule_ticks,
    shorter_waits,
    stopped_executions,
)

# In this order: execution_limits stops the children of an execution that timed out, ec2_tags wraps the launch.
SHIMS = (
    availability_zones,
    condition_keys,
    request_resources,
    lambda_errors,
    bucket_configuration,
    existing_names,
    presigned_checksums,
    public_images,
    instance_types,
    instance_launches,
    ec2_tags,
    run_command,
    schedule_ticks,
    shorter_waits,
    stopped_executions,
    execution_limits,
    reference_paths,
    canned_services,
    code_builds,
)


def _end_with_parent() -> None:
    """The parent holds the other end of standard input: it closes when the parent is gone, however it went."""
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    os.makedirs(os.environ["EMUL_HOSTS"], exist_ok=True)
    without = set(filter(None, os.environ.get("EMUL_WITHOUT", "").split(",")))
    for shim in SHIMS:
        if shim.__name__.removeprefix("shims.") not in without:
            shim.apply()
    atexit.register(guests.shut_down_all)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    from ministack.app import main as serve

    sys.argv = sys.argv[:1]
    serve()


if __name__ == "__main__":
    main()
