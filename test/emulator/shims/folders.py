"""Where the emulator keeps what a test may look at or change while it runs."""

import json
import os


def root() -> str:
    return os.environ["EMUL_HOSTS"]


def inside(*names: str) -> str:
    return os.path.join(root(), *names)


def read_json(*names: str):
    """The parsed file, or None where there is none."""
    try:
        with open(inside(*names), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def faults() -> dict:
    """What a test wants to fail, read at each call so that it can change while the emulator runs.

    {"launch": {"t3.micro": "InsufficientInstanceCapacity"}, "notOffered": ["eu-central-1/t3.micro"]}
    """
    return read_json("faults.json") or {}
