import { useEffect, useState } from 'react';

const HUES = 6;

interface Colours {
  readonly quiet: string;
  readonly line: string;
  readonly hues: readonly string[];
}

/** The colours of the theme as they are now, for what is drawn and not styled. */
export function useColours(): Colours {
  const [colours, setColours] = useState(read);
  useEffect(() => {
    const changed = (): void => setColours(read());
    const system = matchMedia('(prefers-color-scheme: dark)');
    const chosen = new MutationObserver(changed);
    system.addEventListener('change', changed);
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      system.removeEventListener('change', changed);
      chosen.disconnect();
    };
  }, []);
  return colours;
}

/** A colour of `light-dark()` is known of an element alone that has it. */
function read(): Colours {
  const probe = document.body.appendChild(document.createElement('span'));
  const resolve = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const hues = Array.from({ length: HUES }, (_, n) => resolve(`hue-${n}`));
  const colours = { quiet: resolve('quiet'), line: resolve('line'), hues };
  probe.remove();
  return colours;
}
