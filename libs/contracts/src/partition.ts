// FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The partition of the push queue that a name belongs to: the FNV-1a hash of its UTF-8 bytes, modulo the number of
 * partitions. Every process must agree on it, so it never changes for a given number of partitions.
 */
export function partitionOf(name: string, partitions: number): number {
  let hash = FNV_OFFSET_BASIS;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return (hash >>> 0) % partitions;
}
