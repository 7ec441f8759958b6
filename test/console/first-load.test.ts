/** How much a browser must load before somebody sees the first page. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildConsole, CONSOLE_FOLDER } from '../../src/main/console.ts';

/** kB of scripts, packed, before the first page: more than that is felt on a phone. */
const FIRST_SCRIPTS_KB_MAX = 260;
/** kB of one page's own script. */
const PAGE_SCRIPT_KB_MAX = 60;
const STYLES_KB_MAX = 12;

const packedKb = async (path: string): Promise<number> =>
  gzipSync(await readFile(join(CONSOLE_FOLDER, path)), { level: 9 }).length / 1_000;

test('the first load stays small: scripts, styles, and the chunk of each page', async () => {
  await buildConsole();
  const page = await readFile(join(CONSOLE_FOLDER, 'index.html'), 'utf8');
  assert.doesNotMatch(page, /https?:/, 'nothing comes from elsewhere');
  const first = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path!);
  assert.ok(first.length > 0, 'the page loads a script');
  const sizes = await Promise.all(first.map(packedKb));
  const total = sizes.reduce((sum, kb) => sum + kb, 0);
  console.log(`first load: ${total.toFixed(0)} kB of scripts, packed`);
  assert.ok(total < FIRST_SCRIPTS_KB_MAX, `${total} kB of scripts`);

  const styles = [...page.matchAll(/href="(\/assets\/[^"]+\.css)"/g)].map(([, path]) => path!);
  for (const path of styles) assert.ok((await packedKb(path)) < STYLES_KB_MAX, path);

  const chunks = new Set<string>();
  for (const path of first) {
    const script = await readFile(join(CONSOLE_FOLDER, path), 'utf8');
    for (const [, name] of script.matchAll(/["'`](?:\.\/|assets\/)([\w-]+\.js)["'`]/g)) chunks.add(`/assets/${name}`);
  }
  assert.ok(chunks.size > 0, 'pages have chunks of their own');
  for (const path of chunks) assert.ok((await packedKb(path)) < PAGE_SCRIPT_KB_MAX, path);
});
