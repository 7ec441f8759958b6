/**
 * Stock of several sites against the books of whoever keeps it: what agrees at each site, what the rest is
 * worth, why and since when; warehouses that live on files and on X12 state their books as well.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { formatInstant } from '../../src/kernel/instant.ts';
import type { ConfigInput } from '../../src/main/config/schema.ts';
import { commandLine } from '../support/command-line.ts';
import { tellFact } from '../support/stage-facts.ts';
import { DEPOT, openDepot } from '../support/stage-depot.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';
import { fromPartner, profileOf } from '../support/x12-partner.ts';
import { withPartner } from '../support/x12-server.ts';

/** An 846: a hundred valves, and hoses in cases and pieces. */
const STATEMENT = readFileSync(new URL('../x12/fixtures/stock-statement.txt', import.meta.url), 'utf8');

const adjust = (stage: Stage, site: string, itemNo: string, quantity: string): Promise<unknown> =>
  stage.ask('wms', 'POST', '/wms/v2/adjustments', { site, itemNo, quantity, reasonText: 'broken' });

test('differences are told site by site, with what they are worth, their cause and their age', async () => {
  const stage = await openStage({ relayed: ['wms'] });
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 3, '10.00']] });
  await stage.untilLifecycle('SO-1', 'closed');
  // Two corrections of which neither a message nor the account of changes tells.
  const isHidden = (text: string): boolean => text.includes('"702"') || text.includes('"701"');
  stage.line.treat(({ body }) => (isHidden(body) ? 'keep' : 'pass'));
  stage.relays.get('wms')!.treat(async (asked, forward) => {
    const answer = await forward();
    if (!asked.path.startsWith('/wms/v2/events?')) return answer;
    const page = JSON.parse(answer.body);
    const events = page.events.filter((event: unknown) => !isHidden(JSON.stringify(event)));
    return { ...answer, body: JSON.stringify({ ...page, events }) };
  });
  await adjust(stage, 'leeds', 'VALVE', '-7');
  await adjust(stage, 'reading', 'HOSE', '-2');
  const site = async (name: string): Promise<Answered> =>
    (await stage.get('/v1/systems/wms/agreement')).sites.find((one: Answered) => one.site === name);
  await stage.until('both are known', async () => {
    const [leeds, reading] = [await site('leeds'), await site('reading')];
    return leeds?.odd === 1 && reading?.odd === 1;
  });
  const since = (await site('leeds')).oldestAt;
  await stage.pass(3);

  const leeds = await site('leeds');
  assert.deepEqual(
    [leeds.entity, leeds.agreed, leeds.odd, leeds.missingHere, leeds.missingThere, leeds.inTransit],
    ['uk', 3, 1, 0, 0, 0],
  );
  assert.deepEqual(leeds.atStake, [{ amount: '70.00', currency: 'GBP' }], 'seven valves at 10.00');
  assert.equal(leeds.oldestAt, since);
  assert.deepEqual((await site('reading')).atStake, [], 'nobody has said yet what a hose is worth');
  assert.deepEqual([(await site('lyon')).agreed, (await site('lyon')).odd], [4, 0]);
  const { differences } = await stage.get('/v1/systems/wms/agreement');
  const valve = differences.find((one: Answered) => one.number === 'leeds/VALVE');
  assert.match(
    valve.cause,
    /^quantity on hand is 90 there and 97 here; 70\.00 GBP by the last price of 10$/,
  );
  const [open] = (await stage.get('/v1/cases?kind=not-agreed&limit=5')).items;
  assert.deepEqual(open.exposure, { amount: '70.00', currency: 'GBP' });

  // Somebody counts, and states what a valve costs: that says more than what it was sold for.
  await tellFact(stage, 'wms', 'count.recorded.v1', {
    count: 'C-9', version: 1, site: 'leeds', countedAt: formatInstant(stage.now()), countedBy: 'kim',
    lines: [{ line: 1, item: 'VALVE', counted: '97', unitCost: { amount: '6.20', currency: 'GBP' } }],
  });
  await stage.until('it is valued by its cost', async () => (await site('leeds')).atStake[0].amount === '43.40', 6);
  const shown = await commandLine({ url: stage.apiUrl, key: stage.key }, 'agreement', '--system', 'wms');
  assert.match(shown.out, /stock at +agreed +odd .*at stake +oldest/);
  assert.match(shown.out, /leeds +3 +1 +0 +0 +0 +43\.40 GBP +\d+ (min|h)/);
});

/** What became of a snapshot: its state, and what the ledger says to each line. */
async function snapshot(stage: Stage, number: string): Promise<Answered> {
  const key = `uk/reconciliation/snapshot-${number}`;
  const [row] = await stage.query('select lifecycle from instance where key = $1', [key]);
  const [said] = await stage.query(
    `select body::json -> 'lines' as lines from fact where instance = $1 and type = 'stock.compared.v1'
     order by instance_version desc limit 1`,
    [key],
  );
  const lines = (said?.['lines'] ?? []) as Answered[];
  return { lifecycle: row?.['lifecycle'], books: lines.map(({ book }) => book), causes: lines.map(({ cause }) => cause) };
}

test('a warehouse that lives on files states its stock; what differs is a variance with its money', async () => {
  const depot = openDepot();
  after(() => depot.discard());
  const stage = await openStage({
    configure: (input) => ({
      ...depot.configure(input),
      ownership: { ...depot.configure(input).ownership, 'stock-snapshot.stated.v1': ['wms', DEPOT] },
    }),
  });
  await stage.pass(1);
  const head = 'Company;Site;Taken;Line;Item;OnHand;Unit;Cost;Currency';
  depot.leave('ST0303A.CSV', [head, '10;L01;203103030900;1;VALVE;40;EA;6,20;GBP', '10;L01;203103030900;2;HOSE;100;EA;2,00;GBP',
    '10;R01;203103030900;1;VALVE;100;EA;6,20;GBP', ''].join('\r\n'));
  await stage.until('it is compared', async () => (await snapshot(stage, 'depot-R01-2031-03-03T09:00:00.000Z')).lifecycle === 'agreed', 6);
  const leeds = await snapshot(stage, 'depot-L01-2031-03-03T09:00:00.000Z');
  assert.deepEqual(leeds.books, ['100', '100']);
  assert.equal(leeds.lifecycle, 'awaiting-person');
  const [task] = (await stage.get('/v1/cases?state=open&limit=20')).items.filter((one: Answered) =>
    one.instance.includes('snapshot-depot-L01'));
  assert.deepEqual(task.exposure, { amount: '372.00', currency: 'GBP' }, 'sixty valves that cost 6.20 each');
  assert.match(task.text, /depot takes no adjustment: a person enters it there/);

  // Approved, and a depot of files can be told nothing of it: a person enters it there, and nothing is sent.
  const number = 'snapshot-depot-L01-2031-03-03T09:00:00.000Z';
  const [waiting] = await stage.query("select case_id from exception_case where instance = $1", [`uk/reconciliation/${number}`]);
  const taskId = String(waiting!['case_id']).slice('approval:'.length);
  await tellFact(stage, 'person', 'approval.decided.v1', {
    subject: { workflow: 'reconciliation', number }, task: taskId, decision: 1,
    verdict: 'approve', by: 'finn', role: 'finance', covers: { amount: '372.00', currency: 'GBP' },
    authority: 'approval-authority 1', reason: 'seen',
  });
  await stage.settle();
  const byHand = (await stage.get('/v1/cases?state=open&kind=adjustment-by-hand&limit=5')).items;
  assert.deepEqual(byHand.map(({ instance }: Answered) => instance), [`uk/reconciliation/${number}`]);
  assert.match(byHand[0].text, /60 of VALVE at leeds: .*approved, and depot takes no adjustment/);
  assert.deepEqual(await stage.query("select 1 from command where type = 'adjustment.post.v1'"), []);
  const waived = await stage.api('POST', `/v1/cases/${byHand[0].id}/waiver`, { body: { reason: 'entered by hand' } });
  assert.equal(waived.status, 200, waived.text);
  await stage.settle();
  assert.equal((await snapshot(stage, number.slice('snapshot-'.length))).lifecycle, 'posted');
});

test('a warehouse states its stock by 846, once however often it is sent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-846-'));
  mkdirSync(join(folder, 'in'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const codes = { site: { L01: 'leeds' }, 'item-unit': { 'HOSE/case': '12' } };
  const stage = await openStage({
    configure: (input: ConfigInput) => {
      const made = withPartner(input, folder, { codes });
      return { ...made, ownership: { ...made.ownership, 'stock-snapshot.stated.v1': ['wms', 'partner'] } };
    },
  });
  const statement = (control: number, purpose: string, cases: string) => {
    const text = STATEMENT.replace('{purpose}', purpose).replace('{cases}', cases);
    const segments = text.trim().split('\n').map((row) => row.split('*') as [string, ...string[]]);
    return fromPartner(profileOf({ codes }), { set: '846', control, time: '0900', documents: [segments] });
  };
  let files = 0;
  const send = async (text: string): Promise<void> => {
    const file = join(folder, 'in', `${++files}.x12`);
    writeFileSync(file, text);
    await stage.until('it is collected', () => !existsSync(file), 2);
    await stage.settle();
  };
  await stage.pass(1);
  await send(statement(1, '00', '7'));
  await send(statement(1, '00', '7'));
  await stage.until('it is compared', async () => (await snapshot(stage, 'partner-INV-1')).books.length === 2, 2);
  const first = await snapshot(stage, 'partner-INV-1');
  assert.deepEqual(first.books, ['100', '100'], 'seven cases and four are 88 hoses; the ledger has a hundred');
  assert.notEqual(first.lifecycle, 'agreed');
  await send(statement(2, '05', '8'));
  await stage.until('it agrees', async () => (await snapshot(stage, 'partner-INV-1')).lifecycle === 'agreed', 2);
  const facts = await stage.query("select 1 from fact where type = 'stock-snapshot.stated.v1'");
  assert.equal(facts.length, 2);
});
