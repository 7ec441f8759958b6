import { applyRate } from '../../kernel/money.ts';
import type { CommandContent, FactContent } from '../contents.ts';
import { euros } from '../world.ts';
import { KeyedSystem, type Answer, type Request } from './system.ts';

const RATE_PPM = 190_000;

/** The tax engine: what it quotes depends on the content of the question alone. */
export class TaxEngine extends KeyedSystem {
  readonly name = 'tax';
  /** It answers when it comes to it: a shipment may be restated in between. */
  override readonly latencyMs = 180_000;
  override readonly settleMs = 400_000;
  /** Quotes by shipment and question. */
  readonly quotes = new Map<string, FactContent<'taxQuoted'>>();
  /** Shipments whose address it cannot place, until somebody mends the address. */
  readonly unplaced = new Set<string>();
  #undecided = true;

  protected apply(request: Request): Answer {
    const { salesOrder, shipment, of, lines, freight } = request.content as CommandContent<'quoteTax'>;
    if (this.#undecided && this.world.turn()) this.unplaced.add(salesOrder);
    this.#undecided = false;
    if (this.unplaced.has(salesOrder)) {
      const refusal = { salesOrder, shipment, of, reason: 'the address cannot be placed' };
      return { kind: 'refused', facts: [this.world.fact(this.name, 'taxRefused', refusal)] };
    }
    const key = `${shipment} ${of}`;
    let quote = this.quotes.get(key);
    if (quote === undefined) {
      const taxOf = (amountMinor: bigint) =>
        euros(applyRate(amountMinor, BigInt(RATE_PPM), 'half-up'));
      quote = {
        salesOrder,
        shipment,
        of,
        quote: `Q-${this.quotes.size + 1}`,
        lines: lines.map(({ line, net }) => ({
          line,
          ratePpm: RATE_PPM,
          tax: taxOf(net.amountMinor),
        })),
        freightTax: taxOf(freight.amountMinor),
      };
      this.quotes.set(key, quote);
    }
    return { kind: 'done', facts: [this.world.fact(this.name, 'taxQuoted', quote)] };
  }

  /** A clerk mends the address. */
  place(salesOrder: string): void {
    this.unplaced.delete(salesOrder);
  }
}
