import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  businessOf,
  fromPartner,
  order850,
  profileOf,
  read,
  wrongOf,
} from '../../../test/support/x12-partner.ts';
import type { Translation } from '../../application/ports/connector.ts';
import { FACTS, factTypeOf } from '../../canonical/catalogue.ts';
import type { WrittenSegment } from './write/interchange-text.ts';

const CASES = { codes: { 'item-unit': { 'HOSE/case': '12' } } };
const profile = profileOf(CASES);

/** Facts about business in their wire form, without what the story does not tell. */
const wireOf = (translation: Translation): Record<string, unknown>[] =>
  businessOf(translation).map(({ type, content }) => ({
    type,
    ...(JSON.parse(factTypeOf(type)!.encode(content)) as Record<string, unknown>),
  }));

const send = (
  set: string,
  segments: readonly WrittenSegment[],
  more: Record<string, unknown> = {},
): Translation => {
  const agreed = profileOf({ ...CASES, ...more });
  return read(fromPartner(agreed, { set, documents: [segments] }), agreed);
};

test('an 850 is a sales order in base units, at the price of a base unit', () => {
  const [order] = wireOf(send('850', order850('PO-7')));
  assert.deepEqual(order, {
    type: FACTS.salesOrderStated.type,
    salesOrder: 'PO-7',
    revision: 1,
    channel: 'edi',
    customer: 'ACME',
    customerReference: 'PO-7',
    currency: 'GBP',
    orderedAt: '2031-03-03T00:00:00.000Z',
    requestedShipDate: '2031-03-10',
    shipTo: { country: 'GB', postalCode: 'LS1 4AP' },
    lines: [
      { line: 1, item: 'VALVE', quantity: '5', unitPrice: '5.09' },
      { line: 2, item: 'HOSE', quantity: '24', unitPrice: '2' },
    ],
  });
});

test('what nobody has mapped is a fault that a mapping mends, and names its place', () => {
  const held = send('850', order850('PO-7'), { codes: {} });
  assert.deepEqual(businessOf(held), []);
  assert.ok(held.kind === 'facts');
  const unknown = held.held!.flatMap(({ faults }) =>
    faults.flatMap((fault) => fault.unknown ?? []),
  );
  assert.deepEqual(unknown[0], { list: 'item-unit', code: 'HOSE/case' });
  assert.match(
    wrongOf(held),
    /850 0001, segment 8 PO1 \(character \d+\): nobody has said how many base units/,
  );
});

test('a price that is no exact price of a base unit is refused, or rounded where that was agreed', () => {
  const segments = order850('PO-7').map((segment): WrittenSegment =>
    segment[0] === 'PO1' && segment[1] === '2'
      ? ['PO1', '2', '2', 'CA', '25.75', '', 'VP', 'HOSE']
      : segment,
  );
  assert.match(
    wrongOf(send('850', segments)),
    /25\.75 per CA is no exact price of one base unit of HOSE/,
  );
  const [order] = wireOf(send('850', segments, { orders: { inexactPrices: 'round' } }));
  assert.equal((order!['lines'] as { unitPrice: string }[])[1]!.unitPrice, '2.145833');
  const perPiece = segments.map((segment): WrittenSegment =>
    segment[0] === 'PO1' && segment[1] === '2'
      ? ['PO1', '2', '2', 'CA', '25.75', 'PE', 'VP', 'HOSE']
      : segment,
  );
  assert.equal(
    (wireOf(send('850', perPiece))[0]!['lines'] as { unitPrice: string }[])[1]!.unitPrice,
    '25.75',
  );
});

test('one faulty document is held whole; its neighbours in the interchange are let in', () => {
  const bad = order850('PO-2').map((segment): WrittenSegment =>
    segment[0] === 'PO1' && segment[1] === '1'
      ? ['PO1', '1', 'five', 'EA', '5.09', '', 'VP', 'VALVE']
      : segment,
  );
  const text = fromPartner(profile, {
    set: '850',
    documents: [order850('PO-1'), bad, order850('PO-3')],
  });
  const translation = read(text, profile);
  assert.deepEqual(
    wireOf(translation).map(({ salesOrder }) => salesOrder),
    ['PO-1', 'PO-3'],
  );
  assert.ok(translation.kind === 'facts');
  assert.equal(translation.held!.length, 1);
  assert.match(
    wrongOf(translation),
    /850 0002, segment 7 PO1 \(character \d+\), element 2: PO102 "five" is no number/,
  );
  // Alone, and still wrong; once it is right, it alone is let in.
  const again = read(text, profile, translation.held![0]!.headers);
  assert.deepEqual([businessOf(again), again.kind === 'facts' && again.held!.length], [[], 1]);
  const mended = read(text.replace('*five*', '*5*'), profile, translation.held![0]!.headers);
  assert.deepEqual(
    wireOf(mended).map(({ salesOrder }) => salesOrder),
    ['PO-2'],
  );
});

test('test data never posts, and neither does what comes from or is meant for somebody else', () => {
  const text = fromPartner(profile, { set: '850', documents: [order850('PO-1')] });
  for (const [from, to, said] of [
    ['*0*P*>', '*0*T*>', /ISA15 is "T"\): it never posts/],
    ['01*828513080', '01*999999999', /comes from 01\/999999999/],
    ['ZZ*CROSSDOCK', 'ZZ*SOMEBODY ', /is meant for ZZ\/SOMEBODY/],
  ] as const) {
    const translation = read(text.replace(from, to), profile);
    assert.equal(translation.kind, 'faults');
    assert.match(wrongOf(translation), said);
  }
});

test('versions and sets that were not agreed are held', () => {
  const text = fromPartner(profile, { set: '850', documents: [order850('PO-1')] });
  assert.match(
    wrongOf(read(text.replace('X*004010', 'X*003060'), profile)),
    /version "003060" \(GS08\) is none of/,
  );
  assert.match(
    wrongOf(read(text, profileOf({ ...CASES, receives: ['997'] }))),
    /850 was not agreed/,
  );
  assert.match(
    wrongOf(read(text.replaceAll('ST*850', 'ST*837'), profile)),
    /set 837 is not known here/,
  );
  assert.match(
    wrongOf(read(text.replace('GS*PO', 'GS*IN'), profile)),
    /a group of IN cannot hold 850/,
  );
});

test('an 860 with all lines restates the order, one with some changes them, deletions cancel', () => {
  const change = (purpose: string, ...lines: WrittenSegment[]): WrittenSegment[] => [
    ['BCH', purpose, 'SA', 'PO-7', '', '3', '20310303', '', '', '', '', '20310304'],
    ['N1', 'BY', 'ACME', '91', 'ACME'],
    ['N4', 'LEEDS', '', 'LS1 4AP', 'GB'],
    ...lines,
    ['CTT', String(lines.length)],
  ];
  const seven: WrittenSegment = ['POC', '1', 'QI', '7', '', 'EA', '5.09', '', 'VP', 'VALVE'];
  const gone: WrittenSegment = ['POC', '2', 'DI', '', '', '', '', '', 'VP', 'HOSE'];
  const complete = { orders: { changes: 'complete', revisions: 'sequence' } };
  const [restated] = wireOf(send('860', change('04', seven, gone), complete));
  assert.deepEqual([restated!['revision'], (restated!['lines'] as unknown[]).length], [4, 1]);
  const cheaper: WrittenSegment = ['POC', '2', 'PC', '', '', 'CA', '18', '', 'VP', 'HOSE'];
  const more: WrittenSegment = ['POC', '3', 'AI', '1', '', 'EA', '2', '', 'VP', 'TAPE'];
  const same: WrittenSegment = ['POC', '4', 'NC'];
  const partial = { orders: { revisions: 'sequence' }, ...CASES };
  const [changed] = wireOf(send('860', change('04', seven, cheaper, more, same), partial));
  assert.deepEqual(changed, {
    type: FACTS.salesOrderChangeRequested.type,
    salesOrder: 'PO-7',
    revision: 4,
    lines: [
      { line: 1, item: 'VALVE', quantity: '7', unitPrice: '5.09' },
      { line: 2, item: 'HOSE', unitPrice: '1.5' },
      { line: 3, item: 'TAPE', quantity: '1', unitPrice: '2' },
    ],
    dropped: [],
  });
  const [both] = wireOf(send('860', change('04', seven, gone), partial));
  assert.deepEqual([(both!['lines'] as unknown[]).length, both!['dropped']], [1, [2]]);
  const nameless: WrittenSegment = ['POC', '1', 'QI', '7', '', 'EA'];
  assert.match(wrongOf(send('860', change('04', nameless), partial)), /names no item/);
  assert.deepEqual(
    wireOf(send('860', change('04', gone))).map(({ lines }) => lines),
    [[2]],
  );
  assert.deepEqual(
    wireOf(send('860', change('01'))).map(({ type, lines }) => [type, lines]),
    [[FACTS.salesOrderCancellationRequested.type, []]],
  );
});

const SITE = { warehouse: { site: 'leeds' } };

test('a 945 is a pick and a shipment: what is short is short unless the rest follows', () => {
  const advice = (status: string): WrittenSegment[] => [
    ['W06', 'F', 'SO-1-leeds', '20310305', 'SH-9', '', 'PO-7'],
    ['N1', 'WH', 'LEEDS WAREHOUSE', '91', '01'],
    ['LX', '1'],
    ['W12', status, '5', '3', '2', 'EA', '', 'VN', 'VALVE', 'L-1'],
    ['N9', 'LI', '1'],
    ['W03', '3'],
  ];
  const [pick, shipment] = wireOf(send('945', advice('CP'), SITE));
  assert.deepEqual(pick!['lines'], [{ line: 1, item: 'VALVE', picked: '3', short: '2' }]);
  assert.deepEqual(
    [shipment!['salesOrder'], shipment!['shipment'], shipment!['site']],
    ['SO-1', 'SH-9', 'leeds'],
  );
  assert.deepEqual(shipment!['lines'], [{ line: 1, item: 'VALVE', quantity: '3', lot: 'L-1' }]);
  assert.deepEqual(wireOf(send('945', advice('BP'), SITE))[0]!['lines'], [
    { line: 1, item: 'VALVE', picked: '3', short: '0' },
  ]);
  const wrongTotal = advice('CP').map((segment): WrittenSegment =>
    segment[0] === 'W03' ? ['W03', '4'] : segment,
  );
  assert.match(wrongOf(send('945', wrongTotal, SITE)), /W0301 states 4 units; the lines have 3/);
});

test('a 944 brings stock in, each part in its state; a 947 moves it', () => {
  const receipt: WrittenSegment[] = [
    ['W17', 'F', '20310305', 'RC-1', 'PO-55'],
    ['W07', '10', 'EA', '', 'VN', 'VALVE', '', '', 'L-1'],
    ['W13', '2', 'EA', '01'],
    ['W13', '3', 'EA', '02'],
    ['W14', '10'],
  ];
  const moved = wireOf(send('944', receipt, SITE)).map(({ movement, quantity, to }) => [
    movement,
    quantity,
    to,
  ]);
  assert.deepEqual(moved, [
    ['RC-1/1/damaged', '2', { location: 'leeds', disposition: 'damaged' }],
    ['RC-1/1', '8', { location: 'leeds', disposition: 'sellable_accessible' }],
  ]);
  const adjusted = (reason: string, quantity: string): Translation =>
    send(
      '947',
      [
        ['W15', '20310305', 'ADJ-1'],
        ['W19', reason, quantity, 'EA', '', 'VN', 'VALVE'],
      ],
      SITE,
    );
  const ways = (reason: string, quantity: string): unknown[] =>
    wireOf(adjusted(reason, quantity)).map((fact) => [
      fact['quantity'],
      (fact['from'] as { location: string }).location,
      (fact['to'] as { location: string }).location,
    ]);
  assert.deepEqual(ways('AA', '4'), [['4', 'adjustment', 'leeds']]);
  assert.deepEqual(ways('AA', '-4'), [['4', 'leeds', 'adjustment']]);
  // A decrease of less than nothing: this sender means a decrease, and says it twice.
  assert.deepEqual(ways('06', '-4'), [['4', 'leeds', 'adjustment']]);
  assert.match(wrongOf(adjusted('56', '-4')), /a quantity of -4 contradicts the reason "increase"/);
  assert.match(wrongOf(adjusted('ZQ', '4')), /unknown stock-reason "ZQ"/);
});

test('an 820 that adds up is a payment for each invoice; what does not add up is held', () => {
  const remittance = (total: string, ...more: WrittenSegment[]): WrittenSegment[] => [
    ['BPR', 'I', total, 'C', 'ACH', '', '', '', '', '', '', '', '', '', '', '', '20310320'],
    ['TRN', '1', '4311'],
    ['ENT', '1'],
    ['RMR', 'IV', 'INV-1', 'PI', '20.30', '20.50', '.2'],
    ['RMR', 'IV', 'INV-2', 'PI', '5'],
    ...more,
  ];
  const paid = wireOf(send('820', remittance('25.30')));
  assert.deepEqual(
    paid.map(({ payment, invoice, amount }) => [payment, invoice, amount]),
    [
      ['4311/1', 'INV-1', { amount: '20.30', currency: 'GBP' }],
      ['4311/2', 'INV-2', { amount: '5.00', currency: 'GBP' }],
    ],
  );
  assert.match(wrongOf(send('820', remittance('25.31'))), /BPR02 is 25\.31, its lines are 25\.30/);
  const claim = remittance('24.30', ['ADX', '-1', '01']);
  assert.match(
    wrongOf(send('820', claim)),
    /no process takes deductions yet: 1 adjustments \(ADX\) of -1\.00/,
  );
});

test('997 and 999 say what became of our groups; TA1 only where it refuses', () => {
  const answer = (verdict: string): WrittenSegment[] => [
    ['AK1', 'SH', '000000077'],
    ['AK2', '856', '0001'],
    ...(verdict === 'R' ? [['AK3', 'HL', '4', '', '3'] as const] : []),
    ['AK5', verdict],
    ['AK9', verdict, '1', '1', '0'],
  ];
  const [accepted] = wireOf(send('997', answer('A')));
  assert.deepEqual(
    [accepted!['group'], accepted!['verdict'], accepted!['by']],
    ['77', 'accepted', '997'],
  );
  const [rejected] = wireOf(send('997', answer('R')));
  assert.deepEqual(
    [rejected!['verdict'], rejected!['findings']],
    ['rejected', ['856 0001: segment 4 HL: code 3']],
  );
  const about = send('997', answer('A'));
  assert.ok(about.kind === 'facts');
  assert.deepEqual(
    about.facts.map(({ type }) => type),
    [FACTS.interchangeReceived.type, FACTS.documentAcknowledged.type],
    'an answer is not answered',
  );
});

for (const [set, segments] of Object.entries<WrittenSegment[]>({
  180: [
    ['BGN', '00', 'RMA-1', '20310303'],
    ['BLI', 'VN', 'VALVE', '1', 'EA', 'UCP', '5.09'],
    ['RDR', 'CR', 'DR'],
  ],
  810: [
    ['BIG', '20310303', 'I-1'],
    ['IT1', '1', '2', 'EA', '3', '', 'VN', 'VALVE'],
    ['TDS', '600'],
  ],
  812: [
    ['BCD', '20310303', 'C-1', '', '500', 'C'],
    ['CDD', '01', 'C', '1', '500', '', '', '2', 'EA'],
  ],
  846: [
    ['BIA', '00', 'MB', '1', '20310303'],
    ['LIN', '1', 'VN', 'VALVE'],
    ['QTY', '33', '7', 'EA'],
  ],
  855: [
    ['BAK', '00', 'AC', 'PO-1', '20310303'],
    ['PO1', '1', '1', 'EA', '1', '', 'VN', 'VALVE'],
    ['ACK', 'IA', '1', 'EA'],
  ],
  856: [
    ['BSN', '00', 'SH-1', '20310303', '0800'],
    ['HL', '1', '', 'S'],
    ['HL', '2', '1', 'I'],
    ['LIN', '', 'VN', 'X'],
    ['SN1', '', '2', 'EA'],
  ],
  940: [
    ['W05', 'N', 'D-1'],
    ['LX', '1'],
    ['W01', '3', 'EA', '', 'VN', 'VALVE'],
    ['W76', '3'],
  ],
  943: [
    ['W06', 'F', 'D-1', '20310303', 'T-1'],
    ['W04', '3', 'EA', '', 'VN', 'VALVE'],
    ['W03', '3'],
  ],
})) {
  test(`${set} says facts or is held with its reason, and never without its first segment`, () => {
    const translation = send(set, segments);
    const isSaid = businessOf(translation).length > 0;
    assert.equal(isSaid, wrongOf(translation) === '', 'one or the other');
    if (!isSaid) assert.match(wrongOf(translation), new RegExp(`^${set} 0001, segment \\d+ [A-Z0-9]+ `));
    const missing = send(set, segments.slice(1));
    assert.match(wrongOf(missing), new RegExp(`${segments[0]![0]} is missing`));
  });
}

test('a bare 5010 with repetitions is read like a 4010', () => {
  const agreed = profileOf({ ...CASES, writes: { version: '005010' } });
  const text = fromPartner(agreed, { set: '850', documents: [order850('PO-1')] });
  assert.ok(text.includes('*^*00501*'));
  assert.equal(businessOf(read(text, agreed)).length, 1);
});

test('charges beside the prices hold an order, unless it was agreed to pass over them', () => {
  const segments = order850('PO-7', [['SAC', 'C', 'D240', '', '', '500']]);
  assert.match(wrongOf(send('850', segments)), /SAC \(character \d+\): charge or allowance "D240"/);
  assert.equal(wireOf(send('850', segments, { orders: { charges: 'ignore' } })).length, 1);
});

test('charges are agreed code by code; the amount of a line may become part of its price', () => {
  const order = (...charges: readonly WrittenSegment[]): readonly WrittenSegment[] =>
    order850('PO-7', charges);
  const agreed = (charges: unknown) => ({ orders: { charges }, ...CASES });
  const priceIn = (charges: unknown, ...segments: readonly WrittenSegment[]): unknown =>
    (wireOf(send('850', order(...segments), agreed(charges)))[0]?.['lines'] as { unitPrice: string }[])?.[1]!
      .unitPrice;
  // Two cases of twelve at 24.00, and 6.00 for the line: 54.00 by 24 pieces.
  const pallet: WrittenSegment = ['SAC', 'C', 'F340', '', '', '600'];
  const promotion: WrittenSegment = ['SAC', 'A', 'C310', '', '', '1200'];
  assert.equal(priceIn('into-price', pallet), '2.25');
  assert.equal(priceIn('into-price', pallet, promotion), '1.75');
  assert.equal(priceIn({ F340: 'ignore', '*': 'into-price' }, pallet, promotion), '1.5');
  assert.equal(priceIn('refuse', ['SAC', 'N', 'D240', '', '', '500']), '2', 'neither charge nor allowance');
  const wrong = (charges: unknown, ...segments: readonly WrittenSegment[]): string =>
    wrongOf(send('850', order(...segments), agreed(charges)));
  assert.match(wrong({ F340: 'ignore' }, pallet, promotion), /"C310" \(SAC02\) was not agreed/);
  assert.match(wrong('into-price', ['SAC', 'C', 'F340', '', '', '700.5']), /is no amount in the small/);
  assert.match(wrong('into-price', ['SAC', 'C', 'F340', '', '', '1']), /with 0.01 of charges is no exact/);
  assert.match(wrong('into-price', ['SAC', 'C', 'F340']), /has no amount \(SAC05\)/);
  const [begin, ...rest] = order850('PO-8');
  const heading = [begin!, ['SAC', 'C', 'D240', '', '', '500'] as const, ...rest];
  assert.match(wrongOf(send('850', heading, agreed('into-price'))), /"D240" is for the whole order/);
});
