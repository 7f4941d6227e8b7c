import { MoonIcon, SunIcon } from '../ui/icons.js';
import { changePreferences, usePreferences } from '../ui/preferences.js';

const NEXT = { system: 'dark', dark: 'light', light: 'system' } as const;

/** Steps through the colours: as the system has them, dark, light. */
export function ThemeButton() {
  const { theme } = usePreferences();
  return (
    <button
      type="button"
      className="button small square theme-button"
      aria-label={`Colours: ${theme}. Change to ${NEXT[theme]}`}
      title={`Colours: ${theme}`}
      onClick={() => changePreferences({ theme: NEXT[theme] })}
    >
      {theme === 'dark' ? <MoonIcon /> : <SunIcon half={theme === 'system'} />}
    </button>
  );
}
