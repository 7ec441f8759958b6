/** The ERP's open invoices, as a sweep compares them. */
import type { Inventory, InventoryRecord } from '../../application/ports/inventory.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { formatMoney, parseMoney } from '../../kernel/money.ts';
import { expectOk } from '../../kernel/result.ts';
import { faultText, readWire, together } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import { factOfDocument } from './translate.ts';
import * as wire from './wire.ts';

type Call = (method: string, params: unknown, signal: AbortSignal) => Promise<unknown>;

export function invoiceInventory(companies: CompanyCodes, call: Call): Inventory {
  return {
    object: 'invoices',
    async *pages(signal) {
      for (let [after_order, after_number] = ['', '']; ; ) {
        const read = readWire(
          wire.openInvoices,
          await call('invoice.list_open', { after_order, after_number }, signal),
        );
        if (!read.ok) throw new Error(`no list of invoices: ${faultText(read.error)}`);
        const { invoices, more } = read.value;
        yield invoices.flatMap((invoice) => recordOf(invoice, companies, 'stands'));
        if (!more) return;
        const last = invoices.at(-1)!;
        [after_order, after_number] = [last.sales_order, last.number];
      }
    },
    async read({ number }, signal) {
      const read = readWire(wire.invoiceTrail, await call('invoice.trail', { number }, signal));
      if (!read.ok) throw new Error(`invoice ${number}: ${faultText(read.error)}`);
      if (read.value === null) return { record: null, facts: [] };
      const { invoice, reversal, applications } = read.value;
      const documents = [
        { kind: 'invoice', document: invoice } as const,
        ...(reversal === null ? [] : [{ kind: 'reversal', document: reversal } as const]),
        ...applications.map((document) => ({ kind: 'application', document }) as const),
      ];
      const facts = together(documents.map((document) => factOfDocument(document, companies)));
      if (!facts.ok) throw new Error(`invoice ${number}: ${faultText(facts.error)}`);
      const [record] = recordOf(invoice, companies, reversal === null ? 'stands' : 'reversed');
      return { record: record ?? null, facts: facts.value };
    },
  };
}

interface Listed {
  readonly code: string;
  readonly number: string;
  readonly sales_order: string;
  readonly gross: string;
  readonly currency: string;
  readonly posted_at: string;
}

function recordOf(
  invoice: Listed,
  companies: CompanyCodes,
  standing: 'stands' | 'reversed',
): readonly InventoryRecord[] {
  const entity = companies.entityOf(invoice.code);
  if (entity === null) return [];
  const { number } = invoice;
  const currency = expectOk(parseCurrency(invoice.currency), `currency of invoice ${number}`);
  const worth = expectOk(parseMoney(invoice.gross, currency), `gross of invoice ${number}`);
  return [
    {
      entity,
      sortedBy: invoice.sales_order,
      number,
      figures: [formatMoney(worth), currency, standing],
      changedAt: expectOk(parseInstant(invoice.posted_at), `time of invoice ${number}`),
      worth,
    },
  ];
}
