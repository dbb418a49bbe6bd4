"""Answers what the tier behind it answers."""
import http.server
import urllib.request


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = urllib.request.urlopen("http://back:9000/").read()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)


urllib.request.urlopen("http://back:9000/").read()
http.server.HTTPServer(("", 8080), Handler).serve_forever()
