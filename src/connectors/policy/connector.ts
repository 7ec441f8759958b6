/**
 * Our own policies as a system among systems: it is told a question by a command, and its answer is a
 * fact that names the table, the version and the row. It runs in this process and keeps no record of its
 * own: until its answer is committed nothing has happened, so asking again is harmless.
 */
import type {
  CanonicalFact,
  Connector,
  ExecutionResult,
  OutboundCommand,
} from '../../application/ports/connector.ts';
import { PolicyQuestionError, type PolicyBook } from '../../application/ports/policy-book.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { POLICY_SYSTEM } from '../../canonical/facts/policy-decided.v1.ts';
import type { Clock } from '../../kernel/clock.ts';

type Question = ContentOfFact<typeof COMMANDS.decidePolicy>;

export interface PolicyConnectorOptions {
  readonly book: PolicyBook;
  readonly clock: Clock;
  /** Reads what came into force meanwhile, whoever approved it. */
  refresh?(): Promise<unknown>;
}

/** Concurrent questions: they are answered at once, so the number only bounds what is under way. */
const CONCURRENCY = 64;
/** Questions per second: far more than any installation asks. */
const PER_SECOND = 10_000;
/** Milliseconds: an answer takes well under one. */
const TIMEOUT_MS = 10_000;

export function policyConnector({ book, clock, refresh }: PolicyConnectorOptions): Connector {
  return {
    system: POLICY_SYSTEM,
    proof: { honoursKey: true, settleAfterMs: 0 },
    budget: { concurrency: CONCURRENCY, perSecond: PER_SECOND, timeoutMs: TIMEOUT_MS },
    execute: async (command) => {
      if (command.type !== COMMANDS.decidePolicy.type) {
        return { kind: 'failed', fault: 'malformed', reason: `policies do not know ${command.type}` };
      }
      await refresh?.();
      return answerOf(book, clock, command);
    },
    probe: () => Promise.resolve({ kind: 'absent' }),
    translate: () => ({ kind: 'rejected', reason: 'policies send no messages' }),
    statement: () => Promise.resolve([]),
  };
}

function answerOf(book: PolicyBook, clock: Clock, command: OutboundCommand): ExecutionResult {
  const { decision, of, table, inputs, salesOrder, subject } = command.content as Question;
  try {
    const { outputs, stamp } = book.decide(table, inputs);
    const fact: CanonicalFact = {
      type: FACTS.policyDecided.type,
      id: command.key,
      entity: command.entity,
      occurredAt: clock.now(),
      causationId: command.key,
      content: {
        ...(salesOrder === undefined ? { subject } : { salesOrder }),
        decision,
        generation: command.generation,
        of,
        table,
        tableVersion: stamp.version,
        row: stamp.row,
        inputs: stamp.inputs,
        outputs,
      } satisfies ContentOfFact<typeof FACTS.policyDecided>,
    };
    return { kind: 'done', facts: [fact] };
  } catch (error) {
    if (!(error instanceof PolicyQuestionError)) throw error;
    return { kind: 'failed', fault: 'malformed', reason: error.message };
  }
}
