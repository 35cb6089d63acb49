"""What an emulated instance is on this machine: a folder, its processes and its own metadata service.

Every process carries its instance's marker in its environment, so that also what left its process group is found.
"""

import os
import shutil
import signal
import subprocess
import threading
import time

from . import folders
from .instance_metadata import MetadataService

MARKER = "EMUL_INSTANCE"
# Documented limit of a command's output is applied by the caller; this one ends what hangs.
LONGEST_COMMAND_SECONDS = 900
LOOKS_AFTER_SECONDS = (0, 0.05, 0.2)


class Guest:
    def __init__(self, instance: str, region: str, role: str | None, account: str):
        self.instance = instance
        self.folder = folders.inside("instances", instance)
        os.makedirs(os.path.join(self.folder, "home"), exist_ok=True)
        self.ended = threading.Event()
        self.metadata = MetadataService(instance, region, role, account)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.path.join(self.folder, "home"),
            "TMPDIR": self.folder,
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.metadata.address,
            "AWS_REGION": region,
            "EMUL_HOSTS": folders.root(),
            MARKER: instance,
        }

    def run(self, argv: list[str]) -> tuple[int, bytes, bytes]:
        """Exit code, standard output and standard error, as soon as the command itself has ended.

        Output goes to files: what a command leaves running in the background may keep them open.
        """
        if self.ended.is_set():
            return 255, b"", b"the instance is gone"
        name = os.path.join(self.folder, f"command-{time.monotonic_ns()}")
        with open(f"{name}.out", "wb") as output, open(f"{name}.err", "wb") as error:
            process = subprocess.Popen(
                argv,
                cwd=self.environment["HOME"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=error,
                start_new_session=True,
            )
        try:
            code = process.wait(timeout=LONGEST_COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            code = process.wait()
        return code, _read(f"{name}.out"), _read(f"{name}.err")

    def kill(self) -> None:
        """Kills whatever runs in the instance; it stays up. Looks again: a process carries its marker only once it is itself."""
        for pause in LOOKS_AFTER_SECONDS:
            time.sleep(pause)
            for process in _marked(f"{MARKER}={self.instance}"):
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass

    def shut_down(self) -> None:
        self.ended.set()
        self.kill()
        self.metadata.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_guests: dict[str, Guest] = {}


def boot(instance: str, region: str, role: str | None, account: str) -> None:
    _guests[instance] = Guest(instance, region, role, account)


def find(instance: str) -> Guest | None:
    return _guests.get(instance)


def shut_down(instance: str) -> None:
    guest = _guests.pop(instance, None)
    if guest:
        guest.shut_down()


def shut_down_all() -> None:
    for instance in list(_guests):
        shut_down(instance)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def _marked(marker: str) -> list[int]:
    """Processes whose environment holds the marker. Needs /proc; elsewhere nothing is found."""
    wanted = marker.encode()
    found = []
    for name in os.listdir("/proc") if os.path.isdir("/proc") else []:
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                if wanted in file.read().split(b"\0"):
                    found.append(int(name))
        except OSError:
            continue
    return found
