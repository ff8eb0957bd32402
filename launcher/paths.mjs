import { fileURLToPath } from 'node:url';

/** The repository's folder: everything runs with it as the working directory. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const NATS_SERVER_CACHE = fileURLToPath(new URL('../.cache/nats-server', import.meta.url));
