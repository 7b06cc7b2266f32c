"""One pipeline for all tests of this folder: loading it is what costs."""

from __future__ import annotations

import pytest

from demarche.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return Pipeline()
