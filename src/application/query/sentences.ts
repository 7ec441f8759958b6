/** Two sentences that answer the two usual questions: why does it wait, and do the systems agree? */
import { isUnproved, isUnsent, type BookEntry } from '../../engine/book.ts';
import { equationDelta, type Equation, type Gate, type Wanted } from '../../engine/judgement.ts';
import type { Verdict } from '../../engine/step.ts';
import { formatMoney } from '../../kernel/money.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { formatDelta } from './figures.ts';
import type { InstanceReading } from './instance-reading.ts';

/** Why a command has not left, in words; `null` if it has, or has had its effect. */
export function whyNotSent(command: Wanted, entry: BookEntry | undefined): string | null {
  if (entry?.effect?.fingerprint === command.fingerprint) return null;
  if (entry !== undefined && isUnproved(entry.status)) return null;
  if (command.disputed === true) return 'its facts contradict each other: a person must decide which counts';
  const closed = worstGate(command.gates);
  if (closed !== null) return `${closed.name} is ${closed.status}: ${closed.reason.text}`;
  if (entry === undefined) return 'it is about to be issued';
  switch (entry.status) {
    case 'queued':
      return `it is queued for ${entry.system}`;
    case 'failing':
      return `${entry.system} answered with a fault; it is tried again`;
    case 'parked':
      return `its retries are spent: a person must let it go on`;
    case 'refused':
      return `${entry.system} refused it${command.refusal === undefined ? '' : `: ${command.refusal}`}`;
    case 'done':
      return 'it was done with another content; see the open cases';
    case 'sending':
    case 'in-doubt':
    case 'withdrawn':
    case 'compensated':
      return 'it is about to be issued again';
  }
}

/** The gate to name: a blocked one before a waiting one; `null` if all are cleared. */
function worstGate(gates: readonly Gate[]): Gate | null {
  return (
    gates.find((gate) => gate.status === 'blocked') ??
    gates.find((gate) => gate.status === 'waiting') ??
    null
  );
}

/** Why an instance waits, in one sentence: whatever a person would have to look at first. */
export function waitingSentence(reading: InstanceReading): string {
  const { judgement, book, cases } = reading;
  if (judgement.settled) return `It waits for nothing: it is ${judgement.lifecycle}.`;
  const commands = [...book.values()];
  const doubtful = commands.find(({ status }) => status === 'in-doubt');
  if (doubtful !== undefined) {
    return `It waits for proof: whether ${doubtful.id} took effect in ${doubtful.system} is in doubt.`;
  }
  const parked = commands.find(({ status }) => status === 'parked');
  if (parked !== undefined) {
    return `It waits for a person: ${parked.id} is parked, because ${parked.system} kept failing.`;
  }
  const isLate = ({ kind }: { readonly kind: string }): boolean => kind.startsWith('late-');
  const blocking = cases.find((open) => !isLate(open));
  if (blocking !== undefined) {
    const more = cases.length > 1 ? ` (and ${cases.length - 1} more)` : '';
    return `It waits for ${blocking.role}: ${endOf(blocking.text)}${more}.`;
  }
  const onItsWay = commands.find(({ status }) => isUnproved(status) || isUnsent(status));
  if (onItsWay !== undefined) {
    const { id, system, status } = onItsWay;
    return `It waits for ${system}: ${id} is ${status === 'failing' ? 'failing and tried again' : status}.`;
  }
  if (judgement.awaits !== undefined) return `It waits for ${judgement.awaits}.`;
  for (const command of judgement.wanted) {
    const why = isNews(command) ? null : whyNotSent(command, book.get(command.id));
    if (why !== null) return `It waits with ${command.id}: ${endOf(why)}.`;
  }
  // To be late is no reason: it is named where no better one is known.
  const late = cases.find(isLate);
  if (late !== undefined) return `It waits for ${late.role}: ${endOf(late.text)}.`;
  const [next] = judgement.deadlines.toSorted((a, b) => a.dueAt - b.dueAt);
  if (next !== undefined) {
    return `It waits for the next answer: ${next.milestone} is due by ${formatInstant(next.dueAt)}.`;
  }
  return 'Nothing holds it: the next step is with the other systems.';
}

/** Nobody waits for news: it follows by itself when something has happened. */
const isNews = ({ gates }: Wanted): boolean =>
  gates.some(({ name, status }) => name === 'news' && status === 'waiting');

const endOf = (text: string): string => text.replace(/\.$/, '');

/** Whether the systems agree about an instance, in one sentence. */
export function agreementSentence(
  equations: readonly { readonly equation: Equation; readonly verdict: Verdict }[],
  currency: string,
): string {
  const total = equations.length;
  if (total === 0) return 'There is nothing to compare yet.';
  const broken = equations.filter(({ verdict }) => verdict === 'broken');
  const inTransit = equations.filter(({ verdict }) => verdict === 'in-transit');
  const [worst] = broken;
  if (worst !== undefined) {
    const { equation } = worst;
    const difference = formatDelta(equation, equationDelta(equation), currency);
    const stake = equation.atStake === null ? '' : `; ${formatMoney(equation.atStake)} at stake`;
    const more = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
    return (
      `The systems disagree: ${equation.name} is off by ${difference} for ${equation.subject}; ` +
      `${equation.odd} is the odd one${stake}${more}.`
    );
  }
  const [first] = inTransit;
  if (first !== undefined) {
    const { name, subject } = first.equation;
    return `Nothing contradicts: ${inTransit.length} of ${total} equations in transit (${name}, ${subject}).`;
  }
  const all = total === 1 ? 'its equation holds' : `all ${total} equations hold`;
  return `The systems agree: ${all}.`;
}
