/** An order by SFTP: the partner leaves his 850 at a server, and fetches our 997 and 855 there. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ConfigInput } from '../../src/main/config/schema.ts';
import { sftpPartner } from '../support/sftp-partner.ts';
import { startSftpServer } from '../support/sftp-server.ts';
import { openStage } from '../support/stage.ts';
import { fromPartner, profileOf } from '../support/x12-partner.ts';
import { elementsOf, envelopeFaults, readBack, type Foreign } from '../support/x12-read-back.ts';
import { withPartner } from '../support/x12-server.ts';
import { ORDER_PO_7 } from '../support/x12-stage.ts';

const AGREED = {
  sends: ['855'],
  codes: { 'item-unit': { 'HOSE/case': '12' }, 'selling-unit': { HOSE: 'CA' } },
};
const PASSWORD = 'p@ss word';

const home = mkdtempSync(join(tmpdir(), 'crossdock-x12-sftp-'));
for (const folder of ['in', 'out']) mkdirSync(join(home, folder));
const server = await startSftpServer({ folder: home, user: 'acme', password: PASSWORD });
after(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

/** The partner's mailbox is at the server, whose key is pinned. */
function atServer(input: ConfigInput): ConfigInput {
  const made = withPartner(input, home, AGREED);
  const { partner } = made.systems;
  const mailbox = { whole: 'final-name', hostKeys: [server.hostKey] };
  const settings = { ...(partner!.settings as Record<string, unknown>), mailbox };
  const url = `sftp://acme@127.0.0.1:${server.port}/`;
  const moved = { ...partner!, url, secretFrom: 'PARTNER_PASSWORD', settings };
  return { ...made, systems: { ...made.systems, partner: moved } };
}

test('an 850 left by SFTP is fetched once, acknowledged by 997 and answered by 855, through a cut line', async () => {
  const stage = await openStage({ configure: atServer, environment: { PARTNER_PASSWORD: PASSWORD } });
  const partner = sftpPartner({ host: '127.0.0.1', port: server.port, username: 'acme', password: PASSWORD });
  const told = async (set: string): Promise<readonly (readonly Foreign[])[]> => {
    const found: (readonly Foreign[])[] = [];
    for (const name of (await partner.names('/out')).filter((one) => one.endsWith('.x12'))) {
      const segments = await readBack(await partner.fetch(`/out/${name}`));
      assert.deepEqual(envelopeFaults(segments), [], name);
      if (elementsOf(segments, 'ST')[0]?.[0] === set) found.push(segments);
    }
    return found;
  };
  await partner.leave('/in/po-7.x12', fromPartner(profileOf(AGREED), { set: '850', documents: [ORDER_PO_7] }));
  // The line breaks at our first delivery, when the file is to get its name.
  let cuts = 0;
  server.allow = (operation) => operation !== 'rename' || ++cuts !== 1;
  const isFetched = async (): Promise<boolean> => !(await partner.names('/in')).includes('po-7.x12');
  await stage.until('his file is fetched', isFetched, 2);
  await stage.until('he is told', async () => (await told('855')).length > 0, 4);
  assert.ok(cuts > 1, 'the line was cut, and the file was delivered all the same');

  const [acknowledgement, ...others] = await told('997');
  assert.deepEqual(others, [], 'once');
  assert.deepEqual(elementsOf(acknowledgement!, 'AK9'), [['A', '1', '1', '1']]);
  const [answer, ...again] = await told('855');
  assert.deepEqual(again, [], 'once');
  assert.equal(elementsOf(answer!, 'BAK')[0]![2], 'PO-7');
  assert.deepEqual(elementsOf(answer!, 'PO1').map((line) => line.slice(1, 3)), [['4', 'EA'], ['2', 'CA']]);
  const lines = (await stage.order('PO-7')).lines.map((line: { ordered: string }) => line.ordered);
  assert.deepEqual(lines, ['4', '24'], 'in base units');
  const receipts = await stage.query("select name from file_receipt where system = 'partner'");
  assert.deepEqual(receipts.map(({ name }) => name), ['po-7.x12'], 'taken in once');
  assert.equal((await partner.names('/archive/taken')).length, 1, 'and put away');
});
