/** What a person may do about a command that is stuck, with a line in the audit chain. */
import type { Refusal } from '../../contract/refusal.ts';
import type { CommandStatus } from '../../engine/book.ts';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { AuditTrail } from '../access/audit.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { CommandRow } from '../ports/store.ts';
import { commandName, commandRefOf, type CommandRef } from '../query/command-name.ts';
import { covers } from '../query/find.ts';
import type { Reads } from '../query/reads.ts';
import type { CommandActions } from './ports.ts';

export interface CommandOffice {
  readonly reads: Reads;
  readonly actions: CommandActions;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

export type CommandAction = 'retry' | 'probe' | 'release';

/** In which states an action makes sense, and why not in others. */
const ALLOWED: Readonly<Record<CommandAction, {
  readonly in: readonly CommandStatus[];
  readonly else: string;
}>> = {
  retry: { in: ['parked', 'failing', 'queued'], else: 'only what certainly had no effect is tried again' },
  probe: { in: ['in-doubt', 'sending'], else: 'there is no doubt about its effect' },
  release: { in: ['in-doubt', 'parked'], else: 'there is no doubt about its effect' },
};

/** A command that the key covers. */
export async function findCommand(
  reads: Reads,
  principal: Principal,
  name: string,
): Promise<Result<{ readonly ref: CommandRef; readonly row: CommandRow }, Refusal>> {
  const ref = commandRefOf(name);
  const row = ref === null ? null : await reads.command(ref);
  if (ref === null || row === null || !covers(principal, row.entity)) {
    return err({ code: 'not-found', detail: `There is no command ${name}.`, param: 'command' });
  }
  return ok({ ref, row });
}

export async function actOnCommand(
  office: CommandOffice,
  principal: Principal,
  actor: string,
  name: string,
  action: CommandAction,
  reason: string,
): Promise<Result<{ readonly key: string; readonly status: CommandStatus }, Refusal>> {
  const found = await findCommand(office.reads, principal, name);
  if (!found.ok) return found;
  const { ref, row } = found.value;
  if (!ALLOWED[action].in.includes(row.status)) {
    return err({
      code: 'not-possible-now',
      detail: `The command is ${row.status}: ${ALLOWED[action].else}.`,
    });
  }
  if (action === 'retry') await office.actions.retry(ref);
  if (action === 'release') await office.actions.releaseFromDoubt(ref);
  if (action === 'probe' && !office.actions.probe(ref)) {
    return err({
      code: 'not-possible-now',
      detail: 'It is on its way, or another process probes it by itself.',
    });
  }
  await office.audit.append({
    at: office.clock.now(),
    actor,
    principal: principalRef(principal),
    action: `command.${action}`,
    entity: row.entity,
    subject: `command/${commandName(ref)}`,
    before: row.status,
    after: null,
    reason,
  });
  const after = await office.reads.command(ref);
  return ok({ key: name, status: after?.status ?? row.status });
}
