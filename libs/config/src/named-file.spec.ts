import { expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { readNamedFile } from './named-file.js';

it.each([
  '-----BEGIN PRIVATE KEY-----\nS3cret\n-----END PRIVATE KEY-----',
  '-----BEGIN NATS USER JWT----- S3cret',
  'S3\ncret',
])('never repeats the text of a file that stands for its name: %j', (text) => {
  expect(() => readNamedFile('tls.key', text)).toThrow(
    new ConfigError(['tls.key: expected the name of a file, got what may stand in one']),
  );
});

it('names a file that is not there', () => {
  expect(() => readNamedFile('tls.key', '/none.pem')).toThrow('tls.key: /none.pem cannot be read: no such file');
});
