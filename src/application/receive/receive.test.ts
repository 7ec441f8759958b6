import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setImmediate as immediately } from 'node:timers/promises';
import { openStore, type Store } from '../../../test/support/store.ts';
import { movement, order, shipment, START, toy, transport } from '../../../test/support/toy-workflow.ts';
import { StatementPaused, type CanonicalFact, type Connector } from '../ports/connector.ts';
import { SILENT } from '../ports/logger.ts';
import type { Processor } from '../process/processor.ts';
import type { NewFact } from '../process/submission.ts';
import { readInstance } from '../query/instance-reading.ts';
import { Sweeper, DEFAULT_SWEEP } from '../sweep/sweep.ts';
import type { Instant } from '../../kernel/instant.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import { postgresReads } from '../../postgres/queries/reads.ts';
import { PostgresUpkeepStore } from '../../postgres/upkeep-store.ts';
import { FrontDoor } from './receive.ts';
import { redrive } from './redrive.ts';

let store: Store;
let processor: Processor;
let door: FrontDoor;
let upkeep: PostgresUpkeepStore;
const ownership = new Map<string, Set<string>>();
const admission = { ownership, skewMaxMs: 60_000 };
let mapped = true;
let stated: readonly CanonicalFact[] = [];

const canonical = ({ id, type, entity, occurredAt, content }: NewFact): CanonicalFact => ({
  id,
  type,
  entity,
  occurredAt,
  content,
});

/** A system whose messages name an order; its mapping can be broken. */
const shop = {
  system: 'shop',
  proof: { honoursKey: true, settleAfterMs: 0 },
  budget: { concurrency: 1, perSecond: 1, timeoutMs: 1_000 },
  translate: ({ body }) => {
    const [messageId, number, quantity, and] = Buffer.from(body).toString().split(' ') as [
      string, string, string, string?,
    ];
    if (messageId === 'forged') return { kind: 'rejected', reason: 'bad signature' };
    if (!mapped) return { kind: 'faults', messageId, faults: [{ path: '$.item', message: 'unknown item' }] };
    return {
      kind: 'facts',
      messageId,
      facts: [
        canonical(order({ number, quantity: Number(quantity) }, messageId)),
        // A second fact of the same message: what of it may come in decides about both.
        ...(and === undefined ? [] : [canonical(shipment(number, Number(and)))]),
      ],
    };
  },
  statement: () => Promise.resolve(stated),
} as Partial<Connector> as Connector;
const connectors = new Map([['shop', shop]]);

before(async () => {
  store = await openStore();
  ({ processor } = store.process());
  upkeep = new PostgresUpkeepStore(store.pool);
  ownership.set('sales-order.stated.v1', new Set(['shop']));
  ownership.set('shipment.confirmed.v1', new Set(['wms']));
  door = new FrontDoor({ processor, connectors, admission, clock: store.clock });
});
after(() => store.close());

const send = (text: string) =>
  door.receive('shop', { headers: { 'x-api-key': 'secret', a: 'b' }, body: Buffer.from(text) });
const posted = (fact: NewFact, more: object = {}) => ({
  id: fact.id,
  type: fact.type,
  time: new Date(fact.occurredAt).toISOString(),
  data: JSON.parse(fact.text) as unknown,
  ...more,
});
const RAW = { headers: {}, body: Buffer.from('[]') };

describe('the front door', () => {
  test('keeps the bytes with the facts, and answers a repeated message as the first time', async () => {
    const first = await send('m1 E-1 5');
    assert.equal(first.kind === 'received' && first.facts[0]!.status, 'accepted');
    const again = await send('m1 E-1 5');
    assert.equal(again.kind === 'received' && again.facts[0]!.status, 'duplicate');
    const rows = await store.query(
      `select convert_from(body, 'UTF8') body, headers, accepted_count a
       from inbound_message where message_id = 'm1'`,
    );
    assert.deepEqual(rows, [{ body: 'm1 E-1 5', headers: '{"a":"b"}', a: 1 }]);
    assert.deepEqual(await send('forged E-1 5'), { kind: 'rejected', reason: 'bad signature' });
  });

  test('quarantines a message whole, and redrives it once the mapping is mended', async () => {
    mapped = false;
    assert.equal((await send('m2 E-2 5')).kind, 'quarantined');
    await send('m2 E-2 5');
    assert.deepEqual(await store.query(`select state, seen_count from quarantine where message_id = 'm2'`), [
      { state: 'open', seen_count: 2 },
    ]);
    const deps = { store: upkeep, door, connectors, admission, clock: store.clock };
    assert.deepEqual(await redrive(deps, { source: 'shop' }), { redriven: 0, stillFaulty: 1 });
    mapped = true;
    assert.deepEqual(await redrive(deps, { source: 'shop' }), { redriven: 1, stillFaulty: 0 });
    assert.equal((await store.query(`select 1 from fact where id = 'm2'`)).length, 1);
    assert.deepEqual(await store.query(`select state from quarantine where message_id = 'm2'`), [
      { state: 'redriven' },
    ]);
  });

  test('a message of which one fact may not be said is kept whole, and comes in whole', async () => {
    const receipt = await send('m4 J-1 5 5');
    const codes = receipt.kind === 'received' ? receipt.facts.map((fact) => 'code' in fact && fact.code) : [];
    assert.deepEqual(codes, ['not-owner', 'not-owner']);
    const known = (): Promise<unknown[]> =>
      store.query(`select type from fact where instance = 'uk/sales-order/J-1' order by type`);
    assert.deepEqual(await known(), [], 'nothing of it is applied');
    const kept = await store.query(`select kind, code, state from quarantine where message_id = 'm4'`);
    assert.deepEqual(kept, [{ kind: 'message', code: 'not-owner', state: 'open' }]);
    ownership.get('shipment.confirmed.v1')!.add('shop');
    const deps = { store: upkeep, door, connectors, admission, clock: store.clock };
    assert.deepEqual(await redrive(deps, { source: 'shop' }), { redriven: 1, stillFaulty: 0 });
    ownership.get('shipment.confirmed.v1')!.delete('shop');
    assert.deepEqual(await known(), [{ type: 'sales-order.stated.v1' }, { type: 'shipment.confirmed.v1' }]);
  });

  test('a message of which one id was used before, for another content, is kept out whole', async () => {
    ownership.get('shipment.confirmed.v1')!.add('shop');
    await send('m5 K-1 5 5');
    // Another order that says it is the same shipment, with other goods.
    const { id } = shipment('K-1', 5);
    const receipt = await send('m6 K-1 6 3');
    ownership.get('shipment.confirmed.v1')!.delete('shop');
    const codes = receipt.kind === 'received' ? receipt.facts.map((fact) => 'code' in fact && fact.code) : [];
    assert.deepEqual(codes, ['id-reused', 'id-reused']);
    assert.deepEqual(await store.query(`select 1 from fact where id = 'm6'`), []);
    const held = await store.query(`select fact_id from quarantine where message_id = 'm6' order by fact_id`);
    assert.deepEqual(held.map((row) => row['fact_id']).sort(), ['m6', id].sort());
  });

  test('answers each posted fact by itself', async () => {
    const late = order({ number: 'G-9' });
    const results = await door.receiveFacts(
      'shop',
      'uk',
      [
        posted(order({ number: 'G-1' })),
        posted(order({ number: 'G-1' })),
        posted(order({ number: 'G-1', quantity: 8 }, 'other')),
        posted(shipment('G-1', 1)),
        { ...posted(order({ number: 'G-2' })), type: 'nonsense.v1' },
        { ...posted(order({ number: 'G-3' })), data: {} },
        { ...posted(late), time: new Date(START + 3_600_000).toISOString() },
      ],
      RAW,
    );
    assert.deepEqual(
      results.map((result) => (result.status === 'quarantined' ? result.code : result.status)),
      [
        'accepted',
        'duplicate',
        'conflict',
        'not-owner',
        'unknown-fact-type',
        'invalid-content',
        'clock-skew',
      ],
    );
  });

  test('a fact refused for its owner comes in after the registry is mended', async () => {
    const [refused] = await door.receiveFacts('wms2', 'uk', [posted(shipment('H-1', 2))], RAW);
    assert.equal(refused!.status, 'quarantined');
    ownership.get('shipment.confirmed.v1')!.add('wms2');
    const report = await redrive(
      { store: upkeep, door, connectors, admission, clock: store.clock },
      { source: 'wms2' },
    );
    assert.deepEqual(report, { redriven: 1, stillFaulty: 0 });
    assert.equal((await store.query(`select 1 from fact where instance = 'uk/sales-order/H-1'`)).length, 1);
  });
});

describe('the sweep', () => {
  test('lets in what was lost, and counts it once', async () => {
    const lost = canonical(order({ number: 'S-1' }, 'lost'));
    const known = canonical(order({ number: 'E-1' }, 'm1'));
    stated = [known, { ...lost, occurredAt: (START - 600_000) as Instant }];
    const sweeper = new Sweeper({
      store: upkeep,
      door,
      connectors,
      clock: store.clock,
      logger: SILENT,
      planOf: () => DEFAULT_SWEEP,
    });
    assert.deepEqual(await sweeper.sweep('shop'), { system: 'shop', read: 2, missing: 1, lost: 1 });
    assert.deepEqual(await sweeper.sweep('shop'), { system: 'shop', read: 2, missing: 0, lost: 0 });
    assert.deepEqual(await store.query('select channel, lost_count from silent_loss'), [
      { channel: 'sales-order.stated.v1', lost_count: 1 },
    ]);
  });
});

describe('a sweep that cannot be made', () => {
  const MINUTE_MS = 60_000;

  /** A sweeper of one system every half hour, and the minutes at which its system was asked. */
  async function sweeping(answers: readonly (Error | null)[], minutes: number): Promise<readonly number[]> {
    const clock = new VirtualClock(store.clock.now());
    const begun = clock.now();
    const asked: number[] = [];
    const system = {
      ...shop,
      statement: () => {
        asked.push((clock.now() - begun) / MINUTE_MS);
        const answer = answers[asked.length - 1] ?? null;
        return answer === null ? Promise.resolve([]) : Promise.reject(answer);
      },
    };
    const sweeper = new Sweeper({
      store: upkeep, door, connectors: new Map([['shop', system]]), clock, logger: SILENT,
      planOf: () => ({ ...DEFAULT_SWEEP, intervalMs: 30 * MINUTE_MS }),
    });
    await sweeper.start();
    const end = begun + minutes * MINUTE_MS;
    for (let due = clock.nextDue(); due !== null && due <= end; due = clock.nextDue()) {
      clock.advanceTo(due);
      // The next turn is set once this one is over.
      while (sweeper.running() > 0 || clock.nextDue() === null) await immediately();
    }
    sweeper.stop();
    return asked;
  }

  test('is tried again after half a minute, then ever later, and never later than its turn', async () => {
    const down = new Error('no statement: status 503');
    const asked = await sweeping([null, ...Array.from({ length: 8 }, () => down)], 240);
    assert.deepEqual(asked, [30, 60, 60.5, 61.5, 63.5, 67.5, 75.5, 91.5, 121.5, 151.5, 181.5, 211.5]);
  });

  test('a system that is well again is swept at its turn, and its next failure begins anew', async () => {
    const down = new Error('no statement: connect ECONNREFUSED');
    assert.deepEqual(await sweeping([down, down, null, down, null], 70), [30, 30.5, 31.5, 61.5, 62]);
  });

  test('a pause that the system asks for is kept to, short or long', async () => {
    const pause = (seconds: number) => new StatementPaused('status 429', seconds * 1_000);
    assert.deepEqual(await sweeping([pause(90), pause(0), pause(7_200), null], 70), [
      30, 31.5, 31.5 + 1 / 60, 61.5 + 1 / 60,
    ]);
  });
});

describe('as of', () => {
  test('tells what was known, and what had happened, at any moment', async () => {
    const workflows = new Map([['sales-order', toy]]);
    const reads = postgresReads(store.pool);
    const instance = 'uk/sales-order/I-1';
    const asOf = (at: number, reading: 'known' | 'occurred') =>
      readInstance(reads, workflows, instance, { at: at as Instant, reading });
    await processor.submit({ facts: [order({ number: 'I-1' })] });
    const before = store.clock.now();
    store.clock.advanceTo((before + 60_000) as Instant);
    await processor.submit({ facts: [shipment('I-1', 5), transport('I-1')] });
    const then = (await asOf(before, 'known'))!;
    assert.equal(then.judgement.lifecycle, 'open');
    assert.equal(then.facts.length, 1);
    assert.deepEqual(then.cases, []);
    assert.equal((await asOf(before, 'occurred'))!.judgement.lifecycle, 'shipped');
    assert.equal((await asOf(before + 60_000, 'known'))!.judgement.lifecycle, 'shipped');
    assert.equal(await asOf(before - 1, 'known'), null);
  });
});

test('facts that crossed their alias are delivered by the periodic join', async () => {
  const { processor: other } = store.process();
  await other.submit({ facts: [movement('MM', 1)] });
  await store.query(`insert into waiting_fact
      (source, id, entity, alias, type, occurred_at, recorded_at, body)
    select 'carrier', 'crossed', 'uk', alias, 'proof-of-delivery.recorded.v1', now(), now(),
      '{"trackingNumber":"T-I-1","shipment":"SH-I-1","deliveredAt":"2030-01-01T00:00:00.000Z"}'
    from alias where alias = 'tracking:T-I-1'`);
  other.deliver(await upkeep.deliverable(10));
  await other.idle();
  assert.deepEqual(await store.query('select 1 from waiting_fact'), []);
  assert.equal(
    (await store.query(`select instance from fact where id = 'crossed'`))[0]!['instance'],
    'uk/sales-order/I-1',
  );
});
