import { useState } from 'react';
import { Dialog } from './dialog.tsx';
import { areKeysOn, switchKeys } from './keys.ts';
import { PLACES } from './navigation.ts';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['Ctrl K', 'search any number of any system; / does the same'],
  ['J K', 'next and previous row of a table; arrows do the same'],
  ['Enter', 'open the row'],
  ['X', 'select the row'],
  ['[ ]', 'previous and next fact on an order'],
  ['{ }', 'previous and next change of state'],
  ['L', 'back to live'],
  ['W', 'why does it wait'],
  ['A', 'assign a case'],
  ['C', 'comment on a case'],
  ['F', 'preview the fix of a cluster'],
  ['T', 'light or dark'],
  ['D', 'compact or comfortable'],
  ['?', 'this list'],
];

/** Every key there is, and the switch that turns single letters off. */
export function KeyList({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const [isOn, turn] = useState(areKeysOn);
  return (
    <Dialog label="Keys" isOpen={isOpen} close={close}>
      <div className="in">
        <h2>Keys</h2>
        <dl className="keys">
          {PLACES.map(({ key, label }) => (
            <Key key={key} keys={`G ${key.toUpperCase()}`} what={`go to ${label}`} />
          ))}
          {KEYS.map(([keys, what]) => (
            <Key key={keys} keys={keys} what={what} />
          ))}
        </dl>
        <label className="st">
          <input
            type="checkbox"
            checked={isOn}
            onChange={(event) => {
              switchKeys(event.target.checked);
              turn(event.target.checked);
            }}
          />
          Single letters are keys
        </label>
        <button type="button" className="btn s" onClick={close} style={{ justifySelf: 'start' }}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

const Key = ({ keys, what }: { keys: string; what: string }) => (
  <>
    <dt>
      {keys.split(' ').map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </dt>
    <dd>{what}</dd>
  </>
);
