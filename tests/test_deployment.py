"""What compose files and Kubernetes manifests say of Solieu, held against the program, and against one another.

Their own form is judged by `make manifests`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from solieu import app

ROOT = Path(__file__).parents[1]
OPERATE = ROOT / "docs" / "operate"
BASE = OPERATE / "kubernetes" / "base"
PAGE = OPERATE / "deployment.md"
COMPOSE = sorted(OPERATE.glob("compose*.yaml"))
Told = Mapping[str, Any]
OURS = ("web", "daemon", "worker")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def manifests() -> list[Told]:
    paths = [path for path in sorted(BASE.glob("*.yaml")) if path.name != "kustomization.yaml"]
    return [each for path in paths for each in yaml.safe_load_all(path.read_text(encoding="utf-8"))]


def pods() -> dict[str, Told]:
    """What pods are made of, by the name of what makes them."""
    found = {}
    for each in manifests():
        spec = each["spec"].get("jobTemplate", each)["spec"]
        if "template" in spec:
            found[each["metadata"]["name"]] = spec["template"]["spec"]
    return found


def containers() -> dict[str, Told]:
    return {each["name"]: each for pod in pods().values() for each in pod["containers"]}


def parts(value: Any, name: str) -> Iterator[Any]:
    """Whatever stands under a name, at any depth."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        if key == name:
            yield each
        yield from parts(each, name)


def settings() -> dict[str, str]:
    lines = (BASE / "settings.env").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=")[::2] for line in lines if line and not line.startswith("#")]
    return dict(pairs)


def known_variables() -> set[str]:
    rooms = [path for room in ("schemas", "pipelines", "warehouse") for path in (ROOT / room).glob("*.py")]
    return set(re.findall(r'"(SOLIEU_[A-Z_]+)"', "".join(path.read_text(encoding="utf-8") for path in rooms)))


def understood(words: Sequence[str]) -> None:
    """Whether the program knows the command, its options and their values; it is not carried out."""
    command: Any = get_command(app)
    rest = list(words)
    try:
        while hasattr(command, "commands"):
            command = command.commands[rest.pop(0)]
        command.make_context(command.name, rest)
    except Exception as error:
        pytest.fail(f"solieu {' '.join(words)}: {error!r}")


def test_what_is_not_known_is_found() -> None:
    """The judge of the tests below."""
    assert "SOLIEU_LAKES" not in known_variables()
    understood(["country", "worker", "--runs", "2"])
    for words in (["country", "wroker"], ["country", "worker", "--run", "2"], ["country", "worker", "--runs", "two"]):
        with pytest.raises(pytest.fail.Exception):
            understood(words)


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_compose_says_what_the_program_knows(path: Path) -> None:
    """Variables, commands and options; what it names of its own is declared."""
    told = read(path)
    for name, service in told["services"].items():
        assert {each for each in service.get("environment", {}) if each.startswith("SOLIEU_")} <= known_variables()
        if name in OURS:
            understood(service["command"])
        named = {each.partition(":")[0] for each in service.get("volumes", ()) if not each.startswith(".")}
        assert named <= told["volumes"].keys()
        files = [each.partition(":")[0] for each in service.get("volumes", ()) if each.startswith(".")]
        assert [each for each in files if not (OPERATE / each).is_file()] == []
        assert set(service.get("networks", ())) <= told["networks"].keys()
        assert set(service.get("secrets", ())) <= told["secrets"].keys()
        assert set(service.get("depends_on", ())) <= told["services"].keys()
    assert set(OURS) - told["services"].keys() <= {"worker"}


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_compose_opens_nothing_to_others(path: Path) -> None:
    """Ports on this machine alone, nobody is root, only volumes are written to, no password stands in it."""
    for name, service in read(path)["services"].items():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        assert (service["user"], service["read_only"], service["cap_drop"]) == ("999:999", True, ["ALL"])
        assert service["restart"] == "unless-stopped"
        assert "healthcheck" in service or name in ("gate", "worker")
        secret = {key: str(value) for key, value in service.get("environment", {}).items() if "PASSWORD" in key}
        assert all(value.startswith("${") and ":?" in value for value in secret.values())


def test_a_province_has_the_gate_and_the_database_of_a_country() -> None:
    province, country = (path.read_text(encoding="utf-8").replace("province.env", "country.env") for path in COMPOSE)
    for name in ("gate", "postgres"):
        assert yaml.safe_load(province)["services"][name] == yaml.safe_load(country)["services"][name]


def test_kubernetes_says_what_the_program_knows() -> None:
    named = {each["name"] for many in parts(manifests(), "env") for each in many} | settings().keys()
    assert {name for name in named if name.startswith("SOLIEU_")} <= known_variables()
    for name in OURS:
        understood(containers()[name]["args"])
    assert {name for name, each in containers().items() if each["image"] == "solieu"} == {*OURS, "backup"}
    for line in (BASE / "backup.sh").read_text(encoding="utf-8").splitlines():
        if found := re.search(r"bin/solieu (.*?) (\|\||&&)", line):
            understood(found[1].replace('"', "").split())


def test_what_probes_start_is_there() -> None:
    """Programs of ours that health checks start, by their place in the image."""
    said = [*parts([read(path) for path in COMPOSE], "test"), *parts(manifests(), "command")]
    started = {word for words in said for word in words if word.startswith("/opt/solieu/")}
    assert {Path(each).name for each in started} == {"python", "dagster-daemon"}
    assert [each for each in started if not (ROOT / Path(each).relative_to("/opt/solieu")).exists()] == []


def test_kubernetes_names_what_is_there() -> None:
    """Each file is a part, and each volume, claim, map and secret that is named is made, or told of to be made."""
    told = read(BASE / "kustomization.yaml")
    assert sorted([*told["resources"], "kustomization.yaml"]) == sorted(path.name for path in BASE.glob("*.yaml"))
    made = {each["name"]: [*each.get("files", ()), *each.get("envs", ())] for each in told["configMapGenerator"]}
    assert sorted(name for files in made.values() for name in files) == sorted(
        path.name for path in BASE.iterdir() if path.suffix != ".yaml"
    )
    claims = {each["metadata"]["name"] for each in manifests() if each["kind"] == "PersistentVolumeClaim"}
    page = PAGE.read_text(encoding="utf-8")
    for pod in pods().values():
        assert {each["claimName"] for each in parts(pod, "persistentVolumeClaim")} <= claims
        maps = [*parts(pod, "configMap"), *parts(pod, "configMapRef")]
        assert {each["name"] for each in maps} <= made.keys()
        assert [each for each in parts(pod, "key") if each.isupper() and f"{each}=" not in page] == []
        secrets = [*parts(pod, "secretName"), *(each["name"] for each in parts(pod, "secretRef"))]
        assert [each for each in secrets if f"secret generic {each} " not in page] == []


def test_whoever_has_the_settings_has_the_keys_of_the_store() -> None:
    told = [each["envFrom"] for each in containers().values() if "envFrom" in each]
    both = [{"configMapRef": {"name": "settings"}}, {"secretRef": {"name": "solieu-store", "optional": True}}]
    assert told == [both] * 4


def test_each_volume_is_mounted_and_each_mount_is_a_volume() -> None:
    claims = {
        each["metadata"]["name"]: {claim["metadata"]["name"] for claim in each["spec"].get("volumeClaimTemplates", ())}
        for each in manifests()
        if each["kind"] in ("Deployment", "StatefulSet", "CronJob")
    }
    for name, pod in pods().items():
        mounted = {mount["name"] for mounts in parts(pod, "volumeMounts") for mount in mounts}
        assert mounted == {volume["name"] for volume in pod["volumes"]} | claims[name]


def test_kubernetes_runs_nobody_as_root() -> None:
    for name, pod in pods().items():
        told = pod["securityContext"]
        assert (told["runAsNonRoot"], told["runAsUser"], told["runAsGroup"]) == (True, 999, 999), name
        assert pod["automountServiceAccountToken"] is False
        for each in pod["containers"]:
            inner = each["securityContext"]
            assert (inner["readOnlyRootFilesystem"], inner["allowPrivilegeEscalation"]) == (True, False)
            assert inner["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in each["resources"]["limits"]


def test_both_say_the_same() -> None:
    """Settings, commands and images of the country are those of one deployment, on one machine or many."""
    services = read(OPERATE / "compose.yaml")["services"]
    both = {name: containers()[name] for name in services}
    assert {name: service["command"] for name, service in services.items() if name in OURS} == {
        name: both[name]["args"] for name in OURS
    }
    for name in ("gate", "postgres", "redis"):
        assert services[name]["image"] == both[name]["image"]
    passwords = ("PASSWORD", "SOLIEU_BROKER")
    ours = {key: value for key, value in services["worker"]["environment"].items() if not key.endswith(passwords)}
    assert ours == settings()
    broker = next(each["value"] for each in both["worker"]["env"] if each["name"] == "SOLIEU_BROKER")
    said = re.sub(r"\$\{(\w+)[^}]*\}", r"$(\1)", services["worker"]["environment"]["SOLIEU_BROKER"])
    assert said == broker


def test_the_page_tells_commands_that_there_are() -> None:
    """Each command of ours in its blocks; places of the reader's are not looked at."""
    said = re.findall(r"solieu ((?:country|restore|backup) [^#;&|\n`]*)", PAGE.read_text(encoding="utf-8"))
    assert len(said) >= 6
    for words in said:
        understood(["." if "/" in word else word for word in words.split()])
