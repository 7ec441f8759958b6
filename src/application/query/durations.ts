/** How long things take: each with its formula, its clock and who answers for it. */
import { formatInstant } from '../../kernel/instant.ts';
import type { ConsoleReads, DurationFilter, MeasuredDuration } from './console-reads.ts';

/** In the order in which goods and money move. */
const FORMULAS: readonly (Pick<MeasuredDuration, 'figure'> & Record<'formula' | 'owner', string>)[] = [
  {
    figure: 'order-to-shipment',
    formula: 'from the order, by its channel, to its first shipment, by the warehouse',
    owner: 'warehouse',
  },
  {
    figure: 'shipment-to-invoice',
    formula: 'from the shipment, by the warehouse, to the posting of its invoice, by the ERP',
    owner: 'finance',
  },
  {
    figure: 'return-to-credit',
    formula: 'from the request of the return to the posting of each credit memo, by the ERP',
    owner: 'service',
  },
];

export async function durationsOf(reads: Pick<ConsoleReads, 'durations'>, filter: DurationFilter) {
  const measured = new Map((await reads.durations(filter)).map((row) => [row.figure, row]));
  const { entities, from, at } = filter;
  return {
    at: formatInstant(at),
    from: formatInstant(from),
    entity: entities?.length === 1 ? entities[0]! : null,
    durations: FORMULAS.map(({ figure, formula, owner }) => {
      const { ended = 0, medianSeconds = null, p90Seconds = null } = measured.get(figure) ?? {};
      return { figure, ended, medianSeconds, p90Seconds, formula, owner, version: 1 };
    }),
  };
}
