import { useState } from 'react';
import { storedTheme, storeTheme, type Theme } from '../theme.js';
import { Choice } from './choice.js';

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
