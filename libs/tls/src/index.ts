export { ServerCertificate } from './server-certificate.js';
export { showCertificates } from './show-certificates.js';
