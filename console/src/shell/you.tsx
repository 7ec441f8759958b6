/** Who looks, and what they may switch. */
import { useState } from 'react';
import { signOut, useIdentity } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { TakeRole } from './broken-glass.tsx';
import { toggleDensity, toggleTheme } from './theme.ts';

export function You({ onKeys }: { onKeys: () => void }) {
  const [isOpen, open] = useState(false);
  const { session } = useIdentity();
  const act = (what: () => void) => () => {
    open(false);
    what();
  };
  return (
    <div className="menu" onKeyDown={(event) => (event.key === 'Escape' ? open(false) : null)}>
      <button
        type="button"
        className="ava plain"
        title="You and your settings"
        aria-expanded={isOpen}
        onClick={() => open(!isOpen)}
      >
        <span className="vh">You and your settings </span>
        {session === null || session.kind !== 'person' ? (
          <Icon name="person" />
        ) : (
          initials(session.displayName)
        )}
      </button>
      {isOpen ? (
        <div className="sheet" style={{ width: 200 }}>
          {session === null ? null : (
            <p>
              <b className="b">{session.displayName}</b>
              <span className="t3 sm" style={{ display: 'block' }}>
                {session.roles.join(', ')}
              </span>
            </p>
          )}
          <Settings act={act} onKeys={onKeys} />
        </div>
      ) : null}
    </div>
  );
}

interface SettingsProps {
  /** What is done beside a choice: the menu closes. */
  readonly act?: (what: () => void) => () => void;
  readonly onKeys?: () => void;
}

/** What somebody may switch, and the way out; on a phone it stands under More. */
export function Settings({ act = (what) => what, onKeys }: SettingsProps) {
  const { session } = useIdentity();
  return (
    <>
      <button type="button" className="btn s" onClick={act(toggleTheme)}>
        Light or dark <kbd>T</kbd>
      </button>
      <button type="button" className="btn s" onClick={act(toggleDensity)}>
        Compact or comfortable <kbd>D</kbd>
      </button>
      {onKeys === undefined ? null : (
        <button type="button" className="btn s" onClick={act(onKeys)}>
          Keys <kbd>?</kbd>
        </button>
      )}
      {session === null ? null : <TakeRole session={session} done={act(() => undefined)} />}
      <button type="button" className="btn s" onClick={act(() => void signOut())}>
        Sign out
      </button>
    </>
  );
}

const initials = (name: string): string =>
  name
    .split(/[\s.]+/)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
    .slice(0, 2);
