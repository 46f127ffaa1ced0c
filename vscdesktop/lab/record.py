"""Keep every exchange as one JSON line, secrets replaced: the form that recordings of real systems have."""

import json
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

KEPT = {"accept", "content-type", "location", "user-agent", "x-dot-client-app"}
SECRET = {"password", "apikey", "signature", "sessionkey", "secretkey"}


def _secret(name: str) -> bool:
    """password, but also details[0].password."""
    return name.lower().rsplit(".", 1)[-1] in SECRET


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: "***" if _secret(k) and isinstance(v, str) else _clean(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_clean(v) for v in value]
    return value


def _decode(body: bytes, kind: str) -> Any:
    if not body:
        return None
    text = body.decode("utf-8", "replace")
    if "x-www-form-urlencoded" in kind:
        return {"form": _clean(dict(parse_qsl(text, keep_blank_values=True)))}
    try:
        return _clean(json.loads(text))
    except ValueError:
        return text[:300]  # of what is no JSON, a disk's bytes, the begin


class Recorder:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._lock = folder, threading.Lock()

    def write(self, server: str, request: Any, answer: Any, started: float) -> None:
        """Append one exchange to SERVER.jsonl."""
        line = json.dumps(
            {
                "time": round(started, 3),
                "ms": round((time.time() - started) * 1000),
                "method": request.method,
                "path": request.path,
                "query": [[k, "***" if _secret(k) else v] for k, v in request.query],
                "request_headers": {k: v for k, v in request.headers.items() if k in KEPT},
                "request_body": _decode(request.body, request.headers.get("content-type", "")),
                "status": answer.status,
                "response_headers": {k: v for k, v in answer.headers.items() if k.lower() in KEPT},
                "response_body": _decode(answer.body, ""),
            },
            ensure_ascii=False,
        )
        with self._lock, (self._folder / f"{server}.jsonl").open("a", encoding="utf-8") as out:
            out.write(line + "\n")
