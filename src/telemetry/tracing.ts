import {
  type SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  ROOT_CONTEXT,
  type Attributes,
  type Link,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { TraceContext, TraceScheme } from './trace-context.ts';

/** One span to write down. */
export interface SpanSpec {
  readonly name: string;
  readonly kind: SpanKind;
  /** Parent in the same trace; `null`: it is the root. */
  readonly parent: TraceContext | null;
  /** The ids it must have, where they are derived; otherwise new ones. */
  readonly self?: TraceContext;
  /** The sender's own trace, which ours refers to. */
  readonly link?: TraceContext | null;
  /** Milliseconds of the epoch. */
  readonly startedAt: number;
  readonly attributes: Attributes;
}

/** Generates the ids that the next span must have, or random ones. */
export class DerivedIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #next: TraceContext | null = null;

  generateTraceId = (): string => this.#next?.traceId ?? this.#random.generateTraceId();
  generateSpanId = (): string => this.#next?.spanId ?? this.#random.generateSpanId();

  /** Runs `start`, which makes one span, with these ids. */
  with<T>(ids: TraceContext | undefined, start: () => T): T {
    this.#next = ids ?? null;
    try {
      return start();
    } finally {
      this.#next = null;
    }
  }
}

/** Writes spans into the traces of instances. Who calls has asked {@link TraceContext.sampled}. */
export class InstanceTracing {
  readonly scheme: TraceScheme;
  readonly #tracer: Tracer;
  readonly #ids: DerivedIds;

  constructor(scheme: TraceScheme, tracer: Tracer, ids: DerivedIds) {
    this.scheme = scheme;
    this.#tracer = tracer;
    this.#ids = ids;
  }

  start(spec: SpanSpec): Span {
    const { name, kind, parent, self, link, startedAt, attributes } = spec;
    const links: Link[] = link === undefined || link === null ? [] : [{ context: spanContextOf(link) }];
    const context =
      parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent));
    return this.#ids.with(self, () =>
      this.#tracer.startSpan(
        name,
        { kind, links, attributes, startTime: startedAt, root: parent === null },
        context,
      ),
    );
  }

  /** A span whose end is known already. */
  record(spec: SpanSpec, endedAt: number, error?: string): void {
    end(this.start(spec), endedAt, error);
  }
}

/** Ends a span; `error` is a word of low cardinality. */
export function end(span: Span, endedAt: number, error?: string): void {
  if (error !== undefined) {
    span.setAttribute('error.type', error);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(endedAt);
}

const spanContextOf = ({ traceId, spanId, sampled }: TraceContext) => ({
  traceId,
  spanId,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
});

/** The context of a span, as a `traceparent` is made of it. */
export function contextOfSpan(span: Span): TraceContext {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}

/** Attributes of the messaging conventions that every span of ours has. */
export const messaging = (
  type: 'create' | 'send' | 'receive' | 'process' | 'settle',
  name: string,
  destination: string,
  instance: string,
): Attributes => ({
  'messaging.system': 'crossdock',
  'messaging.operation.type': type,
  'messaging.operation.name': name,
  'messaging.destination.name': destination,
  'messaging.message.conversation_id': instance,
});
