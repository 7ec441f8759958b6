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

/** Counts valves lot by lot; `null` names no lot. */
export const countLotsInWarehouse = (
  stage: Stage,
  number: string,
  lines: readonly (readonly [lot: string | null, shelf: number])[],
): Promise<Answered> =>
  stage.ask('wms', 'POST', '/wms/v2/counts', {
    countNo: number, site: 'leeds', countedBy: 'una',
    lines: lines.map(([lotNo, shelf], at) => ({
      lineNo: at + 1, itemNo: 'VALVE', lotNo, shelfQty: String(shelf), abcClass: 'C',
      unitCost: { ...COST, amount: '4.00' },
    })),
  });

/** What the books of the warehouse have of valves: in each lot, and in all. */
export async function valvesInWarehouse(stage: Stage): Promise<{ lots: string[]; all: string[] }> {
  const { lots, stock } = await stage.ask('wms', 'GET', '/sandbox/books');
  const shown = (rows: readonly Answered[]): string[] =>
    rows.filter((one) => one.itemNo === 'VALVE').map((one) => `${one.lotNo ?? ''} ${one.onHandQty}`.trim());
  return { lots: shown(lots), all: shown(stock) };
}

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
