"""Records come back as they were kept, in both fillings: the same tests for both."""

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, Polygon, box
from sqlalchemy.exc import DBAPIError

from gengxin.store.records import Change, KeptRecords, open_records
from gengxin.terms import Brief, InputError, Phase, Target, TermSetting
from gengxin.terms.records import (
    KINDS,
    SYSTEM,
    Achievement,
    Agreement,
    AnyOf,
    Area,
    Before,
    Capability,
    Certificate,
    Comment,
    ConflictError,
    ConsentRound,
    Criterion,
    Document,
    Ended,
    ExpressionOfInterest,
    Figure,
    FinanceLine,
    GatePassed,
    Holder,
    Intersects,
    Invitation,
    Is,
    Job,
    KeptBrief,
    KeptProgramme,
    Layer,
    LayerVersion,
    Member,
    Milestone,
    Offer,
    OfferAccess,
    OfferQuestion,
    OptionEdit,
    Party,
    PartyRole,
    PastWork,
    Person,
    Project,
    ProjectSheet,
    Publication,
    Record,
    RecordAbsentError,
    Risk,
    RoleGrant,
    RoleWanted,
    Score,
    SealedBid,
    SealedError,
    Session,
    Since,
    SpaceMatch,
    SpaceRequest,
    SpaceUnit,
    Token,
    Upload,
    Work,
    WrappedKey,
)

Addresses = Callable[[], str | Path]

HASH = "0f" * 32
DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
SQUARE = MultiPolygon([box(121.44, 31.19, 121.45, 31.2)])


def unit(name: str = "Hengfu", *, place: MultiPolygon = SQUARE) -> Area:
    return Area(kind="renewal_unit", name_en=name, name_zh="衡复", place=place)


def brief() -> Brief:
    return Brief(
        name="mine",
        name_en="Mine",
        name_zh="我的",
        source="a test",
        phases=(Phase(starts_on=DAY, budget_amount=1e9),),
        ends_on=date(2036, 1, 1),
        horizon_years=30.0,
        earlier_rate=0.03,
        discount_rate=0.035,
        terms={"people_served": TermSetting(weight=1e16)},
        targets=(Target(term="floor_space", amount=0.1 + 0.2, use_class="research"),),
    )


def doing(store: KeptRecords) -> AbstractContextManager[Change]:
    return store.change(by="somebody")


def one_of_each(store: KeptRecords, person: Person) -> list[Record]:
    with store.change(by=person.ref, why="one of each") as change:
        layer = change.add(Layer(name="sites", name_en="sites", name_zh="地块"))
        version = change.add(
            LayerVersion(layer=layer.ref, number=1, content_hash="ab" * 32, row_count=3000)
        )
        kept_brief = change.add(KeptBrief(name_en="Mine", name_zh="我的", brief=brief()))
        programme = change.add(
            KeptProgramme(
                name_en="First",
                name_zh="第一稿",
                content_hash="cd" * 32,
                brief=kept_brief.ref,
                certificate=Certificate(
                    holds=True, value=1e9 / 3, bound=4e8, gap_certified=None, software="gengxin"
                ),
            )
        )
        said = change.add(
            Comment(programme=programme.ref, author=person.ref, text="先建后拆 “first” \n\\u0000")
        )
        others = (
            RoleGrant(person=person.ref, role="planner", within="Z1", starts_on=DAY),
            Session(person=person.ref, secret_hash=HASH, expires_at=NOON),
            Token(person=person.ref, label="QGIS", secret_hash=HASH, roles=("planner", "auditor")),
            unit(),
            OptionEdit(site="S-000001", option="O-1", fixing="must", numbers={"new_storeys": 6}),
            ConsentRound(site="S-000001", state="asked", agreed_share=2 / 3, asked_on=DAY),
            Agreement(programme=programme.ref, person=person.ref, stance="agrees", note="yes"),
            Comment(programme=programme.ref, author=person.ref, text="so", answers=said.ref),
            Publication(title_en="a", title_zh="甲", content_hash="ef", layer_version=version.ref),
            Job(kind="plan", asked_by=person.ref, asks={"gap": 0.005, "rounds": 3, "deep": True}),
            Upload(name="a.csv", kind="csv", sha256="ab", bytes_count=3, uploaded_by=person.ref),
            Invitation(person=person.ref, secret_hash=HASH, expires_at=NOON),
        )
        kept = [layer, version, kept_brief, programme, said]
        kept += [change.add(record) for record in others]
        return [person, *kept, *offered(change, programme, person)]


def offered(change: Change, programme: KeptProgramme, person: Person) -> list[Record]:
    """One record of each kind that is about offering."""
    party = change.add(
        Party(
            name_en="Made-up Builders",
            name_zh="虚构建设",
            kind="developer",
            capabilities=(Capability(role="developer", capacity_units=12),),
            track_record=(PastWork(name="a mill", role="developer", year=2019),),
            contact=person.ref,
            made_up=True,
        )
    )
    project = change.add(
        Project(
            programme=programme.ref,
            code="P-01",
            name_en="Hengfu lanes",
            name_zh="衡复里弄",
            works=(Work(site="S-000001", option="O-1", phase=1),),
            figures=(Figure(name="npv_amount", value=None, basis="computed", run="plan-ab"),),
            finance=(FinanceLine(side="use", kind="works", phase=1, amount=1e6, basis="given"),),
            parties=(PartyRole(party=party.ref, role="developer", since=DAY),),
            risks=(Risk(what="consent", likelihood="high", effect="high"),),
            documents=(Document(title="survey", kind="survey", day=DAY),),
            gates=(GatePassed(stage="planned", on=DAY, by=person.ref, ground="adopted"),),
            lead_party=party.ref,
        )
    )
    offer = change.add(
        Offer(
            kind="project_implementer",
            projects=(project.ref,),
            name_en="Lanes",
            name_zh="里弄",
            roles=(RoleWanted(role="developer", load_units=3),),
            criteria=(
                Criterion(
                    code="rent",
                    name_en="rent",
                    name_zh="租金",
                    weight=1.0,
                    scoring="number",
                    worst=0.0,
                    best=9.0,
                ),
            ),
            closes_at=NOON,
            holders=(Holder(role="auditor", name="A", recipient="age1"),),
            wrapped=(WrappedKey(first="auditor", second="coordinator", sealed="-----"),),
        )
    )
    interest = ExpressionOfInterest(
        offer=offer.ref,
        party=party.ref,
        members=(Member(party=party.ref, role="developer", share=1.0, agreed_at=NOON),),
        asks=(Member(party=party.ref, role="designer"),),
        looking_for=("designer",),
        stated=(Score(criterion="rent", stated=3.0, points=None, reason=""),),
        valid_until=DAY,
    )
    space = change.add(SpaceUnit(site="S-000001", use_class="office", net_area_m2=400.0))
    request = change.add(
        SpaceRequest(
            use_class="office", floor_area_low_m2=100.0, floor_area_high_m2=200.0, party=party.ref
        )
    )
    others = (
        Milestone(
            project=project.ref, kind="works_end", name_en="done", name_zh="竣工", planned_on=DAY
        ),
        Achievement(project=project.ref, measure="homes", until=DAY, value=3.0, basis="measured"),
        ProjectSheet(
            project=project.ref, number=1, language="zh", content_hash=HASH, project_version=1
        ),
        OfferQuestion(offer=offer.ref, party=party.ref, text="When?"),
        OfferAccess(offer=offer.ref, person=person.ref, what="read"),
        interest,
        SealedBid(
            offer=offer.ref,
            party=party.ref,
            number=1,
            sha256=HASH,
            bytes_count=65_536,
            received_at=NOON,
            receipt="{}",
            signature="ab",
        ),
        SpaceMatch(
            request=request.ref,
            space=space.ref,
            area_m2=150.0,
            opens_on=DAY,
            run="match-ab",
            reason="",
        ),
    )
    kept = [party, project, offer, space, request]
    return [*kept, *(change.add(record) for record in others)]


def test_a_code_that_is_none_is_refused_within_a_field(store: KeptRecords, ann: Person) -> None:
    wrong = Party(name_en="A", name_zh="甲", kind="owner", capabilities=(Capability(role="cook"),))
    with (
        pytest.raises(InputError, match=r"party.capabilities has role that is 'cook'"),
        store.change(by=ann.ref) as change,
    ):
        change.add(wrong)


def test_every_kind_of_record_comes_back_as_it_was_kept(store: KeptRecords, ann: Person) -> None:
    kept = one_of_each(store, ann)
    assert {type(record) for record in kept} == set(KINDS)
    for record in kept:
        assert store.one(type(record), record.ref) == record
        assert record.version == 1
    assert store.one(Area, kept[9].ref).place.equals_exact(SQUARE, 0.0)
    assert store.verify().holds


def test_a_changed_record_is_its_next_version_and_the_log_tells_both(
    store: KeptRecords, ann: Person
) -> None:
    with store.change(by=ann.ref, why="drawn") as change:
        first = change.add(unit())
    with store.change(by=ann.ref, why="renamed") as change:
        second = change.put(replace(first, name_en="Hengfu Road"))
    assert (second.version, second.entered_at) == (2, first.entered_at)
    assert store.one(Area, first.ref) == second
    with store.reading() as reading:
        told = reading.history(first.ref)
        assert [(e.action, e.version, e.by, e.why) for e in told] == [
            ("added", 1, ann.ref, "drawn"),
            ("changed", 2, ann.ref, "renamed"),
        ]
        assert reading.version(Area, first.ref, 1) == first
        assert reading.version(Area, first.ref, 2) == second
        with pytest.raises(RecordAbsentError, match="in version 3"):
            reading.version(Area, first.ref, 3)


def test_a_change_of_what_somebody_else_changed_first_is_a_conflict_that_shows_both(
    store: KeptRecords, ann: Person
) -> None:
    with store.change(by=ann.ref) as change:
        seen = change.add(unit())
    with store.change(by=ann.ref) as change:
        theirs = change.put(replace(seen, name_en="theirs"))
    mine = replace(seen, name_en="mine")
    for act in ("put", "end", "reopen"):
        with pytest.raises(ConflictError, match="version 1, it has 2") as told, doing(store) as it:
            getattr(it, act)(mine)
        assert (told.value.mine, told.value.current) == (mine, theirs)
    assert store.one(Area, seen.ref) == theirs


def test_saying_what_is_kept_already_makes_no_version(store: KeptRecords, ann: Person) -> None:
    with store.change(by=ann.ref) as change:
        kept = change.add(unit())
    before = store.head()
    with store.change(by=ann.ref) as change:
        assert change.put(replace(kept)) == kept
    assert store.head() == before


def test_an_ended_record_stays_is_left_out_of_lists_and_may_be_reopened(
    store: KeptRecords, ann: Person
) -> None:
    with store.change(by=ann.ref) as change:
        kept = change.add(unit())
        ended = change.end(kept)
        assert change.end(ended) == ended
    assert ended.ended_at is not None
    assert store.list(Area) == ()
    assert store.list(Area, Ended()) == (ended,)
    assert store.one(Area, kept.ref) == ended
    with pytest.raises(SealedError, match="is ended"), store.change(by=ann.ref) as change:
        change.put(replace(ended, name_en="x"))
    with store.change(by=ann.ref) as change:
        again = change.reopen(ended)
        assert change.reopen(again) == again
    assert store.list(Area) == (again,)
    assert again.version == 3


def test_a_change_that_fails_leaves_nothing(store: KeptRecords) -> None:
    before = store.head()
    two = (unit(), replace(unit(), kind="park"))
    with pytest.raises(InputError, match="'park'"), doing(store) as change:
        _ = [change.add(one) for one in two]
    assert store.list(Area) == ()
    assert store.head() == before


def test_a_programme_is_proposed_adopted_and_then_sealed(store: KeptRecords, ann: Person) -> None:
    with store.change(by=ann.ref) as change:
        draft = change.add(KeptProgramme(name_en="P", name_zh="方案", content_hash="00"))
    with pytest.raises(InputError, match="'adopted' can't follow"), doing(store) as change:
        change.put(replace(draft, state="adopted"))
    with store.change(by=ann.ref) as change:
        proposed = change.put(replace(draft, state="proposed"))
        sealed = change.put(replace(proposed, state="adopted", agreed_by=(ann.ref,)))
    for act in ("put", "end"):
        with pytest.raises(SealedError, match="is adopted"), store.change(by=ann.ref) as change:
            getattr(change, act)(replace(sealed, name_en="another"))
    assert store.one(KeptProgramme, draft.ref) == sealed
    with pytest.raises(InputError, match="begins in draft"), store.change(by=ann.ref) as change:
        change.add(KeptProgramme(name_en="P", name_zh="", content_hash="00", state="adopted"))


def test_signs_of_life_are_kept_without_a_version_and_refused_of_an_earlier_attempt(
    store: KeptRecords, ann: Person
) -> None:
    with store.change(by=ann.ref) as change:
        job = change.add(Job(kind="plan"))
    with store.change(by=SYSTEM) as change:
        first = change.put(replace(job, state="running", attempt=1, heartbeat_at=NOON))
    head = store.head()
    store.touch(replace(first, progress_share=0.25, heartbeat_at=NOON, best={"value": 1.5}))
    told = store.one(Job, job.ref)
    assert (told.progress_share, told.heartbeat_at, told.version) == (0.25, NOON, 2)
    assert told.best == {"value": 1.5}
    assert store.head() == head
    late = NOON + timedelta(seconds=30)
    assert store.list(Job, Is("state", "running"), Before("heartbeat_at", late)) == (told,)
    assert store.list(Job, Since("heartbeat_at", late)) == ()
    with store.change(by=SYSTEM) as change:
        second = change.put(replace(told, attempt=2))
    with pytest.raises(ConflictError) as fenced:
        store.touch(replace(first, progress_share=0.9))
    assert fenced.value.current == second
    assert store.verify().holds


def test_lists_are_asked_by_typed_filters(store: KeptRecords, ann: Person) -> None:
    far = MultiPolygon([box(100, 20, 101, 21)])
    with store.change(by=ann.ref) as change:
        near = change.add(unit("near"))
        away = change.add(replace(unit("away", place=far), kind="functional_zone"))
        third = change.add(replace(unit("third"), lead_party="建委"))
    assert store.list(Area) == (near, away, third)
    assert store.list(Area, newest_first=True) == (third, away, near)
    assert store.list(Area, limit=1, after=near.ref) == (away,)
    assert store.list(Area, limit=1, after=third.ref, newest_first=True) == (away,)
    assert store.list(Area, Is("kind", "functional_zone")) == (away,)
    assert store.list(Area, AnyOf("name_en", ("near", "third"))) == (near, third)
    assert store.list(Area, Intersects(121.0, 31.0, 121.445, 31.195)) == (near, third)
    assert store.list(Area, Intersects(0.0, 0.0, 1.0, 1.0)) == ()
    assert store.list(Person, Is("mail", "ann@example.org")) == (ann,)
    assert store.list(Area, Since("version", 2)) == ()
    assert store.list(Job, Is("heartbeat_at", None)) == ()
    with store.reading() as reading:
        assert reading.count(Area, Is("kind", "renewal_unit")) == 2


@pytest.mark.parametrize(
    "asked",
    [
        Is("colour", "red"),
        Is("version", "1; DROP TABLE area"),
        Is("kind", None),
        Is("place", "POINT(0 0)"),
        Is("targets", "x"),
        AnyOf("version", (1, "2")),
        AnyOf("version", tuple(range(2_000))),
        Is("version", 2**64),
        Is("version", True),
        Is("entered_at", DAY),
        Is("name_en", "\0"),
        Is("kind", "park"),
        Intersects(0.0, 0.0, float("inf"), 1.0),
        Before("entered_at", 3),
    ],
)
def test_a_filter_that_fits_no_field_is_refused_and_never_everything(
    store: KeptRecords, asked: Is
) -> None:
    with pytest.raises(InputError, match=r"area|box|values"):
        store.list(Area, asked)


BOW_TIE = MultiPolygon([Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])])


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (replace(unit(), kind="park"), "area.kind is 'park', must be one of"),
        (replace(unit(), place=BOW_TIE), "crosses itself"),
        (replace(unit(), place=MultiPolygon()), "is empty"),
        (
            replace(unit(), place=MultiPolygon([box(400_000, 0, 400_001, 1)])),
            "degrees of longitude",
        ),
        (replace(unit(), name_en=None), "area.name_en is absent"),
        (replace(unit(), name_en=7), "area.name_en is 7, must be of type str"),
        (replace(unit(), name_en="a\0b"), "NUL"),
        (replace(unit(), name_en="\ud800"), "can't be kept"),
        (replace(unit(), targets=("more homes",)), "area.targets can't be kept"),
        (replace(unit(), version=1), "was kept already"),
        (
            Session(person="nobody", secret_hash=HASH, expires_at=NOON),
            "must be the ref of a person",
        ),
        (Session(person="x", secret_hash=HASH, expires_at=datetime(2026, 1, 1)), "time zone"),  # noqa: DTZ001
        (Job(kind="plan", attempt=2**63), "within 64 bits"),
        (Job(kind="plan", attempt=True), "must be of type int"),
        (ConsentRound(site="S", agreed_share=float("nan")), "can't be kept"),
        (OptionEdit(site="S", numbers={"a": float("inf")}), "can't be kept"),
        (OptionEdit(site="S", numbers={"a": "b"}), "option_edit.numbers can't be kept"),
    ],
)
def test_what_can_not_be_kept_is_refused_by_field(
    store: KeptRecords, record: Record, told: str
) -> None:
    with pytest.raises(InputError, match=told.replace("(", r"\(")), store.change(by="x") as change:
        change.add(record)
    assert store.head().number == 0


def test_every_fault_of_a_record_is_told_at_once(store: KeptRecords) -> None:
    with pytest.raises(InputError) as told, store.change(by="x") as change:
        change.add(replace(unit(), kind="park", mode="sideways", name_en=3))
    assert str(told.value).count("\n- ") == 3


def test_what_must_be_alone_is_alone_until_it_ends(store: KeptRecords, ann: Person) -> None:
    asked = ConsentRound(site="S-1", state="asked", agreed_share=0.5)
    with store.change(by=ann.ref) as change:
        first = change.add(asked)
    with pytest.raises(InputError, match="ref or site and round"), doing(store) as change:
        change.add(asked)
    with store.change(by=ann.ref) as change:
        change.end(first)
        change.add(asked)
    with pytest.raises(InputError, match="same ref or mail"), store.change(by=ann.ref) as change:
        change.add(Person(mail="ann@example.org"))
    assert store.verify().holds


def test_a_change_within_a_change_is_told_and_does_not_wait_for_itself(store: KeptRecords) -> None:
    with pytest.raises(RuntimeError, match="within a change"), doing(store), doing(store):
        pass
    with doing(store) as change:
        change.add(unit())
    assert store.head().number == 1


def test_a_change_of_which_a_part_failed_is_not_kept(store: KeptRecords, ann: Person) -> None:
    def passed_over(change: Change) -> None:
        change.add(unit())
        with contextlib.suppress(InputError):
            change.add(Person(name="Another", mail=ann.mail))
        change.add(unit())

    # PostgreSQL itself refuses to go on
    with pytest.raises((RuntimeError, DBAPIError)), doing(store) as change:
        passed_over(change)
    assert store.list(Person) == (ann,)
    assert store.list(Area) == ()
    assert store.verify().holds


def test_a_change_says_by_whom(store: KeptRecords) -> None:
    for by, told in (("", "by whom"), ("a\0", "NUL")):
        with pytest.raises(InputError, match=told), store.change(by=by):
            pass


@pytest.mark.parametrize("limit", [0, -1, 2**63])
def test_a_page_has_a_size(store: KeptRecords, limit: int) -> None:
    with pytest.raises(InputError, match="limit"):
        store.list(Area, limit=limit)
    with store.reading() as reading, pytest.raises(InputError, match="limit"):
        reading.events(limit=limit)
    with store.reading() as reading, pytest.raises(InputError, match="after"):
        reading.events(after=2**63)


def test_there_is_no_record_of_that_ref(store: KeptRecords) -> None:
    with pytest.raises(RecordAbsentError, match="no area 'nowhere'"):
        store.one(Area, "nowhere")
    with pytest.raises(RecordAbsentError):
        store.one(Area, "\0")
    with store.reading() as reading:
        assert reading.history("\0") == ()
    with pytest.raises(InputError, match="after is"):
        store.list(Area, after="\0")


def test_some_records_are_told_by_their_refs_in_that_order(store: KeptRecords, ann: Person) -> None:
    with store.change(by=SYSTEM) as change:
        first, second = change.add(unit("first")), change.add(unit("second"))
    with store.change(by=SYSTEM) as change:
        gone = change.end(second)
    asked = [second.ref, "01JABSENT", first.ref, "\0", ann.ref, second.ref]
    assert store.some(type(first), asked) == (gone, None, first, None, None, gone)
    # what lies apart is of the same view
    assert store.some(Person, [ann.ref]) == (store.one(Person, ann.ref),)
    assert store.some(Person, []) == ()
    with pytest.raises(InputError, match="501 records are asked for, at most 500"):
        store.some(Person, [f"{number:026}" for number in range(501)])


def test_a_view_sees_all_as_it_was_when_it_began(store: KeptRecords, ann: Person) -> None:
    with store.reading() as reading:
        assert reading.list(Area) == ()
        with store.change(by=ann.ref) as change:
            change.add(unit())
        assert reading.list(Area) == ()
        assert reading.head().number == 1
    assert len(store.list(Area)) == 1


def test_records_are_still_there_when_opened_again(addresses: Addresses) -> None:
    where = addresses()
    first = open_records(where)
    with first.change(by=SYSTEM) as change:
        kept = change.add(unit())
    first.close()
    second = open_records(where)
    assert second.list(Area) == (kept,)
    second.close()


def test_no_district_no_records(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no district"):
        open_records(tmp_path / "nowhere")
    (tmp_path / "district.toml").write_text("")
    with pytest.raises(InputError, match="has no records yet"):
        open_records(tmp_path, make=False)
    assert not (tmp_path / "records.sqlite").exists()


def test_nobody_else_on_the_machine_may_read_the_file(tmp_path: Path) -> None:
    (tmp_path / "district.toml").write_text("")
    open_records(tmp_path).close()
    assert (tmp_path / "records.sqlite").stat().st_mode & 0o077 == 0
