/** The door: name and password, and a new password for who must choose one. */
import { useEffect, useState } from 'react';
import {
  changePassword,
  signInMethods,
  signInWithPassword,
  signOut,
  type SignInMethods,
} from '../api/session.ts';
import { Mark } from '../parts/icon.tsx';

export function SignIn() {
  const [methods, know] = useState<SignInMethods | null>(null);
  useEffect(() => void signInMethods().then(know), []);
  const issuer = methods?.identityProvider ?? null;
  const [name, call] = useState('');
  const [password, type] = useState('');
  return (
    <Door
      title="Sign in"
      act="Sign in"
      enter={() => signInWithPassword(name.trim(), password)}
      before={issuer === null ? null : <Provider issuer={issuer} />}
    >
      <label className="fld">
        Name
        <input value={name} autoComplete="username" required onChange={(event) => call(event.target.value)} />
      </label>
      <label className="fld">
        Password
        <input
          type="password"
          value={password}
          autoComplete="current-password"
          required
          onChange={(event) => type(event.target.value)}
        />
      </label>
      <p className="t3 sm">The server says the first name and password at its first start.</p>
    </Door>
  );
}

/** The way to the identity provider; it leads back to the page that was asked for. */
function Provider({ issuer }: { issuer: string }) {
  const returnTo = encodeURIComponent(location.pathname + location.search);
  return (
    <p className="pad" style={{ display: 'grid', gap: 12 }}>
      <a className="btn p" href={`/v1/session/sign-in?returnTo=${returnTo}`} style={{ justifySelf: 'start' }}>
        Sign in with {new URL(issuer).host}
      </a>
      <span className="t3 sm">or with a name and a password of this server:</span>
    </p>
  );
}

/** Whoever signs in with a password that somebody else has seen chooses another first. */
export function NewPassword() {
  const [current, type] = useState('');
  const [next, choose] = useState('');
  return (
    <Door title="Choose a password" act="Change it" enter={() => changePassword(current, next)}>
      <label className="fld">
        The one of now
        <input
          type="password"
          value={current}
          autoComplete="current-password"
          required
          onChange={(event) => type(event.target.value)}
        />
      </label>
      <label className="fld">
        The next one, 12 characters or more
        <input
          type="password"
          value={next}
          autoComplete="new-password"
          minLength={12}
          required
          onChange={(event) => choose(event.target.value)}
        />
      </label>
      <button type="button" className="btn s" onClick={() => void signOut()}>
        Sign out
      </button>
    </Door>
  );
}

interface DoorProps {
  readonly title: string;
  readonly act: string;
  readonly enter: () => Promise<string | null>;
  /** Another way in, in front of this one. */
  readonly before?: React.ReactNode;
  readonly children: React.ReactNode;
}

function Door({ title, act, enter, before, children }: DoorProps) {
  const [problem, tell] = useState<string | null>(null);
  const [isBusy, work] = useState(false);
  const go = async (): Promise<void> => {
    work(true);
    tell(await enter());
    work(false);
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
          void go();
        }}
      >
        <header>
          <h1>{title}</h1>
        </header>
        {before}
        <div className="pad" style={{ display: 'grid', gap: 12 }}>
          {children}
          {problem === null ? null : (
            <p className="bad" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" className="btn p" disabled={isBusy} style={{ justifySelf: 'start' }}>
            {act}
          </button>
        </div>
      </form>
    </main>
  );
}
