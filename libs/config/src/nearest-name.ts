/** The candidate a misspelt name most likely meant, or undefined when none is near. Case and underscores do not count. */
export function nearestName(given: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(given);
  let nearest: string | undefined;
  // A third of the letters wrong is still a typing slip; more is another word.
  let allowed = Math.max(1, Math.floor(wanted.length / 3));
  for (const candidate of candidates) {
    const steps = editDistance(wanted, fold(candidate));
    if (steps > allowed || (nearest !== undefined && steps === allowed)) continue;
    nearest = candidate;
    allowed = steps;
  }
  return nearest;
}

/** How a name compares: `HANDSHAKE_TIMEOUT` and `handshakeTimeout` are the same. */
export function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that lead from one to the other (optimal string alignment).
 * Names longer than 100 characters are cut: no key is that long, and the cost is the product of the lengths.
 */
function editDistance(left: string, right: string): number {
  const a = left.slice(0, 100);
  const b = right.slice(0, 100);
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const above = rows[row - 1]!;
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          above[column - 1]! + (same ? 0 : 1),
          above[column]! + 1,
          current[column - 1]! + 1,
          swapped ? rows[row - 2]![column - 2]! + 1 : Infinity,
        ),
      );
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}
