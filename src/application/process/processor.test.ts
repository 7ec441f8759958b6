import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openStore, IdleDesk, type Store } from '../../../test/support/store.ts';
import {
  fact,
  movement,
  order,
  POISON_CUSTOMER,
  proof,
  shipment,
  START,
  transport,
} from '../../../test/support/toy-workflow.ts';
import type { BatchTransaction } from '../ports/store.ts';
import type { CommandReport } from './submission.ts';

let store: Store;
before(async () => {
  store = await openStore();
});
after(() => store.close());

const report = (number: string, id: string, kind: CommandReport['kind'], generation = 1): CommandReport => ({
  instance: `uk/sales-order/${number}`,
  id,
  generation,
  kind,
  detail: null,
  sentAt: START,
  nextAttemptAt: null,
  attemptsAdded: 1,
  probesAdded: 0,
  attempts: [],
});

async function positionsAgree(): Promise<void> {
  const odd = await store.query(`
    with moved as (
      select entity, item, to_location l, to_disposition d, lot, quantity q from movement
      union all select entity, item, from_location, from_disposition, lot, -quantity from movement),
    summed as (select entity, item, l, d, lot, sum(q) q from moved group by 1,2,3,4,5)
    select p.*, s.q from position p full join summed s
      on (p.entity, p.item, p.location, p.disposition, p.lot) = (s.entity, s.item, s.l, s.d, s.lot)
    where coalesce(p.on_hand, 0) <> coalesce(s.q, 0)`);
  assert.deepEqual(odd, []);
  const promised = await store.query(`
    select p.item, p.location, p.allocated, coalesce(a.q, 0) q from position p
    left join (select entity, item, site, sum(quantity) q from allocation group by 1,2,3) a
      on (a.entity, a.item, a.site) = (p.entity, p.item, p.location)
    where p.lot = '' and p.disposition = 'sellable_accessible' and p.allocated <> coalesce(a.q, 0)`);
  assert.deepEqual(promised, []);
}

describe('duplicates and conflicts', () => {
  test('the same id and text is answered as the first time, in a batch and later', async () => {
    const { processor } = store.process();
    const [first, second] = await Promise.all([
      processor.submit({ facts: [order({ number: 'D-1' })] }),
      processor.submit({ facts: [order({ number: 'D-1' })] }),
    ]);
    assert.equal(first.facts[0]!.status, 'accepted');
    assert.equal(second.facts[0]!.status, 'duplicate');
    const later = await processor.submit({ facts: [order({ number: 'D-1' })] });
    assert.equal(later.facts[0]!.status, 'duplicate');
    assert.equal((await store.query(`select 1 from fact where instance = 'uk/sales-order/D-1'`)).length, 1);
  });

  test('same content, new id: duplicate; other content: conflict; reused id: quarantine', async () => {
    const { processor } = store.process();
    await processor.submit({ facts: [order({ number: 'D-2' })] });
    const repeated = await processor.submit({ facts: [order({ number: 'D-2' }, 'again')] });
    assert.equal(repeated.facts[0]!.status, 'duplicate');
    const other = await processor.submit({ facts: [order({ number: 'D-2', quantity: 9 }, 'other')] });
    assert.equal(other.facts[0]!.status, 'conflict');
    const reused = await processor.submit({ facts: [order({ number: 'D-2', quantity: 7 }, 'again')] });
    assert.deepEqual(
      [reused.facts[0]!.status, (reused.facts[0] as { code: string }).code],
      ['quarantined', 'id-reused'],
    );
    const [row] = await store.query(`select state, code from quarantine where fact_id = 'again'`);
    assert.deepEqual(row, { state: 'open', code: 'id-reused' });
  });

  test('the ledger applies a newer version as a reversal, and never a conflict', async () => {
    const { processor } = store.process();
    const one = await processor.submit({ facts: [movement('M-1', 10, { item: 'LEDGER' })] });
    assert.equal(one.facts[0]!.status, 'accepted');
    const same = await processor.submit({ facts: [movement('M-1', 10, { item: 'LEDGER', id: 'x' })] });
    assert.equal(same.facts[0]!.status, 'duplicate');
    const conflict = await processor.submit({ facts: [movement('M-1', 11, { item: 'LEDGER', id: 'y' })] });
    assert.equal(conflict.facts[0]!.status, 'conflict');
    await processor.submit({ facts: [movement('M-1', 12, { item: 'LEDGER', version: 2 })] });
    const [position] = await store.query(
      `select on_hand from position where item = 'LEDGER' and location = 'S1'`,
    );
    assert.equal(position!['on_hand'], '12000000');
    assert.equal((await store.query(`select 1 from movement where item = 'LEDGER'`)).length, 3);
    await positionsAgree();
  });
});

describe('instances', () => {
  test('a fact waits for its alias and is delivered when it is introduced', async () => {
    const { processor } = store.process();
    const early = await processor.submit({ facts: [proof('A-1')] });
    assert.equal(early.facts[0]!.status, 'waiting');
    assert.equal((await processor.submit({ facts: [proof('A-1')] })).facts[0]!.status, 'waiting');
    await processor.submit({ facts: [order({ number: 'A-1' }), transport('A-1')] });
    await processor.idle();
    assert.deepEqual(await store.query('select 1 from waiting_fact'), []);
    const known = await processor.submit({ facts: [proof('A-1')] });
    assert.deepEqual(known.facts[0], {
      status: 'duplicate',
      instance: 'uk/sales-order/A-1',
      evolution: 'duplicate',
    });
    assert.equal((await store.query(`select 1 from fact where instance = 'uk/sales-order/A-1'`)).length, 3);
  });

  for (const last of ['the fact', 'its alias'] as const) {
    test(`a fact crosses the batch that introduces its alias; ${last} is stored last`, async () => {
      const number = last === 'the fact' ? 'CROSS-1' : 'CROSS-2';
      const held = { proof: Promise.withResolvers<void>(), transport: Promise.withResolvers<void>() };
      const reached = { proof: Promise.withResolvers<void>(), transport: Promise.withResolvers<void>() };
      const { processor } = store.process({
        wrap: (own) => ({
          faultOf: (error) => own.faultOf(error),
          resolveAliases: (aliases) => own.resolveAliases(aliases),
          begin: async () => {
            const transaction = await own.begin();
            const commit: BatchTransaction['commit'] = async (write) => {
              if (write.waiting.length > 0) {
                reached.proof.resolve();
                await held.proof.promise;
                return transaction.commit(write);
              }
              const committed = await transaction.commit(write);
              if (write.aliases.length > 0) {
                reached.transport.resolve();
                await held.transport.promise;
              }
              return committed;
            };
            return Object.assign(Object.create(transaction) as BatchTransaction, { commit });
          },
        }),
      });
      await processor.submit({ facts: [order({ number })] });
      const early = processor.submit({ facts: [proof(number)] });
      await reached.proof.promise;
      const introducing = processor.submit({ facts: [transport(number)] });
      await reached.transport.promise;
      if (last === 'the fact') {
        held.transport.resolve();
        await introducing;
        held.proof.resolve();
      } else {
        held.proof.resolve();
        await early;
        held.transport.resolve();
      }
      assert.equal((await early).facts[0]!.status, 'waiting');
      await introducing;
      await processor.idle();
      assert.deepEqual(await store.query('select 1 from waiting_fact'), []);
      const facts = await store.query(`select 1 from fact where instance = $1`, [`uk/sales-order/${number}`]);
      assert.equal(facts.length, 3);
    });
  }

  test('an outcome and its facts are one unit, and the book survives a restart', async () => {
    const desk = new IdleDesk();
    const { processor } = store.process({ desk });
    await processor.submit({ facts: [order({ number: 'B-1' }), shipment('B-1', 5)] });
    assert.deepEqual(desk.accepted.map(({ row }) => row.id).sort(), ['allocate', 'announce', 'bill:SH-B-1']);
    const result = await processor.submit({
      facts: [transport('B-1')],
      reports: [report('B-1', 'bill:SH-B-1', 'done')],
    });
    assert.equal(result.reports[0]!.status, 'done');
    const [bill] = await store.query(
      `select status, attempts, settled_at is not null s from command where command_id = 'bill:SH-B-1'`,
    );
    assert.deepEqual(bill, { status: 'done', attempts: 1, s: true });
    // Another process knows nothing of it: the shipment becomes void, the bill is taken back.
    const other = new IdleDesk('p2');
    const { processor: second } = store.process({ desk: other });
    await second.submit({ facts: [shipment('B-1', 0, 2)] });
    assert.deepEqual(
      other.accepted.map(({ row }) => [row.id, row.undoes]),
      [['undo:bill:SH-B-1', { id: 'bill:SH-B-1', generation: 1 }]],
    );
    await second.submit({ reports: [report('B-1', 'undo:bill:SH-B-1', 'done')] });
    const [taken] = await store.query(`select status from command where command_id = 'bill:SH-B-1'`);
    assert.equal(taken!['status'], 'compensated');
    const { processor: third } = store.process({ desk: new IdleDesk('p3') });
    await third.submit({ facts: [shipment('B-1', 4, 3)] });
    const rows = await store.query(
      `select generation, status from command where command_id = 'bill:SH-B-1' order by 1`,
    );
    assert.deepEqual(rows, [
      { generation: 1, status: 'compensated' },
      { generation: 2, status: 'queued' },
    ]);
  });

  test('what is on the wire, or may have been sent by another process, is not withdrawn', async () => {
    const desk = new IdleDesk();
    const { processor } = store.process({ desk });
    await processor.submit({ facts: [order({ number: 'W-1' }), shipment('W-1', 1)] });
    desk.onWire.add('uk/sales-order/W-1 bill:SH-W-1 1');
    await processor.submit({ facts: [shipment('W-1', 0, 2)] });
    const status = async (number: string) =>
      (await store.query('select status from command where command_id = $1', [`bill:SH-${number}`]))[0]![
        'status'
      ];
    assert.equal(await status('W-1'), 'sending');
    await processor.submit({ facts: [order({ number: 'W-2' }), shipment('W-2', 1)] });
    const { processor: second } = store.process({ desk: new IdleDesk('p2') });
    await second.submit({ facts: [shipment('W-2', 0, 2)] });
    assert.equal(await status('W-2'), 'sending');
    await processor.submit({ facts: [order({ number: 'W-3' }), shipment('W-3', 1)] });
    await processor.submit({ facts: [shipment('W-3', 0, 2)] });
    assert.equal(await status('W-3'), 'withdrawn');
  });

  test('a workflow that fails on one instance stores its facts and opens a case', async () => {
    const { processor } = store.process();
    const results = await Promise.all([
      processor.submit({ facts: [order({ number: 'P-1', customer: POISON_CUSTOMER })] }),
      processor.submit({ facts: [order({ number: 'P-2' })] }),
    ]);
    assert.deepEqual(
      results.map((result) => result.facts[0]!.status),
      ['accepted', 'accepted'],
    );
    const cases = await store.query(
      `select kind from exception_case where instance = 'uk/sales-order/P-1' and state = 'open'`,
    );
    assert.deepEqual(cases, [{ kind: 'workflow-fault' }]);
    await processor.submit({ facts: [order({ number: 'P-1', revision: 2 })] });
    const [closed] = await store.query(
      `select state from exception_case where instance = 'uk/sales-order/P-1'`,
    );
    assert.equal(closed!['state'], 'resolved');
  });

  test('an input that the database refuses is isolated and quarantined', async () => {
    const { processor } = store.process();
    const poison = { ...order({ number: 'N-1' }), correlationId: 'nul \u0000 nul' };
    const results = await Promise.all([
      processor.submit({ facts: [poison] }),
      ...['N-2', 'N-3', 'N-4'].map((number) => processor.submit({ facts: [order({ number })] })),
    ]);
    assert.deepEqual(
      results.map((result) => result.facts[0]!.status),
      ['quarantined', 'accepted', 'accepted', 'accepted'],
    );
  });

  test('a deadline that passed becomes a fact once, and equations break after their grace', async () => {
    const { processor } = store.process();
    await processor.submit({ facts: [order({ number: 'T-1', orderedAt: START - 3_600_000 })] });
    const instance = 'uk/sales-order/T-1';
    const row = async () =>
      (
        await store.query(
          `select look_again_at <= $2 as due, open_cases, equations_broken b, equations_in_transit t
           from instance where key = $1`,
          [instance, new Date(store.clock.now())],
        )
      )[0];
    assert.deepEqual(await row(), { due: true, open_cases: 0, b: 0, t: 1 });
    await processor.submit({ examine: [instance] });
    await processor.submit({ examine: [instance] });
    assert.deepEqual(await row(), { due: null, open_cases: 1, b: 0, t: 1 });
    assert.equal((await store.query(`select 1 from fact where instance = $1`, [instance])).length, 2);
    await processor.submit({
      reports: [report('T-1', 'announce', 'done'), report('T-1', 'allocate', 'done')],
    });
    store.clock.advanceTo((store.clock.now() + 61_000) as typeof START);
    await processor.submit({ examine: [instance] });
    assert.deepEqual(await row(), { due: null, open_cases: 1, b: 1, t: 0 });
  });
});

describe('a deadline', () => {
  test('that becomes due again at another time passes again, as a fact of its own', async () => {
    const { processor } = store.process();
    const instance = 'uk/sales-order/T-2';
    const passed = () =>
      store.query(
        `select id from fact where instance = $1 and type = 'deadline.passed.v1' order by 1`,
        [instance],
      );
    await processor.submit({ facts: [order({ number: 'T-2', orderedAt: START - 7_200_000 })] });
    await processor.submit({ examine: [instance] });
    await processor.submit({ examine: [instance] });
    assert.equal((await passed()).length, 1);
    // The channel corrects when it was ordered: the same milestone is due an hour later.
    const corrected = order({ number: 'T-2', revision: 2, orderedAt: START - 3_600_000 }, 'corrected');
    await processor.submit({ facts: [corrected] });
    await processor.submit({ examine: [instance] });
    await processor.submit({ examine: [instance] });
    assert.deepEqual(await passed(), [
      { id: `${instance}/deadline/ship ${START - 3_600_000}` },
      { id: `${instance}/deadline/ship ${START}` },
    ]);
  });
});

describe('two processes on one database', () => {
  test('they agree, whoever takes which fact, and movements follow restatements', async () => {
    const first = store.process({ desk: new IdleDesk('p1') });
    const second = store.process({ desk: new IdleDesk('p2') });
    const numbers = Array.from({ length: 40 }, (_, at) => `X-${at}`);
    await Promise.all(
      numbers.flatMap((number, at) => {
        const [a, b] = at % 2 === 0 ? [first, second] : [second, first];
        return [
          a.processor.submit({ facts: [shipment(number, 3, 1, undefined, `XI-${at % 3}`)] }),
          b.processor.submit({ facts: [order({ number, item: `XI-${at % 3}` })] }),
          a.processor.submit({ facts: [shipment(number, 4, 2, undefined, `XI-${at % 3}`)] }),
          b.processor.submit({ facts: [shipment(number, 3, 1, undefined, `XI-${at % 3}`)] }),
        ];
      }),
    );
    const shipped = await store.query(
      `select sum(on_hand)::text s from position where item like 'XI-%' and location = 'customer'`,
    );
    assert.equal(shipped[0]!['s'], String(40 * 4_000_000));
    const versions = await store.query(
      `select max(version) v, min(version) w from instance where key like 'uk/sales-order/X-%'`,
    );
    assert.deepEqual(versions, [{ v: 3, w: 3 }]);
    await positionsAgree();
  });
});

describe('a database that goes away', () => {
  test('connections killed at any moment lose nothing and apply nothing twice', async () => {
    const { processor } = store.process({ desk: new IdleDesk('p-kill') });
    let killing = true;
    const killer = (async () => {
      while (killing) {
        await store.query(`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and query not like 'listen%'
            and random() < 0.5`).catch(() => undefined);
        await new Promise((wake) => setTimeout(wake, 5));
      }
    })();
    const numbers = Array.from({ length: 60 }, (_, at) => `KILL-${at}`);
    setTimeout(() => (killing = false), 400);
    await Promise.all(
      numbers.flatMap((number) => [
        processor.submit({ facts: [order({ number, item: 'KILL' })] }),
        processor.submit({ facts: [shipment(number, 2, 1, undefined, 'KILL')] }),
      ]),
    );
    killing = false;
    await killer;
    const [count] = await store.query(`select count(*)::int c from fact where instance like '%/KILL-%'`);
    assert.equal(count!['c'], 120);
    const [moved] = await store.query(
      `select on_hand::text h from position where item = 'KILL' and location = 'customer'`,
    );
    assert.equal(moved!['h'], String(60 * 2_000_000));
    await positionsAgree();
  });
});

describe('the ledger', () => {
  test('an unknown register is quarantined', async () => {
    const { processor } = store.process();
    const stray = fact('erp', 'stray', 'credit.decided.v1', {
      salesOrder: 'Q-1',
      decision: 1,
      verdict: 'approved',
      covers: { amount: '1.00', currency: 'EUR' },
      reason: '',
    });
    const result = await processor.submit({ facts: [stray] });
    assert.equal(result.facts[0]!.status, 'quarantined');
  });
});
