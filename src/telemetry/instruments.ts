import type { Attributes, Counter, Histogram, Meter, ObservableGauge } from '@opentelemetry/api';

/** Seconds: an intake or an attempt takes from a millisecond to half a minute. */
const LATENCY_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Rows of a batch: the processor takes at most 300. */
const BATCH_ROWS = [1, 3, 10, 30, 100, 200, 300];

/** Everything that is counted while it happens. */
export interface Instruments {
  readonly facts: Counter;
  readonly waiting: Counter;
  readonly quarantined: Counter;
  readonly casesOpened: Counter;
  readonly silentLoss: Counter;
  readonly commandsIssued: Counter;
  readonly batchRows: Histogram;
  readonly batchSeconds: Histogram;
  readonly attempts: Counter;
  readonly attemptSeconds: Histogram;
  readonly received: Counter;
  readonly intakeSeconds: Histogram;
  readonly requestSeconds: Histogram;
}

export function createInstruments(meter: Meter): Instruments {
  const counter = (name: string, description: string): Counter => meter.createCounter(name, { description });
  const seconds = (name: string, description: string): Histogram =>
    // The unit belongs into the name: that is how Prometheus wants to read it.
    meter.createHistogram(`${name}_seconds`, {
      description,
      advice: { explicitBucketBoundaries: LATENCY_SECONDS },
    });
  return {
    facts: counter('crossdock.facts', 'Facts stored, by type and by what they did to their instance'),
    waiting: counter('crossdock.facts.waiting', 'Facts that waited for the document they name'),
    quarantined: counter('crossdock.quarantined', 'Messages and facts that were not let in'),
    casesOpened: counter('crossdock.cases.opened', 'Exception cases that began to hold'),
    silentLoss: counter('crossdock.silent_loss', 'Facts that only a sweep found'),
    commandsIssued: counter('crossdock.commands.issued', 'Generations of commands issued'),
    batchRows: meter.createHistogram('crossdock.batch.rows', {
      description: 'Facts and command changes in one batch',
      advice: { explicitBucketBoundaries: BATCH_ROWS },
    }),
    batchSeconds: seconds('crossdock.batch.duration', 'Database transaction of one batch, lock to commit'),
    attempts: counter('crossdock.command.attempts', 'Attempts and probes, by system and result'),
    attemptSeconds: seconds('crossdock.command.duration', 'One attempt or probe, until its answer'),
    received: counter('crossdock.messages.received', 'Messages at the front door'),
    intakeSeconds: seconds('crossdock.intake.duration', 'From the first byte of a message to its commit'),
    requestSeconds: seconds('http.server.request.duration', 'HTTP requests, by route'),
  };
}

/** State of the installation at one moment; read when somebody looks, not when it changes. */
export interface Gauges {
  /** `Dispatcher.backlog()` */
  readonly backlog: ReadonlyMap<
    string,
    { readonly waiting: number; readonly inFlight: number; readonly circuitOpen: boolean }
  >;
  /** Commands in doubt by system. */
  readonly inDoubt: ReadonlyMap<string, number>;
  /** Open cases by the role that owns them. */
  readonly openCases: ReadonlyMap<string, number>;
  readonly equationsBroken: number;
  /** Connections to the database. */
  readonly pool: { readonly total: number; readonly idle: number; readonly waiting: number };
}

/** Asked at every scrape; what it cannot tell it leaves out. */
export type GaugeSource = () => Partial<Gauges> | Promise<Partial<Gauges>>;

/** Reports the gauges of a source whenever the metrics are read. */
export function observeGauges(meter: Meter, source: GaugeSource): void {
  const gauge = (name: string, description: string): ObservableGauge =>
    meter.createObservableGauge(name, { description });
  const depth = gauge('crossdock.queue.depth', 'Commands that wait for a system');
  const inFlight = gauge('crossdock.queue.in_flight', 'Commands on the wire to a system');
  const breaker = gauge('crossdock.breaker.open', '1 while the circuit of a system is open');
  const inDoubt = gauge('crossdock.commands.in_doubt', 'Commands whose effect is not known');
  const openCases = gauge('crossdock.cases.open', 'Open exception cases');
  const broken = gauge('crossdock.equations.broken', 'Equations that do not hold, with nothing under way');
  const pool = gauge('crossdock.db.pool.connections', 'Connections to the database, and who waits for one');
  meter.addBatchObservableCallback(async (result) => {
    const now = await source();
    const each = (to: ObservableGauge, label: string, counts?: ReadonlyMap<string, number>): void => {
      for (const [name, count] of counts ?? []) result.observe(to, count, { [label]: name });
    };
    for (const [system, lane] of now.backlog ?? []) {
      const labels: Attributes = { system };
      result.observe(depth, lane.waiting, labels);
      result.observe(inFlight, lane.inFlight, labels);
      result.observe(breaker, lane.circuitOpen ? 1 : 0, labels);
    }
    each(inDoubt, 'system', now.inDoubt);
    each(openCases, 'role', now.openCases);
    if (now.equationsBroken !== undefined) result.observe(broken, now.equationsBroken);
    if (now.pool !== undefined) each(pool, 'state', new Map(Object.entries(now.pool)));
  }, [depth, inFlight, breaker, inDoubt, openCases, broken, pool]);
}
