import { get } from 'node:http';
import { get as getByTls } from 'node:https';

// A container runs one of the apps, so the one that answers is the right one.
const { COMET__OPS__PORT, JOB__OPS__PORT, LOGIC__HTTP__PORT, LOGIC__OPS__PORT, LOGIC__TLS__CERT } = process.env;
const asked = [
  isReady(LOGIC__HTTP__PORT || 3111, LOGIC__TLS__CERT ? [byTls] : [plainly, byTls]),
  // Where it has a port for operators (ops.enabled).
  isReady(LOGIC__OPS__PORT || 3110, [plainly, byTls]),
  isReady(COMET__OPS__PORT || 3100, [plainly, byTls]),
  isReady(JOB__OPS__PORT || 3120, [plainly, byTls]),
];
process.exit((await Promise.all(asked)).includes(true) ? 0 : 1);

/** In the clear first, where the file of the configuration may name a certificate. */
async function isReady(port, ways) {
  for (const ask of ways) {
    try {
      return (await ask(`//127.0.0.1:${port}/health/ready`)) === 200;
    } catch {
      // Nobody is there, or does not speak so.
    }
  }
  return false;
}

function plainly(address) {
  return statusOf((answered) => get(`http:${address}`, answered));
}

/** The certificate is for the names that clients know. */
function byTls(address) {
  return statusOf((answered) => getByTls(`https:${address}`, { rejectUnauthorized: false }, answered));
}

function statusOf(ask) {
  return new Promise((resolve, reject) => {
    ask((response) => resolve(response.statusCode)).on('error', reject);
  });
}
