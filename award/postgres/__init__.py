"""The embedded PostgreSQL: a server of our own under `instance/`, shared by every process."""

from award.postgres.cluster import Cluster, Status
from award.postgres.place import PostgresError

__all__ = ["Cluster", "PostgresError", "Status"]
