"""Counters of a running server in the text format of Prometheus."""

from __future__ import annotations

import threading

BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Metrics:
    """Requests by method and status, and how long they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: dict[tuple[str, int], int] = {}
        self._buckets = [0] * len(BUCKETS)
        self._sum, self._count = 0.0, 0

    def note(self, method: str, status: int, seconds: float) -> None:
        known = method if method in METHODS else "other"
        with self._lock:
            self._requests[known, status] = self._requests.get((known, status), 0) + 1
            self._sum += seconds
            self._count += 1
            for i, edge in enumerate(BUCKETS):
                self._buckets[i] += seconds <= edge

    def text(self, gauges: dict[str, int]) -> str:
        """All counters, and gauges that the caller adds."""
        with self._lock:
            lines = ["# TYPE demarche_requests_total counter"]
            lines += [
                f'demarche_requests_total{{method="{m}",status="{s}"}} {n}'
                for (m, s), n in sorted(self._requests.items())
            ]
            lines.append("# TYPE demarche_request_seconds histogram")
            lines += [
                f'demarche_request_seconds_bucket{{le="{edge:g}"}} {n}'
                for edge, n in zip(BUCKETS, self._buckets, strict=True)
            ]
            lines.append(f'demarche_request_seconds_bucket{{le="+Inf"}} {self._count}')
            lines += [f"demarche_request_seconds_sum {self._sum:.6f}", f"demarche_request_seconds_count {self._count}"]
        for name, value in sorted(gauges.items()):
            lines += [f"# TYPE demarche_{name} gauge", f"demarche_{name} {value}"]
        return "\n".join(lines) + "\n"
