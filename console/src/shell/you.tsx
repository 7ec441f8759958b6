/** Who looks, and what they may switch. */
import { useState } from 'react';
import { signOut } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { toggleDensity, toggleTheme } from './theme.ts';

export function You({ onKeys }: { onKeys: () => void }) {
  const [isOpen, open] = useState(false);
  const act = (what: () => void) => () => {
    open(false);
    what();
  };
  return (
    <div className="menu" onKeyDown={(event) => (event.key === 'Escape' ? open(false) : null)}>
      <button
        type="button"
        className="ava plain"
        aria-label="You and your settings"
        aria-expanded={isOpen}
        onClick={() => open(!isOpen)}
      >
        <Icon name="person" />
      </button>
      {isOpen ? (
        <div className="sheet" style={{ width: 200 }}>
          <button type="button" className="btn s" onClick={act(toggleTheme)}>
            Light or dark <kbd>T</kbd>
          </button>
          <button type="button" className="btn s" onClick={act(toggleDensity)}>
            Compact or comfortable <kbd>D</kbd>
          </button>
          <button type="button" className="btn s" onClick={act(onKeys)}>
            Keys <kbd>?</kbd>
          </button>
          <button type="button" className="btn s" onClick={act(signOut)}>
            Sign out
          </button>
        </div>
      ) : null}
    </div>
  );
}
