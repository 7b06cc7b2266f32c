"""Makes the tutorial's pictures from the example corpus; run it from the root: `python docs/tutorial/pictures.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))


def main() -> None:
    from starlette.testclient import TestClient
    from tests.console.browser import Browser
    from tests.console.conftest import listening

    from demarche.api import Desk, create_app
    from demarche.corpus import Store
    from demarche.demo import load

    (HERE / "pictures").mkdir(exist_ok=True)
    browser = Browser(Path(tempfile.mkdtemp()))
    browser.size(1000, 640)
    with Store(":memory:") as store:
        load(store)
        with TestClient(create_app(Desk(store)), base_url="http://127.0.0.1") as client, listening(client) as url:
            walk(browser, url)
    browser.close()


def walk(browser, url: str) -> None:  # type: ignore[no-untyped-def]
    """The clicks of the tutorial, with a picture after each."""
    browser.open(f"{url}/")
    browser.shot(HERE / "pictures/today.png", whole=False)
    browser.follow('a[href="/exchanges"]:not(nav a)')
    browser.shot(HERE / "pictures/exchanges.png", whole=False)
    browser.follow('.legs a[href*="#c-"]')
    browser.shot(HERE / "pictures/article.png", whole=False)
    browser.open(f"{url}/dyads/COL/VEN")
    browser.shot(HERE / "pictures/dyad.png", whole=False)


if __name__ == "__main__":
    main()
