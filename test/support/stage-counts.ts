/** Clerks of the simulated warehouse who count, and who want something out of the books. */
import type { Answered, Stage } from './stage.ts';

export interface Counted {
  /** Units on the shelf: what is picked stands at the dock. */
  readonly shelf: number;
  readonly by?: string;
  readonly item?: string;
  readonly abcClass?: 'A' | 'B' | 'C';
  readonly version?: number;
}

const COST = { amount: '10.00', currency: 'GBP' };

export const countInWarehouse = (stage: Stage, number: string, counted: Counted): Promise<Answered> =>
  stage.ask('wms', 'POST', '/wms/v2/counts', {
    countNo: number, version: counted.version ?? 1, site: 'leeds', countedBy: counted.by ?? 'una',
    lines: [{
      lineNo: 1, itemNo: counted.item ?? 'VALVE', shelfQty: String(counted.shelf),
      abcClass: counted.abcClass ?? 'C', unitCost: COST,
    }],
  });

export const writeOffInWarehouse = (
  stage: Stage,
  number: string,
  lines: readonly (readonly [item: string, change: number, words: string])[],
): Promise<Answered> =>
  stage.ask('wms', 'POST', '/wms/v2/write-offs', {
    requestNo: number, site: 'leeds', requestedBy: 'una',
    lines: lines.map(([item, change, words], at) => ({
      lineNo: at + 1, itemNo: item, changeQty: String(change), reasonText: words,
      unitCost: { ...COST, amount: '4.00' },
    })),
  });
