/** Numbers, money and times as people read them. */

/** Money as the server says it: an exact decimal text. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

const MINUS = '−';
/** The reader's locale, if its name is one that the platform knows. */
export const locale = ((): string => {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0] ?? 'en';
  } catch {
    return 'en';
  }
})();

const cached = <T>(make: (key: string) => T): ((key: string) => T) => {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
};

const exact = cached((currency) => new Intl.NumberFormat(locale, { style: 'currency', currency }));
const whole = cached(
  (currency) => new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 }),
);
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });

const withMinus = (text: string): string => text.replace(/^-/, MINUS);

/** An amount of a document, with its cents. */
export const money = ({ amount, currency }: Money): string =>
  withMinus(exact(currency).format(amount as unknown as number));

/** Below this a sum is said with its cents: rounded parts of it would not add up before one's eyes. */
const EXACT_BELOW = 1_000;

/** A sum over many, without cents unless it is small and has some. */
export const sum = ({ amount, currency }: Money): string => {
  const value = Number(amount);
  const isExact = Math.abs(value) < EXACT_BELOW && !Number.isInteger(value);
  return withMinus((isExact ? exact(currency) : whole(currency)).format(amount as unknown as number));
};

/** Sums of several currencies, the largest first; `null` where there is nothing. */
export const sums = (amounts: readonly Money[]): string | null =>
  amounts.length === 0 ? null : amounts.map(sum).join(' + ');

/** A quantity of decimal text, or a count. */
export const number = (value: string | number): string => withMinus(numbers.format(value as number));

export const isZero = (value: string): boolean => /^-?0*(\.0*)?$/.test(value);

/** `3 orders`, `1 order`. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${number(n)} ${n === 1 ? one : many}`;

/** Percent of a part, with enough digits to tell 99.98 from 100. */
export function percent(part: number, of: number): string {
  if (of === 0) return '–';
  const share = (part / of) * 100;
  const digits = share === 100 || share === 0 ? 0 : share > 99 ? 2 : 1;
  const cut = share > 99 && share < 100 ? Math.floor(share * 100) / 100 : share;
  return `${cut.toFixed(digits)} %`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A duration in its largest unit, two where the second one matters: `2 h 10`, `23 min`. */
export function duration(ms: number): string {
  const at = UNITS.findIndex(([, size]) => ms >= size);
  if (at === -1) return '0 s';
  const [unit, size] = UNITS[at]!;
  const count = Math.floor(ms / size);
  const next = UNITS[at + 1];
  const rest = next === undefined ? 0 : Math.floor((ms - count * size) / next[1]);
  if (unit === 'h' && count < 10 && rest > 0) return `${count} h ${String(rest).padStart(2, '0')}`;
  if (unit === 'd' && count < 3 && rest > 0) return `${count} d ${rest} h`;
  return `${count} ${unit}`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

/** Time of day; with its day where that is not today. */
export function moment(iso: string, now: number): string {
  const at = new Date(iso);
  const sameDay = at.toDateString() === new Date(now).toDateString();
  return sameDay ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
}

const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/g;

/** A sentence of the server's with its moments as people read them. */
export const withMoments = (sentence: string, now: number): string =>
  sentence.replaceAll(INSTANT, (iso) => moment(iso, now));

export const timeOfDay = (at: number | string): string => clock.format(new Date(at));
export const timeWithSeconds = (at: number | string): string => seconds.format(new Date(at));
export const dayOf = (at: number | string): string => day.format(new Date(at));
export const weekdayOf = (at: number | string): string => weekday.format(new Date(at));

/** Name of the zone that times on this page are in. */
export const zoneName = (at: number): string =>
  zone.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
