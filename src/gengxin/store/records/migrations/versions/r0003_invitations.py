"""Invitations: what lets a person choose a password, once."""

import sqlalchemy as sa
from alembic import op

from gengxin.store.records.columns import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of invitations."""
    op.create_table(
        "invitation",
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("organisation", "visibility")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("person", "secret_hash")),
        sa.Column("expires_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_invitation"),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.ref"],
            name="fk_invitation_person",
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )
    op.create_index("ix_invitation_person", "invitation", ["person"])
    alive = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_invitation_secret_hash",
        "invitation",
        ["secret_hash"],
        unique=True,
        sqlite_where=alive,
        postgresql_where=alive,
    )
