/** 846 stock statement and 180 return. */
import type { LocalDate } from '../../../kernel/instant.ts';
import type { Segment } from '../read/interchange.ts';
import { nodeOf, nodesOf, type Node } from './layout.ts';
import type { Party, Qualified, SetReader } from './set-reader.ts';

export interface StockStatement {
  readonly set: '846';
  readonly segment: Segment;
  readonly purpose: string;
  readonly type: string;
  readonly number: string;
  readonly date: LocalDate;
  /** `null`: none is sent. */
  readonly time: string | null;
  readonly parties: readonly Party[];
  readonly lines: readonly {
    readonly segment: Segment;
    readonly line: string;
    readonly ids: ReadonlyMap<string, string>;
    readonly quantities: readonly {
      /** QTY01: 33 available, 17 on hand, 34 … */
      readonly kind: string;
      readonly quantity: string;
      readonly unit: string;
    }[];
  }[];
}

export interface ReturnAuthorization {
  readonly set: '180';
  readonly segment: Segment;
  readonly purpose: string;
  readonly number: string;
  readonly date: LocalDate;
  readonly references: readonly Qualified[];
  readonly parties: readonly Party[];
  /** PRF of the whole request. */
  readonly orderNumber: string;
  readonly lines: readonly {
    readonly segment: Segment;
    readonly qualifier: string;
    readonly item: string;
    readonly quantity: string;
    readonly unit: string;
    readonly price: string | null;
    /** RDR: disposition, request reason and response. */
    readonly disposition: string;
    readonly reason: string;
    readonly response: string;
    readonly orderNumber: string;
  }[];
}

export function stockStatement(reader: SetReader, nodes: readonly Node[]): StockStatement {
  const { segment } = nodeOf(nodes, 'BIA')!;
  return {
    set: '846',
    segment,
    purpose: reader.needed(segment, 1, 'purpose'),
    type: reader.needed(segment, 2, 'kind of report'),
    number: reader.needed(segment, 3, 'number'),
    date: reader.neededDate(segment, 4, 'date'),
    time: reader.text(segment, 5) === '' ? null : reader.time(segment, 5),
    parties: reader.parties(nodes),
    lines: nodesOf(nodes, 'LIN').map(({ segment: line, nodes: inner }) => {
      return {
        segment: line,
        line: reader.text(line, 1),
        ids: reader.ids(line, 2),
        quantities: nodesOf(inner, 'QTY').map(({ segment: count, nodes: within }) => {
          const unit =
            reader.text(count, 3) || reader.textIn(within, 'UIT', 1) || reader.textIn(inner, 'UIT', 1);
          return {
            kind: reader.needed(count, 1, 'kind of quantity'),
            quantity: reader.neededNumber(count, 2, 'quantity'),
            unit,
          };
        }),
      };
    }),
  };
}

export function returnAuthorization(
  reader: SetReader,
  nodes: readonly Node[],
): ReturnAuthorization {
  const { segment } = nodeOf(nodes, 'BGN')!;
  return {
    set: '180',
    segment,
    purpose: reader.needed(segment, 1, 'purpose'),
    number: reader.needed(segment, 2, 'number'),
    date: reader.neededDate(segment, 3, 'date'),
    references: reader.references(nodes),
    parties: reader.parties(nodes),
    orderNumber: reader.textIn(nodes, 'PRF', 1),
    lines: nodesOf(nodes, 'BLI').map(({ segment: line, nodes: inner }) => ({
      segment: line,
      qualifier: reader.needed(line, 1, 'qualifier of the item'),
      item: reader.needed(line, 2, 'item'),
      quantity: reader.neededNumber(line, 3, 'quantity'),
      unit: reader.needed(line, 4, 'unit'),
      price: reader.number(line, 6),
      disposition: reader.textIn(inner, 'RDR', 1),
      reason: reader.textIn(inner, 'RDR', 2),
      response: reader.textIn(inner, 'RDR', 3),
      orderNumber: reader.textIn(inner, 'PRF', 1),
    })),
  };
}
