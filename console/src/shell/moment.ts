/** As of when the page is shown: it stands in the address, so that it can be sent as a link. */
import { useLocation, useSearch } from 'wouter';

export interface Moment {
  /** `null`: live. */
  readonly at: string | null;
  /** `known`: as we knew it then; `occurred`: as it happened, by what is known today. */
  readonly reading: 'known' | 'occurred';
}

export const LIVE: Moment = { at: null, reading: 'occurred' };

function momentOf(search: string): Moment {
  const params = new URLSearchParams(search);
  const known = params.get('known');
  if (known !== null) return { at: known, reading: 'known' };
  return { at: params.get('at'), reading: 'occurred' };
}

/** The search of an address with another moment. */
function withMoment(search: string, moment: Moment): string {
  const params = new URLSearchParams(search);
  params.delete('at');
  params.delete('known');
  if (moment.at !== null) params.set(moment.reading === 'known' ? 'known' : 'at', moment.at);
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** The moment of the page, and how to go to another. */
export function useMoment(): readonly [Moment, (moment: Moment) => void] {
  const search = useSearch();
  const [location, navigate] = useLocation();
  return [
    momentOf(search),
    (moment) => navigate(`${location}${withMoment(search, moment)}`, { replace: true }),
  ];
}

/** What a read is asked for at a moment. */
export const momentQuery = ({ at, reading }: Moment): { at?: string; reading?: string } =>
  at === null ? {} : { at, reading };

/** Several parameters of the address, set together. */
export function useParameters<K extends string>(
  names: readonly K[],
): readonly [Readonly<Record<K, string | null>>, (values: Partial<Record<K, string>>) => void] {
  const search = useSearch();
  const [location, navigate] = useLocation();
  const params = new URLSearchParams(search);
  const set = (values: Partial<Record<K, string>>): void => {
    for (const name of names) params.set(name, values[name] ?? params.get(name) ?? '');
    navigate(`${location}?${params.toString()}`);
  };
  const known = Object.fromEntries(names.map((name) => [name, params.get(name)]));
  return [known as Record<K, string | null>, set];
}

/** One parameter of the address, and how to set it; an empty one is left out. */
export function useParameter(name: string): readonly [string | null, (value: string | null) => void] {
  const search = useSearch();
  const [location, navigate] = useLocation();
  const set = (value: string | null): void => {
    const params = new URLSearchParams(search);
    if (value === null || value === '') params.delete(name);
    else params.set(name, value);
    const text = params.toString();
    navigate(text === '' ? location : `${location}?${text}`, { replace: true });
  };
  return [new URLSearchParams(search).get(name), set];
}
