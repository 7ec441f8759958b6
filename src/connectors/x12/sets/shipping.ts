/** 856 and the warehouse's sets: 940 ship order, 943 and 944 stock coming in, 945 shipped, 947 adjusted. */
import type { LocalDate } from '../../../kernel/instant.ts';
import type { Segment } from '../read/interchange.ts';
import { nodeOf, nodesOf, type Node } from './layout.ts';
import type { Party, Qualified, SetReader } from './set-reader.ts';

/** One level of an 856: shipment, order, tare, pack or item. */
export interface HierarchyLevel {
  readonly segment: Segment;
  readonly id: string;
  readonly parent: string;
  /** HL03: S, O, T, P, I. */
  readonly kind: string;
  readonly orderNumber: string;
  /** MAN: pallets and cartons by their SSCC. */
  readonly marks: readonly Qualified[];
  readonly line: string;
  readonly ids: ReadonlyMap<string, string>;
  readonly shipped: string | null;
  readonly unit: string;
  readonly references: readonly Qualified[];
  readonly parties: readonly Party[];
  readonly carrier: string;
}

export interface ShipNotice {
  readonly set: '856';
  readonly segment: Segment;
  readonly purpose: string;
  readonly number: string;
  readonly date: LocalDate;
  readonly time: string;
  readonly dates: readonly Qualified[];
  readonly levels: readonly HierarchyLevel[];
}

/** A line of a warehouse set. */
export interface WarehouseLine {
  readonly segment: Segment;
  /** Number of the line in the order: N9 LI, or LX01, or its place. */
  readonly line: string;
  readonly quantity: string;
  readonly unit: string;
  readonly ids: ReadonlyMap<string, string>;
  readonly lot: string;
  readonly description: string;
  readonly references: readonly Qualified[];
}

interface WarehouseHeading {
  readonly segment: Segment;
  readonly references: readonly Qualified[];
  readonly dates: readonly Qualified[];
  readonly parties: readonly Party[];
}

export interface ShippingOrder extends WarehouseHeading {
  readonly set: '940';
  readonly status: string;
  readonly depositorOrder: string;
  readonly purchaseOrder: string;
  readonly lines: readonly WarehouseLine[];
  readonly unitsStated: string | null;
}

export interface StockTransfer extends WarehouseHeading {
  readonly set: '943';
  readonly depositorOrder: string;
  readonly shipment: string;
  readonly date: LocalDate | null;
  readonly lines: readonly WarehouseLine[];
}

export interface ReceivedLine extends WarehouseLine {
  /** W13: what was not as it ought to be. */
  readonly exceptions: readonly {
    readonly segment: Segment;
    readonly quantity: string;
    readonly unit: string;
    readonly condition: string;
  }[];
}

export interface StockReceipt extends WarehouseHeading {
  readonly set: '944';
  readonly receipt: string;
  readonly depositorOrder: string;
  readonly date: LocalDate;
  readonly time: string;
  readonly lines: readonly ReceivedLine[];
  /** W1401. */
  readonly unitsStated: string | null;
}

export interface ShippedLine extends WarehouseLine {
  /** W1201: CC complete, CP partial and closed, BP partial with the rest to follow … */
  readonly status: string;
  readonly ordered: string | null;
  readonly difference: string | null;
}

export interface ShippingAdvice extends WarehouseHeading {
  readonly set: '945';
  readonly depositorOrder: string;
  readonly shipment: string;
  readonly purchaseOrder: string;
  readonly date: LocalDate;
  readonly time: string;
  readonly lines: readonly ShippedLine[];
  readonly unitsStated: string | null;
}

export interface StockAdjustment extends WarehouseHeading {
  readonly set: '947';
  readonly number: string;
  readonly date: LocalDate;
  readonly lines: readonly (WarehouseLine & { readonly reason: string })[];
}

export function shipNotice(reader: SetReader, nodes: readonly Node[]): ShipNotice {
  const { segment } = nodeOf(nodes, 'BSN')!;
  const levels = nodesOf(nodes, 'HL');
  const known = new Set<string>();
  return {
    set: '856',
    segment,
    purpose: reader.needed(segment, 1, 'purpose'),
    number: reader.needed(segment, 2, 'shipment'),
    date: reader.neededDate(segment, 3, 'date'),
    time: reader.time(segment, 4),
    dates: reader.dates(nodes),
    levels: levels.map((node) => levelOf(reader, node, known)),
  };
}

function levelOf(reader: SetReader, { segment, nodes }: Node, known: Set<string>): HierarchyLevel {
  const id = reader.needed(segment, 1, 'number of the level');
  const parent = reader.text(segment, 2);
  if (known.has(id)) reader.say(segment, 1, '7', `HL01 "${id}" stands twice`, id);
  if (parent !== '' && !known.has(parent)) {
    reader.say(segment, 2, '7', `HL02 "${parent}" is no level above`, parent);
  }
  known.add(id);
  const item = nodeOf(nodes, 'LIN')?.segment;
  const count = nodeOf(nodes, 'SN1')?.segment;
  return {
    segment,
    id,
    parent,
    kind: reader.needed(segment, 3, 'kind of level'),
    orderNumber: reader.textIn(nodes, 'PRF', 1),
    marks: nodesOf(nodes, 'MAN').map(({ segment: mark }) => ({
      qualifier: reader.text(mark, 1),
      value: reader.text(mark, 2),
      text: reader.text(mark, 3),
    })),
    line: reader.textIn(nodes, 'LIN', 1),
    ids: item === undefined ? new Map() : reader.ids(item, 2),
    shipped: count === undefined ? null : reader.neededNumber(count, 2, 'units shipped'),
    unit: count === undefined ? '' : reader.needed(count, 3, 'unit'),
    references: reader.references(nodes),
    parties: reader.parties(nodes),
    carrier: reader.textIn(nodes, 'TD5', 3),
  };
}

const headingOf = (
  reader: SetReader,
  nodes: readonly Node[],
  segment: Segment,
): WarehouseHeading => ({
  segment,
  references: reader.references(nodes),
  dates: reader.dates(nodes),
  parties: reader.parties(nodes),
});

interface Columns {
  readonly quantity: number;
  readonly unit: number;
  readonly upc: number;
  readonly lot: number;
}

/** What the lines of all warehouse sets have, in columns of their own. */
function lineOf(
  reader: SetReader,
  node: Node,
  columns: Columns,
  index: number,
  number?: string,
): WarehouseLine {
  const { segment, nodes } = node;
  const references = reader.references(nodes);
  const ids = new Map(reader.ids(segment, columns.upc + 1));
  const upc = reader.text(segment, columns.upc);
  if (upc !== '' && !ids.has('UP')) ids.set('UP', upc);
  return {
    segment,
    ids,
    references,
    line:
      references.find(({ qualifier }) => qualifier === 'LI')?.value ?? number ?? String(index + 1),
    quantity: reader.neededNumber(segment, columns.quantity, 'quantity'),
    unit: reader.needed(segment, columns.unit, 'unit'),
    lot: columns.lot === 0 ? '' : reader.text(segment, columns.lot),
    description: reader.textIn(nodes, 'G69', 1),
  };
}

const W01: Columns = { quantity: 1, unit: 2, upc: 3, lot: 0 };
const W04: Columns = { quantity: 1, unit: 2, upc: 3, lot: 8 };
const W07: Columns = { quantity: 1, unit: 2, upc: 3, lot: 8 };
const W12: Columns = { quantity: 3, unit: 5, upc: 6, lot: 9 };
const W19: Columns = { quantity: 2, unit: 3, upc: 4, lot: 9 };

/** Checks a total that the sender states, in the units that the lines state. */
function checkUnits(
  reader: SetReader,
  total: Segment | undefined,
  lines: readonly WarehouseLine[],
): string | null {
  if (total === undefined) return null;
  const stated = reader.number(total, 1);
  const sum = lines.reduce((units, { quantity }) => units + Number(quantity), 0);
  if (stated !== null && Math.abs(Number(stated) - sum) > 1e-6) {
    reader.say(
      total,
      1,
      '7',
      `${total.id}01 states ${stated} units; the lines have ${sum}`,
      stated,
    );
  }
  return stated;
}

const numbersOf = (
  reader: SetReader,
  loops: readonly Node[],
  id: string,
): readonly (readonly [Node, string])[] =>
  loops.flatMap(({ segment, nodes }) =>
    nodesOf(nodes, id).map((node) => [node, reader.text(segment, 1)] as const),
  );

export function shippingOrder(reader: SetReader, nodes: readonly Node[]): ShippingOrder {
  const { segment } = nodeOf(nodes, 'W05')!;
  const lines = numbersOf(reader, nodesOf(nodes, 'LX'), 'W01').map(([node, number], index) =>
    lineOf(reader, node, W01, index, number),
  );
  return {
    set: '940',
    ...headingOf(reader, nodes, segment),
    status: reader.needed(segment, 1, 'status'),
    depositorOrder: reader.needed(segment, 2, 'order of the depositor'),
    purchaseOrder: reader.text(segment, 3),
    lines,
    unitsStated: checkUnits(reader, nodeOf(nodes, 'W76')?.segment, lines),
  };
}

export function stockTransfer(reader: SetReader, nodes: readonly Node[]): StockTransfer {
  const { segment } = nodeOf(nodes, 'W06')!;
  return {
    set: '943',
    ...headingOf(reader, nodes, segment),
    depositorOrder: reader.text(segment, 2),
    date: reader.date(segment, 3),
    shipment: reader.text(segment, 4),
    lines: nodesOf(nodes, 'W04').map((node, index) => lineOf(reader, node, W04, index)),
  };
}

export function stockReceipt(reader: SetReader, nodes: readonly Node[]): StockReceipt {
  const { segment } = nodeOf(nodes, 'W17')!;
  const lines = nodesOf(nodes, 'W07').map((node, index) => ({
    ...lineOf(reader, node, W07, index),
    exceptions: nodesOf(node.nodes, 'W13').map(({ segment: exception }) => ({
      segment: exception,
      quantity: reader.neededNumber(exception, 1, 'quantity'),
      unit: reader.needed(exception, 2, 'unit'),
      condition: reader.needed(exception, 3, 'condition'),
    })),
  }));
  return {
    set: '944',
    ...headingOf(reader, nodes, segment),
    date: reader.neededDate(segment, 2, 'date'),
    receipt: reader.needed(segment, 3, 'receipt of the warehouse'),
    depositorOrder: reader.text(segment, 4),
    time: reader.time(segment, 7),
    lines,
    unitsStated: checkUnits(reader, nodeOf(nodes, 'W14')?.segment, lines),
  };
}

export function shippingAdvice(reader: SetReader, nodes: readonly Node[]): ShippingAdvice {
  const { segment } = nodeOf(nodes, 'W06')!;
  const lines = numbersOf(reader, nodesOf(nodes, 'LX'), 'W12').map(([node, number], index) => ({
    ...lineOf(reader, node, W12, index, number),
    status: reader.needed(node.segment, 1, 'status of the line'),
    ordered: reader.number(node.segment, 2),
    difference: reader.number(node.segment, 4),
  }));
  const times = nodesOf(nodes, 'G62').find((node) => reader.text(node.segment, 1) === '11');
  return {
    set: '945',
    ...headingOf(reader, nodes, segment),
    depositorOrder: reader.needed(segment, 2, 'order of the depositor'),
    date: reader.neededDate(segment, 3, 'date'),
    shipment: reader.needed(segment, 4, 'shipment'),
    purchaseOrder: reader.text(segment, 6),
    time: times === undefined ? '00:00:00' : reader.time(times.segment, 4),
    lines,
    unitsStated: checkUnits(reader, nodeOf(nodes, 'W03')?.segment, lines),
  };
}

export function stockAdjustment(reader: SetReader, nodes: readonly Node[]): StockAdjustment {
  const { segment } = nodeOf(nodes, 'W15')!;
  return {
    set: '947',
    ...headingOf(reader, nodes, segment),
    date: reader.neededDate(segment, 1, 'date'),
    number: reader.needed(segment, 2, 'number of the adjustment'),
    lines: nodesOf(nodes, 'W19').map((node, index) => ({
      ...lineOf(reader, node, W19, index),
      reason: reader.needed(node.segment, 1, 'reason'),
    })),
  };
}
