/** The reading that the parts of a return's page share. */
import type { ReturnRecord } from '../../api/types.ts';
import type { RecordReading } from '../record/reading.ts';

export type ReturnReading = RecordReading<ReturnRecord>;

/** A sum of quantities. */
export const total = <T>(rows: readonly T[], quantityOf: (row: T) => string): number =>
  rows.reduce((sum, row) => sum + Number(quantityOf(row)), 0);

/** Parts of every inspection in one list. */
export const partsOf = ({ inspections }: ReturnRecord) => inspections.flatMap(({ parts }) => parts);

/** Credits that count: a rejected one is none. */
export const creditsOf = ({ credits }: ReturnRecord) => credits.filter(({ rejected }) => !rejected);
