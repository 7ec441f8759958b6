/** The head of a table: one row of names, each over its column. */
import type { ReactNode } from 'react';

/** A column that needs more than its name. */
export interface Head {
  readonly name: string;
  /** `n`: over numbers, which stand right; `c`: in the middle; `only-d`: not on a phone. */
  readonly look?: string;
  readonly width?: string | number | undefined;
  /** Said below the name: whose word the column is, or what it means. */
  readonly below?: string;
  /** The name in full, where there is no room for it. */
  readonly title?: string;
  /** Said to whoever listens, and not shown. */
  readonly isHidden?: boolean;
}

/** Over numbers. */
export const ofNumbers = (name: string): Head => ({ name, look: 'n' });

/** Over marks. */
export const inTheMiddle = (name: string): Head => ({ name, look: 'c' });

/** Over a column of acts. */
export const ACTS: Head = { name: 'Act', isHidden: true };

export const TableHead = ({ columns }: { columns: readonly (string | Head)[] }): ReactNode => (
  <thead>
    <tr>
      {columns.map((column) => {
        const { name, look, width, below, title, isHidden } = headOf(column);
        return (
          <th key={title ?? name} scope="col" className={look} style={{ width }} title={title}>
            {isHidden === true ? <span className="vh">{name}</span> : name}
            {below === undefined ? null : <span className="own">{below}</span>}
          </th>
        );
      })}
    </tr>
  </thead>
);

const headOf = (column: string | Head): Head => (typeof column === 'string' ? { name: column } : column);
