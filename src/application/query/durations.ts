/** How long things take: each with its formula, its clock and who answers for it. */
import { DURATIONS } from '../../contract/resources/console-figures.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { ConsoleReads, DurationFilter, MeasuredDuration } from './console-reads.ts';

const FORMULAS: Readonly<Record<MeasuredDuration['figure'], readonly [formula: string, owner: string]>> = {
  'order-to-shipment': [
    'from the order, by its channel, to its first shipment, by the warehouse', 'warehouse',
  ],
  'shipment-to-record': ['from the shipment, by the warehouse, until it was recorded here', 'integration'],
  'shipment-to-invoice': [
    'from the shipment, by the warehouse, to the posting of its invoice, by the ERP', 'finance',
  ],
  'request-to-authorization': ['from the request of the return to its authorization', 'service'],
  'authorization-to-receipt': [
    'from the authorization of the return to its first receipt, by the warehouse; what came unannounced is ' +
      'left out',
    'service',
  ],
  'receipt-to-inspection': [
    'from the receipt, by the warehouse, to the first inspection of its goods', 'quality',
  ],
  'receipt-to-credit': [
    'from the first receipt of the return to the posting of each credit memo, by the ERP', 'finance',
  ],
  'return-to-credit': [
    'from the request of the return to the posting of each credit memo, by the ERP', 'service',
  ],
  'dispute-to-answer': [
    'from the opening of the dispute to the first credit, settlement or document that answers it', 'finance',
  ],
  'case-to-resolution': ['from the opening of the case to its end, by itself or by a person', 'service'],
};

export async function durationsOf(reads: Pick<ConsoleReads, 'durations'>, filter: DurationFilter) {
  const measured = new Map((await reads.durations(filter)).map((row) => [row.figure, row]));
  const { entities, from, at } = filter;
  return {
    at: formatInstant(at),
    from: formatInstant(from),
    entity: entities?.length === 1 ? entities[0]! : null,
    durations: DURATIONS.map((figure) => {
      const [formula, owner] = FORMULAS[figure];
      const { ended = 0, medianSeconds = null, p90Seconds = null } = measured.get(figure) ?? {};
      return { figure, ended, medianSeconds, p90Seconds, formula, owner, version: 1 };
    }),
  };
}
