"""The workbook of a check-up: the same numbers as the report's, in full, one sheet a table."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from gengxin.publish.document import gap_sums
from gengxin.publish.plain import records, values
from gengxin.publish.report_tables import note_rows, standard_rows, theme_words
from gengxin.publish.sheets import Head, Sheet, write_sheets
from gengxin.publish.words import LEVELS, Names, Words, code_words, source_words
from gengxin.terms import FINDING_CAUSES, FINDINGS, RANKING, TABLES, CheckUp, Column, District

__all__ = ["write_tables", "write_workbook"]


def write_workbook(check_up: CheckUp, district: District, path: Path) -> None:
    """Write indicators, problem list, ranking, gaps, standards, import notes, sources."""
    names = Names(check_up, district)
    sheets = [
        _indicators(check_up),
        _areas(check_up, names),
        _findings(check_up, names),
        _causes(check_up),
        _ranking(check_up, names),
        _gaps(check_up, names),
        _sites(check_up, names),
        _standards(check_up),
        _notes(district),
        _sources(check_up, district),
    ]
    title = f"{names.district.en} · {names.district.zh}"
    filled = [sheet for sheet in sheets if sheet is not None]
    write_sheets(filled, path, title=title, day=check_up.provenance.day)


def write_tables(district: District, path: Path) -> None:
    """Write every table of a district but its shapes, one sheet a table, bases included."""
    sheets = [_table(district, name) for name in district.given]
    meta = district.meta
    write_sheets(sheets, path, title=f"{meta.name_en} · {meta.name_zh}", day=meta.data_day)


def _table(district: District, name: str) -> Sheet:
    """One table of the district, its columns in the order of the dictionary, then any others."""
    frame = pd.DataFrame(district.table(name).drop(columns="geometry", errors="ignore"))
    by_name = TABLES[name].by_name
    frame = frame.reset_index()
    heads = [_head(by_name.get(str(column)), str(column)) for column in frame.columns]
    cells = (_days(values(frame[column])) for column in frame.columns)
    return Sheet(name=name, heads=heads, rows=list(zip(*cells, strict=True)))


def _days(column: list[Any]) -> list[Any]:
    """A column whose moments are days; any other as it is."""
    return [value.date() if isinstance(value, pd.Timestamp) else value for value in column]


def _head(column: Column | None, name: str) -> Head:
    """Heading of a column: its name first, by which other programs know it."""
    if column is None:
        return Head(en=name, zh=name)
    return Head(en=f"{name}: {column.en}", zh=column.zh, unit=column.unit)


def _indicators(check_up: CheckUp) -> Sheet:
    """Each indicator for the district as a whole, with what it is of and what it stands on."""
    seen = check_up.observations
    whole = {row["indicator"]: row for row in records(seen[seen["level"] == "district"])}
    heads = [
        Head(en="theme", zh="主题（英文）"),
        Head(en="theme, Chinese", zh="主题"),
        Head(en="indicator", zh="指标（英文）"),
        Head(en="indicator, Chinese", zh="指标"),
        Head(en="value for the district", zh="全区指标值", unit="see unit · 见单位列"),
        Head(en="standard", zh="标准值", unit="see unit · 见单位列"),
        Head(en="unit", zh="单位"),
        Head(en="state", zh="状态"),
        Head(en="numerator", zh="分子"),
        Head(en="denominator", zh="分母"),
        Head(en="what it stands on", zh="依据（英文）"),
        Head(en="what it stands on, Chinese", zh="依据"),
        Head(en="standard verified", zh="标准已核实"),
        Head(en="proxy", zh="代用指标"),
        Head(en="source", zh="来源（英文）"),
        Head(en="source, Chinese", zh="来源"),
        Head(en="code", zh="代码"),
    ]
    names = ("value", "status", "numerator", "denominator", "evidence_en", "evidence_zh")
    rows = []
    for one in check_up.indicators:
        found = whole.get(one.code, {"status": "unavailable"})
        value, status, top, bottom, en, zh = (found.get(name) for name in names)
        about = (*theme_words(one.theme), one.name_en, one.name_zh)
        numbers = (value, one.threshold, one.unit, status, top, bottom, en, zh)
        rows.append((*about, *numbers, one.verified, one.is_proxy, *source_words(one), one.code))
    return Sheet(name="indicators 指标", heads=heads, rows=rows, fixed_columns=4)


def _areas(check_up: CheckUp, names: Names) -> Sheet:
    """Each area in a row, each indicator in a column; an empty cell is unavailable, not zero."""
    seen = check_up.observations[check_up.observations["level"] != "site"]
    wide = seen.set_index(["level", "area", "indicator"])["value"].unstack("indicator")  # noqa: PD010 - nothing is summed
    order = seen[["level", "area"]].drop_duplicates()
    listed = [one for one in check_up.indicators if one.code in wide.columns]
    wide = wide.loc[pd.MultiIndex.from_frame(order), [one.code for one in listed]]
    cells = zip(*(values(wide[code]) for code in wide.columns), strict=True)
    places = (_place(names, row) for row in records(order))
    return Sheet(
        name="by area 分区",
        heads=[*_place_heads(), *(Head(en=i.name_en, zh=i.name_zh, unit=i.unit) for i in listed)],
        rows=[(*place, *row) for place, row in zip(places, cells, strict=True)],
        fixed_columns=5,
    )


def _findings(check_up: CheckUp, names: Names) -> Sheet:
    """The problem list in its order."""
    by_code = {indicator.code: indicator for indicator in check_up.indicators}
    causes = code_words(FINDINGS.by_name["cause"])
    heads = [
        _described(FINDINGS.by_name["ref"]),
        Head(en="indicator", zh="指标（英文）"),
        Head(en="indicator, Chinese", zh="指标"),
        *_place_heads(),
        Head(en="value", zh="现状值", unit="see unit · 见单位列"),
        Head(en="standard", zh="标准值", unit="see unit · 见单位列"),
        Head(en="unit", zh="单位"),
        *(_described(FINDINGS.by_name[name]) for name in ("shortfall_share", "affected_people")),
        Head(en="cause", zh="原因（英文）"),
        Head(en="cause, Chinese", zh="原因"),
        *(_described(FINDINGS.by_name[name]) for name in _FINDING_WORDS),
    ]
    rows = []
    for row in records(pd.DataFrame(check_up.findings.drop(columns="geometry"))):
        indicator = by_code[row["indicator"]]
        cause = causes.get(row["cause"], Words("", ""))
        rows.append(
            (
                row["ref"],
                indicator.name_en,
                indicator.name_zh,
                *_place(names, row),
                row["value"],
                row["threshold"],
                indicator.unit,
                row["shortfall_share"],
                row["affected_people"],
                cause.en,
                cause.zh,
                *(row[name] for name in _FINDING_WORDS),
            )
        )
    return Sheet(name="findings 问题清单", heads=heads, rows=rows)


def _causes(check_up: CheckUp) -> Sheet:
    """The causes of each finding, that of most people first, each with its cure."""
    causes = code_words(FINDING_CAUSES.by_name["cause"])
    told = ("affected_people", "helped_people", *_FINDING_WORDS[:-1])
    rows = [
        (
            row["finding"],
            *causes.get(row["cause"], Words("", "")),
            *(row[name] for name in told),
        )
        for row in records(pd.DataFrame(check_up.causes.drop(columns="geometry")))
    ]
    heads = [
        _described(FINDING_CAUSES.by_name["finding"]),
        Head(en="cause", zh="原因（英文）"),
        Head(en="cause, Chinese", zh="原因"),
        *(_described(FINDING_CAUSES.by_name[name]) for name in told),
    ]
    return Sheet(name="causes 原因", heads=heads, rows=rows)


_FINDING_WORDS = ("cause_en", "cause_zh", "cure_en", "cure_zh", "verified")


def _ranking(check_up: CheckUp, names: Names) -> Sheet:
    """Areas by how many services their people lack."""
    numbers = [column for column in RANKING.columns if column.kind == "number"]
    rows = [
        (*_place(names, row), *(row[column.name] for column in numbers))
        for row in records(check_up.ranking)
    ]
    return Sheet(
        name="ranking 排序",
        heads=[*_place_heads(), *(_described(column) for column in numbers)],
        rows=rows,
    )


def _gaps(check_up: CheckUp, names: Names) -> Sheet:
    """People without each service, by cause."""
    causes = code_words(FINDINGS.by_name["cause"])
    rows = [
        (
            row["standard"],
            *names.standard(row["standard"]),
            *causes.get(row["cause"], Words(row["cause"], row["cause"])),
            row["unserved_people"],
            row["demand_points"],
        )
        for row in records(gap_sums(check_up))
    ]
    heads = [
        Head(en="service standard", zh="服务标准代码"),
        Head(en="service", zh="服务（英文）"),
        Head(en="service, Chinese", zh="服务"),
        Head(en="cause", zh="原因（英文）"),
        Head(en="cause, Chinese", zh="原因"),
        Head(en="people without it", zh="未获服务人数", unit="people"),
        Head(en="demand points", zh="需求点数", unit="points"),
    ]
    return Sheet(name="gaps 服务缺口", heads=heads, rows=rows)


def _sites(check_up: CheckUp, names: Names) -> Sheet | None:
    """What is measured of each site itself; ``None`` where nothing is.

    Whether its people have each service is in the GeoPackage, where it can be mapped.
    """
    seen = check_up.site_values
    own = [i for i in check_up.indicators if i.code in seen.columns and not i.standard]
    if not own or seen.empty:
        return None
    heads = [
        Head(en="site", zh="更新地块编号"),
        Head(en="name", zh="名称（英文）"),
        Head(en="name, Chinese", zh="名称"),
        *(Head(en=i.name_en, zh=i.name_zh, unit=i.unit) for i in own),
    ]
    cells = zip(*(values(seen[i.code]) for i in own), strict=True)
    rows = [
        (str(ref), *names.place("site", str(ref)), *row)
        for ref, row in zip(seen.index.tolist(), cells, strict=True)
    ]
    return Sheet(name="sites 更新地块", heads=heads, rows=rows)


def _standards(check_up: CheckUp) -> Sheet:
    """The service standards by which it was measured."""
    heads = [
        Head(en="code", zh="代码"),
        Head(en="service", zh="服务（英文）"),
        Head(en="service, Chinese", zh="服务"),
        Head(en="for", zh="服务对象（英文）"),
        Head(en="for, Chinese", zh="服务对象"),
        Head(en="within, strict reading", zh="步行距离（从严）", unit="m"),
        Head(en="within, lenient reading", zh="步行距离（宽松）", unit="m"),
        Head(en="least size", zh="最小规模", unit="m²"),
        Head(en="capacity where unknown", zh="默认容量", unit="people"),
        Head(en="area a person", zh="人均面积", unit="m²/person"),
        Head(en="jurisdiction", zh="适用范围"),
        Head(en="since", zh="实施日期"),
        Head(en="source", zh="来源（英文）"),
        Head(en="source, Chinese", zh="来源"),
        Head(en="verified", zh="已核实"),
    ]
    rows = []
    for row in standard_rows(check_up):
        one = row["service"]
        rows.append(
            (
                one.code,
                *row["name"],
                *row["users"],
                one.max_network_m,
                one.lenient_network_m,
                one.size_low_m2,
                one.capacity_default,
                one.area_per_person_m2,
                one.jurisdiction,
                one.since,
                *row["source"],
                one.verified,
            )
        )
    return Sheet(name="standards 标准", heads=heads, rows=rows)


def _notes(district: District) -> Sheet:
    """What the import did, found and missed."""
    heads = [
        Head(en="table", zh="数据表"),
        Head(en="done", zh="处理（英文）"),
        Head(en="done, Chinese", zh="处理"),
        Head(en="rows", zh="行数", unit="rows"),
        Head(en="what", zh="说明（英文）"),
        Head(en="what, Chinese", zh="说明"),
        Head(en="next step", zh="补齐办法（英文）"),
        Head(en="next step, Chinese", zh="补齐办法"),
    ]
    rows = [
        (note.table, *action, note.count, note.en, note.zh, note.next_step_en, note.next_step_zh)
        for note, action in note_rows(district)
    ]
    return Sheet(name="import 导入记录", heads=heads, rows=rows)


def _sources(check_up: CheckUp, district: District) -> Sheet:
    """Method, parameters and input files, a line each."""
    meta, made = district.meta, check_up.provenance
    lines: list[tuple[str, str, str | date]] = [
        ("district", "区", f"{meta.name_en} · {meta.name_zh}"),
        ("made up", "是否虚构", "yes 是" if meta.made_up else "no 否"),
        ("data of", "数据日期", meta.data_day),
        ("coordinates", "坐标系", meta.crs),
        ("software", "软件", made.software),
        ("day", "体检日期", made.day),
        ("standards", "标准", f"{check_up.pack.name}, {check_up.variant}"),
        ("distances", "距离", "metres walked along the network · 沿步行网络的米数"),
        ("missing data", "缺失数据", "empty cell: unavailable, never zero · 空格：不可用，并非零"),
        *((f"parameter {key}", f"参数 {key}", value) for key, value in made.parameters.items()),
    ]
    for file in made.inputs:
        told = [
            file.kind,
            file.licence,
            file.attribution,
            file.day and file.day.isoformat(),
            file.sha256,
        ]
        lines.append(
            (f"file {file.name}", f"文件 {file.name}", "; ".join(str(t) for t in told if t))
        )
    heads = [
        Head(en="what", zh="项目（英文）"),
        Head(en="what, Chinese", zh="项目"),
        Head(en="value", zh="内容"),
    ]
    return Sheet(name="method 方法与来源", heads=heads, rows=lines)


def _described(column: Column) -> Head:
    """Heading of a column of a check-up's table."""
    return Head(en=column.en, zh=column.zh, unit=column.unit)


def _place_heads() -> list[Head]:
    """Headings of the columns that say where."""
    return [
        Head(en="level", zh="层级（英文）"),
        Head(en="level, Chinese", zh="层级"),
        Head(en="area", zh="分区（英文）"),
        Head(en="area, Chinese", zh="分区"),
        Head(en="ref of the area", zh="分区编号"),
    ]


def _place(names: Names, row: dict[Any, Any]) -> tuple[str, ...]:
    """Where a row is about: level and area in both languages, and the reference."""
    level, area = str(row["level"]), str(row["area"])
    return (*LEVELS.get(level, Words(level, level)), *names.place(level, area), area)
