/** Checks of what the system's records say over time: the same again, in order, by its own clock. */
import type { CanonicalFact } from '../../../application/ports/connector.ts';
import { DEFAULT_SWEEP } from '../../../application/sweep/sweep.ts';
import { factTypeOf } from '../../../canonical/catalogue.ts';
import { formatInstant, HOUR_MS, type Instant } from '../../../kernel/instant.ts';
import { demand, effectText, type Trial } from '../trial.ts';
import { need, plural, toldOf, wordingOf, type Check } from './check.ts';

const NOTHING_STATED = {
  notApplicable: 'no statement tells what the sample told, so no window can lose it',
} as const;

const NOTHING_TOLD = {
  notApplicable: 'its commands are answered without facts, and nothing is pushed about them',
} as const;


/** A window in which all facts lie, whatever the system's clock. */
function windowOf(facts: readonly CanonicalFact[], now: Instant): { from: Instant; to: Instant } {
  const times = [now, ...facts.map(({ occurredAt }) => occurredAt)];
  const from = (Math.min(...times) - HOUR_MS) as Instant;
  return { from, to: (Math.max(...times) + HOUR_MS) as Instant };
}

export const statement: Check = {
  name: 'statement',
  proves: 'What answers and messages tell is in the statement too, under the same ids.',
  between: 'nothing',
  async run(trial) {
    const { facts, answered } = await toldOf(trial);
    if (facts.length === 0) return NOTHING_TOLD;
    if (trial.specimen.stated !== undefined) return trial.specimen.stated;
    const stated = await trial.readStatement(windowOf(facts, trial.surroundings.now()));
    for (const fact of facts) demandStated(fact, stated);
    const pushed = facts.length - answered;
    return (
      `${plural(answered, 'fact')} of an answer and ${pushed} of messages are in a statement of ` +
      `${stated.length}, with the same ids and contents`
    );
  },
};

function demandStated(fact: CanonicalFact, stated: readonly CanonicalFact[]): void {
  const same = stated.find(({ id, type }) => id === fact.id && type === fact.type);
  const wording = wordingOf(fact);
  if (same === undefined) {
    const twin = stated.find((other) => wordingOf(other) === wording);
    const instead = twin === undefined ? 'and nothing that says the same' : `but ${twin.id} says the same`;
    demand(false, `the statement has no ${fact.type} with id ${fact.id}, ${instead}`);
  }
  demand(wordingOf(same) === wording, `${fact.type} ${fact.id} says something else in the statement`);
}

export const order: Check = {
  name: 'order',
  proves: 'Of two commands under one key the later one stands, and their facts tell which it is.',
  between: 'nothing',
  async run(trial) {
    const successor = need(trial.specimen.successor);
    const { command: first, facts: before } = await trial.done();
    const second = successor(first);
    const result = await trial.complete(second);
    demand(result.kind === 'done', `the later command is ${result.kind}`);
    const effects = await trial.specimen.effects(second);
    demand(effects.whole === 1, `after both were done ${effectText(effects)} of the later one is there`);
    let compared = 0;
    for (const later of result.facts) {
      for (const earlier of before.filter((fact) => keyOf(fact) === keyOf(later))) {
        demandRising(earlier, later);
        compared += 1;
      }
    }
    return (
      'two generations under one key: the later stands; ' +
      `${plural(compared, 'pair')} of facts compared by version`
    );
  },
};

const keyOf = ({ type, content }: CanonicalFact): string =>
  `${type} ${factTypeOf(type)?.key(content) ?? ''}`;

function demandRising(earlier: CanonicalFact, later: CanonicalFact): void {
  const type = factTypeOf(later.type)!;
  const [was, is] = [type.version(earlier.content), type.version(later.content)];
  if (wordingOf(earlier) === wordingOf(later)) return;
  demand(is > was, `${keyOf(later)} is said first as version ${was} and later as version ${is}`);
}

export const clock: Check = {
  name: 'clock',
  proves: 'The system’s clock is near enough to ours, and windows that meet or overlap lose nothing.',
  between: 'nothing',
  async run(trial) {
    const before = trial.surroundings.now();
    const { facts } = await toldOf(trial);
    const after = trial.surroundings.now();
    if (facts.length === 0) return NOTHING_TOLD;
    // Messages may tell what happened before the sample: the newest fact shows the clock.
    const at = Math.max(...facts.map(({ occurredAt }) => occurredAt)) as Instant;
    const skewMs = at < before ? at - before : at > after ? at - after : 0;
    const { overlapMs } = DEFAULT_SWEEP;
    demand(
      Math.abs(skewMs) <= overlapMs,
      `its clock is ${inMinutes(skewMs)} from ours, and windows overlap by ${inMinutes(overlapMs)}: ` +
        'sweeps would lose what it records',
    );
    const stated = await demandNoGap(trial, facts, at);
    if (stated === 0) return NOTHING_STATED;
    return (
      `its clock differs by ${skewMs} ms; windows that meet at ${formatInstant(at)} lose none of ` +
      plural(stated, 'fact')
    );
  },
};

/** Reads two windows that meet at the very moment, and two that overlap there. */
async function demandNoGap(
  trial: Trial,
  facts: readonly CanonicalFact[],
  at: Instant,
): Promise<number> {
  const { from, to } = windowOf(facts, trial.surroundings.now());
  const wordings = new Set(facts.map(wordingOf));
  const whole = await trial.readStatement({ from, to });
  // By what they say: whether the ids are right as well is another check.
  const wanted = whole.filter((fact) => wordings.has(wordingOf(fact)));
  for (const [what, end, begin] of [
    ['meet at', at, at],
    ['meet just after', at + 1, at + 1],
    ['overlap at', at + 1, at],
  ] as const) {
    const left = await trial.readStatement({ from, to: end as Instant });
    const right = await trial.readStatement({ from: begin as Instant, to });
    const ids = new Set([...left, ...right].map(({ id, type }) => `${type} ${id}`));
    for (const { id, type } of wanted) {
      demand(
        ids.has(`${type} ${id}`),
        `two windows that ${what} ${formatInstant(at)} both miss ${type} ${id}`,
      );
    }
  }
  return wanted.length;
}

const inMinutes = (ms: number): string => `${(ms / 60_000).toFixed(1)} min`;

