import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instant, type Instant } from '../../kernel/instant.ts';
import type { FactRow } from '../ports/store.ts';
import { rememberingHistories } from './histories.ts';
import type { Reads } from './reads.ts';

const row = (instanceVersion: number): FactRow => ({
  instance: 'uk/sales-order/SO-1',
  instanceVersion,
  entity: 'uk',
  source: 'shop',
  id: `e${instanceVersion}`,
  type: 'sales-order.stated.v1',
  occurredAt: instant(1_000 - instanceVersion),
  recordedAt: instant(instanceVersion),
  correlationId: 'c',
  causationId: null,
  messageId: null,
  text: '{}',
  evolution: 'applied',
});

/** A table of facts that says from which version on it was read. */
function kept(length: number) {
  const table = Array.from({ length }, (_, at) => row(at + 1));
  const readFrom: (number | null)[] = [];
  let now = 0;
  const reads = rememberingHistories(
    {
      factsAfter: (_: string, version: number | null) => {
        readFrom.push(version);
        return Promise.resolve(table.filter((fact) => fact.instanceVersion > (version ?? 0)));
      },
    } as unknown as Reads,
    { now: () => instant(now), at: () => () => undefined },
  );
  return { table, readFrom, reads, pass: (ms: number) => void (now += ms) };
}

const versions = (facts: readonly FactRow[]): number[] =>
  facts.map(({ instanceVersion }) => instanceVersion);

test('a long history is read once, and then only what is newer', async () => {
  const { table, readFrom, reads } = kept(150);
  assert.equal((await reads.factsOf('uk/sales-order/SO-1')).length, 150);
  table.push(row(151));
  const at = 120 as Instant;
  const past = await reads.factsOf('uk/sales-order/SO-1', { at, reading: 'known' });
  assert.equal(versions(past).at(-1), 120);
  assert.deepEqual(versions(await reads.factsOf('uk/sales-order/SO-1')).at(-1), 151);
  assert.deepEqual(readFrom, [null, 150, 151]);
});

test('what was known and what had happened are two readings of it', async () => {
  const { reads } = kept(150);
  const at = 900 as Instant;
  const happened = await reads.factsOf('uk/sales-order/SO-1', { at, reading: 'occurred' });
  assert.deepEqual(versions(happened)[0], 100, 'the later recorded had occurred earlier');
  assert.equal((await reads.factsOf('uk/sales-order/SO-1', { at, reading: 'known' })).length, 150);
});

test('it is read anew after half a minute, and a short one each time', async () => {
  const long = kept(150);
  await long.reads.factsOf('uk/sales-order/SO-1');
  long.pass(30_000);
  await long.reads.factsOf('uk/sales-order/SO-1');
  assert.deepEqual(long.readFrom, [null, null]);
  const short = kept(20);
  await short.reads.factsOf('uk/sales-order/SO-1');
  await short.reads.factsOf('uk/sales-order/SO-1');
  assert.deepEqual(short.readFrom, [null, null]);
});
