/**
 * What one instance hands to another. A return that finds a supplier's fault does not reach into the claim:
 * it wants a command, and its content becomes the fact that the claim gathers. It runs in this process and
 * keeps no record: until the fact is committed nothing has happened, so doing it again is harmless.
 */
import type { Connector } from '../../application/ports/connector.ts';
import { COMMANDS, FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Clock } from '../../kernel/clock.ts';

/** The fact that each command becomes: same content. */
const BECOMES: Readonly<Record<string, string>> = {
  [COMMANDS.reportSupplierFault.type]: FACTS.supplierFaultReported.type,
  [COMMANDS.disputeCharge.type]: FACTS.chargeDisputed.type,
};

/** Handovers under way at once: they are done at once, so the number only bounds. */
const CONCURRENCY = 64;
/** Handovers per second: far more than any installation has. */
const PER_SECOND = 10_000;
/** Milliseconds: a handover takes well under one. */
const TIMEOUT_MS = 10_000;

export function handoverConnector(clock: Clock): Connector {
  return {
    system: OWN_SYSTEM,
    proof: { honoursKey: true, settleAfterMs: 0 },
    budget: { concurrency: CONCURRENCY, perSecond: PER_SECOND, timeoutMs: TIMEOUT_MS },
    execute: (command) => {
      const type = BECOMES[command.type];
      if (type === undefined) {
        const reason = `nobody takes over ${command.type}`;
        return Promise.resolve({ kind: 'failed', fault: 'malformed', reason });
      }
      const { key: id, entity, content } = command;
      const fact = { type, id, entity, occurredAt: clock.now(), content, causationId: id };
      return Promise.resolve({ kind: 'done', facts: [fact] });
    },
    probe: () => Promise.resolve({ kind: 'absent' }),
    translate: () => ({ kind: 'rejected', reason: 'we send ourselves no messages' }),
    statement: () => Promise.resolve([]),
  };
}
