/**
 * Builds the console with Vite into `.build/console`, if what is there was made of other sources.
 * Everything that it needs is in the packages: nothing is fetched.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { InlineConfig } from 'vite';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const SOURCES = join(ROOT, 'console');
/** Where the built console is served from. */
export const CONSOLE_FOLDER = join(ROOT, '.build', 'console');
const STAMP = '.made-of';

/** What is sent packed; fonts are packed already. */
const PACKED = new Set(['.html', '.js', '.css', '.svg', '.txt']);

const brotli = promisify(brotliCompress);
const zipped = promisify(gzip);

/** Builds the console unless it is made of these very sources; answers whether it was built. */
export async function buildConsole(): Promise<boolean> {
  const wanted = await sourcesHash();
  const stamp = join(CONSOLE_FOLDER, STAMP);
  if (existsSync(stamp) && (await readFile(stamp, 'utf8').catch(() => '')) === wanted) return false;
  const { build } = await import('vite');
  // The plan is plain data and is read as such: Vite would bundle a file of its own beside it.
  const { default: plan } = (await import(pathToFileURL(join(SOURCES, 'vite.config.ts')).href)) as {
    default: InlineConfig;
  };
  // Beside what is there, and put in its place as a whole: others may build, or serve, at the same time.
  const made = `${CONSOLE_FOLDER}-${process.pid}`;
  await build({
    ...plan,
    configFile: false,
    logLevel: 'error',
    build: { ...plan.build, outDir: made, emptyOutDir: true },
  });
  await pack(made);
  await writeFile(join(made, STAMP), wanted);
  // What stood there is moved away first: to remove a folder that another one is put into would fail.
  const old = `${made}-old`;
  await rename(CONSOLE_FOLDER, old).catch(() => undefined);
  await rename(made, CONSOLE_FOLDER).catch(() => rm(made, { recursive: true, force: true }));
  await rm(old, { recursive: true, force: true });
  return true;
}

/** Changes when a source, or a locked package, does. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(ROOT, 'package-lock.json')));
  const entries = await readdir(SOURCES, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) hash.update(file.slice(ROOT.length)).update(await readFile(file));
  return hash.digest('hex');
}

/** Puts beside each file its packed forms, so that nothing is packed while it is asked for. */
async function pack(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries
      .filter((entry) => entry.isFile() && PACKED.has(extname(entry.name)))
      .map(async ({ parentPath, name }) => {
        const file = join(parentPath, name);
        const content = await readFile(file);
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
        await writeFile(`${file}.br`, await brotli(content, { params }));
        await writeFile(`${file}.gz`, await zipped(content, { level: 9 }));
      }),
  );
}
