import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connector, ExecutionResult, OutboundCommand, ProbeResult } from '../ports/connector.ts';
import { SILENT } from '../ports/logger.ts';
import { StockKeeper } from '../process/stock-keeper.ts';
import type { Processor } from '../process/processor.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import { seededRandom } from '../../kernel/random.ts';
import { PostgresDispatchStore } from '../../postgres/dispatch-store.ts';
import { PostgresUpkeepStore } from '../../postgres/upkeep-store.ts';
import { openStore, type Store } from '../../../test/support/store.ts';
import { movement, order, shipment, START } from '../../../test/support/toy-workflow.ts';

/** A system in memory: counts effects, and answers as told. */
class FakeSystem implements Connector {
  readonly system: string;
  proof = { honoursKey: true, settleAfterMs: 0 };
  budget = { concurrency: 10, perSecond: 1_000_000, timeoutMs: 5_000 };
  readonly effects = new Map<string, number>();
  readonly started: string[] = [];
  most = 0;
  #now = 0;
  /** Behaviour by attempt; default: applies and says so. */
  script: (
    command: OutboundCommand,
    attempt: number,
  ) => ExecutionResult | 'apply' | 'hang' | 'apply-and-hang' = () => 'apply';
  probes = 0;
  probeAnswer: ((command: OutboundCommand) => ProbeResult) | null = null;
  readonly #attempts = new Map<string, number>();

  constructor(system: string) {
    this.system = system;
  }

  apply(command: OutboundCommand): void {
    const known = this.effects.get(command.key) ?? 0;
    this.effects.set(command.key, this.proof.honoursKey ? 1 : known + 1);
  }

  async execute(command: OutboundCommand): Promise<ExecutionResult> {
    const attempt = (this.#attempts.get(command.key) ?? 0) + 1;
    this.#attempts.set(command.key, attempt);
    this.started.push(command.key);
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    await new Promise((wake) => setImmediate(wake));
    this.#now -= 1;
    const told = this.script(command, attempt);
    if (told === 'apply' || told === 'apply-and-hang') this.apply(command);
    if (told === 'hang' || told === 'apply-and-hang') return new Promise(() => {});
    return told === 'apply' ? { kind: 'done', facts: [] } : told;
  }

  async probe(command: OutboundCommand): Promise<ProbeResult> {
    this.probes += 1;
    if (this.probeAnswer !== null) return this.probeAnswer(command);
    return this.effects.has(command.key) ? { kind: 'applied', facts: [] } : { kind: 'absent' };
  }

  translate(): never {
    throw new Error('not used');
  }

  async statement(): Promise<readonly never[]> {
    return [];
  }
}

let store: Store;
before(async () => {
  store = await openStore();
});
after(() => store.close());

interface Running {
  readonly processor: Processor;
  readonly dispatcher: Dispatcher;
  readonly stock: StockKeeper;
}

/** Leases run on the wall's time, so that a jump of business time loses none. */
const WALL: Clock = {
  now: () => Date.now() as Instant,
  at: (due, wake) => {
    const timer = setTimeout(wake, Math.max(0, due - Date.now()));
    return () => clearTimeout(timer);
  },
};

async function run(
  systems: readonly FakeSystem[],
  processId = 'p1',
  leaseClock: Clock = WALL,
): Promise<Running> {
  const dispatcher = new Dispatcher({
    processId,
    store: new PostgresDispatchStore(store.pool, store.database.url),
    connectors: new Map(systems.map((system) => [system.system, system])),
    admission: { ownership: new Map(), skewMaxMs: 60_000 },
    clock: store.clock,
    leaseClock,
    random: seededRandom(1),
    logger: SILENT,
  });
  const box: { processor: Processor | null } = { processor: null };
  const upkeep = new PostgresUpkeepStore(store.pool);
  const stock = new StockKeeper(upkeep, () => box.processor!, store.clock, SILENT);
  const { processor } = store.process({ desk: dispatcher, onStock: (deltas) => stock.notice(deltas) });
  box.processor = processor;
  await dispatcher.start(processor);
  return { processor, dispatcher, stock };
}

/** Waits until nothing moves, without letting time pass. */
async function quiet({ processor, dispatcher, stock }: Running, hanging = 0): Promise<void> {
  for (let still = 0; still < 3; ) {
    await new Promise((wake) => setTimeout(wake, 2));
    const moving = processor.queued() + Math.max(0, dispatcher.inFlight() - hanging) + stock.queued();
    still = moving === 0 ? still + 1 : 0;
  }
}

async function pass(
  running: Running,
  durationMs: number,
  stepMs = 500,
  hanging = 0,
): Promise<void> {
  const end = store.clock.now() + durationMs;
  while (store.clock.now() < end) {
    // Time stands still where something was sent: its time-out must not ring before its answer.
    const sending = (): boolean => running.dispatcher.inFlight() > hanging;
    store.clock.advanceTo(Math.min(end, store.clock.now() + stepMs) as Instant, sending);
    await quiet(running, hanging);
  }
}

const commands = (number: string, system = 'erp') =>
  store.query(
    `select command_id id, generation g, status, attempts, probes from command
   where instance = $1 and system = $2 order by 1, 2`,
    [`uk/sales-order/${number}`, system],
  );

describe('one process', () => {
  test('commands are done once, in order per lane, within the budget', async () => {
    const erp = new FakeSystem('erp');
    const shop = new FakeSystem('shop');
    shop.budget = { ...shop.budget, concurrency: 3 };
    const running = await run([erp, shop]);
    const numbers = Array.from({ length: 30 }, (_, at) => `F-${at}`);
    await Promise.all(
      numbers.map((number) => running.processor.submit({ facts: [order({ number }), shipment(number, 1)] })),
    );
    await Promise.all(
      numbers.map((number) => running.processor.submit({ facts: [order({ number, revision: 2 })] })),
    );
    await quiet(running);
    await pass(running, 1_000);
    assert.equal(shop.most <= 3, true);
    assert.equal(
      [...erp.effects.values()].every((count) => count === 1),
      true,
    );
    assert.equal(erp.effects.size, 30);
    for (const number of numbers) {
      const generations = shop.started
        .filter((key) => key.includes(`/${number}/`))
        .map((key) => Number(key.split('#')[1]));
      assert.deepEqual(
        generations,
        generations.toSorted((a, b) => a - b),
      );
      assert.equal(
        shop.effects.get(`uk/sales-order/${number}/announce#2`) ??
          shop.effects.get(`uk/sales-order/${number}/announce#1`),
        1,
      );
    }
    const left = await store.query(`select 1 from command where status <> 'done' and status <> 'withdrawn'`);
    assert.deepEqual(left, []);
    await running.dispatcher.stop();
  });

  test('technical faults are tried again with backoff, and every attempt is accounted for', async () => {
    const erp = new FakeSystem('erp');
    erp.script = (_, attempt) =>
      attempt <= 3 ? { kind: 'failed', fault: 'throttled', reason: 'busy' } : 'apply';
    const running = await run([erp, new FakeSystem('shop')], 'p-retry');
    await running.processor.submit({ facts: [order({ number: 'R-1' }), shipment('R-1', 1)] });
    await quiet(running);
    assert.equal((await commands('R-1'))[0]!['status'], 'failing');
    await pass(running, 30_000);
    assert.deepEqual(await commands('R-1'), [
      { id: 'bill:SH-R-1', g: 1, status: 'done', attempts: 4, probes: 0 },
    ]);
    const attempts = await store.query(
      `select attempt, result from command_attempt where instance = 'uk/sales-order/R-1' order by 1`,
    );
    const results = attempts.map((row) => row['result']);
    assert.deepEqual(results, ['failed-throttled', 'failed-throttled', 'failed-throttled', 'done']);
    await running.dispatcher.stop();
  });

  test('what a system fails over by itself is tried for two minutes; then a person owns it', async () => {
    const erp = new FakeSystem('erp');
    erp.script = () => ({ kind: 'failed', fault: 'broken', reason: 'no word' });
    const running = await run([erp, new FakeSystem('shop')], 'p-broken');
    await running.processor.submit({ facts: [order({ number: 'B-1' }), shipment('B-1', 1)] });
    for (let passed = 0; passed < 6; passed++) await pass(running, 30_000);
    const [ended] = await commands('B-1');
    assert.deepEqual([ended!['status'], ended!['attempts']], ['parked', 8]);
    await running.dispatcher.stop();
  });

  test('a malformed command parks at once, holds only its own lane, and a person lets it go', async () => {
    const erp = new FakeSystem('erp');
    let mended = false;
    erp.script = (command) =>
      !mended && command.instance.endsWith('K-1')
        ? { kind: 'failed', fault: 'malformed', reason: 'bad' }
        : 'apply';
    const running = await run([erp, new FakeSystem('shop')], 'p-park');
    await running.processor.submit({ facts: [order({ number: 'K-1' }), shipment('K-1', 1)] });
    await running.processor.submit({ facts: [order({ number: 'K-2' }), shipment('K-2', 1)] });
    await quiet(running);
    assert.equal((await commands('K-1'))[0]!['status'], 'parked');
    assert.equal((await commands('K-2'))[0]!['status'], 'done');
    mended = true;
    await running.dispatcher.retry({ instance: 'uk/sales-order/K-1', id: 'bill:SH-K-1', generation: 1 });
    await quiet(running);
    assert.equal((await commands('K-1'))[0]!['status'], 'done');
    await running.dispatcher.stop();
  });

  test('what is on the wire, or whose outcome is being stored, cannot be held back', async () => {
    const erp = new FakeSystem('erp');
    const running = await run([erp, new FakeSystem('shop')], 'p-hold');
    const { processor, dispatcher } = running;
    const submit = processor.submit.bind(processor);
    let outcomes = 0;
    let storeThem = (): void => {};
    const mayStore = new Promise<void>((resolve) => (storeThem = resolve));
    processor.submit = async (submission) => {
      if (submission.reports?.[0]?.id === 'bill:SH-H-1') {
        outcomes += 1;
        await mayStore;
      }
      return submit(submission);
    };
    await submit({ facts: [order({ number: 'H-1' }), shipment('H-1', 1)] });
    while (outcomes === 0) await new Promise((wake) => setImmediate(wake));
    assert.equal(erp.effects.size, 1);
    const isHeld = dispatcher.hold('uk/sales-order/H-1', 'bill:SH-H-1', 1);
    storeThem();
    await quiet(running);
    assert.equal(isHeld, false);
    assert.equal((await commands('H-1'))[0]!['status'], 'done');
    await dispatcher.stop();
  });

  for (const honoursKey of [true, false]) {
    test(`a doubt is probed and never sent again blindly (key honoured: ${honoursKey})`, async () => {
      const erp = new FakeSystem('erp');
      erp.proof = { honoursKey, settleAfterMs: 10_000 };
      erp.budget = { ...erp.budget, concurrency: 20 };
      const late: OutboundCommand[] = [];
      erp.script = (command, attempt) => {
        const kind = Number(/\d+$/.exec(command.instance)![0]) % 3;
        if (attempt > 1) return 'apply';
        if (kind === 0) return 'apply-and-hang';
        if (kind === 1) late.push(command);
        return 'hang';
      };
      const running = await run([erp, new FakeSystem('shop')], `p-doubt-${honoursKey}`);
      const numbers = Array.from({ length: 12 }, (_, at) => `${honoursKey ? 'Y' : 'Z'}-${at}`);
      for (const number of numbers)
        await running.processor.submit({ facts: [order({ number }), shipment(number, 1)] });
      await quiet(running, 12);
      store.clock.advanceTo((store.clock.now() + 5_100) as Instant);
      await quiet(running, 12);
      // What we gave up on lands a little later, after the first probes have found nothing.
      await pass(running, 3_000);
      for (const command of late) erp.apply(command);
      await pass(running, 60_000);
      for (const number of numbers) assert.equal((await commands(number))[0]!['status'], 'done', number);
      assert.equal(
        [...erp.effects.values()].every((count) => count === 1),
        true,
      );
      assert.equal(erp.effects.size, 12);
      assert.equal(erp.probes > 0, true);
      await running.dispatcher.stop();
    });
  }

  test('an outage opens the circuit; what was queued drains afterwards', async () => {
    const erp = new FakeSystem('erp');
    let dead = true;
    erp.script = () => (dead ? { kind: 'failed', fault: 'unavailable', reason: 'refused' } : 'apply');
    const running = await run([erp, new FakeSystem('shop')], 'p-outage');
    const numbers = Array.from({ length: 30 }, (_, at) => `O-${at}`);
    await Promise.all(
      numbers.map((number) => running.processor.submit({ facts: [order({ number }), shipment(number, 1)] })),
    );
    await pass(running, 60_000, 5_000);
    assert.equal(running.dispatcher.backlog().get('erp')!.circuitOpen, true);
    assert.equal(erp.started.length < 60, true);
    dead = false;
    await pass(running, 400_000, 2_000);
    for (const number of numbers) assert.equal((await commands(number))[0]!['status'], 'done', number);
    await running.dispatcher.stop();
  });
});

/** Seconds of business time, and looks, that the heir of a dead process gets at most. */
const LOOKS_MAX = 600;

describe('several processes', () => {
  test('orphans of a dead process are probed where sent, resent only under the same key', async () => {
    const erp = new FakeSystem('erp');
    erp.proof = { honoursKey: false, settleAfterMs: 1_000 };
    erp.script = (_, attempt) => (attempt === 1 ? 'apply-and-hang' : 'apply');
    const shop = new FakeSystem('shop');
    shop.script = () => 'apply-and-hang';
    const dead = await run([erp, shop], 'p-dead', store.clock);
    const numbers = Array.from({ length: 10 }, (_, at) => `T-${at}`);
    for (const number of numbers)
      await dead.processor.submit({ facts: [order({ number }), shipment(number, 1)] });
    await quiet(dead, 20);
    // It dies here: nothing more of it is heard. The shop takes our key, the ERP does not.
    dead.dispatcher.keeper.beat = () => Promise.resolve();
    shop.script = () => 'apply';
    const heir = await run([erp, shop], 'p-heir', store.clock);
    assert.equal(heir.dispatcher.backlog().get('erp')!.waiting, 0);
    const open = async (): Promise<number> =>
      (
        await store.query(
          `select 1 from command where instance like '%/T-%' and status not in ('done', 'withdrawn')`,
        )
      ).length;
    for (let passed = 0; passed < LOOKS_MAX && (await open()) > 0; passed++) {
      store.clock.advanceTo((store.clock.now() + 1_000) as Instant);
      await new Promise((wake) => setTimeout(wake, 10));
    }
    await quiet(heir);
    for (const number of numbers) assert.equal((await commands(number))[0]!['status'], 'done', number);
    for (const number of numbers)
      assert.equal((await commands(number, 'shop'))[0]!['status'], 'done', number);
    assert.equal(
      [...erp.effects.values()].every((count) => count === 1),
      true,
    );
    assert.equal(
      [...shop.effects.values()].every((count) => count === 1),
      true,
    );
    await heir.dispatcher.stop();
    // Its leases were on the business clock: they would outlive it for later tests.
    await dead.dispatcher.keeper.stop();
  });
});

describe('the ledger', () => {
  test('never oversells, gives to the oldest first, takes back from the youngest', async () => {
    const running = await run([new FakeSystem('erp'), new FakeSystem('shop')], 'p-ledger');
    const random = seededRandom(7);
    await running.processor.submit({
      facts: [movement('L-1', 60, { item: 'LED' }), movement('L-2', 40, { item: 'LED', site: 'S2' })],
    });
    const wanted = Array.from({ length: 50 }, (_, at) => ({
      number: `L-${at}`,
      quantity: random.between(1, 6),
      orderedAt: START + at * 1_000,
    }));
    await Promise.all(
      random
        .shuffle(wanted)
        .map((spec) => running.processor.submit({ facts: [order({ ...spec, item: 'LED' })] })),
    );
    await quiet(running);
    const sums = async () =>
      (
        await store.query(`select sum(on_hand)::int / 1000000 h, sum(allocated)::int / 1000000 a from position
      where item = 'LED' and location in ('S1', 'S2') and disposition = 'sellable_accessible'`)
      )[0];
    const total = wanted.reduce((sum, spec) => sum + spec.quantity, 0);
    assert.equal(total > 130, true);
    assert.deepEqual(await sums(), { h: 100, a: 100 });
    await running.processor.submit({ facts: [movement('L-3', 20, { item: 'LED' })] });
    await quiet(running);
    assert.deepEqual(await sums(), { h: 120, a: 120 });
    const open = await store.query(
      `select min(ordered_at) <= all (select ordered_at from backorder where item = 'LED') o
       from backorder where item = 'LED'`,
    );
    assert.equal(open[0]!['o'], true);
    await running.processor.submit({ facts: [movement('L-4', 30, { item: 'LED', gone: true })] });
    await quiet(running);
    assert.deepEqual(await sums(), { h: 90, a: 90 });
    const [youngest] = await store.query(
      `select max(ordered_at) a,
         (select count(*)::int from allocation where item = 'LED') c
       from allocation where item = 'LED'`,
    );
    assert.notEqual(youngest!['c'], 50);
    const negative = await store.query(
      `select 1 from position where item = 'LED' and allocated > on_hand and location in ('S1', 'S2')`,
    );
    assert.deepEqual(negative, []);
    await running.dispatcher.stop();
  });

  test('two processes decide at once and never oversell', async () => {
    const one = await run([new FakeSystem('erp'), new FakeSystem('shop')], 'p-one');
    const two = await run([new FakeSystem('erp'), new FakeSystem('shop')], 'p-two');
    await one.dispatcher.keeper.beat();
    await two.dispatcher.keeper.beat();
    await one.processor.submit({ facts: [movement('V-1', 50, { item: 'OVER' })] });
    await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        (at % 2 === 0 ? one : two).processor.submit({
          facts: [order({ number: `V-${at}`, quantity: 2, item: 'OVER' })],
        }),
      ),
    );
    await quiet(one);
    await quiet(two);
    await one.dispatcher.claim();
    await two.dispatcher.claim();
    await quiet(one);
    await quiet(two);
    const [position] = await store.query(
      `select on_hand::int / 1000000 h, allocated::int / 1000000 a
       from position where item = 'OVER' and location = 'S1'`,
    );
    assert.deepEqual(position, { h: 50, a: 50 });
    const [done] = await store.query(
      `select count(*)::int c
       from command where command_id = 'allocate' and status = 'done' and instance like 'uk/sales-order/V-%'`,
    );
    assert.equal(done!['c'], 50);
    await one.dispatcher.stop();
    await two.dispatcher.stop();
  });
});
