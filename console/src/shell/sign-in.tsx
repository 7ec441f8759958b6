/** The door: a key that the server made. */
import { useState } from 'react';
import { signIn } from '../api/session.ts';
import { Mark } from '../parts/icon.tsx';

/** Why a key opens nothing; `null`: it does. */
async function problemOfKey(key: string): Promise<string | null> {
  const response = await fetch('/v1/console/overview', { headers: { authorization: `Bearer ${key}` } });
  if (response.ok) return null;
  const { detail } = (await response.json()) as { detail?: string };
  return detail ?? 'The server could not answer.';
}

export function SignIn() {
  const [text, set] = useState('');
  const [problem, tell] = useState<string | null>(null);
  const enter = async (): Promise<void> => {
    const key = text.trim();
    const problem = await problemOfKey(key).catch(() => 'The server does not answer.');
    if (problem === null) signIn(key);
    else tell(problem);
  };
  return (
    <main className="signin">
      <div className="brand">
        <Mark />
        Crossdock
      </div>
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <header>
          <h1>Sign in</h1>
        </header>
        <div className="pad" style={{ display: 'grid', gap: 12 }}>
          <label className="fld">
            Key
            <input
              type="password"
              value={text}
              autoComplete="current-password"
              required
              onChange={(event) => set(event.target.value)}
            />
          </label>
          {problem === null ? null : (
            <p className="bad" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" className="btn p" style={{ justifySelf: 'start' }}>
            Sign in
          </button>
          <p className="t3 sm">The server says at its start where its key is, and the address that brings it along.</p>
        </div>
      </form>
    </main>
  );
}
