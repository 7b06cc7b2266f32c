"""YAML files read strictly: a key that stands twice in one place is refused, where YAML keeps the last silently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Base):  # type: ignore[misc]
    """The safe loader, which also looks for doubled keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))


def read(path: Path) -> Any:
    """What the file holds; yaml.YAMLError when it cannot be read, OSError when it is not there."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)
