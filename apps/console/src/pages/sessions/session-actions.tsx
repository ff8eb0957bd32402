import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Confirm } from '../../components/confirm.js';
import { TextField } from '../../components/text-field.js';
import type { Session } from './session-table.js';

interface Props {
  readonly session: Pick<Session, 'key' | 'mid'>;
  readonly onDone: () => void;
  readonly isSmall?: boolean;
}

/** Closes a session. */
export function Kick({ session: { key }, onDone, isSmall = true }: Props) {
  const [reason, setReason] = useState('');
  const close = (): Promise<unknown> =>
    answerOf(api.DELETE('/v1/sessions/{key}', { params: { path: { key }, query: { reason: reason || undefined } } }));
  return (
    <Confirm
      label="Kick"
      title={`Close session ${key}?`}
      confirmLabel="Close it"
      act={close}
      onDone={onDone}
      isSmall={isSmall}
    >
      <p>Its connection is closed, and the client is told not to come back by itself. It may connect again.</p>
      <TextField label="Reason" hint="What the client is told; may be empty" value={reason} onChange={setReason} />
    </Confirm>
  );
}

/** Takes a session out of an extra room. */
export function TakeOutOfRoom({ session: { key }, room, onDone, isSmall = true }: Props & { readonly room: string }) {
  const leave = (): Promise<unknown> =>
    answerOf(api.DELETE('/v1/rooms/{room}/members/{key}', { params: { path: { room, key } } }));
  return (
    <Confirm
      label="Remove"
      title={`Take ${key} out of ${room}?`}
      confirmLabel="Remove"
      act={leave}
      onDone={onDone}
      isSmall={isSmall}
    >
      <p>It stays connected, and gets nothing more of this room. Its client may join again.</p>
    </Confirm>
  );
}

/** Puts a session into another room, and takes it out of this one where there is one. */
export function MoveToRoom({ session: { key }, from, onDone, isSmall = true }: Props & { readonly from?: string }) {
  const [room, setRoom] = useState('');
  const move = async (): Promise<void> => {
    const to = room.trim();
    await answerOf(api.PUT('/v1/rooms/{room}/members/{key}', { params: { path: { room: to, key } } }));
    if (from === undefined || from === to) return;
    await answerOf(api.DELETE('/v1/rooms/{room}/members/{key}', { params: { path: { room: from, key } } }));
  };
  const label = from === undefined ? 'Put into a room' : 'Move';
  return (
    <Confirm
      label={label}
      title={from === undefined ? `Put ${key} into a room` : `Move ${key} to another room`}
      isHarmless
      act={move}
      onDone={onDone}
      isSmall={isSmall}
    >
      <p>
        {from === undefined
          ? 'It gets what is pushed to that room from now on, beside its other rooms.'
          : `It joins the other room first, and then leaves ${from}.`}
      </p>
      <TextField label="Room" placeholder="live://1001" value={room} onChange={setRoom} isMono autoFocus />
    </Confirm>
  );
}
