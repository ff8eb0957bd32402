import { ServerCredentials } from '@grpc/grpc-js';
import type { ServerCertificate } from '#tls';

/** TLS with a certificate that is replaced while the server runs; the library's own credentials are read once. */
export class CertificateCredentials extends ServerCredentials {
  constructor(certificate: ServerCertificate) {
    const { SNICallback, requestCert = false } = certificate.options;
    super({ requestCert, rejectUnauthorized: requestCert, ...(SNICallback && { SNICallback }) }, certificate.context);
    certificate.onReplaced(() => this.updateSecureContextOptions(certificate.context));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
