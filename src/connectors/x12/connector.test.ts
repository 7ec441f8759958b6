import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { agreement, businessOf, profileOf, read } from '../../../test/support/x12-partner.ts';
import { elementsOf, envelopeFaults, readBack } from '../../../test/support/x12-read-back.ts';
import { delivered } from '../../../test/support/x12-server.ts';
import { EMPTY_CODE_BOOK } from '../../application/ports/code-book.ts';
import type { Connector, OutboundCommand } from '../../application/ports/connector.ts';
import type { ControlNumber, ControlNumbers } from '../../application/ports/control-numbers.ts';
import { COMMANDS, FACTS } from '../../canonical/catalogue.ts';
import { instant } from '../../kernel/instant.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import { fileNameOf, x12Connector } from './connector.ts';
import { x12Settings } from './profile.ts';
import { readInterchanges } from './read/envelope.ts';
import { allFaults } from './read/interchange.ts';

const clock = new VirtualClock(instant(Date.UTC(2031, 2, 3, 9, 30)));
const never = new AbortController().signal;
const home = mkdtempSync(join(tmpdir(), 'crossdock-x12-'));
after(() => rmSync(home, { recursive: true, force: true }));

/** Numbers that are kept in memory: what the store does, without a store. */
function numbers(first = 1): ControlNumbers {
  const given = new Map<string, ControlNumber>();
  return {
    known: (_, key) => Promise.resolve(given.get(key) ?? null),
    assign: (_, key, now) => {
      const known = given.get(key) ?? { number: first + given.size, assignedAt: now };
      given.set(key, known);
      return Promise.resolve(known);
    },
  };
}

function partner(more: Record<string, unknown> = {}): { connector: Connector; folder: string } {
  const folder = mkdtempSync(join(home, 'box-'));
  const connector = x12Connector({
    system: 'partner',
    url: pathToFileURL(folder).href,
    secret: '',
    secrets: {},
    entities: { 10: 'uk' },
    budget: {},
    codes: EMPTY_CODE_BOOK,
    settings: x12Settings.parse({ ...agreement(more), mailbox: {} }),
  });
  connector.numberFrom!(numbers(), clock);
  return { connector, folder };
}

const ABOUT = {
  salesOrder: 'SO-1',
  customer: 'ACME',
  customerReference: 'PO-7',
  orderedAt: '2031-03-03T00:00:00Z',
  currency: 'GBP',
};
const money = (amount: string): { amount: string; currency: string } => ({
  amount,
  currency: 'GBP',
});

/** A command of each kind, in the wire form of its content. */
const CONTENTS = {
  sendOrderAcknowledgement: {
    ...ABOUT,
    revision: 1,
    lines: [
      { line: 1, item: 'VALVE', ordered: '10', accepted: '8', promised: '5', unitPrice: '5.09' },
      { line: 2, item: 'HOSE', ordered: '24', accepted: '24', promised: '24', unitPrice: '2' },
    ],
  },
  sendShipNotice: {
    ...ABOUT,
    shipment: 'SH-1',
    site: 'leeds',
    shippedAt: '2031-03-03T09:00:00Z',
    carrier: 'DPDU',
    trackingNumber: '1Z999',
    shipTo: { country: 'GB', postalCode: 'LS1 4AP' },
    lines: [
      { line: 1, item: 'VALVE', quantity: '5', lot: 'L-1' },
      { line: 2, item: 'HOSE', quantity: '24' },
    ],
  },
  sendInvoiceDocument: {
    ...ABOUT,
    shipment: 'SH-1',
    invoice: 'INV-1',
    postingDate: '2031-03-03',
    netDays: 30,
    lines: [
      { line: 1, item: 'VALVE', quantity: '7', net: money('35.64') },
      { line: 2, item: 'HOSE', quantity: '24', net: money('48.00') },
    ],
    freight: money('4.50'),
    tax: money('17.63'),
    gross: money('105.77'),
  },
  releaseShippingOrder: {
    salesOrder: 'SO-1',
    shippingOrder: 'SO-1-leeds',
    of: 'abc',
    site: 'leeds',
    shipTo: { country: 'GB', postalCode: 'LS1 4AP' },
    requestedShipDate: '2031-03-10',
    lines: [
      { line: 1, item: 'VALVE', quantity: '5' },
      { line: 2, item: 'HOSE', quantity: '24' },
    ],
  },
} as const;

function command(
  kind: keyof typeof CONTENTS,
  generation = 1,
  content: unknown = CONTENTS[kind],
): OutboundCommand {
  const type = COMMANDS[kind];
  const decoded = type.decode(content);
  assert.ok(decoded.ok, decoded.ok ? '' : JSON.stringify(decoded.error));
  return {
    key: `uk/sales-order/SO-1 ${kind} ${generation}`,
    entity: 'uk',
    instance: 'uk/sales-order/SO-1',
    id: kind,
    generation,
    type: type.type,
    content: decoded.value,
    correlationId: 'SO-1',
    traceparent: null,
  };
}

/** Sends a command and answers what lies in the tray, as the other parser reads it. */
async function sent(
  kind: keyof typeof CONTENTS,
  more: Record<string, unknown> = {},
  content?: unknown,
) {
  const { connector, folder } = partner(more);
  const order = command(kind, 1, content ?? CONTENTS[kind]);
  const result = await connector.execute(order, never);
  assert.equal(result.kind, 'done', 'reason' in result ? result.reason : '');
  const text = (await delivered(folder)).get(fileNameOf(order.key))!;
  const foreign = await readBack(text);
  assert.deepEqual(envelopeFaults(foreign), []);
  assert.deepEqual(readInterchanges(text).flatMap(allFaults), [], 'our own gate lets it through');
  return { text, foreign, result };
}

for (const version of ['004010', '005010']) {
  for (const kind of Object.keys(CONTENTS) as (keyof typeof CONTENTS)[]) {
    test(`${kind} in ${version} is read back by another parser, and by ours`, async () => {
      const { text } = await sent(kind, { writes: { version } });
      assert.equal(text.slice(0, 106).length, 106);
      const mirrored = profileOf({
        us: profileOf().partner,
        partner: profileOf().us,
        warehouse: { site: 'leeds' },
      });
      const translation = read(text, mirrored);
      assert.ok(translation.kind === 'facts');
      const faults = (translation.held ?? []).flatMap((part) => part.faults.map(({ message }) => message));
      // Who is on the other side takes it as ours: only stock that he would keep for us is not his.
      const others = faults.filter((message) => !message.startsWith('940 is an order to ship from stock'));
      assert.deepEqual(others, []);
    });
  }
}

test('an 855 says what is accepted, what follows and what is not delivered', async () => {
  const { foreign } = await sent('sendOrderAcknowledgement');
  assert.deepEqual(elementsOf(foreign, 'BAK'), [
    ['00', 'AC', 'PO-7', '20310303', '', '', '', 'SO-1', '20310303'],
  ]);
  assert.deepEqual(elementsOf(foreign, 'ACK'), [
    ['IA', '5', 'EA'],
    ['IB', '3', 'EA'],
    ['IR', '2', 'EA'],
    ['IA', '24', 'EA'],
  ]);
});

test('a partner who buys by the case is told cases, and the price of one', async () => {
  const codes = { 'selling-unit': { HOSE: 'CA' }, 'item-unit': { 'HOSE/case': '12' } };
  const { foreign } = await sent('sendOrderAcknowledgement', { codes });
  assert.deepEqual(
    elementsOf(foreign, 'PO1').map((line) => line.slice(0, 4)),
    [
      ['1', '10', 'EA', '5.09'],
      ['2', '2', 'CA', '24'],
    ],
  );
});

test('an 856 shows shipment, order and items; an 810 the amounts that the ledger posted', async () => {
  const notice = (await sent('sendShipNotice')).foreign;
  assert.deepEqual(elementsOf(notice, 'HL'), [
    ['1', '', 'S'],
    ['2', '1', 'O'],
    ['3', '2', 'I'],
    ['4', '2', 'I'],
  ]);
  assert.deepEqual(elementsOf(notice, 'SN1'), [
    ['', '5', 'EA'],
    ['', '24', 'EA'],
  ]);
  const invoice = (await sent('sendInvoiceDocument')).foreign;
  assert.deepEqual(elementsOf(invoice, 'TDS'), [['10577']]);
  const [valve] = elementsOf(invoice, 'IT1');
  assert.equal(
    Math.round(7 * Number(valve![3]) * 100),
    3564,
    'the price gives the net that was posted',
  );
});

test('what does not hold any more is cancelled: an 856 without goods, an 810 that was reversed', async () => {
  const gone = { carrier: undefined, trackingNumber: undefined, lines: [] };
  const notice = (await sent('sendShipNotice', {}, { ...CONTENTS.sendShipNotice, ...gone })).foreign;
  assert.equal(elementsOf(notice, 'BSN')[0]![0], '01');
  assert.deepEqual(elementsOf(notice, 'LIN'), []);
  const reversed = { ...CONTENTS.sendInvoiceDocument, reversal: 'R-1' };
  const invoice = (await sent('sendInvoiceDocument', {}, reversed)).foreign;
  assert.equal(elementsOf(invoice, 'BIG')[0]![7], '01');
});

test('what was delivered is known by its answer and by a probe alike, and goes out once', async () => {
  const { connector, folder } = partner();
  const order = command('sendShipNotice');
  assert.deepEqual(await connector.probe(order, never), { kind: 'absent' });
  const first = await connector.execute(order, never);
  const text = [...(await delivered(folder)).values()];
  clock.advanceTo(instant(clock.now() + 3_600_000));
  const second = await connector.execute(order, never);
  assert.deepEqual(
    [...(await delivered(folder)).values()],
    text,
    'the same bytes under the same name',
  );
  assert.deepEqual(second, first);
  assert.ok(first.kind === 'done');
  assert.deepEqual(await connector.probe(order, never), { kind: 'applied', facts: first.facts });
  assert.deepEqual(
    first.facts.map(({ type }) => type),
    [FACTS.documentSent.type],
  );
});

test('a 940 that was delivered is undertaken by the warehouse, where that was agreed', async () => {
  const { result } = await sent('releaseShippingOrder');
  assert.ok(result.kind === 'done');
  assert.deepEqual(
    result.facts.map(({ type }) => type),
    [FACTS.documentSent.type, FACTS.shippingOrderAccepted.type],
  );
  const other = await sent('releaseShippingOrder', { warehouse: { undertakes: 'says-so' } });
  assert.equal(other.result.kind === 'done' && other.result.facts.length, 1);
});

test('what the partner did not agree to, and what X12 cannot hold, is said and not sent', async () => {
  const { connector, folder } = partner({ sends: ['855'] });
  const refused = await connector.execute(command('sendShipNotice'), never);
  assert.ok(refused.kind === 'refused' && refused.code === 'not-agreed');
  const odd = { ...CONTENTS.sendOrderAcknowledgement, customerReference: 'PO*7' };
  const failed = await connector.execute(command('sendOrderAcknowledgement', 1, odd), never);
  assert.ok(failed.kind === 'failed' && failed.fault === 'malformed');
  assert.match(failed.reason, /BAK cannot hold "PO\*7"/);
  assert.equal((await delivered(folder)).size, 0);
});

test('answers are written as 997, 999, 824 and TA1, and read back', async () => {
  const set = (control: string, more: object): object => ({
    set: '850',
    control,
    syntax: 'accepted',
    refused: false,
    findings: [],
    ...more,
  });
  const answer = {
    system: 'partner',
    control: '000000077',
    sentOn: '310303 0830',
    contentAnswer: '824',
    groups: [
      {
        functionalId: 'PO',
        group: '77',
        version: '004010',
        setsStated: 3,
        faults: [],
        sets: [
          set('0001', {}),
          set('0002', {
            syntax: 'rejected',
            findings: [
              {
                level: 'element',
                code: '6',
                segment: 'PO1',
                position: 7,
                element: 2,
                text: 'no number',
              },
            ],
          }),
          set('0003', {
            refused: true,
            findings: [
              {
                level: 'application',
                code: '',
                segment: 'PO1',
                position: 8,
                text: 'no exact * price',
              },
            ],
          }),
        ],
      },
    ],
  };
  for (const syntaxAnswer of ['997', '999']) {
    const { connector, folder } = partner({ acknowledge: { syntax: syntaxAnswer } });
    const content = COMMANDS.acknowledgeInterchange.decode({ ...answer, syntaxAnswer });
    assert.ok(content.ok);
    const said: OutboundCommand = {
      ...command('sendShipNotice'),
      type: COMMANDS.acknowledgeInterchange.type,
      content: content.value,
    };
    const result = await connector.execute(said, never);
    assert.deepEqual(result, { kind: 'done', facts: [] });
    const [text] = [...(await delivered(folder)).values()];
    const foreign = await readBack(text!);
    assert.deepEqual(envelopeFaults(foreign), []);
    assert.deepEqual(
      elementsOf(foreign, 'ST').map(([kind]) => kind),
      [syntaxAnswer, '824'],
    );
    assert.deepEqual(elementsOf(foreign, 'AK9'), [['P', '3', '3', '2']]);
    assert.deepEqual(elementsOf(foreign, syntaxAnswer === '997' ? 'AK4' : 'IK4'), [['2', '', '6']]);
    assert.deepEqual(elementsOf(foreign, 'TED'), [['024', 'no exact price', 'PO1', '8']]);
    // The partner's reader is ours turned round: it finds what became of its documents.
    const mirrored = profileOf({ us: profileOf().partner, partner: profileOf().us });
    const facts = businessOf(read(text!, mirrored)).map(
      ({ content: one }) => one as { by: string; verdict: string },
    );
    assert.deepEqual(
      facts.map(({ by, verdict }) => [by, verdict]),
      [
        [syntaxAnswer, 'rejected'],
        ['824', 'rejected'],
      ],
    );
  }
  const broken = COMMANDS.acknowledgeInterchange.decode({
    ...answer,
    syntaxAnswer: '997',
    fault: '021',
    groups: [],
  });
  assert.ok(broken.ok);
  const { connector, folder } = partner();
  const type = COMMANDS.acknowledgeInterchange.type;
  await connector.execute({ ...command('sendShipNotice'), type, content: broken.value }, never);
  const [text] = [...(await delivered(folder)).values()];
  assert.deepEqual(elementsOf(await readBack(text!), 'TA1'), [
    ['000000077', '310303', '0830', 'R', '021'],
  ]);
});
