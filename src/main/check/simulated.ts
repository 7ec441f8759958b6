/** Simulated surroundings for the conformance suite: systems of their own, on virtual time, in memory. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Surroundings } from '../../connectors/conformance/trial.ts';
import type { Instant } from '../../kernel/instant.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import { pass, settle } from '../../sandbox/drive.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start.ts';
import type { FaultDial, SystemFactory, World } from '../../sandbox/system.ts';

/** Real milliseconds within which a connector must end after its signal fired. */
const PATIENCE_MS = 5_000;

export interface SimulatedOptions {
  readonly world: World;
  readonly systems: Readonly<Record<string, SystemFactory>>;
  readonly faults: FaultDial;
  readonly seed: number;
  readonly start: Instant;
  readonly secret: string;
}

/** A sandbox that nobody else uses, and its time. */
export interface SimulatedSystems {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly surroundings: Surroundings;
  stop(): Promise<void>;
}

/** Starts simulated systems; what they push is taken and thrown away. */
export async function startSimulated(options: SimulatedOptions): Promise<SimulatedSystems> {
  const clock = new VirtualClock(options.start);
  const sink = createServer((request, response) => {
    request.resume();
    request.once('end', () => response.writeHead(202).end());
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const sandbox = await startSandbox({
    ...options,
    clock,
    folder: null,
    host: '127.0.0.1',
    deliverTo: (system) => `${sinkUrl}/${system}`,
  });
  return {
    sandbox,
    clock,
    surroundings: {
      patienceMs: PATIENCE_MS,
      now: () => clock.now(),
      wait: (durationMs) => pass(clock, sandbox, (clock.now() + durationMs) as Instant),
      call: (giveUpMs, work) => callOn(clock, sandbox, giveUpMs, work),
    },
    stop: async () => {
      await sandbox.stop();
      sink.closeAllConnections();
      await new Promise((resolve) => sink.close(resolve));
    },
  };
}

/** Time passes while the system holds our requests; afterwards none of them is left behind. */
async function callOn<T>(
  clock: VirtualClock,
  sandbox: Sandbox,
  giveUpMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = clock.at((clock.now() + giveUpMs) as Instant, () => controller.abort());
  try {
    return await settle(clock, sandbox, work(controller.signal));
  } finally {
    cancel();
    while (sandbox.activity().held > 0) await setImmediate();
  }
}
