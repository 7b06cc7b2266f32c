"""The REST API: `create_app` makes the application that `demarche serve` runs."""

from demarche.api.app import create_app
from demarche.api.desk import Desk
from demarche.api.guard import Access

__all__ = ["Access", "Desk", "create_app"]
