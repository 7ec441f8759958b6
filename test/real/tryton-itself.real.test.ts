/** The real Tryton is brought up from our own provisioning, is killed and comes back, and goes away. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ADMIN_PASSWORD, startTryton, trytonMissing } from '../../tools/real/tryton.ts';
import { TrytonDesk } from '../../tools/real/tryton-desk.ts';
import { smallSeed } from './tryton-worlds.ts';

const missing = trytonMissing();

test('a Tryton is brought up with what the seed says, and survives kill -9', { skip: missing ?? false }, async () => {
  const tryton = await startTryton({ databases: ['erp', 'wms'], seed: smallSeed() });
  after(() => tryton.discard());
  for (const database of ['erp', 'wms']) {
    const desk = await TrytonDesk.open(tryton.url, database, 'admin', ADMIN_PASSWORD);
    assert.equal((await desk.search('party.party', [['code', '=', 'C-1']])).length, 1, database);
    const products = await desk.find<{ code: string; quantity: number }>(
      'product.product',
      [['code', '=', 'IT-1']],
      ['code'],
    );
    assert.deepEqual(products.map(({ code }) => code), ['IT-1']);
    assert.ok((await desk.search('account.period', [['state', '=', 'open']])).length >= 12);
  }
  const desk = await TrytonDesk.open(tryton.url, 'erp', 'admin', ADMIN_PASSWORD);
  await tryton.kill();
  await assert.rejects(desk.search('party.party', []));
  await tryton.start();
  assert.ok((await desk.search('party.party', [])).length > 1, 'the session outlives the process');
});
