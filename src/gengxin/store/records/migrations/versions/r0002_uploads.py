"""Uploads: files that somebody gave to be imported."""

import sqlalchemy as sa
from alembic import op

from gengxin.store.records.columns import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of uploads."""
    op.create_table(
        "upload",
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("entered_at", Moment, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("organisation", "visibility")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "kind", "sha256")),
        sa.Column("bytes_count", sa.BigInteger, nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("ref", name="pk_upload"),
        sa.ForeignKeyConstraint(
            ["uploaded_by"],
            ["person.ref"],
            name="fk_upload_uploaded_by",
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )
    op.create_index("ix_upload_sha256", "upload", ["sha256"])
    op.create_index("ix_upload_uploaded_by", "upload", ["uploaded_by"])
