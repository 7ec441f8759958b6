/**
 * The box: the simulated systems, the application and the demo's people in one process, on virtual
 * time, over real HTTP and a real database. Plays a plan of orders to its end.
 */
import type { Config } from '../config/config.ts';
import type { Queryable } from '../../postgres/queries/query.ts';
import { countReturnsUnderway, countUnfinished } from '../../postgres/queries/order-sums.ts';
import { readShortages } from '../../postgres/queries/shortages.ts';
import type { Core } from '../core.ts';
import type { SandboxAddress } from '../connectors.ts';
import { HOUR_MS, type Instant } from '../../kernel/instant.ts';
import { seededRandom } from '../../kernel/random.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { VirtualClock } from '../../kernel/virtual-clock.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start.ts';
import { carrier } from '../../sandbox/carrier.ts';
import { crm } from '../../sandbox/crm.ts';
import { laboratory } from '../../sandbox/laboratory.ts';
import { erp } from '../../sandbox/erp.ts';
import { payment } from '../../sandbox/payment.ts';
import { shop } from '../../sandbox/shop.ts';
import { supplier } from '../../sandbox/supplier.ts';
import { tax } from '../../sandbox/tax.ts';
import { wms } from '../../sandbox/wms.ts';
import type { FaultDial, SystemFactory, World } from '../../sandbox/system.ts';
import { workThroughCases } from './clerks.ts';
import { askWriteOff, countShelves, type PlannedWriteOff } from './stock-clerks.ts';
import { changeMind, placeOrder, type OrderDesk } from './customers.ts';
import type { PlannedOrder } from './demand.ts';
import { tellSystem } from './requests.ts';
import { ReturnPeople } from './return-people.ts';
import type { PlannedReturn } from './return-plan.ts';
import { passVirtualTime } from './virtual-time.ts';

/** The simulated systems, by kind of connector. */
export const SIMULATED_SYSTEMS: Readonly<Record<string, SystemFactory>> = {
  shop,
  erp,
  wms,
  carrier,
  tax,
  payment,
  supplier,
  crm,
  laboratory,
};

/** What simulates a system; a declared one is simulated under its own name. */
export const simulatedSystem = (connector: string, system: string): SystemFactory | undefined =>
  SIMULATED_SYSTEMS[connector] ?? SIMULATED_SYSTEMS[system];

/** Simulated time that may pass at once: what is due within it happens together. */
const QUANTUM_MS = 20_000;
/** Clerks look at their queues this often. */
const CLERKS_EVERY_MS = HOUR_MS;
/** The buyer looks at shortages this often. */
const BUYER_EVERY_MS = 12 * HOUR_MS;
/** Customers, dock and inspectors look at their returns this often. */
const RETURNS_EVERY_MS = 4 * HOUR_MS;
/** Wall-clock milliseconds between looks at whether all is done. */
const DONE_EVERY_MS = 200;
/** The warehouse counts so many hours before a day of the play is over. */
const COUNT_BEFORE_HOURS = 12;
/** Units that the buyer orders beyond what is missing. */
const BUYER_MARGIN = 20n;

/** Starts the simulated systems that the configuration asks for. */
export async function startBoxSandbox(options: {
  readonly config: Config;
  readonly world: World;
  readonly clock: Clock;
  readonly seed: number;
  readonly folder: string | null;
  readonly faults: FaultDial;
  readonly secret: string;
  deliverTo(system: string): string;
}): Promise<Sandbox> {
  const simulated = Object.entries(options.config.systems).filter(([, { url }]) => url === 'sandbox');
  return startSandbox({
    world: options.world,
    systems: Object.fromEntries(
      simulated.map(([system, { connector }]) => [system, simulatedSystem(connector, system)!]),
    ),
    clock: options.clock,
    seed: options.seed,
    folder: options.folder,
    faults: options.faults,
    host: '127.0.0.1',
    deliverTo: options.deliverTo,
    secret: options.secret,
  });
}

export interface PlayOptions {
  readonly config: Config;
  readonly core: Core;
  readonly db: Queryable;
  readonly sandbox: Sandbox;
  readonly address: SandboxAddress;
  readonly clock: VirtualClock;
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly seed: number;
  readonly plan: readonly PlannedOrder[];
  /** What people at the warehouse want written off. */
  readonly writeOffs?: readonly PlannedWriteOff[];
  /** The warehouse counts a few shelves on so many evenings. */
  readonly countEvenings?: number;
  readonly world: World;
  readonly returns: readonly PlannedReturn[];
  /** The play ends here even if orders are open. */
  readonly until: Instant;
  readonly signal: AbortSignal;
  /** Called at standstills, a few times a second at most. */
  progress(): Promise<void>;
}

/** How a play ended. */
export interface PlayEnd {
  /** Every planned order was placed and has ended. */
  readonly finished: boolean;
  /** The number under which a planned return is known. */
  returnNumberOf(planned: PlannedReturn): string;
}

/** Plays the plan: customers order, clerks decide, the buyer buys, until every order has ended. */
export async function play(options: PlayOptions): Promise<PlayEnd> {
  const people = new People(options);
  people.start();
  let finished = false;
  let lookedMs = 0;
  await passVirtualTime({
    clock: options.clock,
    quantumMs: QUANTUM_MS,
    awaiting: () => options.core.underway() > 0,
    until: options.until,
    still: () => people.atRest() && isStill(options),
    done: async () => {
      people.rethrow();
      if (options.signal.aborted) return true;
      if (performance.now() - lookedMs < DONE_EVERY_MS) return false;
      lookedMs = performance.now();
      await options.progress();
      if (!people.allPlaced() || !people.allReturned()) return false;
      const { open, all } = await countUnfinished(options.db);
      finished = open === 0 && all >= options.plan.length && (await countReturnsUnderway(options.db)) === 0;
      return finished;
    },
  });
  people.stop();
  people.rethrow();
  return { finished, returnNumberOf: (planned) => people.returnNumberOf(planned) };
}

/** Everything that moves waits for the clock: requests under way are held by their systems. */
function isStill({ core, sandbox }: PlayOptions): boolean {
  const { held, delivering } = sandbox.activity();
  return core.still() && delivering === 0 && held === core.underway();
}

/** The people of the play: what they start is in motion until it is done. */
class People {
  readonly #options: PlayOptions;
  readonly #desk: OrderDesk;
  readonly #cancels = new Set<() => void>();
  #busy = 0;
  #toPlace = 0;
  #failure: Error | null = null;
  readonly #returns: ReturnPeople;

  constructor(options: PlayOptions) {
    this.#options = options;
    const { address, apiUrl, apiKey, config } = options;
    this.#desk = {
      shopUrl: address.urls['shop'] ?? '',
      apiUrl,
      apiKey,
      codes: Object.fromEntries(
        Object.entries(config.entities).map(([entity, { code }]) => [entity, code]),
      ),
    };
    this.#returns = new ReturnPeople(
      {
        ...this.#desk,
        crmUrl: address.urls['crm'] ?? '',
        wmsUrl: address.urls['wms'] ?? '',
        secret: address.secret,
      },
      options.returns,
    );
  }

  start(): void {
    const { clock, plan, seed } = this.#options;
    for (const order of plan) {
      this.#toPlace += 1;
      this.#at(order.at, async () => {
        await placeOrder(this.#desk, order, clock.now());
        this.#toPlace -= 1;
      });
      const { second } = order;
      if (second !== null) this.#at(second.at, () => changeMind(this.#desk, order, clock.now()));
    }
    const { address, writeOffs = [], countEvenings = 0, world } = this.#options;
    for (const wanted of writeOffs) {
      this.#toPlace += 1;
      this.#at(wanted.at, async () => {
        await askWriteOff(address, wanted);
        this.#toPlace -= 1;
      });
    }
    const counting = seededRandom(`counts ${seed}`);
    for (let evening = 1; evening <= countEvenings; evening++) {
      const at = (clock.now() + (evening * 24 - COUNT_BEFORE_HOURS) * HOUR_MS) as Instant;
      this.#at(at, () => countShelves(address, world, evening, counting));
    }
    const random = seededRandom(`clerks ${seed}`);
    this.#every(CLERKS_EVERY_MS, async () => {
      const desk = { ...this.#desk, erpUrl: this.#options.address.urls['erp'] ?? '' };
      await workThroughCases(desk, random);
    });
    this.#every(BUYER_EVERY_MS, () => this.#buy());
    if (!this.#returns.done()) this.#every(RETURNS_EVERY_MS, () => this.#returns.round(clock.now()));
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  atRest(): boolean {
    return this.#busy === 0;
  }

  allPlaced(): boolean {
    return this.#toPlace === 0;
  }

  returnNumberOf(planned: PlannedReturn): string {
    return this.#returns.numberOf(planned);
  }

  allReturned(): boolean {
    return this.#returns.done();
  }

  /** What people could not do ends the play: it is the play's own fault. */
  rethrow(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  #at(due: Instant, work: () => Promise<void>): void {
    const cancel = this.#options.clock.at(due, () => {
      this.#cancels.delete(cancel);
      this.#busy += 1;
      work()
        .catch((error: unknown) => {
          this.#failure ??= error instanceof Error ? error : new Error(String(error));
        })
        .finally(() => (this.#busy -= 1));
    });
    this.#cancels.add(cancel);
  }

  #every(intervalMs: number, work: () => Promise<void>): void {
    this.#at((this.#options.clock.now() + intervalMs) as Instant, async () => {
      await work();
      this.#every(intervalMs, work);
    });
  }

  /** Buys what orders wait for; it arrives at the entity's first site. */
  async #buy(): Promise<void> {
    const { db, config, address } = this.#options;
    for (const { entity, item, missing } of await readShortages(db)) {
      const site = Object.entries(config.sites).find(([, row]) => row.entity === entity)?.[0];
      if (site === undefined) continue;
      const quantity = formatQuantity((missing + BUYER_MARGIN * 1_000_000n) as Quantity);
      const receipt = { site, lines: [{ itemNo: item, quantity }] };
      await tellSystem(`${address.urls['wms'] ?? ''}/wms/v2/receipts`, address.secret, receipt);
    }
  }
}
