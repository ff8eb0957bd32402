import { useState } from 'react';
import { Button } from './button.js';

const SHOWN_MS = 2_000;

export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [shown, setShown] = useState(label);
  const copy = async (): Promise<void> => {
    // Not there on pages that come by plain HTTP from another machine.
    const outcome = await (navigator.clipboard?.writeText(text).then(() => 'Copied') ?? 'Select it by hand');
    setShown(outcome);
    window.setTimeout(() => setShown(label), SHOWN_MS);
  };
  return (
    <Button isSmall onPress={() => void copy()}>
      <span aria-live="polite">{shown}</span>
    </Button>
  );
}
