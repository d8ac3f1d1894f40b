"""A chat product's page on an origin of its own, which embeds a room as README.md shows, under a strict policy."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Chat</title><script type="module" src="{server}/ringlog.js"></script></head>
  <body>
    <ringlog-room server="{server}" room="{room}"></ringlog-room>
    <script type="module" src="/chat.js"></script>
  </body>
</html>
"""
SCRIPT = "document.querySelector('ringlog-room').token = () => {token};"


@contextmanager
def foreign_page(port: int, server: str, room: str, token: str) -> Iterator[str]:
    """Its address. It allows itself Ringlog's script and connections alone: no style, and no HTML from scripts."""
    sockets = server.replace("http", "ws")
    policy = (
        f"default-src 'none'; script-src 'self' {server}; connect-src {server} {sockets}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    contents = {
        "/": ("text/html", PAGE.format(server=server, room=room)),
        "/chat.js": ("text/javascript", SCRIPT.format(token=json.dumps(token))),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content = contents.get(self.path, ("text/plain", ""))
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *words: object) -> None:
            """Says nothing: what fails, the test says."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as served:
        thread = Thread(target=served.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            served.shutdown()
            thread.join()
