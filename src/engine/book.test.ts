import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isUnproved,
  isUnsent,
  recordOutcome,
  type BookEntry,
  type CommandStatus,
  type OutcomeKind,
} from './book.ts';

const ENTRY: BookEntry = {
  id: 'post-invoice:SH-1',
  type: 'invoice.post.v1',
  system: 'erp',
  generation: 2,
  fingerprint: 'new',
  status: 'queued',
  content: () => 'SH-1',
  effect: null,
  undoes: null,
};

function bookWith(entry: Partial<BookEntry>, ...others: BookEntry[]): Map<string, BookEntry> {
  const all = [{ ...ENTRY, ...entry }, ...others];
  return new Map(all.map((known) => [known.id, known]));
}

/** Status after outcomes of generation 2. */
function after(start: CommandStatus, ...kinds: OutcomeKind[]): CommandStatus {
  const book = bookWith({ status: start });
  for (const kind of kinds) recordOutcome(book, { id: ENTRY.id, generation: 2, kind });
  return book.get(ENTRY.id)!.status;
}

test('a command goes from the queue to its effect', () => {
  assert.equal(after('queued', 'sent'), 'sending');
  assert.equal(after('queued', 'sent', 'done'), 'done');
  assert.equal(after('queued', 'sent', 'in-doubt', 'done'), 'done');
  assert.equal(after('queued', 'sent', 'refused'), 'refused');
});

test('a technical fault is tried again, and parked when it stays', () => {
  assert.equal(after('queued', 'sent', 'failed'), 'failing');
  assert.equal(after('failing', 'sent', 'parked'), 'parked');
  assert.equal(after('parked', 'released'), 'queued');
});

test('doubt is settled by an answer or by proof of absence, by nothing else', () => {
  assert.equal(after('in-doubt', 'absent'), 'queued');
  assert.equal(after('in-doubt', 'refused'), 'refused');
  // Sent again under its key: the first request may land all the same.
  for (const kind of ['sent', 'failed', 'parked', 'released'] as const) {
    assert.equal(after('in-doubt', kind), 'in-doubt', kind);
  }
});

test('late echoes of a settled generation change nothing', () => {
  for (const settled of ['done', 'refused', 'withdrawn', 'compensated'] as const) {
    for (const kind of ['sent', 'in-doubt', 'done', 'refused', 'failed', 'absent'] as const) {
      assert.equal(after(settled, kind), settled, `${kind} after ${settled}`);
    }
  }
});

test('late echoes of an earlier generation, and of unknown commands, change nothing', () => {
  const book = bookWith({ status: 'sending' });
  assert.equal(recordOutcome(book, { id: ENTRY.id, generation: 1, kind: 'done' }), false);
  assert.equal(recordOutcome(book, { id: 'other', generation: 1, kind: 'done' }), false);
  assert.equal(book.get(ENTRY.id)!.status, 'sending');
});

test('what was done is remembered with its generation, fingerprint and content', () => {
  const book = bookWith({ status: 'sending' });
  assert.equal(recordOutcome(book, { id: ENTRY.id, generation: 2, kind: 'done' }), true);
  const { effect } = book.get(ENTRY.id)!;
  const { generation, fingerprint, content } = effect!;
  assert.deepEqual([generation, fingerprint, content?.()], [2, 'new', 'SH-1']);
});

test('a refused change leaves the earlier effect standing', () => {
  const effect = { generation: 1, fingerprint: 'old', content: null };
  const book = bookWith({ status: 'sending', effect });
  recordOutcome(book, { id: ENTRY.id, generation: 2, kind: 'refused' });
  assert.deepEqual(book.get(ENTRY.id)!.effect, effect);
});

const UNDO: BookEntry = {
  ...ENTRY,
  id: 'undo:post-invoice:SH-1',
  type: 'invoice.reverse.v1',
  generation: 1,
  status: 'sending',
  undoes: { id: ENTRY.id, generation: 2 },
};

test('an inverse that is done takes the effect back', () => {
  const effect = { generation: 2, fingerprint: 'new', content: null };
  const book = bookWith({ status: 'done', effect }, UNDO);
  recordOutcome(book, { id: UNDO.id, generation: 1, kind: 'done' });
  assert.equal(book.get(ENTRY.id)!.status, 'compensated');
  assert.equal(book.get(ENTRY.id)!.effect, null);
});

test('an inverse of an earlier effect does not touch a later one', () => {
  const effect = { generation: 3, fingerprint: 'newer', content: null };
  const book = bookWith({ generation: 3, status: 'done', effect }, UNDO);
  recordOutcome(book, { id: UNDO.id, generation: 1, kind: 'done' });
  assert.deepEqual(book.get(ENTRY.id)!.effect, effect);
});

test('unsent and unproved are told apart', () => {
  assert.deepEqual((['queued', 'failing', 'parked'] as const).map(isUnsent), [true, true, true]);
  assert.deepEqual((['sending', 'in-doubt'] as const).map(isUnproved), [true, true]);
  assert.deepEqual((['done', 'refused', 'withdrawn'] as const).map(isUnsent), [false, false, false]);
});
