import { describe, expect, it } from '@jest/globals';
import { mediaType, namesMediaType } from './media-type.js';

const BYTES = 'application/octet-stream';

describe('media types', () => {
  it.each([
    'application/octet-stream',
    'Application/Octet-Stream',
    'application/octet-stream; charset=binary',
    ' application/octet-stream ;x',
  ])('are compared without case and parameters: %j', (header) => {
    expect(mediaType(header)).toBe(BYTES);
    expect(namesMediaType(`text/html, ${header}, */*;q=0.1`, BYTES)).toBe(true);
  });

  it.each([
    '',
    '*/*',
    'application/octet-streams',
    'x-application/octet-stream',
    'text/plain; a=application/octet-stream',
  ])('are no others: %j', (header) => {
    expect(mediaType(header)).not.toBe(BYTES);
    expect(namesMediaType(header, BYTES)).toBe(false);
  });
});
