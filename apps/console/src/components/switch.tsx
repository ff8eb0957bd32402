import { Switch as AriaSwitch, type SwitchProps } from 'react-aria-components/Switch';
import type { ReactNode } from 'react';

export function Switch({ children, ...props }: Omit<SwitchProps, 'children'> & { readonly children: ReactNode }) {
  return (
    <AriaSwitch {...props} className="switch">
      <span className="switch-track" aria-hidden="true" />
      {children}
    </AriaSwitch>
  );
}
