/** Light or dark, compact or comfortable: what a person chose, kept in this browser. */

const THEME = 'crossdock.theme';
const DENSITY = 'crossdock.density';

type Theme = 'light' | 'dark';

const stored = (name: string): string | null => localStorage.getItem(name);

const systemTheme = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

const themeNow = (): Theme => (stored(THEME) as Theme | null) ?? systemTheme();

/** Puts the chosen theme and density on the page. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = themeNow();
  document.documentElement.dataset['density'] = stored(DENSITY) ?? 'compact';
}

export function toggleTheme(): void {
  localStorage.setItem(THEME, themeNow() === 'dark' ? 'light' : 'dark');
  applyTheme();
}

export function toggleDensity(): void {
  localStorage.setItem(DENSITY, stored(DENSITY) === 'comfortable' ? 'compact' : 'comfortable');
  applyTheme();
}
