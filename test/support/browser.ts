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
  /** Refusals that the story provokes: the browser reports each of them. */
  readonly expects?: RegExp;
}

/** What somebody sees of one console. */
export interface Look {
  readonly page: Page;
  /** Goes to an address of the console and waits until nothing loads any more. */
  go(path: string): Promise<void>;
  /** Fails on any barrier that axe finds on the page, by WCAG 2.2 A and AA. */
  assertAccessible(name: string): Promise<void>;
  /** Goes on inside of the page that is open, as a link does. */
  visit(path: string): Promise<void>;
  /**
   * Looks at the page at both widths and in both themes, and leaves a picture of each.
   * @returns what is wrong: barriers, and what sticks out to the right.
   */
  survey(name: string): Promise<readonly string[]>;
  picture(name: string): Promise<void>;
}

/** What is no fault of the page: a number that nobody knows, and a server that stops when its story is over. */
const EXPECTED = /status of (404|503)|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/;

/** In one process the cookies of one person reach another: each look has a context of its own. */
const ARGUMENTS = packed.args.filter((argument) => argument !== '--single-process');

let running: Promise<Browser> | null = null;

function browser(): Promise<Browser> {
  if (running !== null) return running;
  running = packed.executablePath().then((executablePath) =>
    chromium.launch({ executablePath, args: [...ARGUMENTS, '--no-sandbox', '--lang=en-GB'], headless: true }),
  );
  after(async () => (await running)?.close());
  return running;
}

/** Opens a console by a path, such as one that signs somebody in; whatever breaks in the page fails the test. */
export async function openLook(url: string, path = '/', options: LookOptions = {}): Promise<Look> {
  const { width = 1440, theme = 'light', expects = /^$/ } = options;
  const viewport = { width, height: width < 800 ? 844 : 900 };
  const context: BrowserContext = await (await browser()).newContext({
    viewport,
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
    const said = message.text();
    const isRefused = path === '/' && said.includes('status of 401');
    // What the page of an identity provider reports is its own.
    const isOurs = page.url().startsWith(url);
    const isExpected = EXPECTED.test(said) || expects.test(said);
    if (message.type() === 'error' && isOurs && !isExpected && !isRefused) broken.push(said);
  });
  const assertWhole = (): void => assert.deepEqual(broken, [], 'the page reports no error');
  after(async () => {
    await context.close();
    assertWhole();
  });
  await page.goto(url + path);
  const rest = async (): Promise<void> => {
    await page.locator('main h1').first().waitFor({ state: 'attached' });
    // Not by a function of the page: the policy lets none be evaluated again.
    await page.locator('[aria-busy=true],[aria-label=Loading]').first().waitFor({ state: 'detached' });
  };
  await rest();
  await mkdir(SCREENS, { recursive: true });
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
    visit: async (path) => {
      await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`);
      await rest();
    },
    survey: async (name) => {
      const faults: string[] = [];
      for (const { width: wide, theme: dress, rules } of VIEWS) {
        await page.setViewportSize({ width: wide, height: wide < 800 ? 844 : 900 });
        await page.evaluate(`document.documentElement.dataset.theme = '${dress}'`);
        await rest();
        const sticking = (await page.evaluate(WHAT_STICKS_OUT)) as readonly string[];
        const said = [...sticking.map((what) => `sticks out: ${what}`), ...(rules === null ? [] : await barriersOn(page, rules))];
        faults.push(...said.map((fault) => `${name}, ${wide} px, ${dress}: ${fault}`));
        await page.screenshot({ path: join(SCREENS, `${name}-${wide}-${dress}.png`), fullPage: true });
      }
      await page.setViewportSize(viewport);
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      assertWhole();
      return faults;
    },
    picture: async (name) => {
      await page.screenshot({ path: join(SCREENS, `${name}-${width}-${theme}.png`), fullPage: true });
    },
  };
}

const WCAG = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
const CONTRAST = { type: 'rule', values: ['color-contrast'] };

/** Widths and themes of a survey; a theme changes colours alone, so the dark one is held to contrast, at one width. */
const VIEWS = [
  { width: 1440, theme: 'light', rules: WCAG },
  { width: 1440, theme: 'dark', rules: CONTRAST },
  { width: 390, theme: 'dark', rules: null },
  { width: 390, theme: 'light', rules: WCAG },
] as const;

/** Names what is wider than the screen, the innermost first; empty where the page fits. */
const WHAT_STICKS_OUT = `
  document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
    .map((one) => one.tagName + '.' + one.getAttribute('class') + ' ' + one.textContent.slice(0, 40))
    .reverse().slice(0, 5)`;

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What axe finds, in words. */
async function barriersOn(page: Page, rules: typeof WCAG = WCAG): Promise<readonly string[]> {
  // Evaluated, and not added as a script: the policy of the page lets no other script in.
  await page.evaluate(`window.axe || (() => {${AXE}})()`);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(rules)} })`;
  const { violations } = (await page.evaluate(run)) as AxeResult;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}
