import type { Metrics } from '#observability';
import type { ServerCertificate } from './server-certificate.js';

const MS_PER_SECOND = 1_000;

/** Shows the certificates of an app's ports together, where it has any. */
export function showCertificates(metrics: Metrics, certificates: readonly (ServerCertificate | undefined)[]): void {
  const shown = certificates.filter((certificate) => certificate !== undefined);
  if (shown.length === 0) return;
  const total = (count: keyof ServerCertificate['counts']): number =>
    shown.reduce((sum, { counts }) => sum + counts[count], 0);
  metrics.observedLowest(
    'goim_tls_certificate_expiry_seconds',
    'Time until the certificate expires, of several the first.',
    () => (Math.min(...shown.map(({ expiresAt }) => expiresAt)) - Date.now()) / MS_PER_SECOND,
  );
  metrics.observedCounter(
    'goim_tls_reloads_total',
    'Certificates that were read anew.',
    () => ({ loaded: total('loaded'), refused: total('refused') }),
    'outcome',
  );
  metrics.observedCounter('goim_tls_failed_handshakes_total', 'Connections that ended before TLS was agreed on.', () =>
    total('failedHandshakes'),
  );
}
