/** Another item that a customer takes in place of what he gives back: it is sold to him, at its price. */
import type { WantedInstead } from './draft.ts';

interface Props {
  /** Of which line, for people who hear the form. */
  readonly name: string;
  readonly instead: WantedInstead;
  readonly change: (instead: WantedInstead) => void;
}

export function Instead({ name, instead, change }: Props) {
  const blank = (member: keyof WantedInstead): Pick<BlankProps, 'of' | 'value' | 'set'> => ({
    of: name,
    value: instead[member],
    set: (value) => change({ ...instead, [member]: value }),
  });
  return (
    <details open={instead.item !== ''} style={{ marginTop: 6 }}>
      <summary className="t2">Another item instead</summary>
      <div className="tabs" style={{ marginTop: 6 }}>
        <Blank label="Item" size={12} {...blank('item')} />
        <Blank
          label="How many"
          hint="Base units for all of the line, as 4 or 2.5"
          placeholder="as many"
          {...blank('quantity')}
          {...DECIMAL}
        />
        <Blank
          label="Agreed price"
          hint="Of one base unit, as 2.5"
          placeholder="the list's"
          {...blank('unitPrice')}
          {...DECIMAL}
        />
      </div>
    </details>
  );
}

const DECIMAL = { inputMode: 'decimal', pattern: '\\d+(\\.\\d{1,6})?', size: 7 } as const;

interface BlankProps {
  readonly label: string;
  /** The line that it belongs to. */
  readonly of: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly size: number;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly inputMode?: 'decimal';
  readonly pattern?: string;
}

const Blank = ({ label, of, set, hint, ...rest }: BlankProps) => (
  <label className="fld">
    {label}
    <input
      aria-label={`${label} instead of ${of}`}
      title={hint}
      onChange={({ target }) => set(target.value.trim())}
      {...rest}
    />
  </label>
);
