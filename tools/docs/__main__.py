"""Write the generated pages: `python -m tools.docs`."""

from __future__ import annotations

from tools.docs import pages

for path, text in pages().items():
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(path.name)
