import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedServer, type Answer, type Asked } from '../../../test/support/scripted-server.ts';
import { EMPTY_CODE_BOOK } from '../../application/ports/code-book.ts';
import {
  StatementPaused,
  type CanonicalFact,
  type Connector,
  type OutboundCommand,
} from '../../application/ports/connector.ts';
import type { Inventory, InventoryRecord } from '../../application/ports/inventory.ts';
import { publishOrderStatus } from '../../canonical/commands.ts';
import { formatInstant, parseInstant, type Instant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { httpConnector } from './connector.ts';
import { httpSettings, type HttpSettingsInput } from './settings.ts';

/** Payments as a plain system lists them: enough to read a statement and to answer a command. */
const PLAIN: HttpSettingsInput = {
  mappings: {
    payment: [
      {
        type: 'payment.received.v1',
        content: `{ "payment": $string(id), "invoice": invoice, "receivedAt": changed,
          "amount": {"amount": amount, "currency": "GBP"} }`,
        id: '"payment/" & id & "/" & changed',
        company: '"10"',
        occurredAt: 'changed',
      },
    ],
  },
};

const open = (url: string, settings: Partial<HttpSettingsInput>): Connector =>
  httpConnector({
    system: 'plain',
    url,
    secret: 'token',
    entities: { '10': 'uk' },
    budget: {},
    codes: EMPTY_CODE_BOOK,
    settings: httpSettings.parse({ ...PLAIN, ...settings }),
  });

const at = (text: string): Instant => expectOk(parseInstant(text), text);
const WINDOW = { from: at('2031-05-05T08:00:00Z'), to: at('2031-05-05T09:00:00Z') };
const never = (): AbortSignal => new AbortController().signal;

const payment = (id: number | string, changed = '2031-05-05T08:30:00Z', more: object = {}) => ({
  id,
  invoice: `I-${id}`,
  amount: '1.00',
  changed,
  ...more,
});

async function listedBy(list: Inventory): Promise<readonly InventoryRecord[]> {
  const records: InventoryRecord[] = [];
  for await (const page of list.pages(never())) records.push(...page);
  return records;
}

const idsOf = (facts: readonly CanonicalFact[]): string[] => facts.map(({ id }) => id.split('/')[1]!);

const listing = (more: object) => [
  {
    path: '"/payments"',
    query: { since: '$from', until: '$to' },
    items: 'payments',
    mapping: 'payment',
    ...more,
  },
];

test('pages are followed by their links, and no link leads elsewhere', async () => {
  const pages: Answer[] = [
    {
      headers: { link: '</payments?page=2>; rel="next", </payments?page=9>; rel="last"' },
      body: { payments: [payment(1)] },
    },
    { headers: { link: '</payments?page=1>; rel="previous"' }, body: { payments: [payment(2)] } },
  ];
  const server = await scriptedServer(({ query }) => pages[query.get('page') === '2' ? 1 : 0]!);
  const connector = open(server.url, { statement: listing({ paging: { by: 'link' } }) });
  assert.deepEqual(idsOf(await connector.statement(WINDOW, never())), ['1', '2']);
  assert.equal(server.asked[0]!.headers['authorization'], 'Bearer token');
  assert.equal(server.asked[0]!.query.get('since'), '2031-05-05T08:00:00.000Z');
  pages[0] = { headers: { link: '<http://elsewhere.test/x>; rel=next' }, body: { payments: [] } };
  await assert.rejects(connector.statement(WINDOW, never()), /a link leads to http:\/\/elsewhere.test/);
  pages[0] = { headers: { link: '</payments?page=2>; rel=next' }, body: { payments: [] } };
  pages[1] = pages[0];
  await assert.rejects(connector.statement(WINDOW, never()), /leads to itself/);
});

test('page numbers count until a page is not full', async () => {
  const all = [payment(1), payment(2), payment(3), payment(4), payment(5)];
  const server = await scriptedServer(({ query }) => {
    const page = Number(query.get('page'));
    return { body: { payments: all.slice((page - 1) * 2, page * 2) } };
  });
  const query = { page: '$page' };
  const connector = open(server.url, {
    statement: listing({ query, paging: { by: 'number', size: 2 } }),
  });
  assert.deepEqual(idsOf(await connector.statement(WINDOW, never())), ['1', '2', '3', '4', '5']);
});

test('by the last record, ties of one second are told apart by the id, and the window overlaps', async () => {
  const tie = '2031-05-05T08:30:00Z';
  const all = [payment(1, '2031-05-05T07:58:00Z'), payment(2, tie), payment(3, tie), payment(4, tie)];
  const server = await scriptedServer(({ query }) => {
    const [since, afterId] = [at(query.get('since')!), Number(query.get('after_id') ?? 0)];
    const later = all.filter(
      ({ id, changed }) => at(changed) > since || (at(changed) === since && (id as number) > afterId),
    );
    return { body: { payments: later.slice(0, 2) } };
  });
  const query = { since: '$after', after_id: '$afterId' };
  const paging = { by: 'last', changedAt: 'changed', id: 'id' };
  const late = open(server.url, { statement: listing({ query, paging, overlapSeconds: 300 }) });
  assert.deepEqual(idsOf(await late.statement(WINDOW, never())), ['1', '2', '3', '4']);
  const sharp = open(server.url, { statement: listing({ query, paging }) });
  assert.deepEqual(idsOf(await sharp.statement(WINDOW, never())), ['2', '3', '4']);
});

test('a record that cannot be read holds nobody else back, and says what is wrong with it', async () => {
  const server = await scriptedServer(() => ({
    body: { payments: [payment(1), { id: 2, invoice: 'I-2' }, payment(3)] },
  }));
  const connector = open(server.url, { statement: listing({}) });
  const facts = await connector.statement(WINDOW, never());
  assert.deepEqual(
    facts.map(({ unreadable }) => unreadable?.faults.map(({ path }) => path)),
    [undefined, ['$.changed'], undefined],
  );
  const { message } = facts[1]!.unreadable!;
  assert.deepEqual(JSON.parse(Buffer.from(message.body).toString()), { id: 2, invoice: 'I-2' });
  // Redriven, it is read like a message; nobody else can push one like it.
  assert.equal(connector.translate(message).kind, 'faults');
  assert.equal(connector.translate({ ...message, body: Buffer.from('{}') }).kind, 'rejected');
  const headers = { 'x-crossdock-record': 'payment' };
  assert.equal(connector.translate({ headers, body: message.body }).kind, 'rejected');
});

test('ids of 64 bits come through a statement digit by digit', async () => {
  const record = JSON.stringify(payment('ID')).replace('"ID"', '9223372036854775807');
  const body = `{"payments":[${record}]}`;
  const server = await scriptedServer(() => ({ body }));
  const facts = await open(server.url, { statement: listing({}) }).statement(WINDOW, never());
  assert.deepEqual(idsOf(facts), ['9223372036854775807']);
});

test('half a statement is none: an error, a throttle and a renamed list fail it as a whole', async () => {
  let answer: Answer = { status: 500 };
  const server = await scriptedServer(() => answer);
  const connector = open(server.url, { statement: listing({}) });
  await assert.rejects(connector.statement(WINDOW, never()), /no statement: status 500/);
  answer = { status: 429, headers: { 'retry-after': '7' } };
  await assert.rejects(connector.statement(WINDOW, never()), /status 429, asked to wait 7 s/);
  answer = { body: { items: [] } };
  await assert.rejects(connector.statement(WINDOW, never()), /\$\.payments is missing/);
  answer = { body: '<html>' };
  await assert.rejects(connector.statement(WINDOW, never()), /no JSON/);
  answer = null;
  await assert.rejects(connector.statement(WINDOW, never()), /no statement/);
});

test('a statement that its system interrupts goes on where it stopped, and misses nothing', async () => {
  const first = [[payment(1)], [payment(2)], [payment(3)]];
  const later = { from: WINDOW.from, to: (WINDOW.to + 60_000) as Instant };
  const asked: string[] = [];
  let isPatient = false;
  const server = await scriptedServer(({ query }) => {
    const [page, isFirst] = [Number(query.get('page')), query.get('to') === formatInstant(WINDOW.to)];
    asked.push(`${isFirst ? 'first' : 'rest'} ${page}`);
    if (page === 3 && !isPatient) return { status: 429, headers: { 'retry-after': '7' } };
    const payments = isFirst ? first[page - 1] : [[payment(4)]][page - 1];
    return { body: { payments: payments ?? [] } };
  });
  const query = { page: '$page', to: '$to' };
  const connector = open(server.url, { statement: listing({ query, paging: { by: 'number', size: 1 } }) });
  await assert.rejects(
    connector.statement(WINDOW, never()),
    (error) => error instanceof StatementPaused && error.retryAfterMs === 7_000,
  );
  isPatient = true;
  const before = asked.length;
  assert.deepEqual(idsOf(await connector.statement(later, never())), ['1', '2', '3', '4']);
  assert.deepEqual(asked.slice(before), ['first 3', 'first 4', 'rest 1', 'rest 2'], 'nothing is read twice');
});

test('a list that is read value by value is read for each of them', async () => {
  const server = await scriptedServer(({ query }) => ({ body: { payments: [payment(query.get('at')!)] } }));
  const statement = listing({ query: { at: '$each' }, forEach: ['11', '12'] });
  assert.deepEqual(idsOf(await open(server.url, { statement }).statement(WINDOW, never())), ['11', '12']);
});

test('a list that comes in no order is sorted before it is compared', async () => {
  const server = await scriptedServer(() => ({ body: { rows: [{ no: 'B' }, { no: 'A' }, { no: 'C' }] } }));
  const declared = {
    path: '"/rows"', items: 'rows', company: '"10"', number: 'no', figures: ['"1"'],
    detail: { path: '"/rows/" & $number', record: 'row' },
  };
  const [list] = open(server.url, { inventories: { stock: declared } }).inventories!;
  const listed = await listedBy(list!);
  assert.deepEqual(listed.map(({ number }) => number), ['A', 'B', 'C']);
});

const COMMAND: OutboundCommand = {
  key: 'uk/sales-order/SO-1/publish#1',
  entity: 'uk',
  instance: 'uk/sales-order/SO-1',
  id: 'publish',
  generation: 1,
  type: publishOrderStatus.type,
  content: expectOk(
    publishOrderStatus.decode({ salesOrder: 'SO-1', lifecycle: 'released', lines: [] }),
    'a status',
  ),
  correlationId: 'SO-1',
  traceparent: null,
};

const publishing: Partial<HttpSettingsInput> = {
  commands: {
    'order-status.publish.v1': {
      find: { path: '"/orders"', query: { name: 'salesOrder' }, value: 'orders[0].id' },
      method: 'PUT',
      path: '"/orders/" & $found',
      keyHeader: 'Idempotency-Key',
      body: '{"state": lifecycle, "company": $command.company}',
      answers: [
        {
          status: [200],
          when: '$exists(error)',
          means: 'refused',
          code: 'error.code',
          reason: 'error.text',
        },
        { status: [200], means: 'done' },
        { status: [401], when: 'error.code = "CONCURRENCY"', means: 'throttled', reason: 'error.text' },
      ],
      probe: {
        path: '"/orders/" & $found',
        answers: [
          { status: [200], when: 'state = $command.content.lifecycle', means: 'applied' },
          { status: [200, 404], means: 'absent' },
        ],
      },
    },
  },
};

/** A server that knows one order, and answers writes as the test says. */
async function desk(write: (asked: Asked) => Answer) {
  const order = { id: '9223372036854775807', state: 'new' };
  const server = await scriptedServer((asked) => {
    if (asked.method === 'PUT') return write(asked);
    if (asked.path !== '/orders') return { body: { state: order.state } };
    const orders = asked.query.get('name') === 'SO-1' ? `[{"id":${order.id}}]` : '[]';
    return { body: `{"orders":${orders}}` };
  });
  return { server, order, connector: open(server.url, publishing) };
}

test('an object that the system alone can number is found first; done is what was read back', async () => {
  const { server, order, connector } = await desk(({ body }) => {
    order.state = (JSON.parse(body) as { state: string }).state;
    return { body: {} };
  });
  assert.deepEqual(await connector.probe(COMMAND, never()), { kind: 'absent' });
  assert.deepEqual(await connector.execute(COMMAND, never()), { kind: 'done', facts: [] });
  const write = server.asked.find(({ method }) => method === 'PUT')!;
  assert.equal(write.path, '/orders/9223372036854775807');
  assert.equal(write.headers['idempotency-key'], COMMAND.key);
  assert.deepEqual(JSON.parse(write.body), { state: 'released', company: '10' });
  const other = expectOk(
    publishOrderStatus.decode({ salesOrder: 'SO-2', lifecycle: 'released', lines: [] }),
    'a status',
  );
  const result = await connector.execute({ ...COMMAND, content: other }, never());
  assert.equal(result.kind === 'refused' && result.code, 'not-found');
  assert.deepEqual(await connector.probe({ ...COMMAND, content: other }, never()), { kind: 'absent' });
});

test('"200 OK" that changed nothing is in doubt, and an error in a 200 is a refusal', async () => {
  const silent = await desk(() => ({ body: {} }));
  assert.deepEqual(await silent.connector.execute(COMMAND, never()), {
    kind: 'in-doubt',
    reason: 'read back: the system does not show it',
  });
  const refusing = await desk(() => ({ body: { error: { code: 'HOLD', text: 'on hold' } } }));
  assert.deepEqual(await refusing.connector.execute(COMMAND, never()), {
    kind: 'refused',
    code: 'HOLD',
    reason: 'on hold',
    facts: [],
  });
});

test('a limit is a limit, by 429, by a date, or disguised as a failed login (pain 43)', async () => {
  let answer: Answer = { status: 429, headers: { 'retry-after': '2.5' } };
  const { connector } = await desk(() => answer);
  const throttled = { kind: 'failed', fault: 'throttled', reason: 'status 429', retryAfterMs: 2_500 };
  assert.deepEqual(await connector.execute(COMMAND, never()), throttled);
  const [date, until] = ['Mon, 05 May 2031 08:00:00 GMT', 'Mon, 05 May 2031 08:00:30 GMT'];
  answer = { status: 429, headers: { date, 'retry-after': until } };
  assert.deepEqual(await connector.execute(COMMAND, never()), { ...throttled, retryAfterMs: 30_000 });
  answer = {
    status: 401,
    headers: { 'retry-after': '60' },
    body: { error: { code: 'CONCURRENCY', text: 'wait' } },
  };
  assert.deepEqual(await connector.execute(COMMAND, never()), {
    ...throttled,
    reason: 'wait',
    retryAfterMs: 60_000,
  });
  answer = { status: 401, body: { error: { code: 'PASSWORD', text: 'no' } } };
  const unauthorized = await connector.execute(COMMAND, never());
  assert.equal(unauthorized.kind === 'failed' && unauthorized.fault, 'unauthorized');
  answer = { status: 400, body: '<html>proxy</html>' };
  const malformed = await connector.execute(COMMAND, never());
  assert.equal(malformed.kind === 'failed' && malformed.fault, 'malformed');
  answer = null;
  assert.equal((await connector.execute(COMMAND, never())).kind, 'in-doubt');
});

test('a search that fails is no effect, and a search that is not answered is tried again', async () => {
  let answer: Answer = { status: 503 };
  const server = await scriptedServer(() => answer);
  const connector = open(server.url, publishing);
  const failed = async () => {
    const result = await connector.execute(COMMAND, never());
    return result.kind === 'failed' ? result.fault : result.kind;
  };
  assert.equal(await failed(), 'unavailable');
  answer = null;
  assert.equal(await failed(), 'unavailable');
  answer = { status: 500 };
  assert.equal(await failed(), 'unavailable');
  answer = { body: { items: [] } };
  assert.equal(await failed(), 'malformed');
  assert.equal((await connector.probe(COMMAND, never())).kind, 'unknown');
});

test('an undeclared command, and an entity that the system does not serve, are malformed', async () => {
  const { connector } = await desk(() => ({}));
  const strange = await connector.execute({ ...COMMAND, type: 'invoice.post.v1' }, never());
  assert.match(strange.kind === 'failed' ? strange.reason : '', /invoice.post.v1 is not declared/);
  const foreign = await connector.execute({ ...COMMAND, entity: 'fr' }, never());
  assert.match(foreign.kind === 'failed' ? foreign.reason : '', /no company for fr/);
});
