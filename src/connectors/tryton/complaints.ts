/**
 * Tryton as the place where the customer's case is kept: a complaint under the number of the
 * return, whose description says what has become of it.
 */
import type { OutboundCommand } from '../../application/ports/connector.ts';
import type { ContentOfFact } from '../../canonical/catalogue.ts';
import type { publishReturnStatus } from '../../canonical/return-commands.ts';
import { refuse, unmoved, type Exchange } from './exchange.ts';
import { partyOf } from './masters.ts';
import { complaintRow, idRow, type ComplaintRow } from './rows.ts';
import type { Outcome } from './sales.ts';
import { dateValue } from './values.ts';

type Publish = ContentOfFact<typeof publishReturnStatus>;

async function complaintOf(exchange: Exchange, rma: string): Promise<ComplaintRow | undefined> {
  const domain = [
    ['reference', '=', rma],
    ['company', '=', exchange.company.id],
    ['state', '!=', 'cancelled'],
  ];
  const found = await exchange.find('sale.complaint', domain, complaintRow);
  if (found.length > 1) refuse('duplicate-document', `Tryton holds ${rma} more than once`);
  return found[0];
}

/** The whole story in one line, so that what is told twice is the same. */
const wordsOf = ({ lifecycle, message, salesOrder }: Publish): string =>
  `${lifecycle}: ${message}${salesOrder === undefined ? '' : ` (order ${salesOrder})`}`;

/** Whether the complaint says this very thing. */
export async function publishedAs(exchange: Exchange, content: Publish): Promise<Outcome | null> {
  const complaint = await complaintOf(exchange, content.rma);
  return complaint?.description === wordsOf(content) ? { facts: [] } : null;
}

/** Set what the complaint says to this. */
export async function publish(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as Publish;
  const before = await publishedAs(exchange, content);
  if (before !== null) return before;
  const complaint = await complaintOf(exchange, content.rma);
  const description = wordsOf(content);
  if (complaint === undefined)
    await exchange.create('sale.complaint', await valuesOf(exchange, content));
  else await exchange.write('sale.complaint', [complaint.id], { description });
  const after = await publishedAs(exchange, content);
  return after ?? unmoved(`complaint ${content.rma}`, complaint?.state ?? 'missing');
}

async function valuesOf(exchange: Exchange, content: Publish): Promise<Record<string, unknown>> {
  const party = await partyOf(exchange, content.customer);
  const origin = [['origin.model', '=', 'sale.sale']];
  const [type] = await exchange.find('sale.complaint.type', origin, idRow, { limit: 1 });
  return {
    company: exchange.company.id,
    type: type?.id ?? refuse('no-complaint-type', 'Tryton has no type of complaint about sales'),
    customer: party.id,
    address: party.address,
    date: dateValue(new Date().toISOString().slice(0, 10)),
    reference: content.rma,
    description: wordsOf(content),
  };
}
