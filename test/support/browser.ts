/** A real browser for the stories of the console: Chromium from a package, without a window. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after } from 'node:test';
import packed from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Pictures of every screen, for a person to look at. */
export const SCREENS = join(import.meta.dirname, '../../.build/screens');

/** Milliseconds until something that a story waits for counts as missing. */
const PATIENCE_MS = 40_000;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface LookOptions {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
}

/** What somebody sees of one console. */
export interface Look {
  readonly page: Page;
  /** Goes to an address of the console and waits until nothing loads any more. */
  go(path: string): Promise<void>;
  /** Fails on any barrier that axe finds on the page, by WCAG 2.2 A and AA. */
  assertAccessible(name: string): Promise<void>;
  /** Nothing sticks out to the right. */
  assertFits(name: string): Promise<void>;
  picture(name: string): Promise<void>;
}

/** What is no fault of the page: a number that nobody knows, and a server that stops when its story is over. */
const EXPECTED = /status of 404|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/;

let running: Promise<Browser> | null = null;

function browser(): Promise<Browser> {
  if (running !== null) return running;
  running = packed.executablePath().then((executablePath) =>
    chromium.launch({ executablePath, args: [...packed.args, '--no-sandbox', '--lang=en-GB'], headless: true }),
  );
  after(async () => (await running)?.close());
  return running;
}

/** Opens a console as somebody with this key sees it; whatever breaks in the page fails the test. */
export async function openLook(url: string, key: string, options: LookOptions = {}): Promise<Look> {
  const { width = 1440, theme = 'light' } = options;
  const context: BrowserContext = await (await browser()).newContext({
    viewport: { width, height: width < 800 ? 844 : 900 },
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) broken.push(message.text());
  });
  const assertWhole = (): void => assert.deepEqual(broken, [], 'the page reports no error');
  after(async () => {
    await context.close();
    assertWhole();
  });
  await page.goto(`${url}/#key=${key}`);
  const rest = async (): Promise<void> => {
    await page.locator('main h1').first().waitFor({ state: 'attached' });
    // Not by a function of the page: the policy lets none be evaluated again.
    await page.locator('[aria-busy=true],[aria-label=Loading]').first().waitFor({ state: 'detached' });
  };
  await rest();
  return {
    page,
    go: async (path) => {
      await page.goto(url + path);
      await rest();
      assertWhole();
    },
    assertAccessible: async (name) => {
      const found = await barriersOn(page);
      assert.deepEqual(found, [], `${name}, ${width} px, ${theme}: axe finds nothing`);
    },
    assertFits: async (name) => {
      const over = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
      assert.ok(over <= 0, `${name} is ${over} px wider than a screen of ${width} px`);
    },
    picture: async (name) => {
      await mkdir(SCREENS, { recursive: true });
      await page.screenshot({ path: join(SCREENS, `${name}-${width}-${theme}.png`), fullPage: true });
    },
  };
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What axe finds, in words. */
async function barriersOn(page: Page): Promise<readonly string[]> {
  // Evaluated, and not added as a script: the policy of the page lets no other script in.
  await page.evaluate(AXE);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const run = `axe.run(document, { runOnly: ${JSON.stringify(tags)} })`;
  const { violations } = (await page.evaluate(run)) as AxeResult;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}
