/** What the real Trytons of the tests hold from the start. */
import type { Seed } from '../../tools/real/tryton-seed.ts';

/** Two customers, a few items, this year and the last: enough to try the connector out. */
export function smallSeed(): Seed {
  const year = new Date().getUTCFullYear();
  return {
    company: 'Acme Distribution',
    years: [year - 1, year, year + 1],
    items: [
      { item: 'IT-1', listPrice: '10', stock: 1_000 },
      { item: 'IT-2', listPrice: '2.5', stock: 500 },
      { item: 'IT-LOT', listPrice: '25', stock: 0, lots: true },
    ],
    parties: [
      { party: 'C-1', country: 'US', netDays: 0, contractPrices: { 'IT-1': '9.75' } },
      { party: 'C-2', country: 'US', netDays: 30 },
    ],
  };
}
