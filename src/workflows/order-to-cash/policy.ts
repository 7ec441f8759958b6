import type { ShelfLifePolicy } from '../../domain/inventory/shelf-life.ts';
import type { WorkingCalendar } from '../../kernel/calendar.ts';
import type { RoundingRule } from '../../kernel/money.ts';
import type { DocumentPolicy } from '../partner-documents.ts';

/** Milestones of order-to-cash that have a service level. */
export type Milestone =
  | 'order-known'
  | 'acceptance'
  | 'allocation'
  | 'release'
  | 'shipment'
  | 'delivery'
  | 'invoice'
  | 'payment';

/** What a business entity agreed with itself. */
export interface EntityPolicy {
  /** Time zone in which posting dates are reckoned. */
  readonly zone: string;
  /** Calendar in whose working hours the service levels run. */
  readonly calendar: WorkingCalendar;
}

/** Everything that order-to-cash may be told differently by a distributor. */
export interface OrderToCashPolicy {
  readonly entities: ReadonlyMap<string, EntityPolicy>;
  /** Calendars of sites that differ from their entity's. */
  readonly siteCalendars: ReadonlyMap<string, WorkingCalendar>;
  /** Systems by role. */
  readonly systems: {
    readonly erp: string;
    /** Who posts invoices and payments, where the ERP does not. */
    readonly finance?: string;
    readonly wms: string;
    readonly carrier: string;
    readonly tax: string;
    readonly payment: string;
    /** The owner of the billed lines; absent where nothing is ever credited by us. */
    readonly entitlements?: string;
    /** Who promises stock: `ledger` (this product) or the warehouse system. */
    readonly allocation: string;
    /** Channels that are told what became of their orders, with their system. */
    readonly channels: ReadonlyMap<string, string>;
  };
  /** Absent where no channel has a document system. */
  readonly documents?: DocumentPolicy;
  /** Allowed difference of an ordered price from the contract, in basis points. */
  readonly priceToleranceBasisPoints: bigint;
  /** Of an invoice, what may stay unpaid without a dispute; absent: none is opened by itself. */
  readonly shortPayToleranceBasisPoints?: bigint;
  /** Who posts the credit of a dispute; a person unless it says otherwise. */
  readonly disputeCredits?: 'posted' | 'by-hand';
  /** After a dispute was rejected, when its money is asked for again; absent: nobody is reminded. */
  readonly reminderMs?: number;
  readonly rounding: RoundingRule;
  /** What becomes of a posting into a closed period: a person decides, or a rule re-dates it. */
  readonly closedPeriod: 'park' | 'redate-to-first-open';
  /** Items that may be promised instead of an item, where the customer's terms allow it. */
  readonly substitutes: ReadonlyMap<string, readonly string[]>;
  /** How much life goods must have left; absent where nobody agreed anything. */
  readonly shelfLife?: ShelfLifePolicy;
  /** Working time, in milliseconds, until each milestone; payment counts in elapsed time. */
  readonly slaMs: Readonly<Record<Milestone, number>>;
}

/** The ledger: of finance where it is a system of its own, of the ERP otherwise. */
export const ledgerOf = ({ systems }: OrderToCashPolicy): string => systems.finance ?? systems.erp;
