import type { Answer, Request, System } from './systems/system.ts';
import type { World } from './world.ts';

/** What the sender learns of a request. */
export type Reply =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** Certainly without effect: too many requests, or an outage. */
  | { readonly kind: 'turned-away' }
  /** Nothing: the effect may exist, now or later. */
  | { readonly kind: 'silence' };

const SILENCE: Reply = { kind: 'silence' };
const TURNED_AWAY: Reply = { kind: 'turned-away' };

/** After this long, in milliseconds, nobody waits for an answer any more. */
const TIMEOUT_MS = 10_000;

/** Sends one request over a wire that may fail in every way that wires fail. */
export function send(
  world: World,
  system: System,
  request: Request,
  reply: (reply: Reply) => void,
): void {
  const { faults, random } = world;
  const latencyMs = 20 + random.below(system.latencyMs);
  const giveUp = (): void => world.after(TIMEOUT_MS, () => reply(SILENCE));
  if (world.chance(faults.turnedAway)) {
    world.after(latencyMs, () => reply(TURNED_AWAY));
  } else if (world.chance(faults.requestLost)) {
    giveUp();
  } else if (world.chance(faults.answerLost)) {
    world.after(latencyMs, () => system.execute(request));
    giveUp();
  } else if (world.chance(faults.landsLate)) {
    const landsAfterMs = TIMEOUT_MS + random.below(system.settleMs - TIMEOUT_MS);
    world.after(landsAfterMs, () => system.execute(request));
    giveUp();
  } else {
    world.after(latencyMs, () => {
      const answer = system.execute(request);
      world.after(latencyMs, () => reply({ kind: 'answered', answer }));
    });
  }
}
