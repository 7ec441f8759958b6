import { fitnessOf, promisable, type LotTerms } from '../../domain/inventory/shelf-life.ts';
import type { LocalDate } from '../../kernel/instant.ts';

/** What lies at a site of one lot, in places that may be sold from. */
export interface LotStock {
  readonly entity: string;
  readonly item: string;
  readonly site: string;
  /** `null`: goods without a lot. */
  readonly terms: LotTerms | null;
  readonly onHand: bigint;
  readonly allocated: bigint;
}

/** What a site can promise of an item. */
export interface SiteFigures {
  readonly entity: string;
  readonly site: string;
  readonly onHand: bigint;
  /** Of it, in lots that may not be promised. */
  readonly barred: bigint;
  readonly allocated: bigint;
  readonly availableToPromise: bigint;
}

/**
 * What can be promised, site by site, of goods with so many days of life left: the figure that screens and
 * shops show, by the same rule as the ledger decides.
 */
export function availabilityOf(
  rows: readonly LotStock[],
  todayAt: (site: string) => LocalDate,
  lifeDays: number,
): readonly SiteFigures[] {
  const sites = new Map<string, SiteFigures>();
  for (const { entity, site, terms, onHand, allocated } of rows) {
    const fitness = terms === null ? 'fit' : fitnessOf(terms, todayAt(site), lifeDays);
    const good = promisable(onHand, fitness);
    const key = `${entity}|${site}`;
    const sum = sites.get(key) ?? {
      entity, site, onHand: 0n, barred: 0n, allocated: 0n, availableToPromise: 0n,
    };
    sites.set(key, {
      entity,
      site,
      onHand: sum.onHand + onHand,
      barred: sum.barred + onHand - good,
      allocated: sum.allocated + allocated,
      availableToPromise: sum.availableToPromise + good - allocated,
    });
  }
  return [...sites.values()];
}
