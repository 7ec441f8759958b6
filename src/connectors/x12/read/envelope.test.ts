import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromPartner, order850, profileOf } from '../../../../test/support/x12-partner.ts';
import { readInterchanges } from './envelope.ts';
import { allFaults } from './interchange.ts';
import { textOf } from './text.ts';

const profile = profileOf();
const good = fromPartner(profile, {
  set: '850',
  control: 245,
  documents: [order850('PO-1'), order850('PO-2')],
});

/** What is wrong with a text, in words. */
function wrong(text: string): string[] {
  return readInterchanges(text).flatMap((interchange) =>
    allFaults(interchange).map(({ code, place, message }) => `${code} ${place}: ${message}`),
  );
}

test('a whole interchange is read down to its elements, each with its place', () => {
  const [interchange, ...more] = readInterchanges(good);
  assert.deepEqual(more, []);
  assert.deepEqual(wrong(good), []);
  assert.equal(interchange!.header!.control, '000000245');
  const [set] = interchange!.groups[0]!.sets;
  const line = set!.segments.find(({ id }) => id === 'PO1')!;
  assert.deepEqual([line.number, line.elements.slice(1, 5)], [7, ['1', '5', 'EA', '5.09']]);
  assert.ok(good.startsWith('PO1*1*5', line.offset));
});

test('any delimiters will do, and line breaks, indents and byte-order marks are passed over', () => {
  for (const [element, component, segment] of [
    '*>~',
    '~`*',
    '|:\n',
    '^>\r',
    '\u0001\u0002\u0003',
    "+<'",
  ].map((marks) => [...marks] as [string, string, string])) {
    const text = good
      .replaceAll('*', '\u0010')
      .replaceAll('~', '\u0011')
      .replaceAll('>', component)
      .replaceAll('\u0011', `${segment}\r\n   `)
      .replaceAll('\u0010', element);
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]);
    const read = textOf(bytes);
    assert.ok(read.ok);
    assert.deepEqual(wrong(read.value), [], JSON.stringify([element, component, segment]));
    assert.equal(readInterchanges(read.value)[0]!.groups[0]!.sets.length, 2);
  }
});

test('bytes that are no UTF-8 are read one for one; UTF-16 is refused', () => {
  const latin = textOf(Buffer.from([0x49, 0x53, 0x41, 0xe9]));
  assert.deepEqual(latin, { ok: true, value: 'ISAé' });
  assert.equal(textOf(Buffer.from([0xff, 0xfe, 0x49, 0])).ok, false);
  assert.equal(textOf(Buffer.from([])).ok, false);
});

test('an ISA has 106 characters, not one more or less', () => {
  for (const text of [
    good.replace('ZZ*CROSSDOCK ', 'ZZ*CROSSDOCK'),
    good.replace('ZZ*CROSSDOCK', 'ZZ*CROSSDOCK '),
  ]) {
    assert.match(wrong(text)[0]!, /ISA08 is not 15 characters wide|ISA.* is not/);
  }
  assert.match(wrong(good.slice(0, 105))[0]!, /ISA has 105 characters, 106 are needed/);
  assert.match(wrong('UNB+UNOA:1')[0]!, /is no X12: it begins with "UNB\+UNOA:1"/);
});

test('a file may break off anywhere: that is seen', () => {
  for (let length = 106; length < good.length - 1; length += 1) {
    assert.notDeepEqual(
      wrong(good.slice(0, length)),
      [],
      `cut to ${length} of ${good.length} characters`,
    );
  }
  // Only the last terminator may be missing: nothing can hide behind it.
  assert.deepEqual(wrong(good.slice(0, -1)), []);
});

const DAMAGE: readonly (readonly [
  name: string,
  from: string | RegExp,
  to: string,
  said: RegExp,
])[] = [
  [
    'segments of a set',
    'SE*10*0001',
    'SE*11*0001',
    /^4 850 0001, .*SE01 states 11 segments; there are 10/,
  ],
  ['control number of a set', 'SE*10*0002', 'SE*10*0003', /^3 .*SE02 "0003" is not ST02 "0002"/],
  ['sets of a group', 'GE*2*', 'GE*5*', /^5 group 245, .*GE01 states 5 sets; there are 2/],
  [
    'control number of a group',
    'GE*2*245',
    'GE*2*246',
    /^4 group 245, .*GE02 "246" is not GS06 "245"/,
  ],
  ['groups of an interchange', 'IEA*1*', 'IEA*2*', /^021 .*IEA01 states 2 groups; there are 1/],
  ['control number of an interchange', '*000000245~', '*000000246~', /^001 .*IEA02/],
  [
    'the same set twice',
    /ST\*850\*0002([^]*?)SE\*10\*0002/,
    'ST*850*0001$1SE*10*0001',
    /^23 .*stands twice/,
  ],
  ['no end of a set', 'SE*10*0001~', '', /^2 850 0001, .*has no SE/],
  ['no end of a group', 'GE*2*245~', '', /^024 .*IEA comes before the end of group/],
  [
    'a segment on the road',
    'GE*2*',
    'CTT*2~GE*2*',
    /^024 .*CTT stands outside of any transaction set/,
  ],
  ['no segment at all', 'DTM*010', '?*010', /^1 850 0001, .*"\?" is no segment/],
  ['a version that is none', '*00401*', '*ABCDE*', /^017 .*ISA12/],
];

for (const [name, from, to, said] of DAMAGE) {
  test(`the gate sees damage: ${name}`, () => {
    const damaged = good.replace(from, to);
    assert.notEqual(damaged, good);
    const found = wrong(damaged);
    assert.ok(
      found.some((one) => said.test(one)),
      found.join('\n'),
    );
  });
}

test('several interchanges in one file are read one after the other', () => {
  const second = fromPartner(profile, { set: '850', control: 246, documents: [order850('PO-3')] });
  const read = readInterchanges(`${good}\r\n${second}`);
  assert.deepEqual(
    read.map(({ header }) => header!.control),
    ['000000245', '000000246'],
  );
  assert.match(wrong(`${good}rubbish`).join(), /is no X12: it begins with "rubbish"/);
});
