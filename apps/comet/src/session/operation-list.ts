import { FrameError } from '#protocol';

const LIST = /^[+-]?\d{1,10}(,[+-]?\d{1,10})*$/;

/** Reads `1000,1001`. @throws FrameError `bad-body` */
export function parseOperations(body: Buffer): number[] {
  if (body.length === 0) return [];
  const text = body.toString('latin1');
  if (!LIST.test(text)) throw new FrameError('bad-body', 'operations are whole numbers, separated by commas');
  return text.split(',').map(Number);
}
