/** The warehouse's own people: they count, and they want things out of the books. */
import type { SandboxAddress } from '../connectors.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Random } from '../../kernel/random.ts';
import type { World } from '../../sandbox/system.ts';
import { countForm, writeOffForm } from '../../sandbox/wms-clerks.ts';
import { tellSystem } from './requests.ts';

/** What somebody at the warehouse wants written off. */
export interface PlannedWriteOff {
  readonly at: Instant;
  readonly number: string;
  readonly site: string;
  readonly item: string;
  /** Whole units, below zero. */
  readonly change: number;
  readonly words: string;
  readonly unitCost: { readonly amount: string; readonly currency: string } | null;
}

const CLERK = 'warehouse-clerk';
/** Items that each site counts in a round. */
const COUNTED_ITEMS = 3;
/** Shelves that turn out to lack something. */
const LACKING = 0.3;
/** What may lack without anybody being asked: such items are worth little. */
const CHEAP_MAX = 20;

/** Asks for a write-off at the warehouse. */
export async function askWriteOff(address: SandboxAddress, wanted: PlannedWriteOff): Promise<void> {
  const { number, site, item, change, words, unitCost } = wanted;
  const form = writeOffForm({ number, site, clerk: CLERK, item, change: String(change), words, unitCost });
  await post(address, '/wms/v2/write-offs', form);
}

/** Counts a few items at each site; here and there one is missing. */
export async function countShelves(
  address: SandboxAddress,
  world: World,
  round: number,
  random: Random,
): Promise<void> {
  for (const { site, entity } of world.sites) {
    const { currency } = world.entities.find((company) => company.entity === entity)!;
    // What comes in lots is counted by them, and a round does not know them.
    const whole = world.items.filter(({ lots }) => lots === undefined);
    const cheap = whole.filter(({ listPrice }) => Number(listPrice) <= CHEAP_MAX);
    const counted = random.shuffle(cheap).slice(0, COUNTED_ITEMS);
    if (counted.length === 0) continue;
    const shelves = counted.map(({ item, listPrice }) => ({
      item,
      missing: random.chance(LACKING) ? '1' : '0',
      unitCost: { amount: Number(listPrice).toFixed(2), currency },
    }));
    const form = countForm({ number: `CC-${site}-${round}`, site, clerk: CLERK, shelves });
    await post(address, '/wms/v2/counts', form);
  }
}

const post = ({ urls, secret }: SandboxAddress, path: string, body: unknown): Promise<unknown> =>
  tellSystem(`${urls['wms'] ?? ''}${path}`, secret, body);
