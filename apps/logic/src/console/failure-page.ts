import type { HttpFailure } from '#problem-details';

/** Nothing of what was asked for is in it. */
export function failurePage({ status }: Pick<HttpFailure, 'status'>): string {
  const what = status < 500 ? 'The console has no such page' : 'The console cannot be shown now';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${status}: ${what}</title>
<h1>${what}</h1>
<p>The answer is ${status}. <a href="/console/">To the console</a></p>
</html>
`;
}
