import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import type { InvoiceDraft } from '../../domain/billing/invoice-draft.ts';
import type { Decisions, ExceptionCase, Gate } from '../../engine/judgement.ts';
import { register, registers, type Register } from '../../engine/state.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import type { LocalDate } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import { gate, type Acceptance } from './checkpoints.ts';
import { settle, type Settled } from './disputes.ts';
import type { OrderView, ShipmentView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';
import { isFreeOfCharge } from './replacement.ts';

export type Posted = ContentOfFact<typeof FACTS.invoicePosted>;
export type Transport = ContentOfFact<typeof FACTS.transportArranged>;
export type TaxQuote = ContentOfFact<typeof FACTS.taxQuoted>;

type PostingRefused = ContentOfFact<typeof FACTS.postingRefused>;

/** One shipment on its way to an invoice. */
export interface Billing {
  readonly shipment: ShipmentView;
  readonly draft: InvoiceDraft;
  readonly transport: Settled<Transport> | undefined;
  /** Freight that the customer bears. */
  readonly freightMinor: bigint;
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
  /** Invoices that stand beside it: the shipment is billed more than once. */
  readonly surplus: readonly Settled<Posted>[];
  /** The five checkpoints of invoice release (guard D3). */
  readonly checkpoints: readonly Gate[];
  readonly cases: readonly ExceptionCase[];
}

/** Changes exactly when the invoice would be another: its goods, its tax, its date. */
export function invoiceFingerprint(billing: Billing): string {
  const { taxQuestion, taxMinor, postingDate, postingRetry } = billing;
  const again = postingRetry === 0 ? '' : ` retry ${postingRetry}`;
  return `${taxQuestion} ${taxMinor} ${postingDate}${again}`;
}

/**
 * Whether a person waived that the standing invoice differs from what it would be now: either the
 * difference itself, or the refusal to take the invoice back. Covers exactly that difference.
 */
export function isDifferenceAccepted(billing: Billing, decisions: Decisions): boolean {
  if (decisions.size === 0) return false;
  const command = billing.shipment.ids.invoice;
  // What the engine calls the content of a command that is not wanted at all.
  const now = billing.shipment.stands ? `:${invoiceFingerprint(billing)}` : ':unwanted';
  for (const [id, verdict] of decisions) {
    if (verdict !== 'waive' || !id.endsWith(now)) continue;
    if (id.startsWith(`changed:${command}#`) || id.startsWith(`refused:undo:${command}#`)) return true;
  }
  return false;
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
  return view.shipments.map((shipment) => {
    const { currency } = view.order.value;
    const { draft, goodsMark } = shipment;
    const id = shipment.value.shipment;
    const transport = one(view, register(view.state, R.transport, id), R.transport.type);
    const freight = freightMinor(view, transport);
    const taxQuestion = `${goodsMark}-${freight}`;
    const tax = one(view, register(view.state, R.tax, `${id} ${taxQuestion}`), R.tax.type);
    const taxMinor = tax === undefined ? 0n : totalTax(tax.value);
    const cases: ExceptionCase[] = [];
    const base = { shipment, draft, transport, freightMinor: freight, taxQuestion, tax, taxMinor };
    const due: Money = { amountMinor: draft.netMinor + freight + taxMinor, currency };
    const period = postingPeriod(view, policy, zone, shipment, due, cases);
    return {
      ...base,
      grossMinor: due.amountMinor,
      postingDate: period.date,
      postingRetry: period.retry,
      invoice: standing.get(id)?.[0],
      surplus: standing.get(id)?.slice(1) ?? NO_INVOICES,
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

/** Freight that the customer is billed: what is sent again for nothing comes at our cost. */
function freightMinor({ replaces }: OrderView, transport: Settled<Transport> | undefined): bigint {
  if (replaces !== undefined && isFreeOfCharge(replaces.value)) return 0n;
  return transport?.value.freight.amountMinor ?? 0n;
}

const NO_BILLINGS: readonly Billing[] = [];
const NO_INVOICES: readonly Settled<Posted>[] = [];

function one<T>(
  view: OrderView,
  known: Register<T> | undefined,
  type: string,
): Settled<T> | undefined {
  return known === undefined ? undefined : settle(view.state, known, type);
}

/** Invoices that stand, by shipment; of several the one with the latest generation comes first. */
function standingInvoices(view: OrderView): ReadonlyMap<string, readonly Settled<Posted>[]> {
  const standing = new Map<string, Settled<Posted>[]>();
  for (const known of registers(view.state, R.posted)) {
    const posted = settle(view.state, known, R.posted.type);
    if (register(view.state, R.reversed, posted.value.invoice) !== undefined) continue;
    const others = standing.get(posted.value.shipment);
    if (others === undefined) standing.set(posted.value.shipment, [posted]);
    else others.push(posted);
  }
  for (const posted of standing.values()) {
    if (posted.length > 1) posted.sort((a, b) => b.value.generation - a.value.generation);
  }
  return standing;
}

/** Invoices of the ledger that no single shipment of the order accounts for. */
export function strayInvoiceCases(
  view: OrderView,
  billings: readonly Billing[],
): readonly ExceptionCase[] {
  if (registers(view.state, R.posted).length === 0) return NO_CASES;
  const cases: ExceptionCase[] = [];
  for (const { surplus } of billings) {
    for (const posted of surplus) cases.push(strayInvoiceCase(posted, 'billed-twice'));
  }
  for (const [shipment, posted] of standingInvoices(view)) {
    if (billings.some((billing) => billing.shipment.value.shipment === shipment)) continue;
    for (const invoice of posted) cases.push(strayInvoiceCase(invoice, 'unknown-shipment'));
  }
  return cases;
}

const NO_CASES: readonly ExceptionCase[] = [];

function strayInvoiceCase({ value }: Settled<Posted>, kind: string): ExceptionCase {
  const { invoice, shipment, gross } = value;
  return {
    id: `${kind}:${invoice}`,
    kind,
    text:
      kind === 'billed-twice'
        ? `Invoice ${invoice} bills shipment ${shipment} once more`
        : `Invoice ${invoice} bills shipment ${shipment}, which no warehouse has confirmed`,
    role: 'finance',
    exposure: gross,
    playbook: 'Have the ledger reverse it, or find the shipment that it belongs to.',
  };
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
    const { firstOpenDate, reason } = latestOf(refused.contents.map((stated) => stated.value));
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

/** Of several refusals of one date, the one that knows of the most closed periods. */
const latestOf = (refusals: readonly PostingRefused[]): PostingRefused =>
  refusals.reduce((a, b) => (b.firstOpenDate > a.firstOpenDate ? b : a));

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
