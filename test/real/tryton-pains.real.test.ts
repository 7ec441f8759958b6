/**
 * What users of other integrations suffer from, against a real Tryton: rows that a poll misses, a poll that fails and
 * is taken for silence, a "done" without effect, a second document after a timeout, an account locked by retries.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connector, OutboundCommand } from '../../src/application/ports/connector.ts';
import { COMMANDS } from '../../src/canonical/catalogue.ts';
import { instant } from '../../src/kernel/instant.ts';
import { ADMIN_PASSWORD, startTryton, trytonMissing, type Tryton } from '../../tools/real/tryton.ts';
import { TrytonDesk } from '../../tools/real/tryton-desk.ts';
import { commandFor, link, patience, settled, within } from './tryton-links.ts';
import { smallSeed } from './tryton-worlds.ts';

const registering = (so: string): OutboundCommand =>
  commandFor(COMMANDS.registerSalesOrder, so, 'register-sales-order', {
    of: 'mark1', customer: 'C-1', currency: 'USD', orderedAt: new Date().toISOString(),
    lines: [{ line: 1, item: 'IT-1', quantity: '5', unitPrice: '9.75' }],
  });
const crediting = (so: string): OutboundCommand =>
  commandFor(COMMANDS.checkCredit, so, 'check-credit', {
    customer: 'C-1', amount: { amount: '48.75', currency: 'USD' },
  });

describe('pains of polling and telling, at a real Tryton', { skip: trytonMissing() ?? false }, () => {
  let tryton: Tryton;
  let erp: Connector;
  let desk: TrytonDesk;
  const ordersIn = async (fromMs: number): Promise<string[]> => {
    const window = { from: instant(fromMs), to: instant(Date.now()) };
    const facts = await erp.statement(window, patience());
    return facts.filter(({ type }) => type === 'sales-order.registered.v1')
      .map(({ content }) => (content as { salesOrder: string }).salesOrder).sort();
  };

  before(async () => {
    tryton = await startTryton({ databases: ['erp'], seed: smallSeed() });
    erp = link(tryton.url, 'erp');
    desk = await TrytonDesk.open(tryton.url, 'erp', 'admin', ADMIN_PASSWORD);
    for (const so of ['SO-A', 'SO-B', 'SO-C', 'SO-D']) {
      assert.equal((await erp.execute(registering(so), patience())).kind, 'done');
    }
  });
  after(() => tryton?.discard());

  test('rows with one stamp all come, although the window begins at that very stamp', async () => {
    const stamp = Math.floor(Date.now() / 1_000) * 1_000;
    const at = new Date(stamp).toISOString().slice(0, 19);
    await tryton.cluster.run('erp', `update sale_sale set write_date = '${at}'`);
    assert.deepEqual(await ordersIn(stamp + 30_000), ['SO-A', 'SO-B', 'SO-C', 'SO-D'], 'the lag reaches back to it');
  });

  test('a row that was stamped before the last look and committed after it is not passed over', async () => {
    const looked = Date.now();
    await tryton.cluster.run('erp', "update sale_sale set write_date = '2001-01-01' where reference <> 'SO-B'");
    // Its work began ten seconds before the last look ended; it became visible just now.
    const began = new Date(looked - 10_000).toISOString().slice(0, 23);
    await tryton.cluster.run('erp', `update sale_sale set write_date = '${began}' where reference = 'SO-B'`);
    assert.deepEqual(await ordersIn(looked), ['SO-B']);
    await tryton.cluster.run('erp', "update sale_sale set write_date = '2001-01-01'");
    assert.deepEqual(await ordersIn(looked), [], 'what is older than the lag was told before');
  });

  test('a statement that cannot be had is an error, never an empty one', async () => {
    tryton.pause();
    const window = { from: instant(0), to: instant(Date.now()) };
    await assert.rejects(async () => erp.statement(window, within(700)));
    tryton.resume();
    assert.equal((await ordersIn(0)).length, 4);
  });

  test('a button that silently does nothing is not taken for done', async () => {
    const [sale] = await desk.search('sale.sale', [['reference', '=', 'SO-A']]);
    await desk.click('sale.sale', 'cancel', sale!);
    // Confirming a cancelled sale answers as if all were well.
    assert.equal(await desk.click('sale.sale', 'confirm', sale!), null);
    const result = await erp.execute(crediting('SO-A'), patience());
    assert.ok(result.kind === 'refused' && result.code === 'cancelled', JSON.stringify(result));
  });

  test('a timeout after the effect makes no second document, however often it is told', async () => {
    for (const [at, ms] of [30, 90, 250].entries()) {
      const command = registering(`SO-T${at}`);
      await erp.execute(command, within(ms));
      assert.equal((await settled(erp, command)).kind, 'done');
      assert.equal((await erp.execute(command, patience())).kind, 'done', 'telling it again is harmless');
      assert.equal((await desk.search('sale.sale', [['reference', '=', `SO-T${at}`]])).length, 1);
    }
  });
});
