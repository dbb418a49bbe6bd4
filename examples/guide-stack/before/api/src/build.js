const fs = require('node:fs');
const path = require('node:path');

fs.mkdirSync('dist', { recursive: true });
for (const file of ['server.js', 'healthcheck.js']) {
  fs.copyFileSync(path.join('src', file), path.join('dist', file));
}
