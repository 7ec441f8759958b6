/**
 * Law 7, nothing posted is edited, is held against every history of `laws` and `return-laws`. Here edits
 * are planted, to see that it is this law that finds them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrderRecord } from '../../src/simulation/process.ts';
import { PostedRecords, type PostedDocument } from '../../src/simulation/posted.ts';
import { simulateReturns } from '../../src/simulation/returns/simulate.ts';
import { simulate } from '../../src/simulation/simulate.ts';

const EDITED = { seed: 1, runs: 40, faults: 'rough', mutant: 'edits-what-is-stored' } as const;
const ORDERS = 'edited facts of orders';
const RETURNS = 'edited facts of returns';

for (const [name, play] of [[ORDERS, simulate], [RETURNS, simulateReturns]] as const) {
  test(`${name} are found, from seed ${EDITED.seed}`, () => {
    const { violations } = play(EDITED);
    assert.ok(violations.some(({ what }) => what.endsWith('is no longer what was stored')), name);
  });
}

type Planted = { -readonly [K in keyof PostedDocument]: PostedDocument[K] };

/** What is found after a ledger's one document was changed behind everybody's back. */
function foundAfter(change: (documents: Planted[]) => void, isReversed = false): string[] {
  const documents: Planted[] = [{ number: 'I-1', content: { grossMinor: 100n }, isReversed }];
  const records = new PostedRecords(() => documents);
  const fact = { type: 'invoice.reversed.v1', content: { invoice: 'I-1' } };
  records.note({ salesOrder: 'SO-1', facts: isReversed ? [fact] : [] } as unknown as OrderRecord);
  change(documents);
  return records.edited();
}

test('a document is as it was posted, and a reversal is a posting of its own', () => {
  assert.deepEqual(foundAfter(() => undefined), []);
  assert.deepEqual(foundAfter(() => undefined, true), []);
  assert.deepEqual(foundAfter(([only]) => void (only!.content = { grossMinor: 90n })), [
    'I-1 is no longer what was posted',
  ]);
  assert.deepEqual(foundAfter((documents) => void documents.pop()), ['I-1 is no longer what was posted']);
  assert.deepEqual(foundAfter(([only]) => void (only!.isReversed = true)), ['I-1 was taken back by no fact']);
  assert.deepEqual(foundAfter(([only]) => void (only!.isReversed = false), true), [
    'I-1 stands again although it was reversed',
  ]);
});
