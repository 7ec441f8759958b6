/** Starts the box: every simulated system on a port of its own. */
import { mkdirSync } from 'node:fs';
import type { Clock } from '../kernel/clock.ts';
import type { Instant } from '../kernel/instant.ts';
import { seededRandom } from '../kernel/random.ts';
import { SystemRuntime } from './framework.ts';
import type { FaultDial, SystemFactory, World } from './system.ts';
import type { DeliveryCounts } from './webhook-delivery.ts';

/** How the box is set up. */
export interface SandboxOptions {
  readonly world: World;
  /** The systems by name; the name is also the connector's. */
  readonly systems: Readonly<Record<string, SystemFactory>>;
  readonly clock: Clock;
  readonly seed: number | string;
  /** Folder for the systems' databases, made if it is missing; `null` keeps them in memory. */
  readonly folder: string | null;
  /** Shared by all systems and read anew at every request: change it at any time. */
  readonly faults: FaultDial;
  readonly host: '127.0.0.1';
  /** Ports by system; missing or 0 takes any free one. */
  readonly ports?: Readonly<Record<string, number>>;
  /** URL that a system's webhooks are POSTed to; asked anew at each attempt. */
  readonly deliverTo: (system: string) => string;
  /** Shared secret of signatures and access tokens. */
  readonly secret: string;
}

/** The running box. */
export interface Sandbox {
  readonly urls: Readonly<Record<string, string>>;
  /** The shared dial. A system's own dial (`PUT /sandbox/faults`) lies over it. */
  readonly faults: FaultDial;
  /**
   * What is in motion. `held`: requests received that wait for the clock, or that will never be
   * answered. `delivering`: webhooks on the wire, and late requests that are being applied.
   * On a virtual clock time may pass when `delivering` is 0 and every request that the other side
   * has under way is held.
   */
  activity(): { held: number; delivering: number };
  /** Jobs and webhooks that are not yet due or not yet delivered. */
  pending(): number;
  /** When the next job or webhook is due. */
  nextDue(): Instant | null;
  /** Takes one system down for a while, from now on. */
  takeDown(system: string, durationMs: number): void;
  /** What became of each system's webhooks. */
  deliveries(): Readonly<Record<string, DeliveryCounts>>;
  stop(): Promise<void>;
}

/** Starts the simulated systems; over the same folder it goes on where the last run stopped. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  if (options.folder !== null) mkdirSync(options.folder, { recursive: true });
  const chance = seededRandom(options.seed);
  const runtimes = Object.entries(options.systems).map(
    ([name, factory]) =>
      new SystemRuntime({
        name,
        factory,
        world: options.world,
        clock: options.clock,
        random: chance.fork(name),
        faults: options.faults,
        folder: options.folder,
        secret: options.secret,
        deliverTo: () => options.deliverTo(name),
      }),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(runtimes.map((runtime) => runtime.stop()));
  };
  const urls: Record<string, string> = {};
  try {
    for (const runtime of runtimes) {
      urls[runtime.name] = await runtime.start(options.host, options.ports?.[runtime.name] ?? 0);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return boxOf(options.faults, urls, runtimes, stop);
}

function boxOf(
  faults: FaultDial,
  urls: Readonly<Record<string, string>>,
  runtimes: readonly SystemRuntime[],
  stop: () => Promise<void>,
): Sandbox {
  const sum = (of: (runtime: SystemRuntime) => number): number =>
    runtimes.reduce((total, runtime) => total + of(runtime), 0);
  return {
    urls,
    faults,
    stop,
    activity: () => ({
      held: sum((runtime) => runtime.held()),
      delivering: sum((runtime) => runtime.delivering()),
    }),
    pending: () => sum((runtime) => runtime.pending()),
    nextDue: () => {
      const dues = runtimes.map((runtime) => runtime.nextDue()).filter((due) => due !== null);
      return dues.length === 0 ? null : (Math.min(...dues) as Instant);
    },
    takeDown: (system, durationMs) => {
      const runtime = runtimes.find((candidate) => candidate.name === system);
      if (runtime === undefined) throw new RangeError(`there is no system "${system}"`);
      runtime.takeDown(durationMs);
    },
    deliveries: () =>
      Object.fromEntries(runtimes.map((runtime) => [runtime.name, runtime.delivery.counts])),
  };
}
