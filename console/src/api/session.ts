/** Who looks: a person with a session of this browser. */
import { useSyncExternalStore } from 'react';
import type { Session } from './types.ts';

export interface Identity {
  /** `unknown`: it is being asked. */
  readonly state: 'unknown' | 'out' | 'in';
  readonly session: Session | null;
}

const listeners = new Set<() => void>();

/** Takes the token of a link out of the address: it works once, and is not to be copied on. */
function tokenOfAddress(): string | null {
  const token = /^#sign-in=([\w-]+)$/.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  return token;
}

let token = tokenOfAddress();
let identity: Identity = { state: 'unknown', session: null };

function become(next: Identity): void {
  identity = next;
  listeners.forEach((tell) => tell());
}

/** What every request says of who sends it; a browser adds the cookie of a session by itself. */
export function credentials(): Record<string, string> {
  const csrfToken = identity.session?.csrfToken ?? null;
  return csrfToken === null ? {} : { 'x-csrf-token': csrfToken };
}

/** Asks the server who this is. */
export async function recognize(): Promise<void> {
  if (token !== null) {
    const opened = await signIn('/v1/session/link', { token });
    token = null;
    if (opened === null) return;
  }
  const response = await fetch('/v1/session', { headers: credentials() }).catch(() => null);
  if (response?.ok === true) {
    become({ state: 'in', session: (await response.json()) as Session });
  } else forget();
}

const forget = (): void => become({ state: 'out', session: null });

/** Why somebody may not come in; `null`: they are in. */
export const signInWithPassword = (name: string, password: string): Promise<string | null> =>
  signIn('/v1/session', { name, password });

async function signIn(path: string, proof: Readonly<Record<string, string>>): Promise<string | null> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(proof),
  }).catch(() => null);
  if (response === null) return 'The server does not answer.';
  if (!response.ok) return problemText(await response.json().catch(() => ({})));
  become({ state: 'in', session: (await response.json()) as Session });
  return null;
}

export interface SignInMethods {
  readonly password: boolean;
  /** Issuer of the identity provider, where one is configured. */
  readonly identityProvider: string | null;
}

/** How people may sign in here; `null` while the server does not answer. */
export async function signInMethods(): Promise<SignInMethods | null> {
  const response = await fetch('/v1/session/methods').catch(() => null);
  return response?.ok === true ? ((await response.json()) as SignInMethods) : null;
}

export async function changePassword(current: string, next: string): Promise<string | null> {
  const response = await fetch('/v1/session/password', {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...credentials() },
    body: JSON.stringify({ current, next }),
  }).catch(() => null);
  if (response === null) return 'The server does not answer.';
  if (!response.ok) return problemText(await response.json().catch(() => ({})));
  become({ state: 'in', session: (await response.json()) as Session });
  return null;
}

interface Problem {
  readonly detail?: string;
  readonly mend?: string;
  readonly errors?: readonly { readonly message: string }[];
}

const problemText = ({ detail, mend, errors }: Problem): string =>
  [detail, ...(errors ?? []).map(({ message }) => message), mend].filter(Boolean).join(' ') ||
  'It was refused.';

export async function signOut(): Promise<void> {
  await fetch('/v1/session', { method: 'DELETE', headers: credentials() }).catch(() => null);
  forget();
}

/** The server does not know us any more. */
export function expired(): void {
  if (identity.state === 'in') forget();
}

export const useIdentity = (): Identity =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => identity,
  );

/** Whether the roles of whoever looks permit an operation. */
export function useMay(operation: string): boolean {
  const { session } = useIdentity();
  return session === null || session.operations.includes(operation);
}

/** Why somebody may not do something: by his own roles, and those who could. */
export function refusalOf(operation: string): string {
  const roles = identity.session?.roles.join(', ') ?? '';
  return `Your role (${roles === '' ? 'none' : roles}) does not permit it: ${operation}.`;
}
