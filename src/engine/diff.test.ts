import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BookEntry, CommandStatus } from './book.ts';
import type { ChangeRule, CommandRule, Inverse } from './definition.ts';
import { diff } from './diff.ts';
import type { Gate, Wanted } from './judgement.ts';

const CLOSED: Gate = {
  name: 'approved',
  status: 'waiting',
  reason: { code: 'x', text: 'x' },
  facts: [],
};
const OPEN: Gate = { ...CLOSED, status: 'cleared' };
const BLOCKED: Gate = { ...CLOSED, status: 'blocked' };

const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  id: 'post',
  type: 'post',
  system: 'erp',
  fingerprint: 'now',
  content: () => 'content of now',
  gates: [OPEN],
  ...more,
});

const entry = (status: CommandStatus, more: Partial<BookEntry> = {}): BookEntry => ({
  id: 'post',
  type: 'post',
  system: 'erp',
  generation: 1,
  fingerprint: 'now',
  status,
  content: () => 'as issued',
  effect: null,
  undoes: null,
  ...more,
});

/** Done, and it stands with this fingerprint. */
const done = (fingerprint: string, more: Partial<BookEntry> = {}): BookEntry =>
  entry('done', {
    fingerprint,
    effect: { generation: 1, fingerprint, content: () => 'as done' },
    ...more,
  });

const UNDO: Inverse = { kind: 'command', type: 'unpost', content: (of) => `inverse of ${String(of)}` };

function rule(change: ChangeRule = 'case', more: Partial<CommandRule> = {}): CommandRule {
  return { change, inverse: UNDO, money: true, role: 'finance', priority: 1, ...more };
}

/** What follows, in short: `issue post#2 now`, `withdraw post#1`, `case refused:post#1`. */
function follows(
  want: Wanted | null,
  book: readonly BookEntry[],
  how: { rule?: CommandRule; decisions?: Readonly<Record<string, string>> } = {},
): string[] {
  const rules = { post: how.rule ?? rule(), unpost: rule('ignore') };
  const decisions = new Map(Object.entries(how.decisions ?? {}));
  const difference = diff(
    want === null ? [] : [want],
    new Map(book.map((known) => [known.id, known])),
    rules,
    decisions,
  );
  return [
    ...difference.withdraw.map(({ id, generation }) => `withdraw ${id}#${generation}`),
    ...difference.issue.map(
      ({ id, generation, fingerprint }) => `issue ${id}#${generation} ${fingerprint}`,
    ),
    ...difference.cases.map(({ id }) => `case ${id}`),
  ];
}

const NOTHING: string[] = [];

describe('wanted, gates open', () => {
  test('nothing done yet: issue; after a withdrawal or a compensation: the next generation', () => {
    assert.deepEqual(follows(wanted(), []), ['issue post#1 now']);
    assert.deepEqual(follows(wanted(), [entry('withdrawn')]), ['issue post#2 now']);
    assert.deepEqual(follows(wanted(), [entry('compensated')]), ['issue post#2 now']);
  });

  test('queued: keep it, or replace it when its content differs now', () => {
    for (const status of ['queued', 'failing', 'parked'] as const) {
      const kept = status === 'parked' ? ['case parked:post#1'] : NOTHING;
      assert.deepEqual(follows(wanted(), [entry(status)]), kept);
      assert.deepEqual(follows(wanted(), [entry(status, { fingerprint: 'old' })]), [
        'withdraw post#1',
        'issue post#2 now',
      ]);
    }
  });

  test('parked: a case with what is at stake; a person who says retry has it issued anew', () => {
    const exposure = { amountMinor: 100n, currency: 'GBP' } as Wanted['exposure'];
    const command = wanted({ exposure: exposure! });
    const book = new Map([['post', entry('parked')]]);
    const [open] = diff([command], book, { post: rule() }, new Map()).cases;
    assert.deepEqual([open?.kind, open?.role, open?.exposure], ['command-parked', 'finance', exposure]);
    const retry = { decisions: { 'parked:post#1': 'retry' } };
    assert.deepEqual(follows(command, [entry('parked')], retry), ['withdraw post#1', 'issue post#2 now']);
    // Parked again it is another case: the decision covered what was seen.
    assert.deepEqual(follows(command, [entry('parked', { generation: 2 })], retry), ['case parked:post#2']);
  });

  test('a queued change is dropped when what stands is right again', () => {
    const effect = { generation: 1, fingerprint: 'now', content: null };
    const change = entry('queued', { generation: 2, fingerprint: 'other', effect });
    assert.deepEqual(follows(wanted(), [change]), ['withdraw post#2']);
  });

  test('sending or in doubt: prove it first, whatever the content', () => {
    for (const status of ['sending', 'in-doubt'] as const) {
      assert.deepEqual(follows(wanted(), [entry(status)]), NOTHING);
      assert.deepEqual(follows(wanted(), [entry(status, { fingerprint: 'old' })]), NOTHING);
    }
  });

  test('done with the same content: nothing', () => {
    assert.deepEqual(follows(wanted(), [done('now')]), NOTHING);
  });

  test('done with other content: what the change rule says', () => {
    const old = [done('old')];
    assert.deepEqual(follows(wanted(), old, { rule: rule('case') }), ['case changed:post#1:now']);
    assert.deepEqual(follows(wanted(), old, { rule: rule('ignore') }), NOTHING);
    assert.deepEqual(follows(wanted(), old, { rule: rule('adjust') }), ['issue post#2 now']);
    assert.deepEqual(follows(wanted(), old, { rule: rule('reissue') }), ['issue undo:post#1 undo 1 old']);
    const simple = rule('reissue', { inverse: { kind: 'none' } });
    assert.deepEqual(follows(wanted(), old, { rule: simple }), ['issue post#2 now']);
  });

  test('a person who decides to reissue has it taken back; a waiver leaves it', () => {
    const decided = (verdict: string) => ({ decisions: { 'changed:post#1:now': verdict } });
    assert.deepEqual(follows(wanted(), [done('old')], decided('reissue')), [
      'issue undo:post#1 undo 1 old',
    ]);
    // The engine still names the case; the step hides what was waived.
    assert.deepEqual(follows(wanted(), [done('old')], decided('waive')), ['case changed:post#1:now']);
    // The decision names the content that was seen: another one is another case.
    assert.deepEqual(follows(wanted({ fingerprint: 'newer' }), [done('old')], decided('reissue')), [
      'case changed:post#1:newer',
    ]);
  });

  test('refused: a case; issued again when the content differs, or a person says retry', () => {
    assert.deepEqual(follows(wanted(), [entry('refused')]), ['case refused:post#1']);
    assert.deepEqual(follows(wanted(), [entry('refused', { fingerprint: 'old' })]), ['issue post#2 now']);
    const retry = { decisions: { 'refused:post#1': 'retry' } };
    assert.deepEqual(follows(wanted(), [entry('refused')], retry), ['issue post#2 now']);
    // A second refusal is a new case: the old decision does not cover it.
    const again = entry('refused', { generation: 2 });
    assert.deepEqual(follows(wanted(), [again], retry), ['case refused:post#2']);
  });

  test('a refused change is no case once what stands is wanted again', () => {
    const effect = { generation: 1, fingerprint: 'now', content: null };
    const refused = entry('refused', { generation: 2, fingerprint: 'other', effect });
    assert.deepEqual(follows(wanted(), [refused]), NOTHING);
  });
});

describe('wanted, a gate closed', () => {
  const held = wanted({ gates: [OPEN, CLOSED] });

  test('nothing done: the gate explains it', () => {
    assert.deepEqual(follows(held, []), NOTHING);
    assert.deepEqual(follows(held, [entry('withdrawn')]), NOTHING);
  });

  test('queued: withdrawn', () => {
    assert.deepEqual(follows(held, [entry('queued')]), ['withdraw post#1']);
  });

  test('sending or in doubt: proved all the same', () => {
    assert.deepEqual(follows(held, [entry('in-doubt')]), NOTHING);
  });

  test('done: a gate never undoes', () => {
    assert.deepEqual(follows(held, [done('now')]), NOTHING);
  });

  test('done with other content: wait; for money a case at once', () => {
    const adjust = { rule: rule('adjust', { money: false }) };
    assert.deepEqual(follows(held, [done('old')], adjust), NOTHING);
    assert.deepEqual(follows(held, [done('old')]), ['case changed:post#1:now']);
  });

  test('refused: a case, unless a blocked gate already accounts for it', () => {
    assert.deepEqual(follows(held, [entry('refused')]), ['case refused:post#1']);
    assert.deepEqual(follows(wanted({ gates: [BLOCKED] }), [entry('refused')]), NOTHING);
  });

  test('a decision to retry waits for the gate', () => {
    const retry = { decisions: { 'refused:post#1': 'retry' } };
    assert.deepEqual(follows(held, [entry('refused')], retry), NOTHING);
  });
});

describe('disputed', () => {
  const disputed = wanted({ disputed: true });

  test('is not sent', () => assert.deepEqual(follows(disputed, []), NOTHING));
  test('is withdrawn from the queue', () => {
    assert.deepEqual(follows(disputed, [entry('queued')]), ['withdraw post#1']);
  });
  test('is proved', () => assert.deepEqual(follows(disputed, [entry('sending')]), NOTHING));
  test('is neither compared nor undone', () => {
    assert.deepEqual(follows(disputed, [done('old')]), NOTHING);
    assert.deepEqual(follows(disputed, [done('now')]), NOTHING);
    assert.deepEqual(follows(disputed, [entry('refused')]), NOTHING);
  });
  test('keeps an inverse from leaving', () => {
    const undo = entry('queued', {
      id: 'undo:post',
      type: 'unpost',
      undoes: { id: 'post', generation: 1 },
    });
    assert.deepEqual(follows(disputed, [done('now'), undo]), ['withdraw undo:post#1']);
  });
});

describe('not wanted', () => {
  const undo = (status: CommandStatus, more: Partial<BookEntry> = {}): BookEntry =>
    entry(status, {
      id: 'undo:post',
      type: 'unpost',
      undoes: { id: 'post', generation: 1 },
      ...more,
    });

  test('no effect: nothing; queued: withdrawn; in doubt: proved; refused: dropped', () => {
    assert.deepEqual(follows(null, [entry('withdrawn')]), NOTHING);
    assert.deepEqual(follows(null, [entry('queued')]), ['withdraw post#1']);
    assert.deepEqual(follows(null, [entry('in-doubt')]), NOTHING);
    assert.deepEqual(follows(null, [entry('refused')]), NOTHING);
  });

  test('done: the inverse of what was done, whatever the content would be now', () => {
    assert.deepEqual(follows(null, [done('old')]), ['issue undo:post#1 undo 1 old']);
    const { issue } = diff([], new Map([['post', done('old')]]), { post: rule() }, new Map());
    assert.equal(issue[0]?.content, 'inverse of as done');
    assert.deepEqual(issue[0]?.undoes, { id: 'post', generation: 1 });
  });

  test('done, with a change in the queue: the change is withdrawn and the effect taken back', () => {
    const effect = { generation: 1, fingerprint: 'old', content: () => 'as done' };
    const change = entry('queued', { generation: 2, effect });
    assert.deepEqual(follows(null, [change]), ['withdraw post#2', 'issue undo:post#1 undo 1 old']);
  });

  test('where the inverse is a case, a case; where there is none, nothing', () => {
    const asCase = rule('case', { inverse: { kind: 'case' } });
    assert.deepEqual(follows(null, [done('old')], { rule: asCase }), ['case unwanted:post#1']);
    const none = rule('case', { inverse: { kind: 'none' } });
    assert.deepEqual(follows(null, [done('old')], { rule: none }), NOTHING);
  });

  test('an inverse under way is not issued again', () => {
    for (const status of ['queued', 'failing', 'sending', 'in-doubt'] as const) {
      assert.deepEqual(follows(null, [done('old'), undo(status)]), NOTHING, status);
    }
  });

  test('a parked inverse is a case; a person may have it issued anew', () => {
    const book = [done('old'), undo('parked')];
    assert.deepEqual(follows(null, book), ['case parked:undo:post#1']);
    const retry = { decisions: { 'parked:undo:post#1': 'retry' } };
    assert.deepEqual(follows(null, book, retry), ['withdraw undo:post#1', 'issue undo:post#2 undo 1 old']);
  });

  test('a refused inverse is a case, and the effect stands; a person may have it tried again', () => {
    const book = [done('old'), undo('refused')];
    assert.deepEqual(follows(null, book), ['case refused:undo:post#1:unwanted']);
    const retry = { decisions: { 'refused:undo:post#1:unwanted': 'retry' } };
    assert.deepEqual(follows(null, book, retry), ['issue undo:post#2 undo 1 old']);
  });

  test('an inverse of an earlier effect does not count: this one gets its own', () => {
    const second = done('now', {
      generation: 2,
      effect: { generation: 2, fingerprint: 'now', content: () => 'as done' },
    });
    assert.deepEqual(follows(null, [second, undo('done')]), ['issue undo:post#2 undo 2 now']);
  });

  test('wanted again: an inverse in the queue is withdrawn, one on its way is waited for', () => {
    assert.deepEqual(follows(wanted(), [done('now'), undo('queued')]), ['withdraw undo:post#1']);
    assert.deepEqual(follows(wanted(), [done('now'), undo('sending')]), NOTHING);
    // Taken back already: the next generation, so that no system answers "done before".
    assert.deepEqual(follows(wanted(), [entry('compensated'), undo('done')]), ['issue post#2 now']);
  });

  test('wanted again with other content: the queued inverse goes, and the change rule decides', () => {
    assert.deepEqual(follows(wanted(), [done('old'), undo('queued')]), [
      'withdraw undo:post#1',
      'case changed:post#1:now',
    ]);
  });

  test('a reissue whose gate closes in time does not undo', () => {
    const decisions = { 'changed:post#1:now': 'reissue' };
    const held = wanted({ gates: [CLOSED] });
    assert.deepEqual(follows(held, [done('old'), undo('queued')], { decisions }), [
      'withdraw undo:post#1',
      'case changed:post#1:now',
    ]);
  });
});
