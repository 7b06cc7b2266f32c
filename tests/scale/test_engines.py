"""Starting an engine on a busy machine, and on a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from demarche.engines import start
from demarche.errors import ConfigError


class SlowRay:
    """Ray that comes up at the given try."""

    def __init__(self, up_at: int) -> None:
        self.up_at, self.tries, self.cpus = up_at, 0, -1

    def init(self, *, num_cpus: int | None, **_: Any) -> None:
        self.tries, self.cpus = self.tries + 1, num_cpus
        if self.tries < self.up_at:
            raise Exception("The current node timed out during startup.")

    def shutdown(self) -> None:
        pass


def test_ray_is_started_twice_at_most() -> None:
    """A slow start is tried again; then the user is told what to do, and sees no traceback."""
    slow = SlowRay(2)
    start(slow, 2)
    assert (slow.tries, slow.cpus) == (2, 2)
    with pytest.raises(ConfigError, match=r"timed out during startup.*use --workers 2"):
        start(SlowRay(3), 2)


def test_a_running_cluster_is_not_told_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray refuses a number of CPUs where a cluster is joined."""
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    cluster = SlowRay(1)
    start(cluster, 8)
    assert cluster.cpus is None
