"""Make the sample's files, manifest and truth from its texts: `python -m sample.build [--office]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sample import ROOT
from sample.build.documents import docx_bytes, odt_bytes, text_bytes
from sample.build.essays import read_essays
from sample.build.layout import FOLDER_ZIPS, GBK_ZIPS, Sent, lay_out
from sample.build.office import convert
from sample.build.planting import planted_cases
from sample.build.register import LAYOUTS, register_bytes
from sample.build.template import template_case
from sample.build.truth import truth_document

WRITERS: dict[str, Callable[[Sent], bytes]] = {
    "docx": docx_bytes, "odt": odt_bytes, "txt": text_bytes, "gb18030": text_bytes,
}  # fmt: skip


def file_path(sent: Sent) -> str:
    """Where the work lies, relative to the sample's folder."""
    return f"files/{sent.recommender}/{sent.file_name}"


def register_path(recommender: Mapping[str, Any]) -> str:
    """Where the recommender's 汇总表 lies, relative to the sample's folder."""
    return f"files/{recommender['key']}/{recommender['name']}征文推荐作品汇总表.xlsx"


def manifest(preset: Mapping[str, Any], sent: Iterable[Sent]) -> dict[str, Any]:
    """The content of manifest.json: who recommends, and which file is whose."""
    return {
        "recommenders": [
            {
                "key": row["key"], "name": row["name"], "category": row["category"], "region": row["region"],
                "register": register_path(row), "zip_encoding": "gbk" if row["key"] in GBK_ZIPS else "utf-8",
                "zip_folder": FOLDER_ZIPS.get(row["key"], ""),
            }
            for row in preset["recommenders"]
        ],
        "entries": [_entry_row(each) for each in sent],
    }  # fmt: skip


def _entry_row(sent: Sent) -> dict[str, Any]:
    essay = sent.filed.essay
    return {
        "key": essay.key, "recommender": sent.recommender, "rank": sent.rank, "file": file_path(sent),
        "format": sent.format, "title": essay.title, "genre": essay.genre, "unit": essay.unit,
        "department": essay.department, "region": essay.region, "category": essay.category,
        "authors": [asdict(author) for author in essay.authors], "collective": essay.collective,
        "quality": essay.quality,
    }  # fmt: skip


def json_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """A JSON object whose lists hold one item a line, so that a change shows as one line."""
    parts = []
    for key, rows in document.items():
        lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
        parts.append(f'"{key}": [\n{lines}\n]')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def build(target: Path, *, office: bool) -> tuple[Sent, ...]:
    """Write the whole sample under `target`; .pdf and .doc only when `office`. Returns the works as sent."""
    preset = json.loads((ROOT / "contest.json").read_text(encoding="utf-8"))
    originals = read_essays()
    cases = (*planted_cases(originals), template_case())
    sent = lay_out([*originals, *(copy for case in cases for copy in case.copies)], preset)
    _write_files(target, preset, sent, office=office)
    filed = {each.filed.essay.key: each.filed for each in sorted(sent, key=lambda each: each.filed.essay.key)}
    rows = ({"key": key, "text": each.text} for key, each in filed.items())
    (target / "texts").mkdir(exist_ok=True)
    (target / "texts" / "as_filed.jsonl").write_text(json_lines(rows), encoding="utf-8")
    write_json(target / "manifest.json", manifest(preset, sent))
    write_json(target / "truth.json", truth_document(cases, filed))
    return sent


def _write_files(target: Path, preset: Mapping[str, Any], sent: tuple[Sent, ...], *, office: bool) -> None:
    for number, row in enumerate(preset["recommenders"]):
        (target / "files" / row["key"]).mkdir(parents=True, exist_ok=True)
        works = [each for each in sent if each.recommender == row["key"]]
        data = register_bytes(LAYOUTS[number % len(LAYOUTS)], row["name"], row["category"], works)
        (target / register_path(row)).write_bytes(data)
    for each in sent:
        if each.format in WRITERS:
            (target / file_path(each)).write_bytes(WRITERS[each.format](each))
    if office:
        convert([(each, target / file_path(each)) for each in sent if each.format not in WRITERS])


def main() -> None:
    """Rebuild the sample in place and say how many works it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--office", action="store_true", help="also remake .pdf and .doc (needs LibreOffice)")
    sent = build(ROOT, office=parser.parse_args().office)
    print(f"{len(sent)} works written")


if __name__ == "__main__":
    main()
