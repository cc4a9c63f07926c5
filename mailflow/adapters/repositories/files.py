"""Octets by their SHA-256."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, select

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_all_new, insert_new
from mailflow.domain.errors import NotFoundError


class SqlFiles:
    """FileRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, content: bytes) -> str:
        """Store octets, once however often they come, and return their digest."""
        sha256 = hashlib.sha256(content).hexdigest()
        row = {"sha256": sha256, "content": content, "size_bytes": len(content)}
        insert_new(self._connection, tables.files, row, unless=("sha256",))
        return sha256

    def put_all(self, contents: Sequence[bytes]) -> list[str]:
        """Store octets as `put` does, in one statement, and return their digests in order."""
        digests = [hashlib.sha256(content).hexdigest() for content in contents]
        # In one order for all: two transactions that store the same octets would else wait for each other.
        wanted = sorted(dict(zip(digests, contents, strict=True)).items())
        rows = [{"sha256": sha256, "content": content, "size_bytes": len(content)} for sha256, content in wanted]
        insert_all_new(self._connection, tables.files, rows, unless=("sha256",))
        return digests

    def get(self, sha256: str) -> bytes:
        """Return octets. Raises NotFoundError."""
        content = self._connection.execute(select(tables.files.c.content).where(tables.files.c.sha256 == sha256)).scalar()
        if content is None:
            raise NotFoundError("file", sha256)
        return bytes(content)
