import { useState } from 'react';
import { browserStorage } from '../storage.js';
import { Choice } from './choice.js';

const STORED_AS = 'goim-console-theme';

/** `system` follows the browser. */
type Theme = 'system' | 'light' | 'dark';

export function storedTheme(): Theme {
  const stored = browserStorage.getItem(STORED_AS);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function storeTheme(theme: Theme): void {
  browserStorage.setItem(STORED_AS, theme);
  applyTheme(theme);
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}

const THEMES = [
  ['system', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

export function ThemeChoice() {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (chosen: Theme): void => {
    storeTheme(chosen);
    setTheme(chosen);
  };
  return <Choice label="Colours" hidesLabel value={theme} options={THEMES} onChange={choose} />;
}
