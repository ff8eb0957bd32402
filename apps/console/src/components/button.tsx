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
