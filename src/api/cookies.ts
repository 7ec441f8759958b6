/** The two cookies: who is signed in, and which browser it is. */
import type { FastifyRequest } from 'fastify';
import { DAY_MS, SECOND_MS } from '../kernel/instant.ts';
import { SESSION_MS } from '../application/access/sessions.ts';
import { RefusedError } from './errors.ts';

export type CookieName = 'session' | 'device' | 'sign-in';

/** Seconds for which a browser keeps each. */
const AGE_SECONDS: Readonly<Record<CookieName, number>> = {
  'session': SESSION_MS / SECOND_MS,
  // A browser stays known for a year.
  'device': (365 * DAY_MS) / SECOND_MS,
  // From leaving for the identity provider to coming back: long enough for a second factor.
  'sign-in': 600,
};

/** Over https the browser itself sees to it that nobody else sets it: `__Host-`. */
const fullName = (name: CookieName, isSecure: boolean): string =>
  `${isSecure ? '__Host-' : ''}crossdock-${name}`;

/** Whether the browser speaks https, to us or to the proxy before us. */
export const isSecure = (request: FastifyRequest, publicUrl: string | null): boolean =>
  publicUrl === null ? request.protocol === 'https' : publicUrl.startsWith('https:');

export function cookieOf(request: FastifyRequest, name: CookieName, secure: boolean): string | null {
  const wanted = `${fullName(name, secure)}=`;
  const found = (request.headers.cookie ?? '').split(/; */).find((pair) => pair.startsWith(wanted));
  return found === undefined ? null : found.slice(wanted.length);
}

/** A Set-Cookie header; an empty value takes the cookie away. */
export function setCookie(name: CookieName, value: string, secure: boolean): string {
  const parts = [
    `${fullName(name, secure)}=${value}`,
    'Path=/',
    `Max-Age=${value === '' ? 0 : AGE_SECONDS[name]}`,
    'HttpOnly',
    // Lax, not Strict: whoever comes back from the identity provider is signed in at once.
    'SameSite=Lax',
  ];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

/**
 * Refuses what a page of another origin sends, as far as the browser says so. Requests without these
 * headers come from no browser of today, and a change needs the token of the session besides.
 */
export function refuseOtherSites(request: FastifyRequest, publicUrl: string | null): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  const own = publicUrl === null ? `${request.protocol}://${host}` : new URL(publicUrl).origin;
  const isForeign =
    (origin !== undefined && origin !== own) ||
    (typeof site === 'string' && site !== 'same-origin' && site !== 'none');
  if (!isForeign) return;
  const detail = `The request comes from ${origin ?? 'another site'}, and this is ${own}.`;
  throw new RefusedError({ code: 'cross-site', detail });
}
