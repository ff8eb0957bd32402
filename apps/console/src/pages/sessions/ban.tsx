import { useState } from 'react';
import { answerOf, api, serverTime } from '../../api/client.js';
import { Choice } from '../../components/choice.js';
import { Confirm } from '../../components/confirm.js';
import { Select } from '../../components/select.js';
import { TextField } from '../../components/text-field.js';
import type { Session } from './session-table.js';

type What = 'mid' | 'key' | 'address';

const HOUR_MS = 3_600_000;
const LENGTHS = [
  ['1', 'an hour'],
  ['24', 'a day'],
  ['168', 'a week'],
  ['0', 'for ever'],
] as const;

/** Bans the member, the session key or the address of a session. */
export function Ban({ session: { key, mid, ip }, onDone }: { readonly session: Session; readonly onDone: () => void }) {
  const names: Record<What, string> = { mid: `member ${mid}`, key: `key ${key}`, address: `address ${ip}` };
  const [what, setWhat] = useState<What>(mid === 0 ? 'key' : 'mid');
  const [hours, setHours] = useState<(typeof LENGTHS)[number][0]>('24');
  const [reason, setReason] = useState('');
  const ban = (): Promise<unknown> => {
    const named = { mid: { mid }, key: { key }, address: { address: ip } }[what];
    const until = hours === '0' ? undefined : serverTime() + Number(hours) * HOUR_MS;
    return answerOf(api.POST('/v1/bans', { body: { ...named, until, reason } }));
  };
  const options = (['mid', 'key', 'address'] as const).filter((one) => one !== 'mid' || mid !== 0);
  return (
    <Confirm label="Ban" title="Ban from connecting" confirmLabel={`Ban the ${names[what]}`} act={ban} onDone={onDone}>
      <p>Connections that it has are closed, and it can make none until the ban ends or is lifted.</p>
      <Choice label="Ban" value={what} onChange={setWhat} options={options.map((one) => [one, names[one]] as const)} />
      <Select label="For" value={hours} onChange={setHours} options={LENGTHS} />
      <TextField label="Reason" hint="What the clients are told; may be empty" value={reason} onChange={setReason} />
    </Confirm>
  );
}
