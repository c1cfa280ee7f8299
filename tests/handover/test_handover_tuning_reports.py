"""Histograms of reports as a file: what was written comes back, everything that is wrong is told at once."""

from pathlib import Path

import numpy as np
import pytest

from nms.handover.imports.reading import ImportedError
from nms.handover.simulation.histograms import Histograms, histograms
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.world import world
from nms.handover.tuning.reports import COLUMNS, FIGURES, read_histograms

CELLS = {"a-1": 0, "a-2": 1, "a-3": 2}


def written(found: Histograms, file: Path, encoding: str = "utf-8") -> Path:
    """As an OMC's export would be turned: one line a count."""
    lines = [",".join(COLUMNS)]
    for figure in FIGURES:
        for row, value in np.argwhere(getattr(found, figure)):
            lines.append(f"a-{row + 1},{figure},{value},{getattr(found, figure)[row, value]}")
    file.write_bytes("\r\n".join(lines).encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_was_written_is_read(tmp_path: Path, encoding: str) -> None:
    made = histograms(world(hexagonal(rings=0), 60, 20, seed=4))
    read = read_histograms(written(made, tmp_path / "mr.csv", encoding), CELLS)
    for figure in FIGURES:
        assert np.array_equal(getattr(read, figure), getattr(made, figure)), figure
    assert read.reports.sum() > 0


def test_lines_of_one_place_are_added_and_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    file = tmp_path / "mr.csv"
    file.write_text("reports,value,note,cell,figure\n3,12,x,a-2,level\n4,12,y,a-2,level\n")
    assert read_histograms(file, CELLS).level[1, 12] == 7


def test_everything_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mr.csv"
    file.write_text("cell,figure,value,reports\na-9,level,1,1\na-1,colour,1,1\na-1,quality,8,1\na-1,level,3,-2\n")
    with pytest.raises(ImportedError) as refused:
        read_histograms(file, CELLS)
    told = [(one.code, one.where.line if one.where else 0) for one in refused.value.problems]
    assert told == [("NMS-TUNE-008", 2), ("NMS-TUNE-009", 3), ("NMS-TUNE-010", 4), ("NMS-OMC-075", 5)]
    for one in refused.value.problems:
        assert "{" not in one.message("zh") + one.remedy("zh") + one.message("en") + one.remedy("en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cell,figure,value\n", "NMS-OMC-070"),
        ("cell,figure,value,reports\na-1,level\n", "NMS-OMC-068"),
        ("", "NMS-OMC-070"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "mr.csv"
    file.write_text(text)
    with pytest.raises(ImportedError) as refused:
        read_histograms(file, CELLS)
    assert {one.code for one in refused.value.problems} == {code}
    assert all("{" not in one.remedy("en") for one in refused.value.problems)
