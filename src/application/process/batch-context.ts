import type { Instant, LocalDate } from '../../kernel/instant.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { CachedInstance, RecentMap } from './instance-cache.ts';
import type { CommandDesk } from './submission.ts';

/** What every batch of a processor shares. */
export interface BatchContext {
  /** Workflow by the word in the instance key: `sales-order`. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly instances: RecentMap<string, CachedInstance>;
  readonly aliases: RecentMap<string, string>;
  readonly desk: CommandDesk;
  /** Sites of an entity, those that ship first in front. */
  sitesOf(entity: string): readonly string[];
  /** The date on a site's own calendar. */
  dateAt(site: string, at: Instant): LocalDate;
  /** Milliseconds for which an unequal equation may still be on its way. */
  readonly lagMs: number;
  now(): Instant;
}
