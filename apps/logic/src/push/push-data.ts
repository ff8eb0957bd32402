import { afterBlanks, elementsOf, JsonText, membersOf } from '../http/json-text.js';

/** No name is `data` without one of them. */
const MAY_HAVE_DATA = /data|\\u/;

/** Has the `data` of a push, and of each push of a batch, as it was written: that text is the message. */
export function keepData(text: string, body: unknown): void {
  if (MAY_HAVE_DATA.test(text)) keepDataAt(text, afterBlanks(text, 0), body);
}

function keepDataAt(text: string, begin: number, push: unknown): void {
  if (!isObject(push)) return;
  const members = membersOf(text, { begin });
  const data = members.get('data');
  if (data) push['data'] = new JsonText(text.slice(data.begin, data.end));
  const pushes = members.get('pushes');
  const { pushes: read } = push;
  if (!pushes || !Array.isArray(read)) return;
  for (const [n, element] of elementsOf(text, pushes).entries()) keepDataAt(text, element.begin, read[n]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
