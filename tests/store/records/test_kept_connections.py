"""Connections to PostgreSQL that are kept: reused, tried after a rest, closed when let go."""

import sqlalchemy as sa
from tests.store.records.cluster import Cluster

from gengxin.store.records.server import ServerDatabase


def raw(connection: sa.Connection) -> object:
    return connection.connection.dbapi_connection


def test_a_connection_is_used_again(cluster: Cluster) -> None:
    database = ServerDatabase(sa.make_url(cluster.made("kept")))
    with database.asking() as first:
        kept = raw(first)
    with database.asking() as second:
        assert raw(second) is kept
    database.close()
    assert kept.closed


def test_one_given_back_after_all_were_let_go_is_closed(cluster: Cluster) -> None:
    database = ServerDatabase(sa.make_url(cluster.made("kept")))
    with database.asking() as late:
        kept = raw(late)
        database.close()
        assert late.execute(sa.text("SELECT 1")).scalar() == 1
    assert kept.closed
