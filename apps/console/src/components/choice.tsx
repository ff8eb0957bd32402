import type { ReactNode } from 'react';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Switch as AriaSwitch, type SwitchProps } from 'react-aria-components/Switch';

interface Props<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, shown: string])[];
  readonly onChange: (value: Value) => void;
  /** The label is there for those who do not see it alone. */
  readonly hidesLabel?: boolean;
}

/** One of a few, all of them in sight. */
export function Choice<Value extends string>({ label, value, options, onChange, hidesLabel = false }: Props<Value>) {
  return (
    <RadioGroup
      className="field"
      value={value}
      onChange={(chosen) => onChange(chosen as Value)}
      orientation="horizontal"
      {...(hidesLabel && { 'aria-label': label })}
    >
      {!hidesLabel && <Label>{label}</Label>}
      <div className="choice">
        {options.map(([option, shown]) => (
          <Radio key={option} value={option} className="choice-option">
            {shown}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

export function Switch({ children, ...props }: Omit<SwitchProps, 'children'> & { readonly children: ReactNode }) {
  return (
    <AriaSwitch {...props} className="switch">
      <span className="switch-track" aria-hidden="true" />
      {children}
    </AriaSwitch>
  );
}
