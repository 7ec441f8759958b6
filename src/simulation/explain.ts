import type { Wanted } from '../engine/judgement.ts';
import type { Finding } from './auditor.ts';
import type { OrderRecord, Process } from './process.ts';

/**
 * Why books that disagree are no fault of ours: the gate, case, refusal or shortage that says so,
 * or `null` where nothing does (law 1b).
 */
export function explanationOf(process: Process, finding: Finding): string | null {
  const { about } = finding;
  if (about === 'shipment.confirmed') return disputedShipment(process);
  const record = process.orders.get(finding.salesOrder);
  if (about === null || record?.last === undefined || record.last === null) return null;
  const { judgement, cases } = record.last;
  for (const command of judgement.wanted) {
    if (!concerns(command.id, about)) continue;
    const reason = heldBy(command);
    if (reason !== null) return reason;
  }
  const open = cases.find(({ id }) => id.includes(about));
  if (open !== undefined) return `case ${open.kind}`;
  for (const [id, verdict] of judgement.decisions) {
    if (verdict === 'waive' && id.includes(about)) return 'waived';
  }
  return unfinishedBy(process, record, about);
}

/** Stock agrees when every shipment is known as it was. */
function disputedShipment(process: Process): string | null {
  for (const { last } of process.orders.values()) {
    if (last?.cases.some(({ id }) => id.startsWith('dispute:shipment.confirmed'))) return 'disputed';
  }
  return null;
}

/** A line that has not shipped is a matter of promising and of releasing it. */
const concerns = (id: string, about: string): boolean =>
  id === about ||
  id.startsWith(`${about}:`) ||
  (about === 'allocate-inventory' && id.startsWith('release-shipping-order'));

function heldBy({ gates, disputed }: Wanted): string | null {
  if (disputed === true) return 'disputed';
  const closed = gates.find(({ status }) => status !== 'cleared');
  return closed === undefined ? null : `gate ${closed.name}: ${closed.reason.code}`;
}

function unfinishedBy(process: Process, record: OrderRecord, about: string): string | null {
  for (const { id, status } of record.book.values()) {
    if (concerns(id, about) && (status === 'parked' || status === 'refused')) return status;
  }
  if (about !== 'allocate-inventory') return null;
  return isShortOfStock(process, record) ? 'backorder' : null;
}

/** What is missing is not there: a shortage explains nothing while anything is free. */
function isShortOfStock(process: Process, record: OrderRecord): boolean {
  const { backorders } = process.stockOf(record);
  const positions = process.ledger.positions();
  return (
    backorders.length > 0 &&
    backorders.every(({ item }) => {
      for (const [place, { onHand, promised }] of positions) {
        if (place.startsWith(`${item}|`) && onHand > promised) return false;
      }
      return true;
    })
  );
}
