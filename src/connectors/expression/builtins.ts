/** Functions of the mapping language: with JSONata’s names and meanings, and a few for mappings alone. */
import { createHash } from 'node:crypto';
import { formatInstant, parseInstant, type Instant } from '../../kernel/instant.ts';
import { formatQuantity, parseQuantity } from '../../kernel/quantity.ts';
import { inBaseUnits } from '../coded-value.ts';
import { divideRounded, numberOf, roundHalfEven } from './decimal.ts';
import {
  countStep,
  ExpressionError,
  isRecord,
  kindOf,
  same,
  Sequence,
  settled,
  TEXT_LENGTH_MAX,
  truthy,
  type Frame,
  type Lambda,
} from './evaluation.ts';
import { calculateAll, joined, numberIn, textOf } from './operators.ts';

/** A function: how many arguments it takes, and what it answers. */
export interface Builtin {
  readonly arity: readonly [least: number, most: number];
  /** With one argument less than the least, the first is what the expression looks at. */
  readonly ofFocus?: boolean;
  call(args: readonly unknown[], frame: Frame, focus: unknown): unknown;
}

/** A code that a person can be asked about. */
const PRINTABLE = /^[^\p{C}\p{Z}](?:[^\p{C}]{0,98}[^\p{C}\p{Z}])?$/u;
/** Hexadecimal digits of a digest: 64 bits tell the contents of one document apart. */
const DIGEST_LENGTH = 16;

const text = (name: string, make: (given: string) => unknown): Builtin => ({
  arity: [1, 1],
  ofFocus: true,
  call: ([given]) => (given === undefined ? undefined : make(stringIn(given, name))),
});

const around = (name: string, make: (given: string, mark: string) => unknown): Builtin => ({
  arity: [2, 2],
  ofFocus: true,
  call: ([given, mark]) =>
    given === undefined ? undefined : make(stringIn(given, name), stringIn(mark, name)),
});

const number = (name: string, make: (given: number) => unknown): Builtin => ({
  arity: [1, 1],
  ofFocus: true,
  call: ([given]) => (given === undefined ? undefined : make(numberIn(given, `$${name}`))),
});

/** By name, without the dollar sign. */
export const BUILTINS: Readonly<Record<string, Builtin>> = {
  string: {
    arity: [1, 1],
    ofFocus: true,
    call: ([value]) => (value === undefined ? undefined : textOf(value)),
  },
  number: {
    arity: [1, 1],
    ofFocus: true,
    call: ([value]) => {
      if (value === undefined || typeof value === 'number') return value;
      if (typeof value === 'boolean') return value ? 1 : 0;
      const read = numberOf(stringIn(value, 'number'));
      if (read !== null) return read;
      throw new ExpressionError(`"${value as string}" is no number that can be carried exactly`);
    },
  },
  boolean: {
    arity: [1, 1],
    ofFocus: true,
    call: ([value]) => (value === undefined ? value : truthy(value)),
  },
  not: {
    arity: [1, 1],
    ofFocus: true,
    call: ([value]) => (value === undefined ? value : !truthy(value)),
  },
  exists: { arity: [1, 1], call: ([value]) => value !== undefined },
  type: {
    arity: [1, 1],
    ofFocus: true,
    call: ([value]) => {
      if (value === undefined || value === null) return value === null ? 'null' : undefined;
      return Array.isArray(value) ? 'array' : typeof value;
    },
  },
  length: text('length', (given) => Array.from(given).length),
  uppercase: text('uppercase', (given) => given.toUpperCase()),
  lowercase: text('lowercase', (given) => given.toLowerCase()),
  trim: text('trim', (given) => given.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '')),
  substring: {
    arity: [2, 3],
    ofFocus: true,
    call: ([given, start, length]) => {
      if (given === undefined) return undefined;
      const letters = Array.from(stringIn(given, 'substring'));
      const from = numberIn(start, '$substring');
      const first = from < 0 ? Math.max(0, letters.length + from) : from;
      if (length === undefined) return letters.slice(first).join('');
      return letters.slice(first, first + Math.max(0, numberIn(length, '$substring'))).join('');
    },
  },
  substringBefore: around('substringBefore', (given, mark) => {
    const at = given.indexOf(mark);
    return at < 0 ? given : given.slice(0, at);
  }),
  substringAfter: around('substringAfter', (given, mark) => {
    const at = given.indexOf(mark);
    return at < 0 ? given : given.slice(at + mark.length);
  }),
  contains: around('contains', (given, mark) => given.includes(mark)),
  split: around('split', (given, mark) => given.split(mark)),
  replace: {
    arity: [3, 3],
    call: ([given, from, to]) => {
      if (given === undefined) return undefined;
      const [old, made] = [stringIn(from, 'replace'), stringIn(to, 'replace')];
      if (old === '') throw new ExpressionError('$replace needs something to replace');
      return joined(stringIn(given, 'replace').split(old), made);
    },
  },
  pad: {
    arity: [2, 3],
    ofFocus: true,
    call: ([given, width, filler]) => {
      if (given === undefined) return undefined;
      const [letters, size] = [stringIn(given, 'pad'), numberIn(width, '$pad')];
      if (Math.abs(size) > TEXT_LENGTH_MAX) throw new ExpressionError('$pad is asked for too much');
      const fill = filler === undefined ? ' ' : stringIn(filler, 'pad');
      return size < 0 ? letters.padStart(-size, fill) : letters.padEnd(size, fill);
    },
  },
  join: {
    arity: [1, 2],
    call: ([list, separator]) => {
      if (list === undefined) return undefined;
      const texts = listOf(list).map((one) => stringIn(one, 'join'));
      return joined(texts, separator === undefined ? '' : stringIn(separator, 'join'));
    },
  },
  abs: number('abs', Math.abs),
  floor: number('floor', Math.floor),
  ceil: number('ceil', Math.ceil),
  round: {
    arity: [1, 2],
    ofFocus: true,
    call: ([given, places]) => {
      if (given === undefined) return undefined;
      const value = numberIn(given, '$round');
      const rounded = roundHalfEven(value, places === undefined ? 0 : numberIn(places, '$round'));
      if (rounded === null) throw new ExpressionError(`${value} cannot be rounded exactly`);
      return rounded;
    },
  },
  /** A quotient with so many digits after the point: the one division that rounds, and says how far. */
  divide: {
    arity: [3, 3],
    call: ([left, right, places]) => {
      if (left === undefined || right === undefined) return undefined;
      const numbers = [left, right, places].map((one) => numberIn(one, '$divide')) as [
        number,
        number,
        number,
      ];
      const quotient = divideRounded(...numbers);
      if (quotient === null)
        throw new ExpressionError(`$divide(${numbers.join(', ')}) cannot be carried exactly`);
      return quotient;
    },
  },
  sum: {
    arity: [1, 1],
    call: ([list]) => (list === undefined ? undefined : calculateAll('+', 0, numbersIn(list, 'sum'))),
  },
  max: { arity: [1, 1], call: ([list]) => extreme(list, 'max') },
  min: { arity: [1, 1], call: ([list]) => extreme(list, 'min') },
  count: { arity: [1, 1], call: ([list]) => (list === undefined ? 0 : listOf(list).length) },
  append: {
    arity: [2, 2],
    call: ([left, right]) => {
      if (left === undefined || right === undefined) return left ?? right;
      return Sequence.from([...listOf(left), ...listOf(right)]);
    },
  },
  reverse: { arity: [1, 1], call: ([list]) => (list === undefined ? list : [...listOf(list)].reverse()) },
  distinct: { arity: [1, 1], call: ([list]) => distinct(list) },
  keys: {
    arity: [1, 1],
    ofFocus: true,
    call: ([value]) => (isRecord(value) ? settled(Sequence.from(Object.keys(value))) : undefined),
  },
  map: {
    arity: [2, 2],
    call: ([list, each], frame) => {
      if (list === undefined) return undefined;
      const made = new Sequence();
      for (const [index, item] of listOf(list).entries()) {
        countStep(frame);
        const value = lambdaIn(each, 'map')([item, index, list]);
        if (value !== undefined) made.push(value);
      }
      return settled(made);
    },
  },
  filter: {
    arity: [2, 2],
    call: ([list, keeps], frame) => {
      if (list === undefined) return undefined;
      const kept = new Sequence();
      for (const [index, item] of listOf(list).entries()) {
        countStep(frame);
        if (truthy(lambdaIn(keeps, 'filter')([item, index, list]))) kept.push(item);
      }
      return settled(kept);
    },
  },
  reduce: {
    arity: [2, 3],
    call: ([list, fold, start], frame) => {
      if (list === undefined) return undefined;
      const items = [...listOf(list)];
      let value = start === undefined ? items.shift() : start;
      for (const item of items) {
        countStep(frame);
        value = lambdaIn(fold, 'reduce')([value, item]);
      }
      return value;
    },
  },
  toMillis: {
    arity: [1, 1],
    ofFocus: true,
    call: ([given]) => {
      if (given === undefined) return undefined;
      const instant = parseInstant(stringIn(given, 'toMillis'));
      if (!instant.ok) throw new ExpressionError(`"${given as string}" ${instant.error}`);
      return instant.value;
    },
  },
  fromMillis: number('fromMillis', (given) => formatInstant(given as Instant)),
  error: {
    arity: [1, 1],
    call: ([message], _, focus) => {
      throw new ExpressionError(stringIn(message, 'error'), { holder: focus });
    },
  },
  /** What a system's code means to us: never a default, and a fault where nobody has said. */
  meaning: {
    arity: [2, 2],
    call: ([list, given], frame, focus) => {
      if (given === undefined) return undefined;
      const [name, code] = [stringIn(list, 'meaning'), textOf(given)];
      const found = frame.run.codes.meaning(name, code);
      if (found !== null) return found;
      const where = PRINTABLE.test(code) ? { unknown: { list: name, code } } : {};
      throw new ExpressionError(`unknown ${name} "${code}"`, { holder: focus, ...where });
    },
  },
  /** The system's code for what we mean. */
  codeFor: {
    arity: [2, 2],
    call: ([list, given], frame, focus) => {
      if (given === undefined) return undefined;
      const [name, meaning] = [stringIn(list, 'codeFor'), textOf(given)];
      const found = frame.run.codes.codeFor(name, meaning);
      if (found !== null) return found;
      throw new ExpressionError(`nobody has said the code for ${name} "${meaning}"`, { holder: focus });
    },
  },
  /** Base units of a quantity that a system counts in a unit of its own: exact, or a fault. */
  baseUnits: {
    arity: [3, 3],
    call: ([item, unit, given], frame, focus) => {
      const quantity = parseQuantity(textOf(given));
      if (!quantity.ok) throw new ExpressionError(`$baseUnits: ${quantity.error}`, { holder: focus });
      const written = { item: stringIn(item, 'baseUnits'), unit: textOf(unit), quantity: quantity.value };
      const base = inBaseUnits(frame.run.codes, written, '$');
      if (base.ok) return formatQuantity(base.value);
      const { message, unknown } = base.error;
      throw new ExpressionError(message, {
        holder: focus,
        ...(unknown === undefined ? {} : { unknown }),
      });
    },
  },
  /** Tells two contents apart: the same value, the same digest. */
  digest: {
    arity: [1, 1],
    call: ([value]) => {
      const digest = createHash('sha256').update(JSON.stringify(value) ?? '');
      return digest.digest('hex').slice(0, DIGEST_LENGTH);
    },
  },
  /** Percent-encoded, to stand in a path or a query. */
  encodeUrlComponent: text('encodeUrlComponent', encodeURIComponent),
};

function stringIn(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new ExpressionError(`$${name} needs a text, and this is ${kindOf(value)}`);
}

function lambdaIn(value: unknown, name: string): Lambda {
  if (typeof value === 'function') return value as Lambda;
  throw new ExpressionError(`$${name} needs a function`);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const numbersIn = (list: unknown, name: string): number[] =>
  listOf(list).map((one) => numberIn(one, `$${name}`));

function extreme(list: unknown, name: 'max' | 'min'): unknown {
  if (list === undefined) return undefined;
  const numbers = numbersIn(list, name);
  if (numbers.length === 0) return undefined;
  return numbers.reduce((best, one) => ((name === 'max') === one > best ? one : best));
}

function distinct(list: unknown): unknown {
  if (!Array.isArray(list) || list.length <= 1) return list;
  const kept: unknown[] = [];
  for (const one of list) if (!kept.some((other) => same(one, other))) kept.push(one);
  return list instanceof Sequence ? settled(Sequence.from(kept)) : kept;
}
