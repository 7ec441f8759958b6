/**
 * Inbound supply: one order of ours at a supplier, as far as he speaks of it: what he undertook, what
 * he shipped, and what he bills. Nothing is sent; what does not agree is a case with the money at stake.
 */
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { WorkflowDefinition } from '../../engine/definition.ts';
import type { Decisions, Equation, ExceptionCase, Judgement } from '../../engine/judgement.ts';
import {
  byFactType,
  isDisputed,
  type Register,
  registers,
  type RegisterType,
  registerTypes,
  type RegisterTypes,
  type State,
} from '../../engine/state.ts';
import type { Currency } from '../../kernel/currency.ts';
import type { Instant } from '../../kernel/instant.ts';
import { formatMoney, lineTotal, type Money } from '../../kernel/money.ts';
import { formatQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import { formatUnitPrice, type UnitPrice } from '../../kernel/unit-price.ts';
import { decisionsIn } from '../decisions.ts';

/** Changes with every change of what is judged. */
export const INBOUND_SUPPLY_VERSION = 'inbound-supply-1';

const R = registerTypes({
  acknowledged: FACTS.purchaseOrderAcknowledged,
  announced: FACTS.supplyAnnounced,
  invoice: FACTS.supplierInvoiceStated,
  decided: FACTS.caseDecided,
});

const REGISTERS: RegisterTypes = byFactType(R);

type Acknowledged = ContentOfFact<typeof FACTS.purchaseOrderAcknowledged>;

/** What is known of one item of the order, in base units. */
export interface ItemView {
  readonly item: string;
  accepted: Quantity;
  backordered: Quantity;
  announced: Quantity;
  /** Billed less credited. */
  invoiced: Quantity;
  /** As it was acknowledged; several lines of an item may have several. */
  readonly prices: UnitPrice[];
}

/** The order as its supplier tells it. */
export interface SupplyView {
  readonly supplier: string;
  readonly currency: Currency | null;
  readonly acknowledged: Acknowledged | null;
  readonly items: readonly ItemView[];
  readonly billed: readonly Billed[];
  readonly isAnnounced: boolean;
}

/** One line that was billed. */
export interface Billed {
  readonly invoice: string;
  readonly line: number;
  readonly item: string;
  readonly quantity: Quantity;
  readonly unitPrice: UnitPrice;
}

/** Reads it from its facts. */
export function supplyViewOf(state: State): SupplyView {
  const items = new Map<string, ItemView>();
  const of = (item: string): ItemView => {
    const known = items.get(item) ?? {
      item,
      accepted: ZERO_QUANTITY,
      backordered: ZERO_QUANTITY,
      announced: ZERO_QUANTITY,
      invoiced: ZERO_QUANTITY,
      prices: [],
    };
    items.set(item, known);
    return known;
  };
  const acknowledged = registers(state, R.acknowledged)[0]?.contents[0].value ?? null;
  for (const line of acknowledged?.lines ?? []) {
    const view = of(line.item);
    view.accepted = (view.accepted + line.accepted) as Quantity;
    view.backordered = (view.backordered + line.backordered) as Quantity;
    if (line.unitPrice !== undefined) view.prices.push(line.unitPrice);
  }
  const announced = registers(state, R.announced).map(({ contents }) => contents[0].value);
  for (const { item, quantity } of announced.flatMap(({ lines }) => lines)) {
    const view = of(item);
    view.announced = (view.announced + quantity) as Quantity;
  }
  const invoices = registers(state, R.invoice).map(({ contents }) => contents[0].value);
  const billed: Billed[] = [];
  for (const { invoice, kind, lines } of invoices) {
    for (const { line, item, quantity, unitPrice } of lines) {
      const view = of(item);
      view.invoiced = (view.invoiced + (kind === 'invoice' ? quantity : -quantity)) as Quantity;
      if (kind === 'invoice') billed.push({ invoice, line, item, quantity, unitPrice });
    }
  }
  const [first] = [...(acknowledged === null ? [] : [acknowledged]), ...announced, ...invoices];
  return {
    supplier: first?.supplier ?? '',
    currency: acknowledged?.currency ?? invoices[0]?.currency ?? null,
    acknowledged,
    items: [...items.values()],
    billed,
    isAnnounced: announced.some(({ lines }) => lines.length > 0),
  };
}

/** A document of the supplier's. */
export interface SupplierDocument {
  readonly kind: 'acknowledgement' | 'notice' | 'invoice' | 'credit-memo';
  readonly number: string;
  readonly statedAt: Instant;
}

/** What the supplier stated, the oldest first. */
export function supplierDocuments(state: State): readonly SupplierDocument[] {
  const documents = [
    ...registers(state, R.acknowledged).map((known): SupplierDocument => ({
      kind: 'acknowledgement', number: known.contents[0].value.purchaseOrder, statedAt: statedAt(known),
    })),
    ...registers(state, R.announced).map((known): SupplierDocument => ({
      kind: 'notice', number: known.contents[0].value.shipment, statedAt: statedAt(known),
    })),
    ...registers(state, R.invoice).map((known): SupplierDocument => ({
      kind: known.contents[0].value.kind, number: known.contents[0].value.invoice, statedAt: statedAt(known),
    })),
  ];
  return documents.sort((a, b) => a.statedAt - b.statedAt);
}

const statedAt = ({ contents: [{ occurredAt }] }: Register<unknown>): Instant => occurredAt;

/** Judges one order at a supplier. */
export function judgeSupply(state: State): Judgement {
  const view = supplyViewOf(state);
  const decisions: Decisions = decisionsIn(state, R.decided);
  const cases = [
    ...contradicted(state, view),
    ...rejectedLines(view),
    ...view.items.flatMap((item) => [...announcedTooMuch(view, item), ...billedTooMuch(view, item)]),
    ...view.billed.flatMap((billed) => otherPrice(view, billed)),
  ];
  const open = cases.filter(({ id }) => !['waive', 'accept'].includes(decisions.get(id) ?? ''));
  const lifecycle = lifecycleOf(view);
  return {
    wanted: [],
    deadlines: [],
    cases: open,
    decisions,
    lifecycle,
    equations: equationsOf(view),
    settled: open.length === 0 && (lifecycle === 'invoiced' || lifecycle === 'rejected'),
    totals: {
      currency: view.currency ?? '',
      lines: view.items.length,
      orderedMinor: sum(view, ({ accepted, backordered }) => accepted + backordered),
      shippedMinor: sum(view, ({ announced }) => announced),
      invoicedMinor: sum(view, ({ invoiced }) => invoiced),
      creditedMinor: 0n,
      paidMinor: 0n,
    },
  };
}

function lifecycleOf({ acknowledged, items, isAnnounced }: SupplyView): string {
  const invoiced = items.some((item) => item.invoiced > 0n);
  if (invoiced && items.every((item) => item.invoiced >= item.announced)) return 'invoiced';
  if (isAnnounced) return 'announced';
  if (acknowledged === null) return invoiced ? 'invoiced' : 'awaiting-supplier';
  const open = acknowledged.lines.some(({ accepted, backordered }) => accepted + backordered > 0n);
  return open || acknowledged.lines.length === 0 ? 'acknowledged' : 'rejected';
}

/** At the acknowledged price of the item; what has none is worth what it was billed at. */
function valueOf(view: SupplyView, { item, prices }: ItemView, quantity: Quantity): Money | null {
  const price = prices[0] ?? view.billed.find((billed) => billed.item === item)?.unitPrice;
  if (price === undefined || view.currency === null) return null;
  const { currency } = view;
  return { amountMinor: lineTotal(quantity, price, currency, 'half-up'), currency };
}

const sum = (view: SupplyView, of: (item: ItemView) => bigint): bigint =>
  view.items.reduce(
    (total, item) => total + (valueOf(view, item, of(item) as Quantity)?.amountMinor ?? 0n),
    0n,
  );

/** What was shipped is what is billed, once anything of it was billed. */
function equationsOf(view: SupplyView): readonly Equation[] {
  if (!view.isAnnounced) return [];
  return view.items
    .filter(({ invoiced, announced }) => invoiced > 0n && announced > 0n)
    .map((item) => ({
      id: `billed:${item.item}`,
      name: 'announced = billed',
      subject: item.item,
      unit: 'quantity',
      left: [{ name: 'announced', value: item.announced, system: view.supplier }],
      right: [{ name: 'billed', value: item.invoiced, system: view.supplier }],
      odd: view.supplier,
      atStake: valueOf(view, item, distance(item.announced, item.invoiced)),
    }));
}

const distance = (a: Quantity, b: Quantity): Quantity => (a > b ? a - b : b - a) as Quantity;

function contradicted(state: State, { supplier }: SupplyView): readonly ExceptionCase[] {
  const types = [R.acknowledged, R.announced, R.invoice] as readonly RegisterType<unknown>[];
  return types.flatMap((type) =>
    registers(state, type)
      .filter(isDisputed)
      .map(({ key, version, contents }) => ({
        id: `contradicted:${type.type}:${key}:${version}`,
        kind: 'contradicted',
        text: `${supplier} states ${type.type} ${key} in ${contents.length} ways`,
        role: 'procurement',
        exposure: null,
        playbook: 'Ask the supplier which one counts, and have him replace it; then waive.',
      })),
  );
}

function rejectedLines({ supplier, acknowledged }: SupplyView): readonly ExceptionCase[] {
  return (acknowledged?.lines ?? [])
    .filter(({ rejected }) => rejected > 0n)
    .map(({ line, item, rejected }) => ({
      id: `supply-rejected:${line}:${item}:${formatQuantity(rejected)}`,
      kind: 'supply-rejected',
      text: `${supplier} does not deliver ${formatQuantity(rejected)} of ${item} (line ${line})`,
      role: 'procurement',
      exposure: null,
      playbook: 'Order it elsewhere, or agree on a substitute; then accept.',
    }));
}

function announcedTooMuch(view: SupplyView, item: ItemView): readonly ExceptionCase[] {
  if (view.acknowledged === null) return [];
  const undertaken = (item.accepted + item.backordered) as Quantity;
  if (item.announced <= undertaken) return [];
  const [said, was] = [formatQuantity(item.announced), formatQuantity(undertaken)];
  return [
    {
      id: `announced-too-much:${item.item}:${said}:${was}`,
      kind: 'announced-too-much',
      text: `${view.supplier} announces ${said} of ${item.item}, and acknowledged ${was}`,
      role: 'procurement',
      exposure: valueOf(view, item, distance(item.announced, undertaken)),
      playbook: 'Agree whether the rest is kept: tell the warehouse before it arrives; then accept.',
    },
  ];
}

/** Against what was announced; against what was undertaken where nothing was announced. */
function billedTooMuch(view: SupplyView, item: ItemView): readonly ExceptionCase[] {
  if (view.acknowledged === null && !view.isAnnounced) return [];
  const due = view.isAnnounced ? item.announced : ((item.accepted + item.backordered) as Quantity);
  if (item.invoiced <= due) return [];
  const [said, was] = [formatQuantity(item.invoiced), formatQuantity(due)];
  return [
    {
      id: `billed-too-much:${item.item}:${said}:${was}`,
      kind: 'billed-too-much',
      text:
        `${view.supplier} bills ${said} of ${item.item}, and ` +
        `${view.isAnnounced ? 'shipped' : 'acknowledged'} ${was}`,
      role: 'procurement',
      exposure: valueOf(view, item, distance(item.invoiced, due)),
      playbook: 'Wait for the notice of the rest, or claim the difference before it is paid.',
    },
  ];
}

function otherPrice(view: SupplyView, billed: Billed): readonly ExceptionCase[] {
  const { invoice, line, item, quantity, unitPrice } = billed;
  const agreed = view.items.find((known) => known.item === item)?.prices ?? [];
  if (agreed.length === 0 || agreed.includes(unitPrice) || view.currency === null) return [];
  const [price] = agreed as [UnitPrice];
  const { currency } = view;
  const difference: Money = {
    amountMinor:
      lineTotal(quantity, unitPrice, currency, 'half-up') - lineTotal(quantity, price, currency, 'half-up'),
    currency,
  };
  const said = `${formatUnitPrice(unitPrice)} and not ${formatUnitPrice(price)}`;
  return [
    {
      id: `billed-price:${invoice}:${line}:${formatUnitPrice(unitPrice)}:${formatUnitPrice(price)}`,
      kind: 'billed-price',
      text: `${view.supplier} bills ${item} at ${said} in ${invoice}: ${formatMoney(difference)} ${currency}`,
      role: 'procurement',
      exposure: difference.amountMinor < 0n ? null : difference,
      playbook: 'Compare with the order; claim the difference, or accept the price.',
    },
  ];
}

const definition: WorkflowDefinition = {
  name: 'inbound-supply',
  version: INBOUND_SUPPLY_VERSION,
  registers: REGISTERS,
  commands: {},
  judge: judgeSupply,
};

const NO_STOCK: StockEffects = { movements: [], allocations: [], backorders: [] };

/** Inbound supply, as the application runs it: only receipts move stock. */
export const INBOUND_SUPPLY = { definition, stockOf: (): StockEffects => NO_STOCK };
