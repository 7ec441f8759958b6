import { SpanKind } from '@opentelemetry/api';
import type { ApplicationObserver, ReceivedMessage } from '../application/ports/observer.ts';
import type { Instruments } from './instruments.ts';
import { instanceContext, parseTraceparent } from './trace-context.ts';
import { messaging, type InstanceTracing } from './tracing.ts';

/** Instances that one message gets a span in: a file of a thousand orders does not need a thousand. */
const SPANS_OF_MESSAGE_MAX = 20;

/**
 * Watches the front door. The span of a message lies in the trace of each instance that it speaks
 * of, and refers to the trace that the sender sent along (a link, as the messaging conventions ask).
 */
export function frontDoorObserver(
  instruments: Instruments,
  tracing: InstanceTracing | null,
): ApplicationObserver {
  return {
    received: (message) => {
      const { source, channel, outcome, durationMs } = message;
      instruments.received.add(1, { source, channel, outcome });
      instruments.intakeSeconds.record(durationMs / 1_000, { source, channel });
      if (tracing !== null) recordSpans(message, tracing);
    },
  };
}

function recordSpans(message: ReceivedMessage, tracing: InstanceTracing): void {
  const { source, messageId, facts, durationMs } = message;
  const endedAt = Date.now();
  const instances = new Map<string, number>();
  for (const fact of facts) {
    if ('instance' in fact) instances.set(fact.instance, (instances.get(fact.instance) ?? 0) + 1);
  }
  let spans = 0;
  for (const [instance, factsOfIt] of instances) {
    const parent = instanceContext(tracing.scheme, instance);
    if (!parent.sampled) continue;
    if (++spans > SPANS_OF_MESSAGE_MAX) return;
    tracing.record(
      {
        name: `receive ${source}`,
        kind: SpanKind.CONSUMER,
        parent,
        link: parseTraceparent(message.traceparent),
        startedAt: endedAt - durationMs,
        attributes: {
          ...messaging('receive', 'receive', source, instance),
          ...(messageId === null ? {} : { 'messaging.message.id': messageId }),
          ...(factsOfIt > 1 ? { 'messaging.batch.message_count': factsOfIt } : {}),
          'crossdock.channel': message.channel,
        },
      },
      endedAt,
    );
  }
}
