/** Paths: members of objects, of each object of a list, and filters over what was found. */
import {
  ConstructedList,
  countStep,
  ExpressionError,
  isRecord,
  kindOf,
  Sequence,
  settled,
  truthy,
  type Eval,
  type Frame,
} from './evaluation.ts';

/** One step of a path, with its filters: an index, or a condition. */
export interface Step {
  readonly evaluate: Eval;
  readonly filters: readonly (number | Eval)[];
}

/** A member of an object, or of each object of a list. What is not there is a fault unless it may be. */
export function memberOf(focus: unknown, name: string, lenient: boolean): unknown {
  if (isRecord(focus)) {
    if (Object.hasOwn(focus, name)) return focus[name];
    if (lenient) return undefined;
    throw new ExpressionError('is missing', { holder: focus, member: name });
  }
  if (Array.isArray(focus)) {
    const found = new Sequence();
    for (const item of focus) addTo(found, memberOf(item, name, lenient));
    return settled(found);
  }
  if (lenient || focus === undefined) return undefined;
  throw new ExpressionError(`${kindOf(focus)} has no member "${name}"`);
}

/** `a.b.c`: by far the most common path, without lists in between. */
export function memberChain(names: readonly string[], lenient: boolean): Eval {
  const steps = names.map((name): Step => ({
    evaluate: (focus) => memberOf(focus, name, lenient),
    filters: [],
  }));
  return (focus, frame) => {
    let value = focus;
    let holder: unknown;
    for (let at = 0; at < names.length; at++) {
      if (Array.isArray(value)) return chainOverList(steps, at, value, frame);
      if (value === undefined) return undefined;
      if (value === null && at > 0 && !lenient) {
        throw new ExpressionError(`is null and has no "${names[at]}"`, {
          holder,
          member: names[at - 1]!,
        });
      }
      holder = value;
      value = memberOf(value, names[at]!, lenient);
    }
    return value;
  };
}

function chainOverList(
  steps: readonly Step[],
  from: number,
  list: readonly unknown[],
  frame: Frame,
): unknown {
  let result: unknown = list;
  for (let at = from; at < steps.length; at++) {
    result = step(steps[at]!, Array.isArray(result) ? result : [result], at === steps.length - 1, frame);
    if (result === undefined) return undefined;
  }
  return result;
}

/** Applies a step to each value and puts together what it finds; lists are opened, one level. */
export function step(one: Step, input: readonly unknown[], isLast: boolean, frame: Frame): unknown {
  if (input.length === 1 && one.filters.length === 0) {
    // By far the most common: one value, and what it leads to is one value again.
    countStep(frame);
    const value = one.evaluate(input[0], frame);
    if (value === undefined || !Array.isArray(value)) return value;
    return together([value], isLast);
  }
  const found: unknown[] = [];
  for (const item of input) {
    countStep(frame);
    let value = one.evaluate(item, frame);
    for (const filter of one.filters) value = filtered(value, filter, frame);
    if (value !== undefined) found.push(value);
  }
  return together(found, isLast);
}

/** What a step found, as one value: a list that is all there is at the end of a path stays as it is. */
function together(found: readonly unknown[], isLast: boolean): unknown {
  const [first] = found;
  if (isLast && found.length === 1 && Array.isArray(first) && !(first instanceof Sequence)) return first;
  const result = new Sequence();
  for (const value of found) addTo(result, value);
  return settled(result);
}

function addTo(sequence: Sequence, value: unknown): void {
  if (value === undefined) return;
  if (!Array.isArray(value) || value instanceof ConstructedList) sequence.push(value);
  else for (const one of value) sequence.push(one);
}

function filtered(value: unknown, filter: number | Eval, frame: Frame): unknown {
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (typeof filter === 'number') return list.at(filter < 0 ? filter : Math.min(filter, list.length));
  const kept = new Sequence();
  for (const [index, item] of list.entries()) {
    countStep(frame);
    const answer = filter(item, frame);
    const isKept = typeof answer === 'number' ? at(answer, list.length) === index : truthy(answer);
    if (isKept) kept.push(item);
  }
  return settled(kept);
}

const at = (index: number, length: number): number => {
  const whole = Math.floor(index);
  return whole < 0 ? length + whole : whole;
};
