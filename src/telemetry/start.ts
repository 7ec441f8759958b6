import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  TracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import type { FactIntake, MessageIntake } from '../application/act/ports.ts';
import type { Connector } from '../application/ports/connector.ts';
import type { BatchStore } from '../application/ports/store.ts';
import { observedFacts, observedMessages } from './front-door.ts';
import { createInstruments, observeGauges, type GaugeSource } from './instruments.ts';
import { observedConnector } from './observed-connector.ts';
import { observedStore } from './observed-store.ts';
import { instanceContext } from './trace-context.ts';
import { DerivedIds, InstanceTracing } from './tracing.ts';

export interface TelemetryOptions {
  readonly serviceName: string;
  /** Version of the product, for the resource. */
  readonly serviceVersion?: string;
  /** Which of several processes this is. */
  readonly instanceId?: string;
  /** Base URL of an OTLP collector, for example `http://localhost:4318`; without it no traces. */
  readonly otlpEndpoint?: string;
  /** Share of instances that are traced, from 0 to 1; one in a hundred unless named. */
  readonly sampleRatio?: number;
  /** Where spans go instead of a collector: tests. */
  readonly spanExporter?: SpanExporter;
}

/** An HTTP request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, never the path: `/v1/sales-orders/{salesOrder}`. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** What the composition attaches. Nothing here is global: two of them do not meet. */
export interface Telemetry {
  /** Wraps the front door for vendors' messages. */
  messages(intake: MessageIntake): MessageIntake;
  /** Wraps the front door for facts in canonical form. */
  facts(intake: FactIntake): FactIntake;
  /** Wraps the store that the processor uses. */
  store(store: BatchStore): BatchStore;
  /** Wraps a connector before the dispatcher gets it. */
  connector(connector: Connector): Connector;
  /** Names where the gauges are read from. */
  gauges(source: GaugeSource): void;
  requestAnswered(request: AnsweredRequest): void;
  /** Trace of an instance; `null` where it is not traced. For the logger. */
  traceIdOf(instance: string): string | null;
  /** Everything measured so far, as Prometheus reads it. */
  metrics(): Promise<string>;
  /** Sends what is left of the traces. */
  stop(): Promise<void>;
}

/** One instance in a hundred: enough to see a slow system, too few to cost anything. */
const SAMPLE_RATIO_DEFAULT = 0.01;

/** Starts measuring, and tracing where there is somewhere to send traces to. */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const resource = resourceOf(options);
  const reader = new PullReader();
  const meterProvider = new MeterProvider({ resource, readers: [reader] });
  const meter = meterProvider.getMeter('crossdock');
  const instruments = createInstruments(meter);
  const traces = startTraces(options, resource);
  const tracing = traces?.tracing ?? null;
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  return {
    messages: (intake) => observedMessages(intake, instruments, tracing),
    facts: (intake) => observedFacts(intake, instruments, tracing),
    store: (store) => observedStore(store, instruments, tracing),
    connector: (connector) => observedConnector(connector, instruments, tracing),
    gauges: (source) => observeGauges(meter, source),
    requestAnswered: ({ method, route, status, durationMs }) => {
      instruments.requestSeconds.record(durationMs / 1_000, {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      });
    },
    traceIdOf: (instance) => {
      if (tracing === null) return null;
      const { traceId, sampled } = instanceContext(tracing.scheme, instance);
      return sampled ? traceId : null;
    },
    metrics: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    stop: async () => {
      await traces?.stop();
      await meterProvider.shutdown();
    },
  };
}

interface Traces {
  readonly tracing: InstanceTracing;
  stop(): Promise<void>;
}

function startTraces(options: TelemetryOptions, resource: Resource): Traces | null {
  const { otlpEndpoint, sampleRatio = SAMPLE_RATIO_DEFAULT } = options;
  const exporter =
    options.spanExporter ??
    (otlpEndpoint === undefined
      ? null
      : new OTLPTraceExporter({ url: `${otlpEndpoint.replace(/\/$/, '')}/v1/traces` }));
  if (exporter === null) return null;
  const ids = new DerivedIds();
  const provider = new TracerProvider({
    resource,
    idGenerator: ids,
    // Who is sampled is decided by the instance's trace id, before a span is made.
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  return {
    tracing: new InstanceTracing({ sampleRatio }, provider.getTracer('crossdock'), ids),
    stop: () => provider.shutdown(),
  };
}

function resourceOf({ serviceName, serviceVersion, instanceId }: TelemetryOptions): Resource {
  return resourceFromAttributes({
    'service.name': serviceName,
    ...(serviceVersion === undefined ? {} : { 'service.version': serviceVersion }),
    ...(instanceId === undefined ? {} : { 'service.instance.id': instanceId }),
  });
}

/** Collects when it is asked, which is when somebody scrapes. */
class PullReader extends MetricReader {
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
}
