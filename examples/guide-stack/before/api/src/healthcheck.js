const http = require('node:http');

const port = Number(process.env.PORT || 3000);

http
  .get({ host: '127.0.0.1', port, path: '/healthz', timeout: 2000 }, (r) => {
    process.exit(r.statusCode === 200 ? 0 : 1);
  })
  .on('error', () => process.exit(1));
