import { useId, useState, type ChangeEvent } from 'react';
import { formatBytes } from '../../bytes.js';
import { Choice } from '../../components/choice.js';
import { TextField } from '../../components/text-field.js';
import type { PushDraft } from './push-draft.js';

interface Props {
  readonly draft: PushDraft;
  readonly onChange: (part: Partial<PushDraft>) => void;
  readonly fault: string | undefined;
}

const FORMS = [
  ['text', 'Text'],
  ['json', 'JSON'],
  ['hex', 'Hex'],
  ['file', 'File'],
] as const;

const HINTS = { text: undefined, json: undefined, hex: 'Two digits a byte: 68 65 6c 6c 6f' } as const;

/** The message itself. */
export function BodyFields({ draft: { form, body, file }, onChange, fault }: Props) {
  return (
    <>
      <Choice label="Message as" value={form} options={FORMS} onChange={(chosen) => onChange({ form: chosen })} />
      {form === 'file' ? (
        <FileField file={file} onChange={(bytes) => onChange({ file: bytes })} fault={fault} />
      ) : (
        <TextField
          label="Message"
          rows={4}
          value={body}
          onChange={(text) => onChange({ body: text })}
          hint={HINTS[form]}
          error={fault}
          isMono={form !== 'text'}
        />
      )}
    </>
  );
}

interface FileFieldProps {
  readonly file: Uint8Array | undefined;
  readonly onChange: (bytes: Uint8Array | undefined) => void;
  readonly fault: string | undefined;
}

function FileField({ file, onChange, fault }: FileFieldProps) {
  const id = useId();
  const [name, setName] = useState('');
  const read = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [chosen] = event.target.files ?? [];
    setName(chosen?.name ?? '');
    onChange(chosen && new Uint8Array(await chosen.arrayBuffer()));
  };
  return (
    <div className="field">
      <label htmlFor={id}>File</label>
      <input id={id} type="file" className="input" onChange={(event) => void read(event)} />
      <span className="hint">{file ? `${name}: ${formatBytes(file.length)}` : 'Its bytes are the message'}</span>
      {fault !== undefined && <span className="field-error">{fault}</span>}
    </div>
  );
}
