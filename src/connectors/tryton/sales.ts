/**
 * Tryton as the system of record of sales: the order as a quotation, and its confirmation as the
 * word on credit.
 */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { checkCredit, registerSalesOrder } from '../../canonical/commands.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { formatAmount, lineTotal } from '../../kernel/money.ts';
import { expectOk } from '../../kernel/result.ts';
import { formatUnitPrice, parseUnitPrice } from '../../kernel/unit-price.ts';
import { refuse, RefusedByTryton, unmoved, type Exchange } from './exchange.ts';
import { countOf, factOf } from './facts.ts';
import { markedAs, markOf, markText } from './marks.ts';
import { hasBegun, holdShipments, linesOf, processed } from './processing.ts';
import { contractPrices, netDaysOf, partyOf, productsOf } from './masters.ts';
import { changedAt, creditRow, saleRow, type SaleLineRow, type SaleRow } from './rows.ts';
import { dateValue, decimalValue, quantityNumber } from './values.ts';

type Register = ContentOfFact<typeof registerSalesOrder>;
type CheckCredit = ContentOfFact<typeof checkCredit>;

/** What came of a command, when it did not end otherwise. */
export interface Outcome {
  readonly facts: readonly CanonicalFact[];
}

/** States in which Tryton has bound itself. */
const CONFIRMED: ReadonlySet<string> = new Set(['confirmed', 'processing', 'done']);
/** A confirmed order is approved for good: later than every hold that was stated before. */
const APPROVAL_NUMBER_MIN = 1_000_000_000;
/** Beginning of a line's note that keeps the contract price of the moment of registration. */
const CONTRACT = 'contract price ';

/** The one document of an order, or `null`. */
export async function saleOf(exchange: Exchange, salesOrder: string): Promise<SaleRow | null> {
  const domain = [
    ['reference', '=', salesOrder],
    ['company', '=', exchange.company.id],
    markedAs('order'),
  ];
  const sales = await exchange.find('sale.sale', domain, saleRow);
  const standing = sales.filter(({ state }) => state !== 'cancelled');
  if (standing.length > 1) {
    const numbers = standing.map(({ number, id }) => number ?? `draft ${id}`).join(', ');
    refuse('duplicate-document', `Tryton holds ${salesOrder} more than once: ${numbers}`);
  }
  return standing[0] ?? sales.at(-1) ?? null;
}

/** What the document says now about this very request, or `null` if it does not show it. */
export async function registeredAs(exchange: Exchange, content: Register): Promise<Outcome | null> {
  const sale = await saleOf(exchange, content.salesOrder);
  if (sale === null || markOf(sale.description, 'order')?.parts[0] !== content.of) return null;
  const isWanted = content.lines.some(({ quantity }) => quantity > 0n);
  if (isWanted ? sale.state === 'draft' || sale.state === 'cancelled' : sale.state !== 'cancelled')
    return null;
  return { facts: await factsOfSales(exchange, [sale]) };
}

/** Set the order to this: a quotation that holds what is ordered and not cancelled. */
export async function register(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as Register;
  // A request whose answer was lost may have made it: nothing is created before looking.
  const before = await registeredAs(exchange, content);
  if (before !== null) return before;
  const sale = await saleOf(exchange, content.salesOrder);
  const mark = markText('order', command.generation, content.of);
  const isWanted = content.lines.some(({ quantity }) => quantity > 0n);
  if (sale !== null && CONFIRMED.has(sale.state)) {
    await keepConfirmed(exchange, sale, content, mark);
  } else if (!isWanted) {
    if (sale === null) refuse('nothing-ordered', `nothing of ${content.salesOrder} is ordered`);
    await exchange.write('sale.sale', [sale.id], { description: mark });
    await exchange.click('sale.sale', 'cancel', sale.id);
  } else {
    await quote(exchange, sale, await saleValues(exchange, content, mark));
  }
  const after = await registeredAs(exchange, content);
  if (after === null) {
    const now = await saleOf(exchange, content.salesOrder);
    return unmoved(`the sale of ${content.salesOrder}`, now?.state ?? 'not there');
  }
  return after;
}

async function quote(
  exchange: Exchange,
  sale: SaleRow | null,
  values: Record<string, unknown>,
): Promise<void> {
  let id = sale?.id;
  if (sale === null) {
    id = await exchange.create('sale.sale', values);
  } else {
    if (sale.state !== 'draft') await exchange.click('sale.sale', 'draft', sale.id);
    const [, lines] = (values['lines'] as [[string, unknown]])[0];
    const replaced = sale.lines.length === 0 ? [] : [['delete', sale.lines]];
    await exchange.write('sale.sale', [sale.id], {
      ...values,
      lines: [...replaced, ['create', lines]],
    });
  }
  await exchange.click('sale.sale', 'quote', id!);
}

/** A confirmed sale keeps its lines: only what is the same may be told again. */
async function keepConfirmed(
  exchange: Exchange,
  sale: SaleRow,
  content: Register,
  mark: string,
): Promise<void> {
  const held = new Map(
    (await linesOf(exchange, [sale])).map((line) => [line.sequence, countOf(line.quantity)]),
  );
  const differs = content.lines.some(({ line, quantity }) => (held.get(line) ?? 0n) !== quantity);
  if (differs) {
    const named = sale.number ?? sale.id;
    const text = `Tryton has confirmed sale ${named}: its lines can no longer be changed there`;
    refuse('already-confirmed', text);
  }
  await exchange.write('sale.sale', [sale.id], { description: mark });
}

async function saleValues(
  exchange: Exchange,
  content: Register,
  mark: string,
): Promise<Record<string, unknown>> {
  const { company } = exchange;
  if (content.currency !== company.currency) {
    refuse(
      'currency',
      `the company keeps its books in ${company.currency}, not in ${content.currency}`,
    );
  }
  const party = await partyOf(exchange, content.customer);
  const lines = content.lines.filter(({ quantity }) => quantity > 0n);
  const products = await productsOf(
    exchange,
    lines.map(({ item }) => item),
  );
  const contract = await contractPrices(exchange, party, lines);
  const counted = lines.map(({ line, item, quantity, unitPrice }) => {
    const product = products.get(item)!;
    const count = quantityNumber(quantity);
    if (!count.ok) return refuse('quantity', count.error);
    const agreed = contract.get(line);
    return {
      type: 'line',
      sequence: line,
      product: product.id,
      unit: product.default_uom,
      quantity: count.value,
      unit_price: decimalValue(formatUnitPrice(unitPrice)),
      description: item,
      note: agreed === undefined ? '' : `${CONTRACT}${agreed}`,
    };
  });
  return {
    company: company.id,
    party: party.id,
    currency: company.currencyId,
    invoice_address: party.address,
    shipment_address: party.address,
    reference: content.salesOrder,
    description: mark,
    comment:
      content.customerReference === undefined ? '' : `Purchase order ${content.customerReference}`,
    sale_date: dateValue(formatInstant(content.orderedAt).slice(0, 10)),
    payment_term: party.paymentTerm,
    price_list: party.priceList,
    // We bill what shipped, with freight and quoted tax; Tryton ships what is confirmed.
    invoice_method: 'manual',
    shipment_method: 'order',
    lines: [['create', counted]],
  };
}

/**
 * Credit is decided by confirming: Tryton holds the order as a quotation where the limit does not
 * cover it, and locks while it decides. What it releases to its own warehouse by that stays a draft
 * until we release it.
 */
export async function decideCredit(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as CheckCredit;
  const sale = await saleOf(exchange, content.salesOrder);
  if (sale === null)
    return refuse('not-registered', `Tryton has no sale for ${content.salesOrder}`);
  if (sale.state === 'cancelled') {
    return refuse('cancelled', `sale ${sale.number ?? sale.id} was cancelled in Tryton`);
  }
  if (!CONFIRMED.has(sale.state)) {
    try {
      await exchange.click('sale.sale', 'confirm', sale.id);
    } catch (error) {
      if (!(error instanceof RefusedByTryton) || !(await isCreditHold(exchange, sale, error)))
        throw error;
      return { facts: [heldFact(exchange, command, error.fault.text)] };
    }
  }
  if (!hasBegun(sale)) {
    await processed(exchange, sale);
    await holdShipments(exchange, sale);
  }
  return (
    (await creditAs(exchange, content)) ??
    unmoved(`sale ${sale.number ?? sale.id}`, 'not confirmed')
  );
}

/** The word on credit that the document shows, or `null`: a hold leaves no trace. */
export async function creditAs(exchange: Exchange, content: CheckCredit): Promise<Outcome | null> {
  const sale = await saleOf(exchange, content.salesOrder);
  if (sale === null || !hasBegun(sale)) return null;
  const facts = await factsOfSales(exchange, [sale]);
  return { facts: facts.filter(({ type }) => type === FACTS.creditDecided.type) };
}

/**
 * Whether a refusal is a hold for credit: the question says so by its name, a plain no by the
 * party's figures.
 */
async function isCreditHold(
  exchange: Exchange,
  sale: SaleRow,
  { fault }: RefusedByTryton,
): Promise<boolean> {
  if (fault.kind === 'question') return fault.name.startsWith('credit_limit_');
  const [party] = await exchange.find('party.party', [['id', '=', sale.party]], creditRow);
  const limit = party?.credit_limit_amount ?? null;
  if (party === undefined || limit === null) return false;
  const { currency } = exchange.company;
  const minor = (text: string | null): bigint => {
    const parsed = parseUnitPrice(text ?? '0');
    return parsed.ok ? parsed.value : 0n;
  };
  const lines = await linesOf(exchange, [sale]);
  const net = lines.reduce((sum, line) => sum + netMinor(line, currency), 0n);
  const asked = parseUnitPrice(formatAmount(net, currency));
  return asked.ok && minor(limit) < minor(party.credit_amount) + asked.value;
}

const heldFact = (exchange: Exchange, command: OutboundCommand, reason: string): CanonicalFact => {
  const { salesOrder, amount } = command.content as CheckCredit;
  const said = {
    id: `credit/${salesOrder}/held/${command.generation}`,
    occurredAt: new Date().toISOString(),
  };
  return factOf(exchange, FACTS.creditDecided, said, {
    salesOrder,
    decision: command.generation,
    verdict: 'held',
    covers: {
      amount: formatAmount(amount.amountMinor, amount.currency),
      currency: amount.currency,
    },
    reason,
  });
};

/** Everything that sales say: what is registered, and whose credit is approved. */
export async function factsOfSales(
  exchange: Exchange,
  sales: readonly SaleRow[],
): Promise<CanonicalFact[]> {
  const lines = new Map<number, SaleLineRow[]>();
  for (const line of await linesOf(exchange, sales))
    lines.set(line.sale, [...(lines.get(line.sale) ?? []), line]);
  const facts: CanonicalFact[] = [];
  for (const sale of sales) {
    const mark = markOf(sale.description, 'order');
    if (mark === null || sale.reference === null || sale.state === 'draft') continue;
    const own = lines.get(sale.id) ?? [];
    const [of = ''] = mark.parts;
    const head = { salesOrder: sale.reference, occurredAt: changedAt(sale) };
    facts.push(
      registeredFact(
        exchange,
        sale,
        mark.generation,
        of,
        own,
        await netDaysOf(exchange, sale.payment_term),
      ),
    );
    if (hasBegun(sale)) facts.push(approvedFact(exchange, sale, own, head));
  }
  return facts;
}

function registeredFact(
  exchange: Exchange,
  sale: SaleRow,
  generation: number,
  of: string,
  lines: readonly SaleLineRow[],
  netDays: number,
): CanonicalFact {
  const { terms } = exchange.settings;
  const said = { id: `sale/${sale.id}/${generation}`, occurredAt: changedAt(sale) };
  const isCancelled = sale.state === 'cancelled';
  return factOf(exchange, FACTS.salesOrderRegistered, said, {
    salesOrder: sale.reference,
    version: generation,
    of,
    erpOrder: sale.number ?? `draft-${sale.id}`,
    customerKnown: true,
    terms: { payment: netDays === 0 ? 'prepaid' : 'on-account', netDays, ...terms },
    lines: isCancelled
      ? []
      : lines.map(({ sequence, note }) => ({
          line: sequence,
          itemKnown: true,
          ...(note?.startsWith(CONTRACT) === true
            ? { contractPrice: note.slice(CONTRACT.length) }
            : {}),
        })),
  });
}

function approvedFact(
  exchange: Exchange,
  sale: SaleRow,
  lines: readonly SaleLineRow[],
  head: { readonly salesOrder: string; readonly occurredAt: string },
): CanonicalFact {
  const { currency } = exchange.company;
  const net = lines.reduce((sum, line) => sum + netMinor(line, currency), 0n);
  const said = { id: `credit/${head.salesOrder}/approved/${sale.id}`, occurredAt: head.occurredAt };
  return factOf(exchange, FACTS.creditDecided, said, {
    salesOrder: head.salesOrder,
    decision: APPROVAL_NUMBER_MIN + sale.id,
    verdict: 'approved',
    covers: { amount: formatAmount(net, currency), currency },
    reason: `Tryton has confirmed sale ${sale.number ?? sale.id}`,
  });
}

/** Net of a line, half up: at least what any rounding of the order comes to. */
const netMinor = (line: SaleLineRow, currency: Exchange['company']['currency']): bigint =>
  lineTotal(
    countOf(line.quantity),
    expectOk(parseUnitPrice(line.unit_price ?? '0'), 'price'),
    currency,
    'half-up',
  );
