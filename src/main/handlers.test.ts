import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CommandContext } from '../cli/handlers.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { simulateReturns } from '../simulation/returns/simulate.ts';
import { simulate } from '../simulation/simulate.ts';
import { makeHandlers } from './handlers.ts';

const context = (more: Partial<CommandContext> = {}): CommandContext => ({
  signal: new AbortController().signal,
  say: () => undefined,
  progress: () => undefined,
  ...more,
});

const KEY = { name: 'x', system: null, roles: [], entities: [], sites: [], days: null };

test('a simulation in steps finds what one in a single step finds', async () => {
  const request = { seed: 11, runs: 120, faults: 'hell' } as const;
  const { histories, violations, seed } = await makeHandlers({}).simulate(request, context());
  const [orders, returns] = [simulate(request), simulateReturns(request)];
  assert.deepEqual([seed, histories], [11, orders.histories]);
  assert.equal(violations, orders.violations.length + returns.violations.length);
});

test('Ctrl-C ends a simulation of a hundred million histories, with 130', async () => {
  const abort = new AbortController();
  let steps = 0;
  const progress = (): void => {
    steps += 1;
    if (steps === 2) abort.abort();
  };
  const endless = { seed: 1, runs: 100_000_000, faults: 'calm' } as const;
  const ended = makeHandlers({}).simulate(endless, context({ signal: abort.signal, progress }));
  await assert.rejects(ended, { exitCode: EXIT.interrupted });
  assert.equal(steps, 2);
});

test('what is not there is told with its own exit code', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'crossdock-handlers-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const handlers = makeHandlers({ CROSSDOCK_HOME: home });
  await assert.rejects(handlers.bench({ name: 'nonsense', options: [] }, context()), {
    exitCode: EXIT.notFound,
    message: /there are .*orders/,
  });
  await assert.rejects(handlers.createKey({ ...KEY, system: 'nonsense' }, context()), {
    exitCode: EXIT.usage,
    message: /no system "nonsense"; there are .*wms/,
  });
});

test('a demo that is cut short is no result', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'crossdock-handlers-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const demo = makeHandlers({ CROSSDOCK_HOME: home }).demo(
    { orders: 5, seed: 1, faults: 'none' },
    context({ signal: AbortSignal.abort() }),
  );
  await assert.rejects(demo, { exitCode: EXIT.interrupted });
});
