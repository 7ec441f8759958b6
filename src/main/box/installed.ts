/**
 * The box of an installation: kept in its data folder, so that a play that was stopped, even by
 * force, goes on where it was. When the played day is over the systems run on in real time.
 */
import { z } from 'zod';
import type { CommandContext, FaultLevel } from '../../cli/handlers.ts';
import { showRun } from '../../cli/show-results.ts';
import type { SandboxDesk } from '../../application/ports/sandbox-desk.ts';
import { assert } from '../../kernel/assert.ts';
import { DAY_MS, formatInstant, HOUR_MS, instant, type Instant } from '../../kernel/instant.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import { withClient } from '../../postgres/databases.ts';
import { readRecordedUntil } from '../../postgres/queries/order-sums.ts';
import { FAULT_LEVELS } from '../../sandbox/faults.ts';
import { HandoverClock, SystemClock } from '../clocks.ts';
import type { Config } from '../config/config.ts';
import type { SandboxAddress } from '../connectors.ts';
import type { Home } from '../home.ts';
import type { Server } from '../server.ts';
import { auditBooks } from './audit.ts';
import { sumReturns } from './return-sums.ts';
import { planReturns } from './return-plan.ts';
import { play, startBoxSandbox } from './box.ts';
import { planDemand } from './demand.ts';
import { GameDays } from './game-day.ts';
import { PLAY_LOOK_EVERY_MS } from './run.ts';
import { progressOf, summarize } from './summary.ts';
import { demoWorld } from './world.ts';

/** What a new box plays; of no orders it plays nothing, and its systems run from the start. */
export interface BoxPlan {
  readonly orders: number;
  readonly seed: number;
  readonly faults: FaultLevel;
}

const BOX_FILE = 'box.json';
/** The played day lies so far back that its orders are paid by today. */
const DAYS_BACK = 30;

const boxFile = z.object({
  orders: z.int(),
  seed: z.int(),
  faults: z.enum(['none', 'calm', 'rough', 'hell']),
  start: z.number(),
  playedUntil: z.number(),
  over: z.boolean(),
});

type BoxFile = z.output<typeof boxFile>;

/** A box with its systems running, ready to play. */
export interface OpenBox {
  readonly clock: HandoverClock;
  readonly address: SandboxAddress;
  readonly lookEveryMs: number;
  /** What people may do to the simulated systems. */
  readonly desk: SandboxDesk;
  /** The API listens: webhooks may come. */
  opened(apiUrl: string, server: Server, apiKey: string): void;
  /** Plays what is left of the day; a sentence for people, or `null` when it was cut short. */
  play(server: Server, apiKey: string, context: CommandContext): Promise<string | null>;
  close(): Promise<void>;
}

/** Opens the box in the data folder; a new one gets the plan, an old one keeps its own. */
export async function openBox(
  home: Home,
  config: Config,
  plan: BoxPlan,
  databaseUrl: string,
): Promise<OpenBox> {
  const kept = boxFile.safeParse(await home.readJson(BOX_FILE));
  const box: BoxFile = kept.success ? kept.data : newBox(plan);
  if (!kept.success) await home.writeJson(BOX_FILE, box);
  const recorded = await withClient(databaseUrl, (client) => readRecordedUntil(client));
  const virtual = new VirtualClock(instant(Math.max(box.playedUntil, recorded)));
  const clock = new HandoverClock(virtual, new SystemClock());
  if (box.over) clock.goLive();
  const world = demoWorld(box.seed);
  const secret = await home.secret();
  const dial = { ...FAULT_LEVELS[box.faults] };
  let apiUrl = '';
  const sandbox = await startBoxSandbox({
    config,
    world,
    clock,
    seed: box.seed,
    folder: home.path('sandbox'),
    faults: dial,
    secret,
    deliverTo: (system) => `${apiUrl}/v1/inbound/${system}`,
  });
  let days: GameDays | null = null;
  const opened = (): GameDays => {
    assert(days !== null, 'the sandbox is asked before the API listens');
    return days;
  };
  const address = { urls: sandbox.urls, secret };
  const keep = (over: boolean): Promise<void> =>
    home.writeJson(BOX_FILE, { ...box, playedUntil: virtual.now(), over });

  return {
    clock,
    address,
    lookEveryMs: box.over ? LIVE_LOOK_EVERY_MS : PLAY_LOOK_EVERY_MS,
    desk: {
      state: () => opened().state(),
      set: (change) => opened().set(change),
      begin: (plan) => opened().begin(plan),
    },
    opened: (url, server, apiKey) => {
      apiUrl = url;
      const codes = Object.entries(config.entities).map(([entity, { code }]) => [entity, code]);
      days = new GameDays({
        core: server.core,
        db: server.pool,
        clock,
        urls: sandbox.urls,
        world,
        dial,
        desk: {
          shopUrl: sandbox.urls['shop'] ?? '',
          apiUrl: url,
          apiKey,
          codes: Object.fromEntries(codes) as Record<string, string>,
        },
        isReady: () => clock.isLive,
      });
    },
    close: async () => {
      days?.stop();
      await sandbox.stop();
    },
    play: async (server, apiKey, context) => {
      if (box.over) return box.orders === 0 ? '' : 'The day of this data folder was played before.';
      const startedAt = performance.now();
      const start = instant(box.start);
      const orders = planDemand(world, box.orders, box.seed, start);
      const returns = planReturns(orders, world.sites, box.seed);
      const end = await play({
        config,
        core: server.core,
        db: server.pool,
        sandbox,
        address,
        clock: virtual,
        apiUrl,
        apiKey,
        seed: box.seed,
        world,
        countEvenings: 1,
        plan: orders,
        returns,
        until: instant(Date.now()),
        signal: context.signal,
        progress: async () => {
          await keep(false);
          const time = formatInstant(virtual.now());
          context.progress({ ...(await progressOf(server.pool, time)), activity: 'playing a day' });
        },
      });
      if (context.signal.aborted) {
        await keep(false);
        return null;
      }
      await keep(true);
      clock.goLive();
      const seconds = (performance.now() - startedAt) / 1000;
      const currency = world.entities[0]!.currency;
      const verdict = await auditBooks(sandbox.urls, server.pool);
      const summary = showRun(
        await summarize(server.pool, currency, verdict, seconds, (of) =>
          sumReturns({ apiUrl, apiKey }, returns, of, end.returnNumberOf),
        ),
      );
      return end.finished ? summary : `${summary}\nSome orders are still under way.`;
    },
  };
}

/** In real time the clock is looked at every second. */
const LIVE_LOOK_EVERY_MS = 1_000;

function newBox({ orders, seed, faults }: BoxPlan): BoxFile {
  const day = Math.floor(Date.now() / DAY_MS) - DAYS_BACK;
  const start = (day * DAY_MS + 6 * HOUR_MS) as Instant;
  return { orders, seed, faults, start, playedUntil: start - HOUR_MS, over: orders === 0 };
}
