export { ServerCertificate } from './server-certificate.js';
