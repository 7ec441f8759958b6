import type { WorkingCalendar } from '../../kernel/calendar.ts';
import type { DocumentPolicy } from '../partner-documents.ts';

/** Milestones of return-to-credit that have a service level. */
export type ReturnMilestone = 'authorization' | 'inspection' | 'placement' | 'credit';

/** Everything that return-to-credit may be told differently by a distributor. */
export interface ReturnToCreditPolicy {
  readonly entities: ReadonlyMap<
    string,
    { readonly zone: string; readonly calendar: WorkingCalendar }
  >;
  /** Systems by role. */
  readonly systems: {
    /** Who decides what of the billed lines may come back and be credited. */
    readonly entitlements: string;
    readonly wms: string;
    /** Who posts credit memos. */
    readonly ledger: string;
    readonly payment: string;
    /** Who holds the case of the customer; nobody is told where there is none. */
    readonly crm?: string;
  };
  /** Partners who are told by documents; absent where there is none. */
  readonly documents?: DocumentPolicy;
  /** Sites that take goods back, by entity, where a request names none. */
  readonly returnSites: ReadonlyMap<string, string>;
  /** Milliseconds after its authorization in which goods may arrive; what has not, lapses. */
  readonly arrivalMs: number;
  /** What becomes of a posting into a closed period: a person decides, or a rule re-dates it. */
  readonly closedPeriod: 'park' | 'redate-to-first-open';
  /** Working time, in milliseconds, until each milestone. */
  readonly slaMs: Readonly<Record<ReturnMilestone, number>>;
}
