import { afterBlanks, elementsOf, JsonText, membersOf } from '../http/json-text.js';

/** No name is `data` without one of them. */
const MAY_HAVE_DATA = /data|\\u/;

/**
 * Has the `data` of a push, and of each push of a batch, as it was written: that text is the message. No batch is in a batch,
 * so nothing deeper is looked into.
 *
 * Cost: a few looks at each character, however deep the body is.
 */
export function keepData(text: string, body: unknown): void {
  if (!MAY_HAVE_DATA.test(text) || !isObject(body)) return;
  const pushes = keepDataOf(body, text, afterBlanks(text, 0)).get('pushes');
  const { pushes: read } = body;
  if (!pushes || !Array.isArray(read)) return;
  for (const [n, { begin }] of elementsOf(text, pushes).entries()) {
    const push: unknown = read[n];
    if (isObject(push)) keepDataOf(push, text, begin);
  }
}

/** @returns where the members of the push are */
function keepDataOf(push: Record<string, unknown>, text: string, begin: number): ReturnType<typeof membersOf> {
  const members = membersOf(text, { begin });
  const data = members.get('data');
  if (data) push['data'] = new JsonText(text.slice(data.begin, data.end));
  return members;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
