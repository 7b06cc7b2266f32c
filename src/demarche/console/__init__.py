"""The web console: pages over the store that work without script."""

from demarche.console.site import error_page, install, warm

__all__ = ["error_page", "install", "warm"]
