import type { Instant } from '../../kernel/instant.ts';

/** A filter of a list that a person gave a name. */
export interface SavedFilter {
  readonly list: string;
  readonly name: string;
  /** The query of the list's address. */
  readonly search: string;
  readonly savedAt: Instant;
}

/** What people saved for themselves: nobody else reads it, so the audit chain says nothing of it. */
export interface SavedFilterStore {
  /** By list and name; of every list where none is named. */
  of(person: string, list: string | null): Promise<readonly SavedFilter[]>;
  /** False: the person has as many of this list as there may be. */
  save(person: string, filter: SavedFilter, filtersMax: number): Promise<boolean>;
  /** False: there was none. */
  forget(person: string, list: string, name: string): Promise<boolean>;
}
