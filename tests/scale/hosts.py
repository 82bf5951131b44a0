"""Hosts on one machine: network namespaces beside each other on a bridge, with real services to reach over it."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

BRIDGE, NAMED, NETWORK = "solieu0", "solieu-", "10.77.0"
DESK = f"{NETWORK}.1"
_LINK = "solieu-v"
_REDIS = 6390


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextmanager
def network(hosts: int) -> Iterator[list[str]]:
    """The namespaces of so many hosts, each with an address of its own; root alone may make them."""
    names = [f"{NAMED}{number}" for number in range(1, hosts + 1)]
    with ExitStack() as stack:
        _ip("link", "add", BRIDGE, "type", "bridge")
        stack.callback(_ip, "link", "del", BRIDGE)
        _ip("addr", "add", f"{DESK}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for number, name in enumerate(names, start=11):
            _ip("netns", "add", name)
            stack.callback(_ip, "netns", "del", name)
            _ip("link", "add", f"{_LINK}{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", f"{_LINK}{number}", "master", BRIDGE, "up")
            _ip("-n", name, "addr", "add", f"{NETWORK}.{number}/24", "dev", "eth0")
            for device in ("eth0", "lo"):
                _ip("-n", name, "link", "set", device, "up")
        yield names


def on(host: str, command: Sequence[str | Path]) -> list[str]:
    """The command as it runs on a host."""
    return ["ip", "netns", "exec", host, *map(str, command)]


def lose(host: str) -> None:
    """The host is gone, all at once: off the network first, so that nothing of it can say that it ends."""
    number = int(host.removeprefix(NAMED)) + 10
    _ip("link", "set", f"{_LINK}{number}", "down")
    for pid in processes(host):
        os.kill(pid, signal.SIGKILL)


def processes(host: str) -> list[int]:
    """What runs on a host."""
    found = subprocess.run(["ip", "netns", "pids", host], capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis that the hosts reach; its address."""
    folder.mkdir(parents=True)
    command = ["redis-server", "--bind", DESK, "--port", str(_REDIS), "--protected-mode", "no", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://{DESK}:{_REDIS}/0"
    finally:
        server.terminate()
        server.wait()


def worked() -> float:
    """The seconds that all cores of this machine were at work since it began."""
    words = Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=9)
    user, nice, system, _idle, _waited, irq, softirq = map(int, words[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def traffic() -> int:
    """The megabytes that went to and from all hosts since they are there."""
    counted = Path("/sys/class/net").glob(f"{_LINK}*/statistics/[rt]x_bytes")
    return sum(int(path.read_text(encoding="ascii")) for path in counted) >> 20


def memory(pids: Sequence[int]) -> int:
    """The megabytes that processes hold together; what they share is counted once for each of its holders' parts."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total >> 10


def busy(pids: Sequence[int]) -> float:
    """The seconds of a core that living processes have taken."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
