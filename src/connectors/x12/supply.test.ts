/** What suppliers say of orders of ours, and what else partners send, from their sets to facts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { businessOf, fromPartner, profileOf, read, wrongOf } from '../../../test/support/x12-partner.ts';
import type { Translation } from '../../application/ports/connector.ts';
import { factTypeOf } from '../../canonical/catalogue.ts';
import type { WrittenSegment } from './write/interchange-text.ts';

const CASES = { codes: { 'item-unit': { 'HOSE/case': '12' } } };

const send = (set: string, segments: readonly WrittenSegment[], more: object = {}): Translation => {
  const profile = profileOf({ ...CASES, ...more });
  return read(fromPartner(profile, { set, documents: [segments] }), profile);
};

const wireOf = (translation: Translation): Record<string, unknown>[] =>
  businessOf(translation).map(({ type, content }) => ({
    type,
    ...(JSON.parse(factTypeOf(type)!.encode(content)) as object),
  }));

const acknowledgement = (type: string, ...lines: WrittenSegment[]): WrittenSegment[] => [
  ['BAK', '00', type, 'PO-7', '20310303'],
  ...lines,
];

test('an 855 says what of an order of ours is undertaken, line by line, in base units', () => {
  const [acknowledged] = wireOf(
    send('855', acknowledgement(
      'AC',
      ['PO1', '1', '10', 'EA', '5.09', '', 'VP', 'VALVE'],
      ['ACK', 'IA', '6', 'EA', '067', '20310310'],
      ['ACK', 'IB', '3', 'EA'],
      ['ACK', 'IR', '1', 'EA'],
      ['PO1', '2', '2', 'CA', '24', '', 'VP', 'HOSE'],
    )),
  );
  assert.deepEqual(acknowledged, {
    type: 'purchase-order.acknowledged.v1',
    purchaseOrder: 'PO-7',
    supplier: 'partner',
    version: 1,
    currency: 'GBP',
    lines: [
      {
        line: 1, item: 'VALVE', accepted: '6', backordered: '3', rejected: '1', unitPrice: '5.09',
        expectedOn: '2031-03-10',
      },
      { line: 2, item: 'HOSE', accepted: '24', backordered: '0', rejected: '0', unitPrice: '2' },
    ],
  });
  const rejected = wireOf(
    send('855', acknowledgement('RJ', ['PO1', '1', '10', 'EA', '5.09', '', 'VP', 'VALVE'])),
  );
  assert.equal((rejected[0]!['lines'] as { rejected: string }[])[0]!.rejected, '10');
  const line: WrittenSegment = ['PO1', '1', '1', 'EA', '1', '', 'VP', 'VALVE'];
  const odd = acknowledgement('AC', line, ['ACK', 'Q9', '1', 'EA']);
  assert.match(wrongOf(send('855', odd)), /unknown acknowledgement-status "Q9"/);
});

const notice = (...levels: WrittenSegment[]): WrittenSegment[] => [
  ['BSN', '00', 'SH-1', '20310304', '0900', '0001'],
  ['DTM', '011', '20310304'],
  ['DTM', '017', '20310306'],
  ['HL', '1', '', 'S'],
  ['REF', 'CN', 'T-1'],
  ...levels,
];

test('an 856 of a supplier announces what left, order by order', () => {
  const said = wireOf(
    send('856', notice(
      ['HL', '2', '1', 'O'], ['PRF', 'PO-7'],
      ['HL', '3', '2', 'P'],
      ['HL', '4', '3', 'I'], ['LIN', '1', 'VP', 'VALVE'], ['SN1', '', '6', 'EA'], ['REF', 'LT', 'L-1'],
      ['HL', '5', '1', 'O'], ['PRF', 'PO-8'],
      ['HL', '6', '5', 'I'], ['LIN', '1', 'VP', 'HOSE'], ['SN1', '', '2', 'CA'],
    )),
  );
  assert.deepEqual(said.map(({ purchaseOrder, shipment, expectedOn, trackingNumber, lines }) => ({
    purchaseOrder, shipment, expectedOn, trackingNumber, lines,
  })), [
    {
      purchaseOrder: 'PO-7', shipment: 'SH-1', expectedOn: '2031-03-06', trackingNumber: 'T-1',
      lines: [{ line: 1, item: 'VALVE', quantity: '6', lot: 'L-1' }],
    },
    {
      purchaseOrder: 'PO-8', shipment: 'SH-1', expectedOn: '2031-03-06', trackingNumber: 'T-1',
      lines: [{ line: 1, item: 'HOSE', quantity: '24' }],
    },
  ]);
  const ids = businessOf(send('856', notice(
    ['HL', '2', '1', 'O'], ['PRF', 'PO-7'], ['HL', '3', '1', 'O'], ['PRF', 'PO-8'],
  ))).map(({ id }) => id);
  assert.equal(new Set(ids).size, 2);
  const stray = notice(['HL', '2', '1', 'I'], ['LIN', '1', 'VP', 'VALVE'], ['SN1', '', '6', 'EA']);
  assert.match(wrongOf(send('856', stray)), /does not say which order it belongs to \(PRF01\)/);
});

const invoice = (type: string, order = 'PO-7'): WrittenSegment[] => [
  ['BIG', '20310305', 'I-1', '20310303', order, '', '', type],
  ['IT1', '1', '6', 'EA', '5.1', '', 'VP', 'VALVE'],
  ['TDS', '3060'],
];

test('an 810 of a supplier bills an order of ours, or credits it; what names no order is held', () => {
  const [billed] = wireOf(send('810', invoice('DI')));
  assert.deepEqual([billed!['kind'], billed!['purchaseOrder'], billed!['total']], [
    'invoice', 'PO-7', { amount: '30.60', currency: 'GBP' },
  ]);
  assert.equal(wireOf(send('810', invoice('CR')))[0]!['kind'], 'credit-memo');
  assert.match(wrongOf(send('810', invoice('DI', ''))), /does not name the order that it bills/);
  assert.match(wrongOf(send('810', invoice('ZZ'))), /an invoice of type "ZZ" \(BIG07\) is not taken/);
});

test('an 812 credits an order of ours; a debit is told to be invoiced', () => {
  const adjustment = (flag: string): WrittenSegment[] => [
    ['BCD', '20310306', 'C-1', '', '500', flag, '', 'I-1', '', '', 'PO-7'],
    ['CDD', '01', flag, '', '500', '', '', '1', 'EA'],
    ['LIN', '', 'VP', 'VALVE'],
  ];
  const [credit] = wireOf(send('812', adjustment('C')));
  assert.deepEqual([credit!['kind'], credit!['invoice'], credit!['total']], [
    'credit-memo', 'C-1', { amount: '5.00', currency: 'GBP' },
  ]);
  assert.match(wrongOf(send('812', adjustment('D'))), /a debit \(BCD05 "D"\) is no bill/);
});

const returning = (...lines: WrittenSegment[]): WrittenSegment[] => [
  ['BGN', '00', 'R-1', '20310306'],
  ['PRF', 'PO-7'],
  ['N1', 'BY', 'ACME', '91', 'ACME'],
  ...lines,
];

test('a 180 asks to give goods back; a reason that nobody has mapped waits for its mapping', () => {
  const codes = { codes: { ...CASES.codes, 'return-reason': { DM: 'damaged' } } };
  const segments = returning(['BLI', 'VP', 'VALVE', '2', 'EA'], ['RDR', 'CR', 'DM']);
  const [asked] = wireOf(send('180', segments, codes));
  assert.deepEqual(asked, {
    type: 'return.requested.v1',
    rma: 'R-1',
    revision: 1,
    channel: 'edi',
    customer: 'ACME',
    customerReference: 'R-1',
    salesOrder: 'PO-7',
    requestedAt: '2031-03-06T00:00:00.000Z',
    resolution: 'credit',
    lines: [{ line: 1, item: 'VALVE', quantity: '2', reason: 'damaged', use: 'unknown' }],
  });
  assert.match(wrongOf(send('180', segments)), /unknown return-reason "DM"/);
  assert.match(wrongOf(send('180', returning())), /gives nothing back/);
});

test('what we do for nobody is refused with its reason, or kept where that was agreed', () => {
  const advice: WrittenSegment[] = [
    ['W06', 'N', 'D-1', '20310303', 'SH-1'],
    ['W04', '5', 'EA', '', 'VP', 'VALVE'],
  ];
  assert.match(wrongOf(send('943', advice)), /943 is goods that the partner would have us keep/);
  const kept = { unprocessed: { 943: { action: 'keep', because: 'their pilot sends them already' } } };
  const translation = send('943', advice, kept);
  assert.match(wrongOf(translation), /943 is not processed by agreement: their pilot sends them already/);
  const [document] = translation.kind === 'facts'
    ? translation.facts.filter(({ type }) => type === 'document.received.v1')
    : [];
  assert.equal((document!.content as { refused: boolean }).refused, false, 'the partner hears nothing of it');
});
