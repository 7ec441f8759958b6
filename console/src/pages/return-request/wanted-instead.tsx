/** Another item that a customer takes in place of what he gives back: it is sold to him, at its price. */
import type { WantedInstead } from './draft.ts';

interface Props {
  /** Of which line, for people who hear the form. */
  readonly name: string;
  readonly instead: WantedInstead;
  readonly change: (instead: WantedInstead) => void;
}

export function Instead({ name, instead, change }: Props) {
  const set = (part: Partial<WantedInstead>): void => change({ ...instead, ...part });
  return (
    <details open={instead.item !== ''} style={{ marginTop: 6 }}>
      <summary className="t2">Another item instead</summary>
      <div className="tabs" style={{ marginTop: 6 }}>
        <label className="fld">
          Item
          <input
            aria-label={`Item instead of ${name}`}
            size={12}
            value={instead.item}
            onChange={({ target }) => set({ item: target.value.trim() })}
          />
        </label>
        <label className="fld">
          How many
          <input
            aria-label={`How many instead of ${name}`}
            inputMode="decimal"
            pattern="\d+(\.\d{1,6})?"
            title="Base units for all of the line, as 4 or 2.5"
            placeholder="as many"
            size={7}
            value={instead.quantity}
            onChange={({ target }) => set({ quantity: target.value.trim() })}
          />
        </label>
        <label className="fld">
          Agreed price
          <input
            aria-label={`Agreed price instead of ${name}`}
            inputMode="decimal"
            pattern="\d+(\.\d{1,6})?"
            title="Of one base unit, as 2.5"
            placeholder="the list's"
            size={7}
            value={instead.unitPrice}
            onChange={({ target }) => set({ unitPrice: target.value.trim() })}
          />
        </label>
      </div>
    </details>
  );
}
