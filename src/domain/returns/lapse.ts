/**
 * Approved credits that are not posted and can no longer be, as they were approved: their invoice was taken
 * back, or others have credited what is left of it. Whoever holds one asks again. Pure.
 */
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { Entitlements } from './answers.ts';
import { sumOf } from './apportionment.ts';
import type { BilledOrder } from './entitlement.ts';

type Lapsed = ContentOfFact<typeof FACTS.creditApprovalLapsed>;
/** Who holds an approved credit. */
export type Holder =
  | { readonly rma: string; readonly inspection: string }
  | { readonly dispute: string };

interface ApprovedCredit {
  readonly holder: Holder;
  readonly cause: string;
  readonly invoice: string;
  readonly grossMinor: bigint;
}

/** Every credit that the last answers approved, in full or in part. */
function approvedOf({ answers }: Entitlements, order: BilledOrder): readonly ApprovedCredit[] {
  return [...answers.values()].flatMap(({ type, text }): readonly ApprovedCredit[] => {
    if (type === FACTS.creditApproved.type) {
      const { rma, inspection, credits } = FACTS.creditApproved.read(text);
      return credits.map(({ invoice, gross }) => ({
        holder: { rma, inspection }, cause: rma, invoice, grossMinor: gross.amountMinor,
      }));
    }
    if (type !== FACTS.chargeCreditApproved.type) return [];
    const { dispute, invoice, gross } = FACTS.chargeCreditApproved.read(text);
    // What was billed for less already is not credited as well.
    if (order.rebilledBy?.has(dispute) === true) return [];
    // A person may have billed it anew for this dispute, and not told yet: it stands while there is room.
    const standing = invoiceAfter(order, invoice);
    return [{ holder: { dispute }, cause: dispute, invoice: standing, grossMinor: gross.amountMinor }];
  });
}

/** Invoices that were billed anew, with the one that stands. */
function invoiceAfter({ succeeding }: BilledOrder, invoice: string): string {
  for (const [from, to] of succeeding ?? []) {
    if (invoiceOf(from) === invoice) return invoiceOf(to);
  }
  return invoice;
}

const invoiceOf = (key: string): string => key.slice(0, key.lastIndexOf('#'));

/** Who has to ask again. */
export function lapsedApprovals(order: BilledOrder, entitlements: Entitlements): readonly Holder[] {
  const posted = new Map<string, number>();
  const postedMinor = new Map<string, bigint>();
  for (const { cause, invoice, kind, grossMinor } of order.adjustments ?? []) {
    const sign = kind === 'credit' ? 1 : -1;
    const at = invoiceAfter(order, invoice);
    const name = `${cause} ${at} ${grossMinor}`;
    posted.set(name, (posted.get(name) ?? 0) + sign);
    postedMinor.set(at, (postedMinor.get(at) ?? 0n) + BigInt(sign) * grossMinor);
  }
  const outstanding = approvedOf(entitlements, order).filter(({ cause, invoice, grossMinor }) => {
    const name = `${cause} ${invoiceAfter(order, invoice)} ${grossMinor}`;
    const left = posted.get(name) ?? 0;
    posted.set(name, left - 1);
    return grossMinor > 0n && left <= 0;
  });
  const byInvoice = Map.groupBy(outstanding, ({ invoice }) => invoice);
  const holders = [...byInvoice].flatMap(([invoice, rows]) => {
    const billed = order.lines.filter((line) => line.invoice === invoice);
    const billedMinor = billed.reduce((sum, { amounts }) => sum + sumOf(amounts), 0n);
    const dueMinor = rows.reduce((sum, { grossMinor }) => sum + grossMinor, 0n);
    const isRoom = dueMinor <= billedMinor - (postedMinor.get(invoice) ?? 0n);
    return isRoom ? [] : rows.map(({ holder }) => holder);
  });
  return [...new Map(holders.map((holder) => [JSON.stringify(holder), holder])).values()];
}

/** What a holder is told. */
export const lapsedContent = (holder: Holder, salesOrder: string, review: number): Lapsed => ({
  ...holder, salesOrder, review,
});
