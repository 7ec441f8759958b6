import { COMMANDS } from '../../canonical/catalogue.ts';
import type { CommandContent, FactContent } from '../contents.ts';
import { euros } from '../world.ts';
import { done, KeyedSystem, type Answer, type Request } from './system.ts';

/** What the provider is told to collect for an invoice. */
export interface PaymentRequest {
  readonly invoice: string;
  amountMinor: bigint;
  withdrawn: boolean;
}

/** The payment provider, and the customer behind it: pays in full, in parts, or too much. */
export class PaymentProvider extends KeyedSystem {
  readonly name = 'payment';
  readonly requests = new Map<string, PaymentRequest>();
  readonly payments: FactContent<'paymentReceived'>[] = [];

  protected apply(request: Request): Answer {
    if (request.type === COMMANDS.withdrawPaymentRequest.type) {
      const { invoice } = request.content as CommandContent<'withdrawPaymentRequest'>;
      const known = this.requests.get(invoice);
      if (known !== undefined) known.withdrawn = true;
      return done();
    }
    const { invoice, amount } = request.content as CommandContent<'requestPayment'>;
    const known = this.requests.get(invoice);
    if (known !== undefined) {
      known.amountMinor = amount.amountMinor;
      known.withdrawn = false;
      return done();
    }
    this.requests.set(invoice, { invoice, amountMinor: amount.amountMinor, withdrawn: false });
    this.world.after(this.world.hours(240), () => this.#pay(invoice));
    return done();
  }

  #pay(invoice: string): void {
    const request = this.requests.get(invoice)!;
    if (request.withdrawn) return;
    const { amountMinor } = request;
    if (this.world.turn()) {
      const part = amountMinor / 3n;
      this.#receive(invoice, part);
      const rest = this.world.turn(2) ? 0n : amountMinor - part;
      if (rest > 0n) this.world.after(this.world.hours(48), () => this.#receive(invoice, rest));
      return;
    }
    this.#receive(invoice, this.world.turn() ? amountMinor + 500n : amountMinor);
  }

  #receive(invoice: string, amountMinor: bigint): void {
    const payment: FactContent<'paymentReceived'> = {
      payment: `P-${invoice}-${this.payments.length + 1}`,
      invoice,
      amount: euros(amountMinor),
      receivedAt: this.world.now(),
    };
    this.payments.push(payment);
    this.world.tell(this.world.fact(this.name, 'paymentReceived', payment));
  }
}
