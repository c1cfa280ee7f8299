"""`python -m nms.city.plan DIR` writes the demo city's inventory files into a folder."""

import sys
from pathlib import Path

from nms.city.plan import draw, files

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, text in files(draw()).items():
    (folder / name).write_text(text, encoding="utf-8")
