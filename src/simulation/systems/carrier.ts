import type { CommandContent, FactContent } from '../contents.ts';
import { euros, type World } from '../world.ts';
import type { Answer, Request, System } from './system.ts';

/** A transport that the carrier has taken on. */
export interface Transport {
  readonly shipment: string;
  readonly trackingNumber: string;
  readonly freightMinor: bigint;
  readonly answer: Answer;
}

/** The carrier: knows no idempotency key, and takes on a shipment as often as it is asked to. */
export class Carrier implements System {
  readonly name = 'carrier';
  readonly honoursKey = false;
  readonly settleMs = 120_000;
  readonly latencyMs = 2_000;
  readonly transports: Transport[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  execute(request: Request): Answer {
    const { salesOrder, shipment } = request.content as CommandContent<'arrangeTransport'>;
    const trackingNumber = `T-${shipment}-${this.transports.length + 1}`;
    const freightMinor = BigInt(300 + this.#world.random.below(2_000));
    const arranged: FactContent<'transportArranged'> = {
      salesOrder,
      shipment,
      carrier: 'parcel',
      trackingNumber,
      freight: euros(freightMinor),
    };
    const fact = this.#world.fact(this.name, 'transportArranged', arranged);
    if (this.#world.turn(0.5)) {
      const wrong = { ...arranged, freight: euros(freightMinor + 100n) };
      if (this.#world.chance(this.#world.faults.contradicted * 4)) this.#world.tellWrong(fact, wrong);
    }
    const answer: Answer = { kind: 'done', facts: [fact] };
    this.transports.push({ shipment, trackingNumber, freightMinor, answer });
    this.#world.after(this.#world.hours(72), () => this.#deliver(shipment, trackingNumber));
    return answer;
  }

  probe(request: Request): Answer | null {
    const { shipment } = request.content as CommandContent<'arrangeTransport'>;
    return this.transports.find((known) => known.shipment === shipment)?.answer ?? null;
  }

  #deliver(shipment: string, trackingNumber: string): void {
    this.#world.tell(
      this.#world.fact(this.name, 'proofOfDeliveryRecorded', {
        trackingNumber,
        shipment,
        deliveredAt: this.#world.now(),
      }),
    );
  }
}
