import { expect, it } from '@jest/globals';
import { LiveConfig } from '#config';
import { z } from 'zod';
import { FakeAuditLog } from '../../test/fake-callers.js';
import { AuditedSettings } from './audited-settings.js';

it('says which settings have changed, and by what, and nothing of a reading that changed none', async () => {
  const given = { password: 'before' };
  const live = LiveConfig.still(z.strictObject({ password: z.string() }), given);
  const log = new FakeAuditLog();
  new AuditedSettings(live, log);
  await live.reload('file');
  given.password = 'after';
  await live.reload('bucket');
  expect(log.entries).toEqual([
    {
      action: 'settings-changed',
      outcome: 'restart-needed',
      details: { source: 'bucket', applied: [], waiting: ['password'] },
    },
  ]);
});
