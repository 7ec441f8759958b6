import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpanKind } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Connector, OutboundCommand } from '../application/ports/connector.ts';
import type { BatchStore, BatchTransaction, BatchWrite } from '../application/ports/store.ts';
import { startTelemetry, type Telemetry } from './start.ts';
import { instanceContext, parseTraceparent } from './trace-context.ts';

const INSTANCE = 'uk/sales-order/SO-1';
const KEY = `${INSTANCE}/post-invoice:SH-1#1`;

const factRow = (instanceVersion: number, type: string, evolution: string): object => ({
  instance: INSTANCE, instanceVersion, type, source: 'shop', evolution,
});

/** As much of a batch as telemetry reads. */
const batch = (): BatchWrite =>
  ({
    facts: [
      factRow(1, 'sales-order.stated.v1', 'applied'),
      factRow(2, 'tax.quoted.v1', 'applied'),
      factRow(3, 'tax.quoted.v1', 'duplicate'),
      factRow(4, 'tax.quoted.v1', 'applied'),
    ],
    commands: [
      {
        instance: INSTANCE, id: 'post-invoice:SH-1', generation: 1, type: 'invoice.post.v1', system: 'erp',
        traceparent: null,
      },
    ],
    commandUpdates: [],
    casesOpened: [{ kind: 'credit-hold' }],
    waiting: [],
    quarantined: [{ code: 'not-owner' }],
    losses: [{ system: 'wms', channel: 'webhook', lost: 3 }],
  }) as unknown as BatchWrite;

interface FakeStore extends BatchStore {
  readonly written: BatchWrite[];
}

function fakeStore(): FakeStore {
  const written: BatchWrite[] = [];
  const transaction = {
    commit: (write: BatchWrite) => {
      written.push(write);
      return Promise.resolve({ positions: [], waiting: [] });
    },
    rollback: () => Promise.resolve(),
  } as unknown as BatchTransaction;
  return {
    written,
    begin: () => Promise.resolve(transaction),
    faultOf: () => 'rejected',
    resolveAliases: () => Promise.resolve([]),
  };
}

interface FakeConnector extends Connector {
  readonly seen: OutboundCommand[];
}

function fakeConnector(kind: 'done' | 'in-doubt'): FakeConnector {
  const seen: OutboundCommand[] = [];
  const fake = {
    seen,
    system: 'erp',
    proof: { honoursKey: true, settleAfterMs: 0 },
    budget: { concurrency: 1, perSecond: 1, timeoutMs: 1 },
    execute: (command: OutboundCommand) => {
      seen.push(command);
      return Promise.resolve({ kind, facts: [], reason: 'r' });
    },
    probe: (command: OutboundCommand) => (seen.push(command), Promise.resolve({ kind: 'absent' })),
  };
  return fake as unknown as FakeConnector;
}

const COMMAND: OutboundCommand = {
  key: KEY, entity: 'uk', instance: INSTANCE, id: 'post-invoice:SH-1', generation: 1, type: 'invoice.post.v1',
  content: {}, correlationId: INSTANCE, traceparent: null,
};

/** An order's life as telemetry sees it: webhook, batch, attempt. */
async function play(telemetry: Telemetry, store: FakeStore, connector: FakeConnector): Promise<void> {
  const accepted = { status: 'accepted', instance: INSTANCE, evolution: 'applied' } as const;
  const messages = telemetry.messages({
    receive: (system) => Promise.resolve(
      system === 'shop'
        ? { kind: 'received', messageId: 'M-1', facts: [accepted] }
        : { kind: 'unknown-system' },
    ),
  });
  const headers = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
  const body = new Uint8Array();
  await messages.receive('shop', { headers, body });
  await messages.receive('shop', { headers, body }, 'collected');
  await messages.receive(`invented-${Date.now()}`, { headers, body });
  const facts = telemetry.facts({ receiveFacts: () => Promise.resolve([accepted, accepted]) });
  await facts.receiveFacts([{ source: 'edi' }, { source: 'edi' }] as never, { id: 'R-1', headers, body });
  const transaction = await telemetry.store(store).begin();
  await transaction.commit(batch());
  const observed = telemetry.connector(connector);
  await observed.execute(COMMAND, new AbortController().signal);
  await observed.probe(COMMAND, new AbortController().signal);
}

test('counts facts, batches, attempts, intake and losses, as Prometheus reads them', async () => {
  const telemetry = startTelemetry({ serviceName: 'crossdock' });
  telemetry.gauges(() => ({
    backlog: new Map([['erp', { waiting: 7, inFlight: 2, circuitOpen: true }]]),
    inDoubt: new Map([['erp', 1]]),
    openCases: new Map([['finance', 4]]),
    equationsBroken: 0,
    pool: { total: 8, idle: 3, waiting: 0 },
  }));
  const store = fakeStore();
  await play(telemetry, store, fakeConnector('in-doubt'));
  telemetry.requestAnswered({ method: 'GET', route: '/v1/cases', status: 200, durationMs: 3 });
  const text = await telemetry.metrics();
  for (const line of [
    'crossdock_facts_total{type="tax.quoted.v1",evolution="applied"} 2',
    'crossdock_facts_total{type="tax.quoted.v1",evolution="duplicate"} 1',
    'crossdock_quarantined_total{code="not-owner"} 1',
    'crossdock_cases_opened_total{kind="credit-hold"} 1',
    'crossdock_silent_loss_total{system="wms",channel="webhook"} 3',
    'crossdock_commands_issued_total{system="erp"} 1',
    'crossdock_command_attempts_total{system="erp",operation="execute",result="in-doubt"} 1',
    'crossdock_command_attempts_total{system="erp",operation="probe",result="absent"} 1',
    'crossdock_messages_received_total{source="shop",channel="webhook",outcome="received"} 1',
    'crossdock_messages_received_total{source="shop",channel="file",outcome="received"} 1',
    'crossdock_messages_received_total{source="unknown",channel="webhook",outcome="unknown-system"} 1',
    'crossdock_messages_received_total{source="edi",channel="facts",outcome="received"} 1',
    'crossdock_batch_rows_count 1',
    'crossdock_batch_duration_seconds_count{result="committed"} 1',
    'crossdock_intake_duration_seconds_bucket{source="shop",channel="webhook",le="+Inf"} 1',
    `http_server_request_duration_seconds_count{http_request_method="GET",http_route="/v1/cases",${
      'http_response_status_code="200"'}} 1`,
    'crossdock_queue_depth{system="erp"} 7',
    'crossdock_breaker_open{system="erp"} 1',
    'crossdock_commands_in_doubt{system="erp"} 1',
    'crossdock_cases_open{role="finance"} 4',
    'crossdock_equations_broken 0',
    'crossdock_db_pool_connections{state="idle"} 3',
  ]) assert.ok(text.split('\n').includes(line), `${line}\n\n${text}`);
  await telemetry.stop();
});

test('without a place for traces nothing is derived and nothing is changed', async () => {
  const telemetry = startTelemetry({ serviceName: 'crossdock' });
  const [store, connector] = [fakeStore(), fakeConnector('done')];
  await play(telemetry, store, connector);
  assert.equal(store.written[0]?.commands[0]?.traceparent, null);
  assert.equal(connector.seen[0], COMMAND);
  assert.equal(telemetry.traceIdOf(INSTANCE), null);
  await telemetry.stop();
});

test('one trace goes from the webhook to the attempt, and the other system is told', async () => {
  const exporter = new KeepingExporter();
  const telemetry = startTelemetry({ serviceName: 'crossdock', spanExporter: exporter, sampleRatio: 1 });
  const [store, connector] = [fakeStore(), fakeConnector('in-doubt')];
  await play(telemetry, store, connector);
  await telemetry.stop();

  const byName = new Map(exporter.kept.map((span) => [span.name, span]));
  const [open, receive, create, send, probe] = [
    'open instance', 'receive shop', 'create invoice.post.v1', 'send erp', 'probe erp',
  ].map((name) => byName.get(name) ?? assert.fail(`no span ${name}`)) as [ReadableSpan, ...ReadableSpan[]];
  const root = instanceContext({ sampleRatio: 1 }, INSTANCE);
  const traces = new Set(exporter.kept.map((span) => span.spanContext().traceId));
  assert.deepEqual([...traces], [root.traceId]);
  assert.equal(telemetry.traceIdOf(INSTANCE), root.traceId);
  assert.equal(open.spanContext().spanId, root.spanId);
  assert.equal(open.parentSpanContext, undefined);
  assert.equal(receive!.parentSpanContext?.spanId, root.spanId);
  assert.equal(receive!.kind, SpanKind.CONSUMER);
  assert.equal(receive!.links[0]?.context.traceId, 'a'.repeat(32), 'the sender’s trace is referred to');
  const posted = byName.get('receive edi');
  assert.equal(posted?.attributes['messaging.batch.message_count'], 2);
  assert.equal(create!.kind, SpanKind.PRODUCER);
  assert.equal(create!.parentSpanContext?.spanId, root.spanId);
  for (const attempt of [send!, probe!]) {
    assert.equal(attempt.parentSpanContext?.spanId, create!.spanContext().spanId);
    assert.equal(attempt.attributes['messaging.destination.name'], 'erp');
    assert.equal(attempt.attributes['messaging.message.conversation_id'], INSTANCE);
  }
  assert.equal(send!.attributes['error.type'], 'in-doubt');
  const stored = parseTraceparent(store.written[0]?.commands[0]?.traceparent);
  assert.equal(stored?.spanId, create!.spanContext().spanId);
  assert.equal(parseTraceparent(connector.seen[0]?.traceparent)?.spanId, send!.spanContext().spanId);
});

test('an instance that is not sampled costs no span, yet the other system gets its trace', async () => {
  const exporter = new KeepingExporter();
  const telemetry = startTelemetry({ serviceName: 'crossdock', spanExporter: exporter, sampleRatio: 0 });
  const connector = fakeConnector('done');
  await play(telemetry, fakeStore(), connector);
  await telemetry.stop();
  assert.equal(exporter.kept.length, 0);
  const told = parseTraceparent(connector.seen[0]?.traceparent);
  assert.equal(told?.traceId, instanceContext({ sampleRatio: 0 }, INSTANCE).traceId);
  assert.equal(told?.sampled, false);
});

/** The in-memory exporter forgets its spans when it is shut down. */
class KeepingExporter extends InMemorySpanExporter {
  readonly kept: ReadableSpan[] = [];

  override export(...[spans, done]: Parameters<InMemorySpanExporter['export']>): void {
    this.kept.push(...spans);
    super.export(spans, done);
  }
}
