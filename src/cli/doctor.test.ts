import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { homeFolderCheck, nodeVersionCheck, portCheck, runChecks, systemCheck } from './doctor.ts';
import { showDoctor } from './show-results.ts';

test('a check is one line; a problem says how to mend it, and a check that throws is one', async () => {
  const result = await runChecks([
    nodeVersionCheck('v24.1.0', 24),
    nodeVersionCheck('v20.1.0', 24),
    { name: 'configuration', look: () => { throw new Error('no entity'); }, mend: 'Name one' },
    homeFolderCheck(join(tmpdir(), `crossdock-doctor-${process.pid}`)),
    homeFolderCheck('/dev/null/home'),
  ]);
  assert.deepEqual(result.checks.map(({ ok }) => ok), [true, false, false, true, false]);
  assert.equal(result.ok, false);
  const lines = showDoctor(result).split('\n');
  assert.match(lines[1] ?? '', /^Node\.js +PROBLEM +v20\.1\.0\. Node\.js 24 is needed/);
  assert.match(lines[2] ?? '', /^configuration +PROBLEM +no entity\. Name one/);
  assert.equal(lines.at(-1), '3 problems to mend.');
});

test('a port is free, ours or somebody else’s', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  t.after(() => server.close());
  const look = async (ours: boolean): Promise<boolean> =>
    (await runChecks([portCheck('127.0.0.1', port, () => Promise.resolve(ours))])).ok;
  assert.equal(await look(true), true);
  assert.equal(await look(false), false);
  const checks = [systemCheck('erp', `http://127.0.0.1:${port}`), systemCheck('wms', 'sandbox')];
  assert.equal((await runChecks(checks)).ok, true);
  server.close();
  assert.equal((await runChecks([portCheck('127.0.0.1', port, not)])).ok, true);
  assert.equal((await runChecks([systemCheck('erp', `http://127.0.0.1:${port}`)])).ok, false);
});

const not = (): Promise<never> => Promise.reject(new Error('not asked'));
