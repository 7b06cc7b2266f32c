"""Write the generated pages and the output that pages show: `python -m tools.docs`."""

from __future__ import annotations

from tools.docs import pages, shown

for path, text in {**pages(), **shown.pages()}.items():
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(path.name)
