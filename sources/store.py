"""An S3 store: objects by their names, in whole or not at all. The one place that speaks S3.

The library repeats what fails for a while (5xx, broken connections, slow answers), some seconds apart; what is still
wrong after that is a StoreFault. The server judges every condition: whether a name is free, whether an object is still
the one that was seen.
"""

import base64
import mimetypes
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, TypeVar

from schemas.channels import BadSetting
from schemas.store import Address, endpoint

# Tries for one request, and seconds that one may take to connect and to say its next word.
TRIES, _CONNECT, _SILENT = 8, 10, 30
# Tries while a person waits for the answer.
_HURRIED = 2
# How often a body is asked for that is cut off.
_CUT = 5
_DELETED_AT_ONCE = 1000
# What is larger goes in parts of this size.
_PART = 8 << 20
Taken = TypeVar("Taken")
_REFUSED, _GONE = (409, 412), ("404", "NoSuchKey", "NotFound")


class StoreFault(RuntimeError):
    """The store cannot be reached, refuses, or does not answer in time; the message says what, where, what to do."""


@dataclass(frozen=True)
class Stored:
    """An object: its name below the store's prefix, bytes, what tells its content, when it was put there."""

    name: str
    size: int
    etag: str
    at: datetime


@dataclass(frozen=True)
class Store:
    """The objects below an address; names never have its prefix. Every method raises StoreFault.

    `hurried`: a person waits for the answer; what fails is not tried for long.
    """

    address: Address
    hurried: bool = False

    @cached_property
    def _client(self) -> Any:
        try:
            import boto3  # Half a second, for those alone who have a store.
            from botocore.config import Config
        except ImportError as error:
            raise BadSetting(
                f"{self.address}: thiếu gói boto3. Hãy cài: pip install 'solieu[s3]'. / boto3 is not installed."
            ) from error
        # Checksums that many servers do not know are sent only where they are asked for.
        config = Config(
            retries={"mode": "standard", "total_max_attempts": _HURRIED if self.hurried else TRIES},
            connect_timeout=_CONNECT,
            read_timeout=_SILENT,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        endpoint()
        try:
            with self._telling("boto3"):
                return boto3.Session().client("s3", config=config)  # One of its own: keys are asked for now.
        except ValueError as error:  # What the library does not take of its own files.
            raise BadSetting(f"{self.address}: endpoint_url (~/.aws/config): {error} (docs/store.md)") from error

    def listed(self, prefix: str) -> Iterator[Stored]:
        """Every object whose name begins so, in pages, in the order of their names."""
        for page in self._pages(prefix):
            for found in page.get("Contents", []):
                name = found["Key"].removeprefix(self.address.prefix)
                yield Stored(name, found["Size"], found["ETag"], found["LastModified"])

    def folders(self, prefix: str) -> list[str]:
        """What stands between `prefix` and the next slash, of all names that have one."""
        found = (each["Prefix"] for page in self._pages(prefix, "/") for each in page.get("CommonPrefixes", []))
        return [name.removeprefix(self.address.prefix + prefix).rstrip("/") for name in found]

    def holds(self, prefix: str) -> bool:
        """Whether any name begins so."""
        return next(self.listed(prefix), None) is not None

    def seen(self, name: str) -> Stored | None:
        """An object as it is now; None where there is none of that name."""
        with self._telling(name):
            found = self._unless_gone("head_object", name)
        return Stored(name, found["ContentLength"], found["ETag"], found["LastModified"]) if found else None

    def put_original(self, name: str, file: Path, sha256: str) -> None:
        """Put a file under the name of its content, once; the server refuses one that does not have that SHA-256."""
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        with self._telling(name), file.open("rb") as body:
            if not self._put(name, body, ChecksumSHA256=checksum, IfNoneMatch="*"):
                there = self._unless_gone("head_object", name, ChecksumMode="ENABLED") or {}
                if there.get("ChecksumSHA256") != checksum:  # Put there by other means: it is what it should be now.
                    body.seek(0)
                    self._put(name, body, ChecksumSHA256=checksum)

    def put(self, name: str, file: Path) -> None:
        """Put a file under a name, whatever is there; large ones in parts."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with self._telling(name):
            if file.stat().st_size > _PART:
                self._client.upload_file(str(file), *self._at(name).values(), ExtraArgs={"ContentType": kind})
            else:
                self._put(name, file.read_bytes(), ContentType=kind)

    def replace(self, name: str, body: bytes, etag: str = "") -> bool:
        """Put a body where the object is still the one of that etag, or where there is none; whether it was."""
        with self._telling(name):
            return self._put(name, body, **({"IfMatch": etag} if etag else {"IfNoneMatch": "*"}))

    def read(self, name: str) -> tuple[bytes, str] | None:
        """A small object and its etag; None where there is none."""
        return self._body(name, lambda found: (found["Body"].read(), found["ETag"]))

    def fetch(self, name: str, target: Path, etag: str = "") -> bool:
        """Write an object into a file; False, and nothing of use in it, where it is gone or not of that etag."""

        def copied(found: Any) -> bool:
            with target.open("wb") as copy:
                shutil.copyfileobj(found["Body"], copy)
            return True

        return bool(self._body(name, copied, **({"IfMatch": etag} if etag else {})))

    def remove(self, there: Stored) -> None:
        """Remove an object that is still the one that was seen; one that was put in its place stays."""
        now = self.seen(there.name)
        # The moment as well: the same bytes may be sent again. Only here is it in whole seconds.
        if now and now.etag == there.etag and now.at == there.at.replace(microsecond=0):
            with self._telling(there.name):
                self._unless_gone("delete_object", there.name, IfMatch=there.etag)

    def remove_all(self, names: Iterable[str]) -> None:
        """Remove objects that nobody can have replaced."""
        keys = [{"Key": self.address.prefix + name} for name in names]
        for start in range(0, len(keys), _DELETED_AT_ONCE):
            asked = {"Objects": keys[start : start + _DELETED_AT_ONCE], "Quiet": True}
            with self._telling(keys[start]["Key"]):
                self._client.delete_objects(Bucket=self.address.bucket, Delete=asked)

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": self.address.prefix + name}

    def _pages(self, prefix: str, delimiter: str = "") -> Iterator[Any]:
        asked = {"Bucket": self.address.bucket, "Prefix": self.address.prefix + prefix, "Delimiter": delimiter}
        with self._telling(prefix):
            yield from self._client.get_paginator("list_objects_v2").paginate(**asked)

    def _body(self, name: str, take: Callable[[Any], Taken], **conditions: str) -> Taken | None:
        """What is taken from an object that came whole; None where it is gone, or not as the conditions say."""
        from botocore.exceptions import HTTPClientError, IncompleteReadError

        with self._telling(name):
            for others in reversed(range(_CUT)):
                found = self._unless_gone("get_object", name, **conditions)
                if found is None:
                    break
                try:
                    return take(found)
                except (HTTPClientError, IncompleteReadError):
                    if not others:
                        raise
        return None

    def _put(self, name: str, body: bytes | IO[bytes], **told: str) -> bool:
        """Whether the conditions held, where any are told."""
        from botocore.exceptions import ClientError

        try:
            self._client.put_object(**self._at(name), Body=body, **told)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] not in _REFUSED:
                raise
            return False
        return True

    def _unless_gone(self, request: str, name: str, **conditions: str) -> Any:
        """What the server answers about an object; None where it is gone, or not as the conditions have it."""
        from botocore.exceptions import ClientError

        try:
            return getattr(self._client, request)(**self._at(name), **conditions)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            # A bucket that is not there is a fault, and no object that is gone.
            if status not in _REFUSED and error.response["Error"].get("Code") not in _GONE:
                raise
            return None

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in ("boto3", "botocore", "s3transfer", "urllib3"):
                raise
            raise StoreFault(self._told(name, error)) from error

    def _told(self, name: str, error: Exception) -> str:
        said = " ".join(str(error).split())
        return (
            f"Kho S3 {self.address} không đọc hoặc ghi được ở “{name}”: {said}. Hãy xem máy chủ, mạng,"
            " AWS_ENDPOINT_URL, khóa (AWS_ACCESS_KEY_ID…) và quyền của khóa, rồi chạy lại `solieu nightly`: việc dở"
            " dang được làm nốt, không mất gì (docs/store.md). / The store failed. Look at the server, the network,"
            " AWS_ENDPOINT_URL, the key and its rights, then run `solieu nightly` again: what was half done is done,"
            " and nothing is lost."
        )
