"""Parties, projects with their course, offers with interest and sealed bids, space."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from gengxin.store.records.columns import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of what is offered."""
    _parties()
    _projects()
    _course()
    _offers()
    _interest()
    _space()


def _parties() -> None:
    _records(
        "party",
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("legal_id", sa.Text, nullable=False),
        sa.Column("capabilities", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("equity_amount", sa.Double, nullable=True),
        sa.Column("track_record", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("excludes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        _ref("party", "contact", "person", nullable=True),
        sa.Column("made_up", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_party_contact", "party", ["contact"])
    op.create_index("ix_party_kind", "party", ["kind"])


def _projects() -> None:
    _records(
        "project",
        _ref("project", "programme", "kept_programme"),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("works", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("about_en", sa.Text, nullable=False),
        sa.Column("about_zh", sa.Text, nullable=False),
        _ref("project", "lead_party", "party", nullable=True),
        sa.Column("parties", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("finance", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("risks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("documents", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("gates", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("withheld", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_up", sa.Boolean, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
    )
    op.create_index("ix_project_lead_party", "project", ["lead_party"])
    op.create_index("ix_project_stage", "project", ["stage"])
    op.create_index("ix_project_unit", "project", ["unit"])
    _alone("project", "programme", "code")
    _records(
        "project_sheet",
        _ref("project_sheet", "project", "project"),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("project_version", sa.BigInteger, nullable=False),
        sa.Column("withheld", sa.JSON(none_as_null=True), nullable=False),
    )
    _alone("project_sheet", "project", "number", "language")


def _course() -> None:
    _records(
        "milestone",
        _ref("milestone", "project", "project"),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("planned_on", sa.Date, nullable=False),
        sa.Column("forecast_on", sa.Date, nullable=True),
        sa.Column("achieved_on", sa.Date, nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_milestone_project", "milestone", ["project"])
    _records(
        "achievement",
        _ref("achievement", "project", "project"),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_index("ix_achievement_project", "achievement", ["project"])


def _offers() -> None:
    _records(
        "offer",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("projects", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("about_en", sa.Text, nullable=False),
        sa.Column("about_zh", sa.Text, nullable=False),
        sa.Column("sheets", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("all_roles", sa.Boolean, nullable=False),
        sa.Column("criteria", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("equity_needed_amount", sa.Double, nullable=True),
        sa.Column("opens_at", Moment, nullable=True),
        sa.Column("questions_until", Moment, nullable=True),
        sa.Column("closes_at", Moment, nullable=True),
        sa.Column("award_by", Moment, nullable=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("holders", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("wrapped", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_up", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_offer_state", "offer", ["state"])
    _records(
        "offer_question",
        _ref("offer_question", "offer", "offer"),
        _ref("offer_question", "party", "party"),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered_at", Moment, nullable=True),
    )
    op.create_index("ix_offer_question_offer", "offer_question", ["offer"])
    op.create_index("ix_offer_question_party", "offer_question", ["party"])
    _records(
        "offer_access",
        _ref("offer_access", "offer", "offer"),
        _ref("offer_access", "person", "person", nullable=True),
        sa.Column("what", sa.Text, nullable=False),
    )
    op.create_index("ix_offer_access_offer", "offer_access", ["offer"])
    op.create_index("ix_offer_access_person", "offer_access", ["person"])


def _interest() -> None:
    _records(
        "expression_of_interest",
        _ref("expression_of_interest", "offer", "offer"),
        _ref("expression_of_interest", "party", "party"),
        sa.Column("members", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("asks", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("looking_for", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("note_to_partners", sa.Text, nullable=False),
        sa.Column("scheme", sa.Text, nullable=False),
        sa.Column("conditions", sa.Text, nullable=False),
        sa.Column("stated", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=True),
        sa.Column("total", sa.Double, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_expression_of_interest_party", "expression_of_interest", ["party"])
    _alone("expression_of_interest", "offer", "party")
    _records(
        "sealed_bid",
        _ref("sealed_bid", "offer", "offer"),
        _ref("sealed_bid", "party", "party"),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("bytes_count", sa.BigInteger, nullable=False),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("receipt", sa.Text, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_sealed_bid_party", "sealed_bid", ["party"])
    _alone("sealed_bid", "offer", "number")
    _alone("sealed_bid", "offer", "sha256")


def _space() -> None:
    _records(
        "space_unit",
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("use_class", sa.Text, nullable=False),
        sa.Column("net_area_m2", sa.Double, nullable=False),
        sa.Column("gross_area_m2", sa.Double, nullable=True),
        sa.Column("smallest_part_m2", sa.Double, nullable=True),
        _ref("space_unit", "project", "project", nullable=True),
        sa.Column("building", sa.Text, nullable=False),
        sa.Column("functional_zone", sa.Text, nullable=False),
        sa.Column("growth_stages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("opens_on", sa.Date, nullable=True),
        sa.Column("closes_on", sa.Date, nullable=True),
        sa.Column("ceiling_m", sa.Double, nullable=True),
        sa.Column("load_kg_per_m2", sa.Double, nullable=True),
        sa.Column("power_kw", sa.Double, nullable=True),
        sa.Column("rent_amount", sa.Double, nullable=True),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
    )
    op.create_index("ix_space_unit_project", "space_unit", ["project"])
    _records(
        "space_request",
        sa.Column("use_class", sa.Text, nullable=False),
        sa.Column("floor_area_low_m2", sa.Double, nullable=False),
        sa.Column("floor_area_high_m2", sa.Double, nullable=False),
        _ref("space_request", "party", "party", nullable=True),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("functional_zone", sa.Text, nullable=False),
        sa.Column("growth_stage", sa.Text, nullable=False),
        sa.Column("budget_amount", sa.Double, nullable=True),
        sa.Column("need_by", sa.Date, nullable=True),
        sa.Column("term_years", sa.Double, nullable=True),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_space_request_party", "space_request", ["party"])
    _records(
        "space_match",
        _ref("space_match", "request", "space_request"),
        _ref("space_match", "space", "space_unit"),
        sa.Column("area_m2", sa.Double, nullable=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index("ix_space_match_request", "space_match", ["request"])
    op.create_index("ix_space_match_space", "space_match", ["space"])


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
