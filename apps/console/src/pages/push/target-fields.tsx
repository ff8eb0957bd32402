import { useState } from 'react';
import { Choice } from '../../components/choice.js';
import { TextField } from '../../components/text-field.js';
import { wordsOf, type Target, type Way } from './push-draft.js';

interface Props {
  readonly target: Target;
  readonly onChange: (target: Target) => void;
  readonly fault: string | undefined;
}

const WAYS = [
  ['room', 'A room'],
  ['keys', 'Sessions'],
  ['mids', 'Members'],
  ['all', 'All'],
] as const;

function targetOf(way: Way, text: string): Target {
  if (way === 'room') return { way, room: text };
  if (way === 'keys') return { way, keys: wordsOf(text) };
  return way === 'mids' ? { way, mids: wordsOf(text) } : { way };
}

/** Whom a push is for. What was written stays when another way is looked at. */
export function TargetFields({ target: { way }, onChange, fault }: Props) {
  const [texts, setTexts] = useState<Record<Way, string>>({ room: '', keys: '', mids: '', all: '' });
  const write = (text: string): void => {
    setTexts({ ...texts, [way]: text });
    onChange(targetOf(way, text));
  };
  const field = { value: texts[way], onChange: write, error: fault, isMono: true };
  return (
    <>
      <Choice label="To" value={way} options={WAYS} onChange={(next) => onChange(targetOf(next, texts[next]))} />
      {way === 'room' && (
        <TextField {...field} label="Room" placeholder="live://1000" hint="Every member gets it, whatever it accepts" />
      )}
      {way === 'keys' && (
        <TextField {...field} label="Session keys" hint="Blanks or commas between them; up to 1,000" />
      )}
      {way === 'mids' && (
        <TextField
          {...field}
          label="Members"
          hint="Ids (mid), blanks or commas between them; every session of theirs gets it"
        />
      )}
      {way === 'all' && <p className="quiet">Every connection that accepts the operation gets it.</p>}
    </>
  );
}
