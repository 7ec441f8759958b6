/**
 * The database that every Tryton of a test starts from: the modules activated and nothing else. Built once from
 * nothing by Tryton's own tool (two to three minutes), then kept as a dump in the system's temporary folder, under
 * the version of the packages. `CROSSDOCK_TRYTON_DUMP` may name a dump to begin with instead.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { said, type Cluster } from './debian-postgres.ts';

/** What the connector's roles need of Tryton; their dependencies come by themselves. */
const MODULES = [
  'account_credit_limit',
  'account_invoice_stock',
  'sale_complaint',
  'sale_credit_limit',
  'sale_price_list',
  'stock_lot',
];

/** Password of `admin` in a database that is made here, and in a dump that is named. */
export const ADMIN_PASSWORD = 'admin-Pw-123';

/** Why Tryton cannot run here, or `null`. */
export function trytonMissing(): string | null {
  const wanted = ['/usr/bin/trytond', '/usr/bin/trytond-admin', '/usr/bin/pg_restore'];
  const missing = wanted.filter((file) => !existsSync(file));
  if (missing.length === 0) return null;
  const packages = 'tryton-server tryton-modules-all python3-psycopg2 postgresql';
  return `${missing.join(', ')} missing: apt-get install --no-install-recommends ${packages}`;
}

/** Fills the empty `database` of the cluster with the modules; `config` is trytond's own file. */
export async function fillTemplate(cluster: Cluster, database: string, config: string): Promise<void> {
  const cached = await cacheFile();
  if (existsSync(cached)) return restore(cluster, database, cached);
  const given = process.env['CROSSDOCK_TRYTON_DUMP'];
  if (given === undefined) {
    const note = 'making the Tryton database from nothing, once; two to three minutes ...';
    process.stderr.write(`${note}\n`);
    await admin(config, ['-d', database, '--email', 'admin@example.org', '--all']);
  } else {
    await restore(cluster, database, given);
  }
  await admin(config, ['-d', database, '--activate-dependencies', '-u', ...MODULES]);
  await keep(cluster, database, cached);
}

/** The dump's name says all that it depends on. */
async function cacheFile(): Promise<string> {
  const version = await said('dpkg-query', ['-W', '-f', '${Version}\n', 'tryton-server', 'tryton-modules-sale']);
  const given = process.env['CROSSDOCK_TRYTON_DUMP'];
  const from = given === undefined ? '' : `${basename(given)} ${statSync(given).size}`;
  const key = createHash('sha256').update(`${version}|${MODULES.join()}|${from}`).digest('hex').slice(0, 16);
  return join(tmpdir(), `crossdock-tryton-${key}.dump`);
}

function restore(cluster: Cluster, database: string, dump: string): Promise<void> {
  const args = ['-h', '127.0.0.1', '-p', String(cluster.port), '-U', cluster.role, '-d', database, '-j2'];
  return said('pg_restore', [...args, '--no-owner', dump]).then(() => undefined);
}

/** Several test files may make it at once: the last whole one counts. */
async function keep(cluster: Cluster, database: string, file: string): Promise<void> {
  const part = `${file}.${process.pid}`;
  const args = ['-h', '127.0.0.1', '-p', String(cluster.port), '-U', cluster.role, '-Fc', '-f', part, database];
  await said('pg_dump', args);
  renameSync(part, file);
}

/** Runs Tryton's tool for databases, gently: others share the machine. */
async function admin(config: string, args: readonly string[]): Promise<void> {
  const passFile = `${config}.password`;
  writeFileSync(passFile, `${ADMIN_PASSWORD}\n`, { mode: 0o600 });
  const settings = `${config}.admin`;
  copyFileSync(config, settings);
  await said('nice', ['/usr/bin/trytond-admin', '-c', settings, ...args], { TRYTONPASSFILE: passFile });
}
