import { get } from 'node:http';
import { get as getByTls } from 'node:https';
import { networkInterfaces } from 'node:os';

const READY = 200;
const NOT_READY = 503;
/** The app is there, and takes the question of nobody who has no certificate, or is none of `ops.open`. */
const REFUSED = 403;
/** Of the server's word that it wants a certificate. */
const TLS_ALERT = /\balert\b/i;

// A container runs one of the apps, so the one that answers is the right one.
const { COMET__OPS__PORT, JOB__OPS__PORT, LOGIC__HTTP__PORT, LOGIC__OPS__PORT, LOGIC__TLS__CERT } = process.env;
const hosts = ['127.0.0.1', '[::1]', ...hostsNamed(), ...addressesOfThisMachine()];
const answers = await Promise.all([
  answersAt(LOGIC__HTTP__PORT || 3111, LOGIC__TLS__CERT ? [byTls] : [plainly, byTls]),
  // Where it has a port for operators (ops.enabled).
  answersAt(LOGIC__OPS__PORT || 3110, [plainly, byTls]),
  answersAt(COMET__OPS__PORT || 3100, [plainly, byTls]),
  answersAt(JOB__OPS__PORT || 3120, [plainly, byTls]),
]);
const said = new Set(answers.flat());
process.exit(said.has(READY) || (said.has(REFUSED) && !said.has(NOT_READY)) ? 0 : 1);

/** Those that the environment names; those of the file are addresses of this machine as well. */
function hostsNamed() {
  const { COMET__OPS__HOST, JOB__OPS__HOST, LOGIC__HTTP__HOST, LOGIC__OPS__HOST } = process.env;
  const named = [COMET__OPS__HOST, JOB__OPS__HOST, LOGIC__HTTP__HOST, LOGIC__OPS__HOST];
  return named.filter((host) => host && !/^[0:.]+$/.test(host)).map(bracketed);
}

function addressesOfThisMachine() {
  const all = Object.values(networkInterfaces()).flat();
  return all.filter(({ internal, scopeid }) => !internal && !scopeid).map(({ address }) => bracketed(address));
}

function bracketed(host) {
  return host.includes(':') ? `[${host}]` : host;
}

/** In the clear first, where the file of the configuration may name a certificate. Up to the first word that counts. */
async function answersAt(port, ways) {
  const found = [];
  for (const host of hosts) {
    for (const ask of ways) {
      try {
        found.push(await ask(`//${host}:${port}/health/ready`));
      } catch {
        // Nobody is there, or does not speak so.
      }
      if ([READY, NOT_READY].includes(found.at(-1))) return found;
    }
  }
  return found;
}

function plainly(address) {
  return statusOf((answered) => get(`http:${address}`, answered));
}

/** The certificate is for the names that clients know. */
function byTls(address) {
  return statusOf((answered) => getByTls(`https:${address}`, { rejectUnauthorized: false }, answered)).catch(
    (error) => {
      if (TLS_ALERT.test(error.message)) return REFUSED;
      throw error;
    },
  );
}

function statusOf(ask) {
  return new Promise((resolve, reject) => {
    ask((response) => resolve(response.statusCode)).on('error', reject);
  });
}
