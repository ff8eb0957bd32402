/** A link of a page to another, or to a heading; not one to another site. */
export interface Link {
  /** Relative to the page; empty for the page itself. */
  readonly path: string;
  readonly anchor: string;
}

const FENCE = /^(```+).*?^\1\s*$/gms;
const LINK = /\[[^\]]*\]\(([^()\s]+)\)/g;
const ELSEWHERE = /^[a-z]+:/i;

function prose(markdown: string): string {
  return markdown.replace(FENCE, '');
}

export function linksOf(markdown: string): Link[] {
  const targets = [...prose(markdown).matchAll(LINK)].map(([, target]) => target!);
  return targets
    .filter((target) => !ELSEWHERE.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return { path, anchor };
    });
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of prose(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const text = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The parts of the tree that pages name. What is built or kept at run time is none. */
const ROOTED = /^(apps|libs|test|launcher|examples|docs|docker|config|\.ci)\//;
const FILE_NAME = /^[\w.-]+\.(ts|mjs|js|md|toml|proto|ya?ml)$/;

/** What stands in backticks and can be nothing but a path of this project, or the name of one of its files. */
export function pathsOf(markdown: string): string[] {
  return [...prose(markdown).matchAll(/`([^`\n]+)`/g)]
    .map(([, code]) => code!)
    .filter((code) => (ROOTED.test(code) || FILE_NAME.test(code)) && !/[\s<>{}$]/.test(code));
}

/** A key behind its section, or what looks like one, also with a value. */
const SETTING = /`([a-z][A-Za-z]*(?:\.[a-zA-Z]+)+)(?: = [^`\n]*)?`/g;

/** What stands in backticks and may be a setting. */
export function settingsIn(markdown: string): string[] {
  return [...prose(markdown).matchAll(SETTING)].map(([, key]) => key!);
}
