import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import { draftInvoice, type InvoiceDraft } from '../../domain/billing/invoice-draft.ts';
import type { ExceptionCase, Gate } from '../../engine/judgement.ts';
import { register, registers, type Register } from '../../engine/state.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { LocalDate } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import { gate, type Acceptance } from './checkpoints.ts';
import { settle, type Settled } from './disputes.ts';
import type { OrderView, ShipmentView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';

export type Posted = ContentOfFact<typeof FACTS.invoicePosted>;
export type Transport = ContentOfFact<typeof FACTS.transportArranged>;
export type TaxQuote = ContentOfFact<typeof FACTS.taxQuoted>;

/** One shipment on its way to an invoice. */
export interface Billing {
  readonly shipment: ShipmentView;
  readonly draft: InvoiceDraft;
  readonly transport: Settled<Transport> | undefined;
  /** Names the content that tax is asked about; answers to another do not count. */
  readonly taxQuestion: string;
  readonly tax: Settled<TaxQuote> | undefined;
  readonly taxMinor: bigint;
  readonly grossMinor: bigint;
  readonly postingDate: LocalDate;
  /** Number of the decision to try the same date again; 0 if there is none. */
  readonly postingRetry: number;
  /** The invoice that stands for this shipment: posted and not reversed. */
  readonly invoice: Settled<Posted> | undefined;
  /** The five checkpoints of invoice release (guard D3). */
  readonly checkpoints: readonly Gate[];
  readonly cases: readonly ExceptionCase[];
}

/** Works out the billing of every shipment of the order. */
export function billingsOf(
  view: OrderView,
  policy: OrderToCashPolicy,
  zone: string,
  acceptance: Acceptance,
  approved: Gate,
  blocking: readonly ExceptionCase[],
): readonly Billing[] {
  if (view.shipments.length === 0) return NO_BILLINGS;
  const standing = standingInvoices(view);
  const prices = new Map(view.lines.map(({ line }) => [line.line, line.unitPrice]));
  return view.shipments.map((shipment) => {
    const { currency } = view.order.value;
    const lines = shipment.value.lines
      .filter((line) => line.quantity > 0n && prices.has(line.line))
      .map(({ line, item, quantity }) => ({
        line,
        item,
        quantity,
        unitPrice: prices.get(line)!,
      }));
    const draft = draftInvoice(lines, currency, policy.rounding);
    const id = shipment.value.shipment;
    const transport = one(view, register(view.state, R.transport, id), R.transport.type);
    const freight = transport?.value.freight.amountMinor ?? 0n;
    const taxQuestion = taxQuestionOf(draft, freight);
    const tax = one(view, register(view.state, R.tax, `${id} ${taxQuestion}`), R.tax.type);
    const taxMinor = tax === undefined ? 0n : totalTax(tax.value);
    const cases: ExceptionCase[] = [];
    const base = { shipment, draft, transport, taxQuestion, tax, taxMinor };
    const due: Money = { amountMinor: draft.netMinor + freight + taxMinor, currency };
    const period = postingPeriod(view, policy, zone, shipment, due, cases);
    return {
      ...base,
      grossMinor: due.amountMinor,
      postingDate: period.date,
      postingRetry: period.retry,
      invoice: standing.get(id),
      checkpoints: [
        approved,
        shipmentConfirmed(view, shipment),
        acceptance.price,
        taxAnswered(view, base),
        noOpenException([...blocking, ...cases]),
      ],
      cases,
    };
  });
}

const NO_BILLINGS: readonly Billing[] = [];

function one<T>(
  view: OrderView,
  known: Register<T> | undefined,
  type: string,
): Settled<T> | undefined {
  return known === undefined ? undefined : settle(view.state, known, type);
}

/** Invoices that stand, by shipment; of several the one with the latest generation. */
function standingInvoices(view: OrderView): ReadonlyMap<string, Settled<Posted>> {
  const standing = new Map<string, Settled<Posted>>();
  for (const known of registers(view.state, R.posted)) {
    const posted = settle(view.state, known, R.posted.type);
    if (register(view.state, R.reversed, posted.value.invoice) !== undefined) continue;
    const other = standing.get(posted.value.shipment);
    if (other === undefined || other.value.generation < posted.value.generation) {
      standing.set(posted.value.shipment, posted);
    }
  }
  return standing;
}

function taxQuestionOf(draft: InvoiceDraft, freightMinor: bigint): string {
  let text = String(freightMinor);
  for (const { line, item, netMinor } of draft.lines) text += `|${line}/${item}/${netMinor}`;
  return fingerprint(text);
}

function totalTax(quote: TaxQuote): bigint {
  let total = quote.freightTax.amountMinor;
  for (const { tax } of quote.lines) total += tax.amountMinor;
  return total;
}

/** The posting date, moved on where the ledger refused it and a rule or a person said so. */
function postingPeriod(
  view: OrderView,
  policy: OrderToCashPolicy,
  zone: string,
  shipment: ShipmentView,
  due: Money,
  cases: ExceptionCase[],
): { readonly date: LocalDate; readonly retry: number } {
  const id = shipment.value.shipment;
  const decided = register(view.state, R.redated, id)?.contents[0].value.postingDate;
  let date = decided ?? localDateIn(zone, shipment.value.shippedAt);
  if (registers(view.state, R.postingRefused).length === 0) return { date, retry: 0 };
  for (;;) {
    const refused = register(view.state, R.postingRefused, `${id} ${date}`);
    if (refused === undefined) return { date, retry: 0 };
    const { firstOpenDate, reason } = refused.contents[0].value;
    const byRule = policy.closedPeriod === 'redate-to-first-open' && decided === undefined;
    if (byRule && firstOpenDate > date) {
      date = firstOpenDate;
      continue;
    }
    const caseId = `closed-period:${id}:${date}`;
    const decision = register(view.state, R.decided, caseId);
    if (decision?.contents[0].value.verdict === 'retry') return { date, retry: decision.version };
    cases.push({
      id: caseId,
      kind: 'closed-period',
      text: `The ledger refuses ${date} for shipment ${id}: ${reason}`,
      role: 'finance',
      exposure: due,
      playbook: `Re-date the posting (first open date ${firstOpenDate}), or open it and retry.`,
    });
    return { date, retry: 0 };
  }
}

function shipmentConfirmed(view: OrderView, shipment: ShipmentView): Gate {
  const name = 'shipment-confirmed';
  const { shipment: id } = shipment.value;
  if (shipment.disputed) {
    return gate(name, 'blocked', 'disputed', `shipment ${id} is stated in two ways`);
  }
  if (!view.terms.proofOfDelivery) {
    return gate(name, 'cleared', 'confirmed', `shipment ${id} is confirmed`, [shipment.fact]);
  }
  const proof = register(view.state, R.proof, id);
  if (proof === undefined) {
    const text = `the customer's terms require proof of delivery of ${id}`;
    return gate(name, 'waiting', 'no-proof-of-delivery', text, [shipment.fact]);
  }
  const facts = [shipment.fact, proof.contents[0].fact];
  return gate(name, 'cleared', 'delivered', `shipment ${id} was delivered`, facts);
}

function taxAnswered(
  view: OrderView,
  billing: Pick<Billing, 'shipment' | 'tax' | 'taxQuestion' | 'transport'>,
): Gate {
  const name = 'tax-answered';
  if (billing.tax !== undefined) {
    const facts = [billing.tax.fact];
    return gate(name, 'cleared', 'quoted', `tax quote ${billing.tax.value.quote}`, facts);
  }
  const { shipment: id } = billing.shipment.value;
  const refused = register(view.state, R.taxRefused, `${id} ${billing.taxQuestion}`);
  if (refused === undefined) {
    return billing.transport === undefined
      ? gate(name, 'waiting', 'no-freight', 'freight is not known, so tax cannot be asked')
      : gate(name, 'waiting', 'not-quoted', 'the tax engine has not answered');
  }
  const { reason } = refused.contents[0].value;
  return gate(name, 'blocked', 'refused', reason, [refused.contents[0].fact]);
}

const NOTHING_OPEN = gate('no-open-exception', 'cleared', 'none', 'no exception is open');

function noOpenException(cases: readonly ExceptionCase[]): Gate {
  const [first] = cases;
  if (first === undefined) return NOTHING_OPEN;
  const text = cases.length === 1 ? first.text : `${first.text}, and ${cases.length - 1} more`;
  return gate('no-open-exception', 'blocked', first.kind, text);
}
