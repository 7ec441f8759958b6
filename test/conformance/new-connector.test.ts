import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileLength, lineLength } from '../tidy/rules.ts';
import { CliError, EXIT } from '../../src/cli/exit-codes.ts';
import { PROJECT_FOLDER } from '../../src/main/version.ts';
import { newConnector } from '../../src/main/check/new-connector.ts';

const KINDS = 'src/main/connector-kinds.ts';

/** A folder with the parts of the project that a new connector is made from. */
function project(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-new-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'src/main'), { recursive: true });
  cpSync(join(PROJECT_FOLDER, KINDS), join(folder, KINDS));
  cpSync(join(PROJECT_FOLDER, 'src/connectors/skeleton'), join(folder, 'src/connectors/skeleton'), {
    recursive: true,
  });
  return folder;
}

const readKinds = (folder: string): string => readFileSync(join(folder, KINDS), 'utf8');

test('a new connector is the skeleton under its own name, and its kind is in the table', async (t) => {
  const folder = project(t);
  const { files, configuration } = await newConnector(folder, 'acme-wms');
  assert.deepEqual(files, [
    'src/connectors/acme-wms/connector.test.ts',
    'src/connectors/acme-wms/connector.ts',
    'src/connectors/acme-wms/fixtures/order-changed.json',
    'src/connectors/acme-wms/specimen.ts',
    'src/connectors/acme-wms/stand-in.ts',
    'src/connectors/acme-wms/translate.test.ts',
    'src/connectors/acme-wms/translate.ts',
    'src/connectors/acme-wms/wire.ts',
    KINDS,
  ]);
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  for (const text of texts) assert.doesNotMatch(text, /skeleton/i);
  const all = texts.join('\n');
  for (const said of [
    'export function acmeWmsConnector(',
    'export type AcmeWmsOrder =',
    "'X-Acme-Wms-Signature'",
    "'x-acme-wms-signature'",
    "process.env['ACME_WMS_SECRET']",
    "import { acmeWmsConnector } from '../connectors/acme-wms/connector.ts';",
    "  'acme-wms': plain(acmeWmsConnector, acmeWmsSpecimen),",
  ]) {
    assert.ok(all.includes(said), said);
  }
  assert.match(configuration, /^'acme-wms': \{ connector: 'acme-wms', .*secretFrom: 'ACME_WMS_SECRET' \},$/);
});

test('even the longest name keeps to the house rules, and a second connector finds its place', async (t) => {
  const folder = project(t);
  await newConnector(folder, 'abc');
  const { files } = await newConnector(folder, 'third-warehouse-of-acmes');
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.deepEqual([...lineLength(file, text), ...fileLength(file, text)], []);
  }
  const kinds = readKinds(folder);
  assert.match(kinds, /^ {2}abc: plain\(abcConnector, abcSpecimen\),$/m);
  assert.match(kinds, /^ {2}'third-warehouse-of-acmes': plain\(/m);
});

const REFUSED: readonly (readonly [name: string, code: string, text: RegExp])[] = [
  ['Acme', 'bad-name', /no name for a connector: at most 24 lower-case/],
  ['acme_wms', 'bad-name', /lower-case letters/],
  ['acme--wms', 'bad-name', /single hyphens/],
  ['-acme', 'bad-name', /lower-case letters/],
  ['1acme', 'bad-name', /lower-case letters/],
  ['../acme', 'bad-name', /lower-case letters/],
  ['', 'bad-name', /lower-case letters/],
  ['a-name-of-25-characters-xx', 'bad-name', /at most 24 lower-case letters/],
  ['acme-service', 'bad-name', /"service" says nothing about the system/],
  ['skeleton', 'name-taken', /There is a connector "skeleton" already/],
  ['erp', 'name-taken', /There is a connector "erp" already/],
];

for (const [name, code, text] of REFUSED) {
  test(`the name "${name}" is refused with a reason, and nothing is written`, async (t) => {
    const folder = project(t);
    const before = readKinds(folder);
    await assert.rejects(newConnector(folder, name), (error) => {
      assert.ok(error instanceof CliError);
      assert.deepEqual([error.exitCode, error.code], [EXIT.usage, code]);
      assert.match(error.message, text);
      return true;
    });
    assert.equal(readKinds(folder), before);
    assert.equal(existsSync(join(folder, 'src/connectors', 'erp')), false);
  });
}

test('where the sources are not, or look different, it says so and writes nothing', async (t) => {
  const folder = project(t);
  rmSync(join(folder, KINDS));
  await assert.rejects(newConnector(folder, 'acme'), /a connector is written into the sources/);
  assert.equal(existsSync(join(folder, 'src/connectors/acme')), false);
});
