/** Operators: exact arithmetic, comparison of like with like, and texts put together. */
import { calculate, plainText } from './decimal.ts';
import {
  ExpressionError,
  kindOf,
  same,
  Sequence,
  TEXT_LENGTH_MAX,
  truthy,
  type Eval,
} from './evaluation.ts';

/** Longest list that `..` makes. */
const RANGE_MAX = 100_000;

/** The function of an operator, or `null` if there is none. */
export function binary(operator: string, left: Eval, right: Eval): Eval | null {
  switch (operator) {
    case 'and':
      return (focus, frame) => truthy(left(focus, frame)) && truthy(right(focus, frame));
    case 'or':
      return (focus, frame) => truthy(left(focus, frame)) || truthy(right(focus, frame));
    case '=':
      return (focus, frame) => same(left(focus, frame), right(focus, frame));
    case '!=': {
      return (focus, frame) => {
        const [one, other] = [left(focus, frame), right(focus, frame)];
        return one !== undefined && other !== undefined && !same(one, other);
      };
    }
    case '&':
      return (focus, frame) => joined([textOf(left(focus, frame)), textOf(right(focus, frame))], '');
    case 'in':
      return (focus, frame) => {
        const [wanted, list] = [left(focus, frame), right(focus, frame)];
        return Array.isArray(list) ? list.some((one) => same(wanted, one)) : same(wanted, list);
      };
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return (focus, frame) => arithmetic(operator, left(focus, frame), right(focus, frame));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (focus, frame) => compared(operator, left(focus, frame), right(focus, frame));
    case '..':
      return (focus, frame) => range(left(focus, frame), right(focus, frame));
    default:
      return null;
  }
}

/** `-x`. */
export const negated =
  (value: Eval): Eval =>
  (focus, frame) =>
    arithmetic('-', 0, value(focus, frame));

/** The text of a value: what `&` and `$string` make of it. Null has none: it is a fault, not a word. */
export function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    const text = plainText(value);
    if (text !== null) return text;
    throw new ExpressionError(`the number ${value} has no exact text`);
  }
  if (value === null) throw new ExpressionError('null has no text; say what stands for it with ?:');
  return JSON.stringify(value);
}

/** Puts texts together, up to a length. */
export function joined(texts: readonly string[], separator: string): string {
  const text = texts.join(separator);
  if (text.length <= TEXT_LENGTH_MAX) return text;
  throw new ExpressionError(`a text of more than ${TEXT_LENGTH_MAX} characters`);
}

/** A number, or a fault: `what` says whose. */
export function numberIn(value: unknown, what: string): number {
  if (typeof value === 'number') return value;
  throw new ExpressionError(`${what} needs a number, and this is ${kindOf(value)}`);
}

/** All of them together, exactly. */
export const calculateAll = (operator: string, start: number, numbers: readonly number[]): unknown =>
  numbers.reduce<unknown>((sum, one) => arithmetic(operator, sum, one), start);

function arithmetic(operator: string, left: unknown, right: unknown): unknown {
  if (left === undefined || right === undefined) return undefined;
  const result = calculate(operator, numberIn(left, operator), numberIn(right, operator));
  if (result !== null) return result;
  throw new ExpressionError(`${textOf(left)} ${operator} ${textOf(right)} has no exact result`);
}

function compared(operator: string, left: unknown, right: unknown): unknown {
  if (left === undefined || right === undefined) return undefined;
  const isComparable =
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string');
  if (!isComparable) {
    throw new ExpressionError(`${kindOf(left)} and ${kindOf(right)} cannot be compared by ${operator}`);
  }
  const [one, other] = [left as string, right as string];
  if (operator === '<') return one < other;
  if (operator === '<=') return one <= other;
  return operator === '>' ? one > other : one >= other;
}

function range(from: unknown, to: unknown): unknown {
  if (from === undefined || to === undefined) return undefined;
  const [first, last] = [numberIn(from, '..'), numberIn(to, '..')];
  if (!Number.isInteger(first) || !Number.isInteger(last))
    throw new ExpressionError('.. needs whole numbers');
  if (last - first >= RANGE_MAX) throw new ExpressionError(`.. makes at most ${RANGE_MAX} numbers`);
  const list = new Sequence();
  for (let number = first; number <= last; number++) list.push(number);
  return list;
}
