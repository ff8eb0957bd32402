import { encodeText, fromHex, textOf, toBase64 } from '../../bytes.js';

export type Way = 'room' | 'keys' | 'mids' | 'all';

/** Whom a push is for. */
export type Target =
  | { readonly way: 'room'; readonly room: string }
  | { readonly way: 'keys'; readonly keys: readonly string[] }
  | { readonly way: 'mids'; readonly mids: readonly string[] }
  | { readonly way: 'all' };

type BodyForm = 'text' | 'json' | 'hex' | 'file';

/** What somebody has written into the form. */
export interface PushDraft {
  readonly operation: string;
  readonly form: BodyForm;
  readonly body: string;
  readonly file: Uint8Array | undefined;
  readonly idempotencyKey: string;
  readonly persists: boolean;
  /** Asks what becomes of it. */
  readonly wantsReceipt: boolean;
  /** Seconds; empty = as long as the history keeps it. */
  readonly ttl: string;
}

export const NEW_DRAFT: PushDraft = {
  operation: '1000',
  form: 'text',
  body: '',
  file: undefined,
  idempotencyKey: '',
  persists: true,
  wantsReceipt: true,
  ttl: '',
};

/** A push as the API takes it, but for whom it is for. */
export interface PushContent {
  readonly operation: number;
  readonly message?: string;
  readonly encoding?: 'base64';
  /** A value in JSON as it is written: it goes into the request as it stands. */
  readonly data?: string;
  readonly persist?: false;
  readonly ttl?: number;
  readonly receipt?: true;
}

/** What is wrong with a field of the form, by its name. */
export type Faults = Partial<Record<'operation' | 'body' | 'ttl' | 'target', string>>;

const WHOLE = /^-?\d+$/;
const DIGITS = /^\d+$/;

/** Words with blanks or commas between them. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

export function faultsOf(target: Target, { operation, form, body, file, ttl }: PushDraft): Faults {
  const faults: Faults = {};
  if (!WHOLE.test(operation)) faults.operation = 'Expected a whole number';
  else if (Number(operation) === 0 && target.way !== 'keys' && target.way !== 'mids') {
    faults.operation = 'Operation 0 can go to sessions or members alone';
  }
  if (ttl !== '' && !(DIGITS.test(ttl) && Number(ttl) > 0)) faults.ttl = 'Expected seconds, 1 or more';
  if (form === 'json' && !isJson(body)) faults.body = 'This is no JSON';
  if (form === 'hex' && !fromHex(body)) faults.body = 'Expected two hexadecimal digits a byte';
  if (form === 'file' && !file) faults.body = 'Choose a file';
  if (target.way === 'room' && target.room.trim() === '') faults.target = 'Name a room';
  if (target.way === 'keys' && target.keys.length === 0) faults.target = 'Name a session key';
  if (target.way === 'mids' && target.mids.length === 0) faults.target = 'Name a member';
  if (target.way === 'mids' && !target.mids.every((mid) => WHOLE.test(mid)))
    faults.target = 'Members are whole numbers';
  return faults;
}

/** @param draft one without faults */
export function contentOf(draft: PushDraft): PushContent {
  const { operation, persists, ttl, wantsReceipt } = draft;
  return {
    operation: Number(operation),
    ...messageOf(draft),
    ...(!persists && { persist: false }),
    ...(ttl !== '' && { ttl: Number(ttl) }),
    ...(wantsReceipt && { receipt: true as const }),
  };
}

function messageOf({ form, body, file }: PushDraft): Pick<PushContent, 'message' | 'encoding' | 'data'> {
  if (form === 'text') return { message: body };
  if (form === 'json') return { data: body.trim() };
  const bytes = (form === 'hex' ? fromHex(body) : file) ?? encodeText('');
  const text = textOf(bytes);
  return text === undefined ? { message: toBase64(bytes), encoding: 'base64' } : { message: text };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What goes over the wire. Members stay digits, and data as it is written: a number would round what is above 2^53. */
export function requestTextOf(target: Target, { data, ...content }: PushContent): string {
  const text = JSON.stringify({ ...recipientsOf(target), ...content });
  return data === undefined ? text : `${text.slice(0, -1)},"data":${data}}`;
}

function recipientsOf(target: Target): object {
  if (target.way === 'room') return { room: target.room.trim() };
  if (target.way === 'keys') return { keys: target.keys };
  return target.way === 'mids' ? { mids: target.mids } : {};
}

interface CurlOptions {
  readonly origin: string;
  readonly needsKey: boolean;
  readonly idempotencyKey: string;
}

/** The same push as a command line. The key is left out: it stands in the variable GOIM_KEY of whoever runs it. */
export function curlOf(
  target: Target,
  content: PushContent,
  { origin, needsKey, idempotencyKey }: CurlOptions,
): string {
  const lines = [`curl ${origin}/v1/push/${target.way}`, `-H 'Content-Type: application/json'`];
  if (needsKey) lines.push('-H "Authorization: Bearer $GOIM_KEY"');
  if (idempotencyKey !== '') lines.push(`-H ${quoted(`Idempotency-Key: ${idempotencyKey}`)}`);
  lines.push(`-d ${quoted(requestTextOf(target, content))}`);
  return lines.join(' \\\n  ');
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
