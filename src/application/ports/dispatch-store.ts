import type { CommandStatus } from '../../engine/book.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { CommandRow } from './store.ts';

/** Names one generation of a command. */
export interface CommandRef {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
}

/** A command that this process takes over. */
export interface ClaimedCommand {
  readonly row: CommandRow;
  /** Who held it before; `null`: nobody ever could have sent it. */
  readonly previousOwner: string | null;
}

/** Leases of partitions, and the commands in them. */
export interface DispatchStore {
  /** Says that this process lives; answers how many live. */
  beat(processId: string, now: Instant, deadAfterMs: number): Promise<number>;
  /** Prolongs what is held, then takes free or expired partitions up to a share. */
  lease(processId: string, now: Instant, until: Instant, share: number): Promise<readonly number[]>;
  /** Gives partitions back. */
  giveBack(processId: string, partitions: readonly number[]): Promise<void>;
  /** Takes over open commands of partitions that this process does not hold yet. */
  claim(processId: string, partitions: readonly number[], limit: number): Promise<readonly ClaimedCommand[]>;
  /** Open commands held by this process, issued so long ago: what memory must agree with. */
  held(processId: string, issuedUntil: Instant): Promise<readonly CommandRow[]>;
  /** Current status of commands, for those that a person may have released elsewhere. */
  statuses(
    refs: readonly CommandRef[],
  ): Promise<readonly (CommandRef & { readonly status: CommandStatus })[]>;
  /** Says that this process is gone, and gives back everything. */
  leave(processId: string): Promise<void>;
  /**
   * Takes every lease from others at once. Only for whoever knows that no other process lives: the
   * embedded server's folder is locked, so its last user is dead.
   */
  evictOthers(processId: string): Promise<void>;
  /** Calls back when somebody issued a command into a partition; answers how to stop. */
  listen(wake: (partition: number) => void): Promise<() => Promise<void>>;
}
