import { SpanKind } from '@opentelemetry/api';
import type { FactIntake, MessageIntake } from '../application/act/ports.ts';
import type { Instruments } from './instruments.ts';
import { instanceContext, parseTraceparent } from './trace-context.ts';
import { messaging, type InstanceTracing } from './tracing.ts';

/** Instances that one message gets a span in: a file of a thousand orders does not need a thousand. */
const SPANS_OF_MESSAGE_MAX = 20;

/** One message at the front door, and where its facts went. */
interface Intake {
  readonly source: string;
  readonly channel: 'webhook' | 'file' | 'facts';
  readonly messageId: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly durationMs: number;
  /** Instance or ledger stream of each fact that has one. */
  readonly instances: readonly string[];
}

/** The front door for vendors' messages and files, watched. */
export function observedMessages(
  intake: MessageIntake,
  instruments: Instruments,
  tracing: InstanceTracing | null,
): MessageIntake {
  return {
    receive: async (system, message, way) => {
      const channel = way === 'collected' ? 'file' : 'webhook';
      const startedMs = performance.now();
      let outcome = 'failed';
      try {
        const receipt = await intake.receive(system, message, way);
        outcome = receipt.kind;
        if (receipt.kind === 'received' && tracing !== null) {
          const durationMs = performance.now() - startedMs;
          const { messageId, facts } = receipt;
          const seen = { source: system, channel, messageId, durationMs } as const;
          const { headers } = message;
          recordSpans({ ...seen, headers, instances: instancesOf(facts) }, tracing);
        }
        return receipt;
      } finally {
        // Anybody may invent a system's name: it must not become a label.
        const source = outcome === 'unknown-system' ? 'unknown' : system;
        count(instruments, source, channel, outcome, startedMs);
      }
    },
  };
}

/** The front door for facts in canonical form, watched. */
export function observedFacts(
  intake: FactIntake,
  instruments: Instruments,
  tracing: InstanceTracing | null,
): FactIntake {
  return {
    receiveFacts: async (facts, raw) => {
      const startedMs = performance.now();
      let outcome = 'failed';
      // One request speaks for one system.
      const source = facts[0]?.source ?? 'none';
      try {
        const results = await intake.receiveFacts(facts, raw);
        outcome = 'received';
        if (tracing !== null) {
          const durationMs = performance.now() - startedMs;
          const { id: messageId = null, headers = {} } = raw ?? {};
          const instances = instancesOf(results);
          recordSpans({ source, channel: 'facts', messageId, headers, durationMs, instances }, tracing);
        }
        return results;
      } finally {
        count(instruments, source, 'facts', outcome, startedMs);
      }
    },
  };
}

function count(
  instruments: Instruments,
  source: string,
  channel: string,
  outcome: string,
  startedMs: number,
): void {
  instruments.received.add(1, { source, channel, outcome });
  instruments.intakeSeconds.record((performance.now() - startedMs) / 1_000, { source, channel });
}

const instancesOf = (results: readonly object[]): string[] =>
  results.flatMap((result) => ('instance' in result ? [result.instance as string] : []));

/**
 * The span of a message lies in the trace of each instance that it speaks of, and refers to the
 * trace that the sender sent along (a link, as the messaging conventions ask).
 */
function recordSpans(intake: Intake, tracing: InstanceTracing): void {
  const { source, channel, messageId, headers, durationMs } = intake;
  const endedAt = Date.now();
  const facts = new Map<string, number>();
  for (const instance of intake.instances) facts.set(instance, (facts.get(instance) ?? 0) + 1);
  let spans = 0;
  for (const [instance, factsOfIt] of facts) {
    const parent = instanceContext(tracing.scheme, instance);
    if (!parent.sampled) continue;
    if (++spans > SPANS_OF_MESSAGE_MAX) return;
    tracing.record(
      {
        name: `receive ${source}`,
        kind: SpanKind.CONSUMER,
        parent,
        link: parseTraceparent(headers['traceparent']),
        startedAt: endedAt - durationMs,
        attributes: {
          ...messaging('receive', 'receive', source, instance),
          ...(messageId === null ? {} : { 'messaging.message.id': messageId }),
          ...(factsOfIt > 1 ? { 'messaging.batch.message_count': factsOfIt } : {}),
          'crossdock.channel': channel,
        },
      },
      endedAt,
    );
  }
}
