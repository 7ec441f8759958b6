/** The door of the console: who is not known sees the ways in, and a provider's own page is one of them. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ConsoleFiles } from '../../src/api/console-files.ts';
import { buildConsole, CONSOLE_FOLDER } from '../../src/main/console.ts';
import { openLook } from '../support/browser.ts';
import { openWithProvider } from '../api/provider-harness.ts';

test('a person who is not known is led to the identity provider, and back to the page that was asked for', async () => {
  await buildConsole();
  const { provider, harness, close } = await openWithProvider({
    extend: (app) => new ConsoleFiles(CONSOLE_FOLDER).serve(app),
  });
  after(close);
  const { page, assertAccessible } = await openLook(harness.url);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const way = page.getByRole('link', { name: `Sign in with ${new URL(provider.issuer).host}` });
  assert.equal(await way.getAttribute('href'), '/v1/session/sign-in?returnTo=%2F');
  await page.getByRole('textbox', { name: 'Password' }).waitFor();
  await assertAccessible('sign-in');
  await way.click();
  await page.waitForURL((url) => url.href.startsWith(provider.issuer));
});
