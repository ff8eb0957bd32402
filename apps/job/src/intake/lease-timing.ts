/** Life of a lease, and of a job's sign of life, without renewal. */
export const LEASE_TTL_MS = 6_000;

export const LEASE_RENEW_MS = 2_000;

/** A holder stops using its lease so long before the store lets it end: clocks and answers take time. */
export const LEASE_MARGIN_MS = 500;
