"""The Ray engine gives the records of one process, to the byte."""

from __future__ import annotations

import pytest

from demarche.engines import make_engine
from demarche.testing import KeywordCoder, article

ray = pytest.importorskip("ray")


@pytest.mark.filterwarnings("ignore")
def test_ray_gives_what_one_process_gives() -> None:
    """Two actors, batches in order."""
    articles = [article(f"America met Belarus for talk {n}.") for n in range(12)]
    engine = make_engine("ray", KeywordCoder(), workers=2)
    try:
        found = [answer for batch in engine.run([articles[:5], articles[5:]]) for answer in batch]
    finally:
        engine.close()
        ray.shutdown()
    assert found == [KeywordCoder().code(item).to_json() for item in articles]
