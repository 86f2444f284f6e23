"""Records, the log of what happens to them, and personal values apart."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from gengxin.store.records.columns import Moment, Place

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table; the log's entries can't be changed or deleted."""
    _people()
    _personal()
    _ground()
    _choices()
    _deliberation()
    _jobs()
    _log()


def _people() -> None:
    _records(
        "person",
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    _records(
        "role_grant",
        _ref("role_grant", "person", "person"),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("within", sa.Text, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=True),
        sa.Column("ends_on", sa.Date, nullable=True),
    )
    _alone("role_grant", "person", "role", "within")
    _records(
        "session",
        _ref("session", "person", "person"),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=True),
    )
    op.create_index("ix_session_person", "session", ["person"])
    _alone("session", "secret_hash")
    _records(
        "token",
        _ref("token", "person", "person"),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.Column("used_at", Moment, nullable=True),
    )
    op.create_index("ix_token_person", "token", ["person"])
    _alone("token", "secret_hash")


def _personal() -> None:
    op.create_table(
        "personal",
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        _ref("personal", "person", "person"),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ref", "field", name="pk_personal"),
    )
    op.create_index("ix_personal_person", "personal", ["person"])
    is_mail = sa.text("field = 'mail'")
    op.create_index(
        "uq_personal_mail",
        "personal",
        ["value"],
        unique=True,
        sqlite_where=is_mail,
        postgresql_where=is_mail,
    )
    op.create_table(
        "person_key",
        _ref("person_key", "person", "person"),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_person_key"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # PostgreSQL would keep samples of the values among its statistics, where none are erased
        op.execute("ALTER TABLE personal ALTER COLUMN value SET STATISTICS 0")
        op.execute("ALTER TABLE person_key ALTER COLUMN key SET STATISTICS 0")


def _ground() -> None:
    _records(
        "layer",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
    )
    _alone("layer", "name")
    _records(
        "layer_version",
        _ref("layer_version", "layer", "layer"),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("row_count", sa.BigInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("licence", sa.Text, nullable=False),
    )
    _alone("layer_version", "layer", "number")
    _records(
        "area",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("place", Place("MultiPolygon"), nullable=False),
        sa.Column("role_en", sa.Text, nullable=False),
        sa.Column("role_zh", sa.Text, nullable=False),
        sa.Column("lead_party", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("targets", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_index("ix_area_kind", "area", ["kind"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_area_place", "area", ["place"], postgresql_using="gist")


def _choices() -> None:
    _records(
        "option_edit",
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("option", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("fixing", sa.Text, nullable=False),
        sa.Column("withdraw", sa.Boolean, nullable=False),
        sa.Column("numbers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_option_edit_site", "option_edit", ["site"])
    _records(
        "consent_round",
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("round", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("agreed_share", sa.Double, nullable=True),
        sa.Column("households_asked_count", sa.BigInteger, nullable=True),
        sa.Column("asked_on", sa.Date, nullable=True),
        sa.Column("source", sa.Text, nullable=False),
    )
    _alone("consent_round", "site", "round")
    _records(
        "kept_brief",
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("brief", sa.JSON(none_as_null=True), nullable=False),
    )


def _deliberation() -> None:
    _records(
        "kept_programme",
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        _ref("kept_programme", "brief", "kept_brief", nullable=True),
        _ref("kept_programme", "amends", "kept_programme", nullable=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("certificate", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("agreed_by", sa.JSON(none_as_null=True), nullable=False),
    )
    op.create_index("ix_kept_programme_amends", "kept_programme", ["amends"])
    op.create_index("ix_kept_programme_brief", "kept_programme", ["brief"])
    op.create_index("ix_kept_programme_content_hash", "kept_programme", ["content_hash"])
    _records(
        "agreement",
        _ref("agreement", "programme", "kept_programme"),
        _ref("agreement", "person", "person"),
        sa.Column("stance", sa.Text, nullable=False),
    )
    op.create_index("ix_agreement_person", "agreement", ["person"])
    _alone("agreement", "programme", "person")
    _records(
        "comment",
        _ref("comment", "programme", "kept_programme"),
        _ref("comment", "author", "person"),
        sa.Column("site", sa.Text, nullable=False),
        _ref("comment", "answers", "comment", nullable=True),
    )
    op.create_index("ix_comment_answers", "comment", ["answers"])
    op.create_index("ix_comment_author", "comment", ["author"])
    op.create_index("ix_comment_programme", "comment", ["programme"])
    _records(
        "publication",
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("title_zh", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        _ref("publication", "programme", "kept_programme", nullable=True),
        _ref("publication", "layer_version", "layer_version", nullable=True),
        sa.Column("run", sa.Text, nullable=False),
    )
    op.create_index("ix_publication_layer_version", "publication", ["layer_version"])
    op.create_index("ix_publication_programme", "publication", ["programme"])


def _jobs() -> None:
    _records(
        "job",
        sa.Column("kind", sa.Text, nullable=False),
        _ref("job", "asked_by", "person", nullable=True),
        sa.Column("asks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.BigInteger, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("fault", sa.Text, nullable=False),
        sa.Column("heartbeat_at", Moment, nullable=True),
        sa.Column("checkpoint", sa.Text, nullable=False),
        sa.Column("doing", sa.Text, nullable=False),
        sa.Column("progress_share", sa.Double, nullable=True),
        sa.Column("best", sa.JSON(none_as_null=True), nullable=False),
    )
    op.create_index("ix_job_asked_by", "job", ["asked_by"])
    op.create_index("ix_job_state", "job", ["state"])


def _log() -> None:
    op.create_table(
        "event",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("at", Moment, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("by", "kind", "ref")),
        sa.Column("version", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("action", "why", "content")),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_event"),
    )
    op.create_index("ix_event_ref", "event", ["ref"])
    op.create_table(
        "event_head",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_head"),
    )
    for statement in _GUARD[op.get_bind().dialect.name]:
        op.execute(statement)


# a mistake in our own code can't touch an entry; whoever owns the database still could, and is
# found out by the chain
_GUARD = {
    "sqlite": [
        f"CREATE TRIGGER event_no_{deed} BEFORE {deed} ON event BEGIN "
        "SELECT RAISE(ABORT, 'an entry of the log never changes'); END"
        for deed in ("update", "delete")
    ],
    "postgresql": [
        """
        CREATE FUNCTION event_never_changes() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION 'an entry of the log never changes'; END$$
        """,
        """
        CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON event
        FOR EACH STATEMENT EXECUTE FUNCTION event_never_changes()
        """,
    ],
}


def _records(name: str, *columns: "sa.Column[Any]") -> None:
    """Make the table of a kind of record, with what every record has."""
    op.create_table(
        name,
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("ref", name=f"pk_{name}"),
    )


def _ref(table: str, name: str, target: str, *, nullable: bool = False) -> "sa.Column[Any]":
    """Refer to a record."""
    key = sa.ForeignKey(
        f"{target}.ref", name=f"fk_{table}_{name}", deferrable=True, initially="IMMEDIATE"
    )
    return sa.Column(name, sa.Text, key, nullable=nullable)


def _alone(table: str, *names: str) -> None:
    """Let no two records that have not ended agree in all these."""
    alive = sa.text("ended_at IS NULL")
    op.create_index(
        f"uq_{table}_{'_'.join(names)}",
        table,
        [*names],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )
