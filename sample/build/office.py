"""The .pdf and legacy .doc files, made by LibreOffice from a .docx of the same work."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from sample.build.documents import docx_bytes
from sample.build.layout import Sent

FILTERS = {"pdf": "pdf:writer_pdf_Export", "doc": "doc:MS Word 97"}


def convert(works: list[tuple[Sent, Path]]) -> None:
    """Write each work to its path. Raises RuntimeError when LibreOffice is missing or does not make the file."""
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("LibreOffice (soffice) is needed for .pdf and .doc")
    for form, filter_name in FILTERS.items():
        wanted = [(sent, path) for sent, path in works if sent.format == form]
        with tempfile.TemporaryDirectory() as folder:
            _convert_all(program, Path(folder), form, filter_name, wanted)


def _convert_all(
    program: str, folder: Path, form: str, filter_name: str, wanted: list[tuple[Sent, Path]]
) -> None:
    inputs = []
    for sent, _ in wanted:
        source = folder / f"{sent.filed.essay.key}.docx"
        source.write_bytes(docx_bytes(sent, plain=True))
        inputs.append(str(source))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", filter_name, "--outdir", str(folder), *inputs]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for sent, path in wanted:
        made = folder / f"{sent.filed.essay.key}.{form}"
        if not made.exists():
            raise RuntimeError(f"LibreOffice made no {form} of {sent.filed.essay.key}")
        path.write_bytes(made.read_bytes())
