import type { z } from 'zod';
import type { commandSummary } from '../../contract/resources/commands.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { CommandRow } from '../ports/store.ts';
import { commandName } from './command-name.ts';

export const timeOrNull = (at: Instant | null): string | null => (at === null ? null : formatInstant(at));

/** A generation of a command as it goes out. */
export const commandAnswer = (row: CommandRow): z.output<typeof commandSummary> => ({
  key: commandName(row),
  instance: row.instance,
  entity: row.entity,
  id: row.id,
  generation: row.generation,
  type: row.type,
  system: row.system,
  status: row.status,
  attempts: row.attempts,
  probes: row.probes,
  issuedAt: formatInstant(row.issuedAt),
  sentAt: timeOrNull(row.sentAt),
  settledAt: timeOrNull(row.settledAt),
  nextAttemptAt: timeOrNull(row.nextAttemptAt),
  detail: row.lastDetail,
  cause: row.causationId,
  undoes: row.undoes,
});
