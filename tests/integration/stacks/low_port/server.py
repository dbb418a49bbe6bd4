"""Listens on port 80 as root, then becomes another user."""
import http.server
import os

server = http.server.HTTPServer(("", 80), http.server.SimpleHTTPRequestHandler)
os.setgroups([])
os.setgid(1000)
os.setuid(1000)
os.chdir("/srv")
server.serve_forever()
