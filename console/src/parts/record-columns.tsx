/** Columns that the lists of orders and of returns share. */
import { To } from '../shell/link.tsx';
import { number } from '../words/format.ts';
import type { Column } from './long-table.tsx';

/** The number of a record, as the way to its page. */
export const numberColumn = <T,>(
  name: string,
  width: string,
  numberOf: (row: T) => string,
  pathOf: (number: string) => string,
): Column<T> => ({
  name,
  width,
  phone: 'w2',
  cell: (row) => (
    <To to={pathOf(numberOf(row))} className="b">
      {numberOf(row)}
    </To>
  ),
});

export const customerColumn: Column<{ readonly customer: string | null }> = {
  name: 'Customer',
  width: '10%',
  cell: ({ customer }) => customer ?? '–',
};

export const casesColumn: Column<{ readonly openCases: number }> = {
  name: 'Cases',
  isNumber: true,
  width: '7%',
  cell: ({ openCases }) => (openCases === 0 ? <span className="t3">0</span> : number(openCases)),
};
