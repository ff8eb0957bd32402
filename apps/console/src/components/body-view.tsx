import { useState } from 'react';
import { bytesOf, formatBytes, prettyJson, textOf, toHexDump, type EncodedBody } from '../bytes.js';

type Form = 'text' | 'json' | 'hex';

/** The bytes of a message, in the form that suits them, or the one that is chosen. */
export function BodyView({ of }: { readonly of: EncodedBody }) {
  const [chosen, setChosen] = useState<Form>();
  if (of.encoding === 'omitted') return <span className="quiet">too long to be listed</span>;
  const bytes = bytesOf(of);
  const text = textOf(bytes);
  const json = text === undefined ? undefined : prettyJson(text);
  const forms: Form[] = [
    ...(json === undefined ? [] : (['json'] as const)),
    ...(text === undefined ? [] : (['text'] as const)),
    'hex',
  ];
  const form = chosen !== undefined && forms.includes(chosen) ? chosen : forms[0]!;
  const shown = { text: text ?? '', json: json ?? '', hex: toHexDump(bytes) }[form];
  return (
    <div className="body-view">
      {bytes.length === 0 ? (
        <span className="quiet">empty</span>
      ) : (
        // Wider than a phone, and scrolled by the arrow keys too.
        <pre {...(form === 'hex' && { className: 'hex', tabIndex: 0 })}>{shown}</pre>
      )}
      <span className="body-forms">
        {forms.length > 1 &&
          forms.map((one) => (
            <button key={one} type="button" aria-pressed={one === form} onClick={() => setChosen(one)}>
              {one}
            </button>
          ))}
        <span className="quiet">{formatBytes(bytes.length)}</span>
      </span>
    </div>
  );
}
