/** 810 invoice, 812 credit or debit adjustment, 820 remittance. */
import type { LocalDate } from '../../../kernel/instant.ts';
import type { Segment } from '../read/interchange.ts';
import { nodeOf, nodesOf, type Node } from './layout.ts';
import type { Party, Qualified, SetReader } from './set-reader.ts';

export interface InvoiceLine {
  readonly segment: Segment;
  readonly line: string;
  readonly quantity: string | null;
  readonly unit: string;
  readonly price: string | null;
  readonly ids: ReadonlyMap<string, string>;
}

export interface Invoice {
  readonly set: '810';
  readonly segment: Segment;
  readonly date: LocalDate;
  readonly number: string;
  readonly orderNumber: string;
  /** BIG07: DI debit invoice, CR credit memo … */
  readonly type: string;
  readonly currency: string;
  readonly references: readonly Qualified[];
  readonly parties: readonly Party[];
  readonly lines: readonly InvoiceLine[];
  /** TDS01, with its two implied decimals written out. */
  readonly total: string;
}

export interface CreditAdjustment {
  readonly set: '812';
  readonly segment: Segment;
  readonly date: LocalDate;
  readonly number: string;
  /** BCD05: C credit, D debit. */
  readonly flag: string;
  readonly amount: string;
  readonly invoice: string;
  readonly orderNumber: string;
  /** BCD11. */
  readonly purpose: string;
  readonly currency: string;
  readonly references: readonly Qualified[];
  readonly parties: readonly Party[];
  readonly lines: readonly {
    readonly segment: Segment;
    readonly reason: string;
    readonly flag: string;
    readonly amount: string;
    readonly quantity: string | null;
    readonly unit: string;
    readonly ids: ReadonlyMap<string, string>;
  }[];
}

export interface RemittanceLine {
  readonly segment: Segment;
  /** RMR01: IV invoice … */
  readonly qualifier: string;
  readonly document: string;
  readonly paid: string;
  readonly invoiced: string | null;
  readonly discount: string | null;
}

export interface Remittance {
  readonly set: '820';
  readonly segment: Segment;
  readonly amount: string;
  /** BPR03: C credit, D debit. */
  readonly flag: string;
  /** TRN02, the number by which the money can be found. */
  readonly trace: string;
  /** BPR16. */
  readonly date: LocalDate;
  readonly currency: string;
  readonly parties: readonly Party[];
  readonly lines: readonly RemittanceLine[];
  /** ADX: taken off or added without an invoice. */
  readonly adjustments: readonly {
    readonly segment: Segment;
    readonly amount: string;
    readonly reason: string;
    readonly document: string;
  }[];
}

/** `16000` is 160.00: TDS and BCD have two implied decimals. */
export function withImpliedDecimals(digits: string): string {
  const [, sign = '', whole = ''] = /^(-?)(\d+)$/.exec(digits) ?? [];
  const padded = whole.padStart(3, '0');
  return `${sign}${padded.slice(0, -2)}.${padded.slice(-2)}`;
}

/** An amount of type N2 as a decimal number. */
export function amountOf(reader: SetReader, segment: Segment, element: number, what: string): string {
  const value = reader.needed(segment, element, what);
  if (/^-?\d+$/.test(value)) return withImpliedDecimals(value);
  if (value !== '')
    reader.say(segment, element, '6', `"${value}" is no amount in the smallest unit`, value);
  return '0.00';
}

export function invoice(reader: SetReader, nodes: readonly Node[]): Invoice {
  const { segment } = nodeOf(nodes, 'BIG')!;
  return {
    set: '810',
    segment,
    date: reader.neededDate(segment, 1, 'date'),
    number: reader.needed(segment, 2, 'number of the invoice'),
    orderNumber: reader.text(segment, 4),
    type: reader.text(segment, 7),
    currency: reader.textIn(nodes, 'CUR', 2),
    references: reader.references(nodes),
    parties: reader.parties(nodes),
    lines: nodesOf(nodes, 'IT1').map(({ segment: line }) => ({
      segment: line,
      line: reader.text(line, 1),
      quantity: reader.number(line, 2),
      unit: reader.text(line, 3),
      price: reader.number(line, 4),
      ids: reader.ids(line, 6),
    })),
    total: amountOf(reader, nodeOf(nodes, 'TDS')!.segment, 1, 'total'),
  };
}

export function creditAdjustment(reader: SetReader, nodes: readonly Node[]): CreditAdjustment {
  const { segment } = nodeOf(nodes, 'BCD')!;
  return {
    set: '812',
    segment,
    date: reader.neededDate(segment, 1, 'date'),
    number: reader.needed(segment, 2, 'number of the adjustment'),
    amount: amountOf(reader, segment, 4, 'amount'),
    flag: reader.needed(segment, 5, 'credit or debit'),
    invoice: reader.text(segment, 7),
    orderNumber: reader.text(segment, 10),
    purpose: reader.text(segment, 11),
    currency: reader.textIn(nodes, 'CUR', 2),
    parties: reader.parties(nodes),
    references: reader.references(nodes),
    lines: nodesOf(nodes, 'CDD').map(({ segment: line, nodes: inner }) => {
      const item = nodeOf(inner, 'LIN')?.segment;
      return {
        segment: line,
        reason: reader.needed(line, 1, 'reason'),
        flag: reader.needed(line, 2, 'credit or debit'),
        amount: amountOf(reader, line, 4, 'amount'),
        quantity: reader.number(line, 7),
        unit: reader.text(line, 8),
        ids: item === undefined ? new Map<string, string>() : reader.ids(item, 2),
      };
    }),
  };
}

export function remittance(reader: SetReader, nodes: readonly Node[]): Remittance {
  const { segment } = nodeOf(nodes, 'BPR')!;
  const entities = nodesOf(nodes, 'ENT').flatMap((node) => node.nodes);
  const lines = nodesOf(entities, 'RMR');
  const adjustments = [
    ...nodesOf(entities, 'ADX'),
    ...lines.flatMap((line) => nodesOf(line.nodes, 'ADX')),
  ];
  return {
    set: '820',
    segment,
    amount: reader.neededNumber(segment, 2, 'amount'),
    flag: reader.needed(segment, 3, 'credit or debit'),
    trace: reader.textIn(nodes, 'TRN', 2),
    date: reader.neededDate(segment, 16, 'value date'),
    currency: reader.textIn(nodes, 'CUR', 2),
    parties: reader.parties(nodes),
    lines: lines.map(({ segment: line }) => ({
      segment: line,
      qualifier: reader.needed(line, 1, 'kind of document'),
      document: reader.needed(line, 2, 'document'),
      paid: reader.neededNumber(line, 4, 'amount paid'),
      invoiced: reader.number(line, 5),
      discount: reader.number(line, 6),
    })),
    adjustments: adjustments.map(({ segment: adjustment }) => ({
      segment: adjustment,
      amount: reader.neededNumber(adjustment, 1, 'amount'),
      reason: reader.text(adjustment, 2),
      document: reader.text(adjustment, 4),
    })),
  };
}
