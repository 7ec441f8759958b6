import { SpanKind } from '@opentelemetry/api';
import type { BatchStore, BatchTransaction, BatchWrite } from '../application/ports/store.ts';
import { idempotencyKey } from '../application/dispatch/job.ts';
import type { Instruments } from './instruments.ts';
import { commandContext, formatTraceparent, instanceContext } from './trace-context.ts';
import { messaging, type InstanceTracing } from './tracing.ts';

/**
 * A store that counts its batches. While traces are written, the commands it stores carry the
 * trace of their instance, and sampled instances get their first span and one for each command.
 */
export function observedStore(
  store: BatchStore,
  instruments: Instruments,
  tracing: InstanceTracing | null,
): BatchStore {
  return {
    begin: async () => {
      const startedMs = performance.now();
      return observedTransaction(await store.begin(), instruments, tracing, startedMs);
    },
    faultOf: (error) => store.faultOf(error),
    resolveAliases: (aliases) => store.resolveAliases(aliases),
  };
}

function observedTransaction(
  transaction: BatchTransaction,
  instruments: Instruments,
  tracing: InstanceTracing | null,
  startedMs: number,
): BatchTransaction {
  const ended = (result: 'committed' | 'rolled-back'): void => {
    instruments.batchSeconds.record((performance.now() - startedMs) / 1_000, { result });
  };
  return {
    open: (request) => transaction.open(request),
    load: (wanted) => transaction.load(wanted),
    standingRequests: (type, instances) => transaction.standingRequests(type, instances),
    lockStock: (items) => transaction.lockStock(items),
    bookAt: (question) => transaction.bookAt(question),
    commit: async (write) => {
      const committed = await transaction.commit(tracing === null ? write : withTraces(write, tracing));
      ended('committed');
      count(write, instruments);
      if (tracing !== null) recordSpans(write, tracing, performance.now() - startedMs);
      return committed;
    },
    rollback: async () => {
      ended('rolled-back');
      await transaction.rollback();
    },
  };
}

/** One addition for each kind in the batch, not for each row. */
function count(write: BatchWrite, instruments: Instruments): void {
  const { facts, waiting, quarantined, casesOpened, losses, commands, commandUpdates } = write;
  instruments.batchRows.record(facts.length + commandUpdates.length);
  for (const [name, rows] of tally(facts, ({ type, evolution }) => `${type} ${evolution}`)) {
    const [type, evolution] = name.split(' ') as [string, string];
    instruments.facts.add(rows, { type, evolution });
  }
  for (const [system, rows] of tally(commands, (row) => row.system)) {
    instruments.commandsIssued.add(rows, { system });
  }
  for (const [code, rows] of tally(quarantined, (row) => row.code)) {
    instruments.quarantined.add(rows, { code });
  }
  for (const [kind, rows] of tally(casesOpened, (row) => row.kind)) {
    instruments.casesOpened.add(rows, { kind });
  }
  for (const { system, channel, lost } of losses) instruments.silentLoss.add(lost, { system, channel });
  if (waiting.length > 0) instruments.waiting.add(waiting.length);
}

function tally<T>(rows: readonly T[], nameOf: (row: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function withTraces(write: BatchWrite, { scheme }: InstanceTracing): BatchWrite {
  if (write.commands.length === 0) return write;
  const commands = write.commands.map((row) => ({
    ...row,
    traceparent: formatTraceparent(commandContext(scheme, row.instance, idempotencyKey(row))),
  }));
  return { ...write, commands };
}

/** The root of instances that begin, and the creation of commands, where they are sampled. */
function recordSpans(write: BatchWrite, tracing: InstanceTracing, durationMs: number): void {
  const endedAt = Date.now();
  const startedAt = endedAt - durationMs;
  for (const { instance, instanceVersion, type, source } of write.facts) {
    if (instanceVersion !== 1) continue;
    const self = instanceContext(tracing.scheme, instance);
    if (!self.sampled) continue;
    const attributes = { ...messaging('process', 'open', instance, instance), 'crossdock.fact.type': type };
    const spec = { name: 'open instance', kind: SpanKind.INTERNAL, parent: null, self, startedAt };
    tracing.record({ ...spec, attributes: { ...attributes, 'crossdock.source': source } }, endedAt);
  }
  for (const row of write.commands) {
    const parent = instanceContext(tracing.scheme, row.instance);
    if (!parent.sampled) continue;
    const key = idempotencyKey(row);
    tracing.record(
      {
        name: `create ${row.type}`,
        kind: SpanKind.PRODUCER,
        parent,
        self: commandContext(tracing.scheme, row.instance, key),
        startedAt,
        attributes: {
          ...messaging('create', 'create', row.system, row.instance),
          'messaging.message.id': key,
        },
      },
      endedAt,
    );
  }
}
