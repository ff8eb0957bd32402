import { useState } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button';

interface Props extends Omit<ButtonProps, 'isPending'> {
  readonly variant?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly isSmall?: boolean;
  /** What it began goes on: it keeps the focus, and does nothing. */
  readonly isBusy?: boolean;
}

export function Button({ variant = 'plain', isSmall = false, isBusy = false, onPress, type, ...props }: Props) {
  const className = ['button', `button-${variant}`, isSmall && 'button-small', isBusy && 'button-busy'];
  return (
    <AriaButton
      {...props}
      className={className.filter(Boolean).join(' ')}
      type={isBusy ? 'button' : type}
      onPress={isBusy ? undefined : onPress}
    />
  );
}

const SHOWN_MS = 2_000;
const BY_HAND = 'Select it by hand';

export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [shown, setShown] = useState(label);
  const copy = async (): Promise<void> => {
    // Not there on pages that come by plain HTTP from another machine; and the browser may forbid it.
    const told = navigator.clipboard?.writeText(text).then(
      () => 'Copied',
      () => BY_HAND,
    );
    setShown((await told) ?? BY_HAND);
    window.setTimeout(() => setShown(label), SHOWN_MS);
  };
  return (
    <Button isSmall onPress={() => void copy()}>
      <span aria-live="polite">{shown}</span>
    </Button>
  );
}
