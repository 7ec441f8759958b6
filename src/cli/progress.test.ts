import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgressView } from './progress.ts';
import { tableColumnsOf } from './io.ts';
import { countsLine, table, type Column } from './table.ts';

function view(isTTY: boolean): { view: ProgressView; at: (ms: number) => void; text: () => string } {
  let [now, text] = [0, ''];
  const stream = { isTTY, columns: 60, write: (more: string) => void (text += more) };
  return { view: new ProgressView(stream, () => now), at: (ms) => void (now = ms), text: () => text };
}

test('away from a terminal there is one line every two seconds', () => {
  const { view: progress, at, text } = view(false);
  for (let ms = 0; ms <= 5_000; ms += 10) {
    at(ms);
    progress.report({ facts: ms, commands: { done: 1, inDoubt: 2 }, openCases: 0, equationsBroken: 0 });
  }
  progress.end();
  assert.equal(text(), [0, 2, 4].map((second) =>
    `${second} s; ${second * 1_000} facts; commands: done 1 · in doubt 2; open cases 0; broken equations 0\n`,
  ).join(''));
});

test('on a terminal the picture is redrawn in place, at most four times a second', () => {
  const { view: progress, at, text } = view(true);
  for (let ms = 0; ms < 1_000; ms += 10) {
    at(ms);
    progress.report({ activity: 'playing', facts: ms });
  }
  assert.equal(text().split('playing').length - 1, 4);
  assert.equal(text().split('\x1b[2A\x1b[0J').length - 1, 3, 'each but the first replaces one');
  progress.say('a word');
  progress.end();
  assert.match(text(), /a word\nplaying \(1 s\)\n990 facts\n$/);
});

const COLUMNS: readonly Column<{ name: string; count: number; text: string }>[] = [
  { heading: 'name', cell: (row) => row.name },
  { heading: 'count', align: 'right', cell: (row) => String(row.count) },
  { heading: 'text', cell: (row) => row.text },
];
const ROWS = [
  { name: 'a', count: 5, text: 'short' },
  { name: 'bbb', count: 12_345, text: `one two ${'x'.repeat(40)} three` },
];

test('a table aligns its columns and wraps the last under its heading', () => {
  assert.equal(table(COLUMNS, ROWS, 40), [
    'name  count  text',
    'a         5  short',
    'bbb   12345  one two',
    `             ${'x'.repeat(27)}`,
    `             ${'x'.repeat(13)} three`,
  ].join('\n'));
});

test('where the other columns leave no room, the last goes under its row, whole', () => {
  assert.equal(table(COLUMNS, ROWS, 30), [
    'name  count',
    '    text',
    'a         5',
    '    short',
    'bbb   12345',
    '    one two',
    `    ${'x'.repeat(26)}`,
    `    ${'x'.repeat(14)} three`,
  ].join('\n'));
});

test('away from a terminal a row is one line and nothing is cut', () => {
  assert.equal(tableColumnsOf({ isTTY: false, columns: 20, write: () => undefined }), Infinity);
  assert.equal(tableColumnsOf({ isTTY: true, columns: 0, write: () => undefined }), 100);
  assert.equal(table(COLUMNS, ROWS, Infinity).split('\n')[2], `bbb   12345  ${ROWS[1]!.text}`);
});

test('counts are one line of words, without the zeros', () => {
  assert.equal(countsLine({ inDoubt: 0, done: 2, 'part-shipped': 1 }), 'done 2 · part shipped 1');
});
