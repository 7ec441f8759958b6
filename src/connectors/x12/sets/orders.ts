/** 850, 860 and 855: the order, its change, and its acknowledgement. */
import type { LocalDate } from '../../../kernel/instant.ts';
import type { Segment } from '../read/interchange.ts';
import { nodeOf, nodesOf, type Node } from './layout.ts';
import { amountOf } from './money.ts';
import type { Party, Qualified, SetReader } from './set-reader.ts';

/** SAC: a charge or an allowance. */
export interface Charge {
  readonly segment: Segment;
  /** SAC01: A allowance, C charge, N neither … */
  readonly kind: string;
  /** SAC02, for example D240 freight. */
  readonly code: string;
  /** SAC05, with its two implied decimals written out; `null` where only a rate is sent. */
  readonly amount: string | null;
}

/** What the heading of every order document holds. */
export interface OrderHeading {
  readonly segment: Segment;
  readonly currency: string;
  readonly references: readonly Qualified[];
  readonly dates: readonly Qualified[];
  /** DTM 010, 037 or 118: not shipped before. */
  readonly requestedShipDate: LocalDate | null;
  readonly parties: readonly Party[];
  /** SAC of the order as a whole: charges and allowances beside the prices. */
  readonly charges: readonly Charge[];
  /** CTT01. */
  readonly linesStated: string | null;
}

export interface OrderedLine {
  readonly segment: Segment;
  /** PO101, as it is written; empty where the partner counts only. */
  readonly line: string;
  readonly quantity: string | null;
  readonly unit: string;
  readonly price: string | null;
  /** What the price is for (PO105); empty for the unit of the line. */
  readonly basis: string;
  readonly ids: ReadonlyMap<string, string>;
  readonly description: string;
  readonly dates: readonly Qualified[];
  readonly charges: readonly Charge[];
}

export interface PurchaseOrder extends OrderHeading {
  readonly set: '850';
  /** BEG01: 00 original, 01 cancellation, 05 replacement … */
  readonly purpose: string;
  readonly type: string;
  readonly number: string;
  readonly release: string;
  readonly date: LocalDate;
  readonly lines: readonly OrderedLine[];
}

export interface OrderChangeLine extends OrderedLine {
  /** POC02: AI added, DI deleted, QD and QI quantity, PC price, RZ all values … */
  readonly change: string;
}

export interface PurchaseOrderChange extends OrderHeading {
  readonly set: '860';
  readonly purpose: string;
  readonly type: string;
  readonly number: string;
  readonly release: string;
  /** BCH05. */
  readonly sequence: string;
  /** Of the order. */
  readonly date: LocalDate;
  /** Of the change; that of the order where none is sent. */
  readonly changedOn: LocalDate;
  readonly lines: readonly OrderChangeLine[];
}

export interface AcknowledgedLine extends OrderedLine {
  readonly acknowledgements: readonly {
    /** ACK01: IA accepted, IB backordered, IR rejected … */
    readonly status: string;
    readonly quantity: string | null;
    readonly unit: string;
    readonly date: LocalDate | null;
  }[];
}

export interface OrderAcknowledgement extends OrderHeading {
  readonly set: '855';
  readonly purpose: string;
  /** BAK02: AC with detail and change, AD with detail, RJ rejected … */
  readonly type: string;
  readonly number: string;
  readonly date: LocalDate;
  readonly lines: readonly AcknowledgedLine[];
}

function headingOf(reader: SetReader, nodes: readonly Node[], segment: Segment): OrderHeading {
  const total = nodeOf(nodes, 'CTT')?.segment;
  return {
    segment,
    currency: reader.textIn(nodes, 'CUR', 2),
    references: reader.references(nodes),
    dates: reader.dates(nodes),
    requestedShipDate: reader.dateOf(nodes, '010', '037', '118', '068'),
    parties: reader.parties(nodes),
    charges: chargesOf(reader, nodes),
    linesStated: total === undefined ? null : reader.number(total, 1),
  };
}

/** PO1 and POC differ in where they begin. */
function lineOf(
  reader: SetReader,
  { segment, nodes }: Node,
  at: { quantity: number; unit: number; ids: number },
): OrderedLine {
  const description = nodesOf(nodes, 'PID')
    .map((node) => reader.text(node.segment, 5))
    .find((text) => text !== '');
  return {
    segment,
    line: reader.text(segment, 1),
    quantity: reader.number(segment, at.quantity),
    unit: reader.text(segment, at.unit),
    price: reader.number(segment, at.unit + 1),
    basis: reader.text(segment, at.unit + 2),
    ids: reader.ids(segment, at.ids),
    description: description ?? '',
    dates: reader.dates(nodes),
    charges: chargesOf(reader, nodes),
  };
}

const chargesOf = (reader: SetReader, nodes: readonly Node[]): readonly Charge[] =>
  nodesOf(nodes, 'SAC').map(({ segment }) => ({
    segment,
    kind: reader.needed(segment, 1, 'charge or allowance'),
    code: reader.text(segment, 2),
    amount: reader.text(segment, 5) === '' ? null : amountOf(reader, segment, 5, 'amount'),
  }));

const PO1 = { quantity: 2, unit: 3, ids: 6 };
const POC = { quantity: 3, unit: 5, ids: 8 };

/** Says it where CTT01 counts other lines than there are. */
function checkCount(reader: SetReader, nodes: readonly Node[], lines: number): void {
  const total = nodeOf(nodes, 'CTT')?.segment;
  if (total === undefined) return;
  const stated = reader.number(total, 1);
  if (stated !== null && Number(stated) !== lines) {
    reader.say(total, 1, '7', `CTT01 states ${stated} lines; there are ${lines}`, stated);
  }
}

export function purchaseOrder(reader: SetReader, nodes: readonly Node[]): PurchaseOrder {
  const { segment } = nodeOf(nodes, 'BEG')!;
  const lines = nodesOf(nodes, 'PO1');
  checkCount(reader, nodes, lines.length);
  return {
    set: '850',
    ...headingOf(reader, nodes, segment),
    purpose: reader.needed(segment, 1, 'purpose'),
    type: reader.needed(segment, 2, 'type of order'),
    number: reader.needed(segment, 3, 'purchase order number'),
    release: reader.text(segment, 4),
    date: reader.neededDate(segment, 5, 'date'),
    lines: lines.map((node) => {
      reader.neededNumber(node.segment, 2, 'quantity ordered');
      reader.needed(node.segment, 3, 'unit');
      return lineOf(reader, node, PO1);
    }),
  };
}

export function purchaseOrderChange(
  reader: SetReader,
  nodes: readonly Node[],
): PurchaseOrderChange {
  const { segment } = nodeOf(nodes, 'BCH')!;
  const lines = nodesOf(nodes, 'POC');
  checkCount(reader, nodes, lines.length);
  const date = reader.neededDate(segment, 6, 'date of the order');
  return {
    set: '860',
    ...headingOf(reader, nodes, segment),
    purpose: reader.needed(segment, 1, 'purpose'),
    type: reader.needed(segment, 2, 'type of order'),
    number: reader.needed(segment, 3, 'purchase order number'),
    release: reader.text(segment, 4),
    sequence: reader.text(segment, 5),
    date,
    changedOn: reader.date(segment, 11) ?? reader.date(segment, 10) ?? date,
    lines: lines.map((node) => ({
      ...lineOf(reader, node, POC),
      change: reader.needed(node.segment, 2, 'kind of change'),
    })),
  };
}

export function orderAcknowledgement(
  reader: SetReader,
  nodes: readonly Node[],
): OrderAcknowledgement {
  const { segment } = nodeOf(nodes, 'BAK')!;
  const lines = nodesOf(nodes, 'PO1');
  checkCount(reader, nodes, lines.length);
  return {
    set: '855',
    ...headingOf(reader, nodes, segment),
    purpose: reader.needed(segment, 1, 'purpose'),
    type: reader.needed(segment, 2, 'kind of acknowledgement'),
    number: reader.needed(segment, 3, 'purchase order number'),
    date: reader.neededDate(segment, 4, 'date'),
    lines: lines.map((node) => ({
      ...lineOf(reader, node, PO1),
      acknowledgements: nodesOf(node.nodes, 'ACK').map(({ segment: ack }) => ({
        status: reader.needed(ack, 1, 'status of the line'),
        quantity: reader.number(ack, 2),
        unit: reader.text(ack, 3),
        date: reader.date(ack, 5),
      })),
    })),
  };
}
