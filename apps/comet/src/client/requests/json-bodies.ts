import type { RoomKey } from '#contracts';
import { textOf } from '#protocol';

/** The object that a frame's body is in JSON; undefined where it is none. */
export function jsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(textOf(body) ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A room key of a client of version 2, by itself or in JSON with a cursor. */
export interface JoinRequest {
  readonly room: RoomKey | '';
  readonly cursor?: unknown;
}

/** @returns undefined where the body is no text */
export function joinRequest(body: Buffer): JoinRequest | undefined {
  const text = textOf(body);
  if (text === undefined) return undefined;
  const value = jsonObject(body);
  if (typeof value?.['room'] === 'string') return { room: value['room'] as RoomKey, cursor: value['cursor'] };
  return { room: text as RoomKey };
}
