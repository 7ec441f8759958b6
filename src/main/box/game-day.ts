/** A game day: a simulated system is switched off while customers order, and what becomes of it is scored. */
import type pg from 'pg';
import type {
  FaultChange,
  GameDayPlan,
  SandboxDesk,
  SandboxState,
} from '../../application/ports/sandbox-desk.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { readAgreement } from '../../postgres/queries/agreement.ts';
import { FAULT_LEVELS } from '../../sandbox/faults.ts';
import type { FaultDial, World } from '../../sandbox/system.ts';
import type { Core } from '../core.ts';
import { auditBooks } from './audit.ts';
import { placeOrder, type OrderDesk } from './customers.ts';
import { planDemand } from './demand.ts';

/** Real milliseconds between looks at the queue. */
const LOOK_EVERY_MS = 1_000;
/** Seconds after which a game day ends although commands still wait. */
const DRAIN_MAX_SECONDS = 900;

export interface GameDayOptions {
  readonly core: Core;
  readonly db: pg.Pool;
  readonly clock: Clock;
  readonly urls: Readonly<Record<string, string>>;
  readonly world: World;
  /** The dial of all systems: it is read while they run, so setting it is enough. */
  readonly dial: FaultDial;
  readonly desk: OrderDesk;
  /** The systems run in real time: before that the day is being played. */
  isReady(): boolean;
}

type Day = NonNullable<SandboxState['gameDay']>;

/** Counts of facts at a moment: a game day tells what came since. */
type Counts = Day['facts'];

/** What people may do to the simulated systems of an installation. */
export class GameDays implements SandboxDesk {
  readonly #options: GameDayOptions;
  #day: Day | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #number = 0;

  constructor(options: GameDayOptions) {
    this.#options = options;
  }

  state(): SandboxState {
    const { dial, urls, isReady } = this.#options;
    const { outage: _outage, outageMs: _outageMs, ...shown } = dial;
    const level = (Object.keys(FAULT_LEVELS) as (keyof typeof FAULT_LEVELS)[]).find((name) =>
      Object.entries(FAULT_LEVELS[name]).every(([fault, value]) => dial[fault as keyof FaultDial] === value),
    );
    return {
      ready: isReady(),
      systems: Object.keys(urls),
      level: level ?? null,
      dial: shown,
      gameDay: this.#day,
    };
  }

  set({ level, faults }: FaultChange): Result<SandboxState, Refusal> {
    const refused = this.#refusal();
    if (refused !== null) return err(refused);
    Object.assign(this.#options.dial, level === undefined ? {} : FAULT_LEVELS[level], faults);
    return ok(this.state());
  }

  async begin(plan: GameDayPlan): Promise<Result<SandboxState, Refusal>> {
    const { urls, clock } = this.#options;
    const refused = this.#refusal();
    if (refused !== null) return err(refused);
    const url = urls[plan.system];
    if (url === undefined) {
      const detail = `${plan.system} is no simulated system; there are: ${Object.keys(urls).join(', ')}.`;
      return err({ code: 'not-found', detail });
    }
    if (this.#timer !== null) {
      return err({ code: 'not-possible-now', detail: 'A game day is under way: wait for its end.' });
    }
    const before = await this.#counts();
    await fetch(`${url}/sandbox/outage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ durationMs: plan.outageSeconds * 1_000 }),
    });
    this.#day = {
      system: plan.system,
      phase: 'off',
      startedAt: formatInstant(clock.now()),
      outageSeconds: plan.outageSeconds,
      ordersPlaced: 0,
      queuedPeak: 0,
      drainSeconds: null,
      brokenEquations: 0,
      wrongEffects: null,
      facts: { applied: 0, suppressed: 0, lost: 0 },
      series: [],
    };
    this.#run(plan, before);
    return ok(this.state());
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #refusal(): Refusal | null {
    if (this.#options.isReady()) return null;
    const detail = 'The day is being played by the seed: wait until the systems run in real time.';
    return { code: 'not-possible-now', detail };
  }

  #run(plan: GameDayPlan, before: Counts): void {
    const { world, clock } = this.#options;
    const count = Math.ceil((plan.outageSeconds / 60) * plan.ordersPerMinute);
    this.#number += 1;
    const orders = planDemand(world, count, this.#number, clock.now()).map((order) => ({
      ...order,
      salesOrder: order.salesOrder.replace('SO-', `GD${Math.floor(clock.now() / 1_000).toString(36)}-`),
      second: null,
    }));
    const startedMs = performance.now();
    let busy = false;
    const look = async (): Promise<void> => {
      const second = Math.round((performance.now() - startedMs) / 1_000);
      const due = Math.min(count, Math.floor((second / 60) * plan.ordersPerMinute) + 1);
      while (this.#day!.ordersPlaced < due && second <= plan.outageSeconds) {
        const order = orders[this.#day!.ordersPlaced]!;
        this.#change({ ordersPlaced: this.#day!.ordersPlaced + 1 });
        await placeOrder(this.#options.desk, order, clock.now() as Instant).catch(() => undefined);
      }
      await this.#score(plan, second, before);
    };
    this.#timer = setInterval(() => {
      if (busy) return;
      busy = true;
      void look()
        .catch(() => undefined)
        .finally(() => (busy = false));
    }, LOOK_EVERY_MS).unref();
  }

  async #score(plan: GameDayPlan, second: number, before: Counts): Promise<void> {
    const { core, db, urls } = this.#options;
    const backlog = core.dispatcher.backlog().get(plan.system);
    const queued = (backlog?.waiting ?? 0) + (backlog?.inFlight ?? 0);
    const day = this.#day!;
    this.#change({
      queuedPeak: Math.max(day.queuedPeak, queued),
      series: [...day.series, { second, queued }],
      phase: second < plan.outageSeconds ? 'off' : 'draining',
    });
    if (second < plan.outageSeconds) return;
    const isDrained = queued === 0;
    if (!isDrained && second < plan.outageSeconds + DRAIN_MAX_SECONDS) return;
    this.stop();
    const [counts, agreement, verdict] = await Promise.all([
      this.#counts(),
      readAgreement(db, null),
      auditBooks(urls, db),
    ]);
    this.#change({
      phase: 'over',
      drainSeconds: isDrained ? second - plan.outageSeconds : null,
      brokenEquations: agreement.equationsBroken,
      wrongEffects: verdict.violations,
      facts: {
        applied: counts.applied - before.applied,
        suppressed: counts.suppressed - before.suppressed,
        lost: counts.lost - before.lost,
      },
    });
  }

  async #counts(): Promise<Counts> {
    const { factsRecorded, repetitions, losses } = await readAgreement(this.#options.db, null);
    const lost = losses.reduce((sum, loss) => sum + loss.lost, 0);
    return { applied: factsRecorded, suppressed: repetitions, lost };
  }

  #change(part: Partial<Day>): void {
    this.#day = { ...this.#day!, ...part };
  }
}
