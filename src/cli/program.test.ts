import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { getReservation } from '../contract/resources/reservations.ts';
import { EXIT, CliError } from './exit-codes.ts';
import type { CliHandlers, CommandContext, DemoRequest } from './handlers.ts';
import type { CliIo } from './io.ts';
import type { RunResult } from './results.ts';
import { runCli } from './run.ts';

const RUN: RunResult = {
  orders: 2, lines: 5, facts: 40, duplicatesSuppressed: 3, quarantined: 0,
  commands: {
    queued: 0, sending: 0, done: 18, inDoubt: 0, refused: 0, failing: 0, parked: 0, withdrawn: 1,
    compensated: 0,
  },
  cases: { opened: 1, open: 0 },
  adjustments: { posted: 2, awaitingPerson: 1 },
  lifecycle: { closed: 2 },
  audit: { violations: 0, forgotten: 0, writtenOff: 0, first: [] },
  equations: { checked: 12, broken: 0 },
  unexplained: 0,
  currency: 'GBP',
  totals: { ordered: '10.50', shipped: '10.50', invoiced: '10.50', credited: '0.00', paid: '12.60' },
  totalsByCurrency: {
    GBP: { ordered: '10.50', shipped: '10.50', invoiced: '10.50', credited: '0.00', paid: '12.60' },
  },
  stock: { positions: 4, unequal: 0 },
  returns: {
    requested: { count: 1, money: '2.50' }, received: { count: 1, money: '2.50' },
    credited: { count: 1, money: '2.50' },
    refused: { count: 0, money: '0.00' }, awaitingPerson: { count: 0, money: '0.00' },
    posted: '2.50', priceDifference: '0.00',
  },
  elapsedSeconds: 1.25,
};

const not = (): Promise<never> => Promise.reject(new Error('not expected'));
const NONE: CliHandlers = {
  up: not, demo: not, replayOnlineRetail: not, simulate: not, bench: not, createKey: not, doctor: not,
  listConnectors: not, newConnector: not, checkConnector: not,
};

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  line: readonly string[],
  handlers: Partial<CliHandlers> = {},
  more: Partial<CliIo> = {},
): Promise<Said> {
  let [out, err] = ['', ''];
  let ms = 0;
  const io: CliIo = {
    stdout: { isTTY: false, columns: 100, write: (text) => void (out += text) },
    stderr: { isTTY: false, columns: 100, write: (text) => void (err += text) },
    env: { CROSSDOCK_HOME: home },
    cwd: home,
    signal: new AbortController().signal,
    monotonicMs: () => (ms += 1_000),
    fetch: (url, init) => fetch(url, init),
    ...more,
  };
  const code = await runCli(line, { ...NONE, ...handlers }, io);
  return { code, out, err };
}

let home = '';
let server: Server;
let asked: string[] = [];
/** The last one is given for ever. */
let replies: { status: number; body: unknown }[] = [];

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'crossdock-cli-'));
  server = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    const reply = replies.length > 1 ? replies.shift()! : replies[0]!;
    response.writeHead(reply.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => {
  server.close();
  rmSync(home, { recursive: true, force: true });
});

/** As if our server ran in `home`, answering these bodies in turn. */
function serverAnswers(status: number, ...bodies: unknown[]): void {
  const { port } = server.address() as { port: number };
  writeFileSync(join(home, 'server.json'), JSON.stringify({ url: `http://127.0.0.1:${port}`, pid: 1 }));
  writeFileSync(join(home, 'admin.key'), 'cdk_test\n');
  asked = [];
  replies = bodies.map((body) => ({ status, body }));
}

test('every command has a description, examples and the meaning of its exit codes in its help', async () => {
  const commands = [
    'up', 'demo', 'replay online-retail', 'explain', 'agreement', 'cases', 'commands', 'doctor', 'simulate',
    'bench', 'keys create', 'connector list', 'connector new', 'connector check',
    'sweep', 'usage', 'audit list', 'audit verify', 'audit export',
    'people list', 'people add', 'people reset',
    'returns list', 'returns show', 'returns eligible', 'returns request', 'returns cancel',
    'reservations list', 'reservations show', 'reservations make', 'reservations extend',
    'reservations release',
    'approvals list', 'approvals show', 'approvals decide',
    'claims list', 'claims show', 'claims recovery',
    'disputes open', 'disputes show', 'disputes classify', 'disputes settle',
    'policies list', 'policies show', 'policies ask', 'policies propose', 'policies preview',
    'policies decide',
  ];
  const top = await run(['--help']);
  assert.equal(top.code, EXIT.fine);
  for (const code of Object.values(EXIT)) assert.match(top.out, new RegExp(`^  ${code} `, 'm'));
  for (const command of commands) {
    assert.match(top.out, new RegExp(`^  ${command.split(' ')[0]}\\b`, 'm'));
    const { code, out } = await run([...command.split(' '), '--help']);
    assert.equal(code, EXIT.fine);
    assert.match(out, new RegExp(`^Usage: crossdock ${command}`));
    assert.match(out, /Examples:\n {2}npm run crossdock -- /);
    assert.match(out, /Exit codes: 0 /);
    assert.ok(out.split('\n').every((row) => row.length <= 110), out);
  }
});

test('a demo passes its options on and shows its result to people', async () => {
  const requests: DemoRequest[] = [];
  const demo = (request: DemoRequest): Promise<RunResult> => (requests.push(request), Promise.resolve(RUN));
  const { code, out } = await run(['demo', '--orders', '12', '--seed', '7', '--faults', 'hell'], { demo });
  assert.equal(code, EXIT.fine);
  assert.deepEqual(requests, [{ orders: 12, seed: 7, faults: 'hell' }]);
  assert.match(out, /^2 orders in 1\.3 s\. Every equation holds/);
  assert.match(out, /commands {5}done 18 · withdrawn 1\n/);
  assert.match(out, /^currency {2}ordered {2}shipped/m);
  assert.ok(!out.includes('\x1b'), 'no colours away from a terminal');
});

test('with --json, wherever it stands, stdout is one object and the rest is on stderr', async () => {
  const demo = (_: DemoRequest, context: CommandContext): Promise<RunResult> => {
    context.say('starting the database');
    context.progress({ activity: 'playing', facts: 12, lifecycle: { released: 2 } });
    return Promise.resolve(RUN);
  };
  for (const line of [['--json', 'demo'], ['demo', '--json'], ['demo', '--orders', '3', '--json']]) {
    const { out, err } = await run(line, { demo });
    assert.deepEqual(JSON.parse(out), RUN);
    assert.equal(out.trimEnd().split('\n').length, 1);
    assert.match(err, /starting the database\n.*playing; 12 facts; orders: released 2/);
  }
});

test('a result that is not right ends with 1', async () => {
  const broken = { ...RUN, equations: { checked: 12, broken: 1 } };
  const unexplained = { ...RUN, unexplained: 2 };
  for (const result of [broken, unexplained]) {
    const { code, out } = await run(['demo'], { demo: () => Promise.resolve(result) });
    assert.equal(code, EXIT.notRight);
    assert.match(out, /NOT RIGHT: /);
  }
  const simulate = (): Promise<never> =>
    Promise.resolve({ seed: 1, histories: 10, violations: 1, violated: [], elapsedSeconds: 0 } as never);
  assert.equal((await run(['simulate'], { simulate })).code, EXIT.notRight);
});

test('wrong usage ends with 2, a sentence and the nearest name; with --json also an object', async () => {
  const cases: readonly (readonly [line: string[], sentence: RegExp])[] = [
    [['dmeo'], /unknown command 'dmeo'\n\(Did you mean demo\?\)/],
    [['demo', '--order', '3'], /unknown option '--order'\n\(Did you mean --orders\?\)/],
    [['demo', '--orders', 'many'], /'many' is invalid.*whole number from 1 to/],
    [['demo', '--faults', 'some'], /Allowed choices are none, calm, rough, hell/],
    [['demo', 'extra'], /too many arguments for 'demo'/],
    [['explain'], /missing required argument 'id'/],
    [['explain', 'SO-1', '--at', 'noon'], /"noon"/],
    [['keys', 'create'], /required option '--name <name>' not specified/],
    [['keys'], /Usage: crossdock keys/],
    [[], /Usage: crossdock/],
  ];
  for (const [line, sentence] of cases) {
    const { code, out, err } = await run(line);
    assert.equal(code, EXIT.usage, line.join(' '));
    assert.match(err, sentence);
    assert.equal(out, '');
    const json = await run([...line, '--json']);
    assert.equal(json.code, EXIT.usage);
    assert.deepEqual(Object.keys(JSON.parse(json.out) as object), ['error']);
  }
});

test('a benchmark gets its own options unread, and --json stays ours', async () => {
  const requests: unknown[] = [];
  const bench = (request: unknown): Promise<never> => {
    requests.push(request);
    return Promise.resolve({
      name: 'orders', value: 20_000, unit: '/s', reference: 50_000, ratio: 0.4, runs: 3, spread: [1, 2],
      passed: false,
    } as never);
  };
  const { code, out } = await run(['bench', 'orders', '--lines', '5', '--json', '--warm'], { bench });
  assert.deepEqual(requests, [{ name: 'orders', options: ['--lines', '5', '--warm'] }]);
  assert.equal((JSON.parse(out) as { ratio: number }).ratio, 0.4);
  assert.equal(code, EXIT.notRight);
});

test('a fault of ours ends with 70, an own end with its code, and Ctrl-C with 130', async () => {
  const fault = await run(['demo', '--json'], { demo: () => Promise.reject(new TypeError('oops')) });
  assert.equal(fault.code, EXIT.internal);
  assert.match(fault.err, /A fault of crossdock itself: TypeError: oops/);
  const none = new CliError(EXIT.notFound, 'no-benchmark', 'There is no benchmark "x".');
  const missing = await run(['bench', 'x', '--json'], { bench: () => Promise.reject(none) });
  assert.equal(missing.code, EXIT.notFound);
  assert.deepEqual(JSON.parse(missing.out), {
    error: { code: 'no-benchmark', message: none.message, exitCode: EXIT.notFound },
  });
  const stopped = await run(['demo'], {}, { signal: AbortSignal.abort() });
  assert.equal(stopped.code, EXIT.interrupted);
});

test('without a server the questions say how to start one and end with 3', async () => {
  for (const line of [['explain', 'SO-1'], ['agreement'], ['cases'], ['commands']]) {
    const { code, err } = await run(line, {}, { env: { CROSSDOCK_HOME: join(home, 'nowhere') } });
    assert.equal(code, EXIT.notRunning);
    assert.match(err, /not running here.*\nStart it with: npm start/);
  }
  const env = { CROSSDOCK_URL: 'http://127.0.0.1:1', CROSSDOCK_API_KEY: 'cdk_x' };
  const { code, err } = await run(['agreement'], {}, { env });
  assert.equal(code, EXIT.notRunning);
  assert.match(err, /does not answer/);
});

const EXPLANATION = {
  salesOrder: 'SO-1', entity: 'uk', instance: 'uk/sales-order/SO-1', lifecycle: 'part-shipped',
  settled: false,
  asOf: {
    at: '2031-05-04T10:00:00.000Z', reading: 'known', facts: 9, lastRecordedAt: '2031-05-04T09:59:00.000Z',
    rules: '1-a',
  },
  waiting: 'It waits for the tax engine: the tax engine has not answered.',
  agreement: 'One of 2 equations is broken.',
  commands: [{
    id: 'post-invoice:SH-1', type: 'invoice.post.v1', system: 'erp', wanted: true, disputed: false,
    status: null, generation: null, whyNotSent: 'the tax engine has not answered',
    gates: [{
      name: 'tax-answered', status: 'waiting', code: 'not-quoted', reason: 'the tax engine has not answered',
      facts: [],
    }],
  }],
  deadlines: [
    { id: 'invoice:SH-1', milestone: 'invoice', dueAt: '2031-05-04T14:00:00.000Z', overdue: false },
  ],
  cases: [{
    case: 'x', kind: 'overship', text: 'Line 1 shipped more', role: 'warehouse', exposure: null,
    playbook: 'p',
  }],
  equations: [{
    id: 'shipped:1', name: 'shipped = invoiced + billable or held', subject: 'line 1', unit: 'quantity',
    verdict: 'broken',
    left: [{ name: 'shipped', value: '5', system: 'wms' }],
    right: [{ name: 'invoiced', value: '4', system: 'erp' }],
    delta: '1', odd: 'erp', atStake: { amount: '2.50', currency: 'GBP' },
  }],
};

test('explain asks the running server with its key, and shows what holds the order', async () => {
  serverAnswers(200, EXPLANATION);
  const { code, out } = await run([
    'explain', 'SO/1', '--at', '2031-05-04T10:00:00Z', '--reading', 'occurred',
  ]);
  assert.equal(code, EXIT.notRight, 'an equation is broken');
  assert.deepEqual(asked, [
    '/v1/sales-orders/SO%2F1/explanation?reading=occurred&at=2031-05-04T10%3A00%3A00Z Bearer cdk_test',
  ]);
  assert.match(out, /^SO-1 \(uk\) is part shipped\.\nIt waits for the tax engine/);
  assert.match(out, /post-invoice:SH-1 {2}tax-answered {2}waiting {2}the tax engine has not answered/);
  assert.match(out, /5 = 4 \(odd: erp\)/);
  const json = await run(['explain', 'SO/1', '--json']);
  assert.deepEqual(JSON.parse(json.out), EXPLANATION);
});

test('explain takes the number of a return as well', async () => {
  const { salesOrder: _, ...ofReturn } = { ...EXPLANATION, rma: 'RMA-1', equations: [] };
  const notFound = {
    type: '/errors/not-found', code: 'not-found', title: 't', status: 404, instance: 'urn:request:1',
    detail: 'There is no sales order RMA-1.', mend: 'Check the number.',
  };
  serverAnswers(200, ofReturn);
  replies.unshift({ status: 404, body: notFound });
  const { code, out } = await run(['explain', 'RMA-1']);
  assert.equal(code, EXIT.fine);
  assert.deepEqual(asked.map((line) => line.split(/[ ?]/)[0]), [
    '/v1/sales-orders/RMA-1/explanation', '/v1/returns/RMA-1/explanation',
  ]);
  assert.match(out, /^RMA-1 \(uk\) is part shipped\./);
});

test('explain takes the number of a reservation as well: who holds what, and until when', async () => {
  const notFound = {
    type: '/errors/not-found', code: 'not-found', title: 't', status: 404, instance: 'urn:request:1',
    detail: 'There is no sales order RS-1.', mend: 'Check the number.',
  };
  const example = getReservation.answers[200]!.example;
  serverAnswers(200, example);
  replies.unshift({ status: 404, body: notFound }, { status: 404, body: notFound });
  const { code, out } = await run(['explain', 'RS-1', '--entity', 'uk']);
  assert.equal(code, EXIT.fine);
  assert.match(asked.at(-1)!, /^\/v1\/inventory-reservations\/RS-1\?entity=uk /);
  assert.match(out, /^RS-1 \(uk\) is held: 12 of 12 of IT-1, until /);
  assert.match(out, /orders of C-17 that name it may draw on it before/);
  // The past has orders and returns alone: a reservation is asked as it stands now.
  serverAnswers(404, notFound);
  const past = await run(['explain', 'RS-1', '--at', '2031-05-04T10:00:00Z']);
  assert.equal(past.code, EXIT.notFound);
  assert.match(past.err, /There is no sales order RS-1/);
});

test("the server's refusals keep their words and get the right code", async () => {
  const problem = (status: number, code: string): unknown => ({
    type: `/errors/${code}`, code, title: 't', status, instance: 'urn:request:1',
    detail: 'There is no sales order SO-9.', mend: 'Check the number.',
  });
  serverAnswers(404, problem(404, 'not-found'));
  const missing = await run(['explain', 'SO-9', '--json']);
  assert.equal(missing.code, EXIT.notFound);
  assert.match(missing.err, /There is no sales order SO-9\.\nCheck the number\./);
  serverAnswers(401, problem(401, 'key-invalid'));
  assert.equal((await run(['agreement'])).code, EXIT.notRunning);
  serverAnswers(400, problem(400, 'invalid-request'));
  assert.equal((await run(['cases'])).code, EXIT.usage);
  serverAnswers(200, { something: 'else' });
  assert.equal((await run(['agreement'])).code, EXIT.internal);
});

const SWEEP = {
  system: 'wms', startedAt: '2031-05-04T10:00:00.000Z', activity: 'stock', compared: 500, endedAt: null,
  failure: null,
};
const REPORT = {
  system: 'wms', at: '2031-05-04T13:00:00.000Z', sweep: { ...SWEEP, activity: null },
  statement: { readTo: '2031-05-04T10:00:00.000Z', sweptAt: '2031-05-04T10:00:00.000Z' },
  objects: [{
    object: 'shipping-orders', comparedAt: '2031-05-04T10:00:00.000Z', tookMs: 12, agreed: 41, odd: 1,
    missingHere: 0, missingThere: 0, inTransit: 0, repaired: 2,
    atStake: [{ amount: '12.50', currency: 'GBP' }], oldestAt: '2031-05-04T10:00:00.000Z', failure: null,
  }],
  differences: [{
    object: 'shipping-orders', entity: 'uk', number: 'SO-1/leeds', verdict: 'odd', inTransit: false,
    here: '1 5 0', there: '1 5 5', cause: 'quantity shipped is 5 there and 0 here',
    atStake: { amount: '12.50', currency: 'GBP' }, firstSeenAt: '2031-05-04T10:00:00.000Z',
  }],
  sites: [],
  complete: true,
  silentLoss: [{ channel: 'shipment.confirmed.v1', lost: 2, lastSeenAt: '2031-05-04T10:00:00.000Z' }],
};

test('sweep asks the server to sweep, follows it, and reports what does not agree', async () => {
  serverAnswers(200, SWEEP, { ...REPORT, sweep: SWEEP }, REPORT);
  const { code, out, err } = await run(['sweep', 'wms']);
  assert.equal(code, EXIT.notRight);
  assert.deepEqual(asked.map((line) => line.split(' ')[0]), [
    '/v1/sweeps', '/v1/systems/wms/agreement?limit=50', '/v1/systems/wms/agreement?limit=50',
  ]);
  assert.match(err, /sweeping wms: stock; 500 done/);
  assert.match(out, /^1 difference with wms\./);
  assert.match(out, /shipping orders +41 +1 +0 +0 +0 +2 +12\.50 GBP/);
  assert.match(out, /3 h +12\.50 GBP +odd +shipping orders, uk +SO-1\/leeds +quantity shipped is 5 there/);
  serverAnswers(200, REPORT);
  const json = await run(['agreement', '--system', 'wms', '--json']);
  assert.equal(json.code, EXIT.notRight);
  assert.deepEqual(JSON.parse(json.out), REPORT);
});

test('usage shows who called what, and how it went', async () => {
  const used = {
    day: '2031-05-07', client: '0f3a9b1c2d4e', clientName: 'partner-north', operation: 'placeSalesOrder',
    requests: 4, refused: 1, limited: 1, failed: 0, bytesIn: 1_500, bytesOut: 900, durationMs: 30,
    lastAt: '2031-05-07T10:00:00.000Z',
  };
  serverAnswers(200, { items: [used] });
  const { code, out } = await run(['usage', '--by-day', '--client', '0f3a9b1c2d4e']);
  assert.equal(code, EXIT.fine);
  assert.deepEqual(asked, ['/v1/usage?client=0f3a9b1c2d4e&by=day&limit=50 Bearer cdk_test']);
  assert.match(out, /^4 requests\./);
  assert.match(out, /2031-05-07 +4 +1 +1 +0 +7\.5 +1\.5 +0\.9 +placeSalesOrder +partner-north \(0f3a/);
  serverAnswers(200, { items: [] });
  assert.equal((await run(['usage'])).out.trim(), 'Nothing was called.');
});

test('lists turn pages until they have the rows asked for', async () => {
  const command = {
    key: 'uk/sales-order/S#post-invoice:SH-1#1', instance: 'uk/sales-order/S', entity: 'uk', generation: 1,
    id: 'post-invoice:SH-1', type: 'invoice.post.v1', system: 'erp', status: 'parked', attempts: 8, probes: 0,
    issuedAt: '2031-05-04T10:00:00Z', sentAt: null, settledAt: null, nextAttemptAt: null,
    detail: 'status 403', cause: null, undoes: null,
  };
  const page = { items: Array.from({ length: 200 }, () => command), next: 'commands:7' };
  serverAnswers(200, page, { items: [command], next: 'commands:8' });
  const { code, out } = await run(['commands', '--status', 'parked', '--system', 'erp', '--limit', '201']);
  assert.equal(code, EXIT.fine);
  assert.equal(asked.length, 2);
  assert.match(asked[0] ?? '', /^\/v1\/commands\?status=parked&system=erp&limit=200 /);
  assert.match(asked[1] ?? '', /limit=1&cursor=commands%3A7/);
  assert.match(out, /^state +to +tries/);
  assert.match(out, /… and more: raise --limit \(201 shown\)\n$/);
});
