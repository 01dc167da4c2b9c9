"""Prices, counted in Redis: each answer is one more."""
import os
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlparse

cache = urlparse(os.environ["CACHE_URL"])


def ask_cache(command):
    with socket.create_connection((cache.hostname, cache.port), timeout=5) as connection:
        connection.sendall(command + b"\r\n")
        return connection.makefile("rb").readline().strip().decode()


class Pricing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        try:
            status, body = 200, ask_cache(b"INCR price").lstrip(":")
        except OSError as error:
            status, body = 503, str(error)
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128


port = int(sys.argv[sys.argv.index("--listen") + 1])
server = Server(("0.0.0.0", port), Pricing)
print("listening on", port, flush=True)
server.serve_forever()
