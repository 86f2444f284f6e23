"""${message}"""

import sqlalchemy as sa
from alembic import op

from gengxin.store.records.columns import Moment, Place

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """What changes."""
    ${upgrades if upgrades else "pass"}
