"""The coder in a process of its own."""

from __future__ import annotations

from demarche.api import Desk
from demarche.api.coding import Apart, Polite
from demarche.corpus import Store
from demarche.engines import unloaded
from demarche.testing import KeywordCoder, article


def test_the_same_records_from_the_other_process() -> None:
    """A record is the same wherever it is made, and the process starts again after it was closed."""
    apart, one = Apart(KeywordCoder()), article("Minsk met Kyiv on 2025-09-13.", language="en")
    assert apart.code(one) == KeywordCoder().code(one)
    apart.close()
    assert apart.code(one) == KeywordCoder().code(one)
    apart.close()


def test_a_desk_codes_apart() -> None:
    """Unless it is given a coder, a desk uses the other process, and loads no model to do so."""
    with Store(":memory:") as store:
        desk = Desk(store)
        assert isinstance(desk.coding_coder, Apart)
        desk.stop()


def test_the_coder_travels_light() -> None:
    """What is sent to the process holds no model."""
    assert "pipeline" not in vars(unloaded(Polite()))
