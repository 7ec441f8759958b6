import { SpanKind } from '@opentelemetry/api';
import { changedConnector } from '../application/dispatch/changed-connector.ts';
import type { Connector, OutboundCommand } from '../application/ports/connector.ts';
import type { Instruments } from './instruments.ts';
import { commandContext, formatTraceparent, parseTraceparent } from './trace-context.ts';
import { contextOfSpan, end, messaging, type InstanceTracing } from './tracing.ts';

/** Results that say that something went wrong, as the value of `error.type`. */
const FAULTS: ReadonlySet<string> = new Set(['failed', 'in-doubt', 'unknown', 'refused']);

/**
 * A connector that counts its attempts and probes. While traces are written, the system on the
 * other side gets a `traceparent` in the trace of the command's instance.
 */
export function observedConnector(
  connector: Connector,
  instruments: Instruments,
  tracing: InstanceTracing | null,
): Connector {
  const { system } = connector;
  const observed = async <R extends { readonly kind: string; readonly fault?: string }>(
    operation: 'execute' | 'probe',
    command: OutboundCommand,
    call: (command: OutboundCommand) => Promise<R>,
  ): Promise<R> => {
    const startedMs = performance.now();
    const { traced, ended } = traceAttempt(tracing, system, operation, command);
    let result = 'thrown';
    try {
      const answer = await call(traced);
      result = answer.kind === 'failed' ? `failed-${answer.fault ?? 'unknown'}` : answer.kind;
      ended(FAULTS.has(answer.kind) ? result : undefined);
      return answer;
    } catch (error) {
      ended('thrown');
      throw error;
    } finally {
      instruments.attempts.add(1, { system, operation, result });
      instruments.attemptSeconds.record((performance.now() - startedMs) / 1_000, { system, operation });
    }
  };
  return changedConnector(connector, {
    execute: (command, signal) =>
      observed('execute', command, (traced) => connector.execute(traced, signal)),
    probe: (command, signal) => observed('probe', command, (traced) => connector.probe(traced, signal)),
  });
}

interface TracedAttempt {
  /** The command with the trace context that the other system shall see. */
  readonly traced: OutboundCommand;
  ended(error: string | undefined): void;
}

function traceAttempt(
  tracing: InstanceTracing | null,
  system: string,
  operation: 'execute' | 'probe',
  command: OutboundCommand,
): TracedAttempt {
  if (tracing === null) return { traced: command, ended: () => {} };
  const { instance, key } = command;
  const created =
    parseTraceparent(command.traceparent) ?? commandContext(tracing.scheme, instance, key);
  if (!created.sampled) {
    return { traced: { ...command, traceparent: formatTraceparent(created) }, ended: () => {} };
  }
  const [type, name] = operation === 'execute' ? (['send', 'send'] as const) : (['settle', 'probe'] as const);
  const span = tracing.start({
    name: `${name} ${system}`,
    kind: SpanKind.CLIENT,
    parent: created,
    startedAt: Date.now(),
    attributes: {
      ...messaging(type, name, system, instance),
      'messaging.message.id': key,
      'crossdock.command.type': command.type,
    },
  });
  return {
    traced: { ...command, traceparent: formatTraceparent(contextOfSpan(span)) },
    ended: (error) => end(span, Date.now(), error),
  };
}
