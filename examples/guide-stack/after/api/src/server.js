const http = require('node:http');

const port = Number(process.env.PORT || 3000);

http
  .createServer((request, response) => {
    const healthy = request.url === '/healthz';
    response.writeHead(healthy ? 200 : 404, { 'Content-Type': 'text/plain' });
    response.end(healthy ? 'ok\n' : 'not found\n');
  })
  .listen(port);
