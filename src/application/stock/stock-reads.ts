/** What pages about lots and reconciliations need of the database. */
import type { LotTerms } from '../../domain/inventory/shelf-life.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { EntityScope, Page, PageRequest } from '../query/reads.ts';

export interface LotFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly item: string | null;
  readonly site: string | null;
  readonly lot: string | null;
  /** Only lots that nobody has stated, or only the others. */
  readonly unstated: boolean | null;
}

/** A lot at a site. */
export interface LotAtSite {
  readonly entity: string;
  readonly item: string;
  readonly site: string;
  readonly terms: LotTerms;
  readonly onHand: bigint;
  readonly allocated: bigint;
}

/** Everything that a recall asks about one item's lot. */
export interface LotTrace {
  readonly entity: string;
  readonly item: string;
  readonly terms: LotTerms;
  readonly received: bigint;
  /** Came back from customers. */
  readonly returned: bigint;
  readonly lies: readonly {
    readonly location: string;
    readonly disposition: string;
    readonly onHand: bigint;
    readonly allocated: bigint;
  }[];
  readonly promised: readonly {
    readonly instance: string;
    readonly line: number;
    readonly site: string;
    readonly quantity: bigint;
  }[];
  /** What left for customers and has not come back, by instance. */
  readonly shipped: readonly { readonly instance: string; readonly quantity: bigint }[];
}

export interface ReconciliationFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly state: string | null;
  readonly item: string | null;
}

export interface ListedReconciliation {
  readonly key: string;
  readonly entity: string;
  readonly number: string;
  readonly state: string;
  readonly openCases: number;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
}

export interface StockReads {
  lots(filter: LotFilter): Promise<Page<LotAtSite>>;
  traces(lot: string, item: string | null, entities: EntityScope): Promise<readonly LotTrace[]>;
  reconciliations(filter: ReconciliationFilter): Promise<Page<ListedReconciliation>>;
}
