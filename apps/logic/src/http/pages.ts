import type { Dialect } from './dialects.js';

interface Pages {
  readonly paths: RegExp;
  /** What has no such page. */
  readonly name: string;
  /** Where it begins. */
  readonly home: string;
}

/** Of paths that a person's browser asks for: what fails is a page, and nothing of what was asked for is in it. */
export function pages({ paths, name, home }: Pages): Dialect {
  return {
    paths,
    answersWrongMethods: false,
    failureType: 'text/html; charset=utf-8',
    failure: ({ status }) => {
      const what = status < 500 ? `${name} has no such page` : `${name} cannot be shown now`;
      return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${status}: ${what}</title>
<h1>${what}</h1>
<p>The answer is ${status}. <a href="${home}">Back to the beginning</a></p>
</html>
`;
    },
  };
}
