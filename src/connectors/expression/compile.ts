/**
 * From a JSONata tree to closures. The language is a part of JSONata, and stricter: a member that a
 * document does not have is a fault with its place unless `??` or `$exists` asks for it, numbers
 * are exact, nothing is asynchronous, and every evaluation ends after a bounded number of steps.
 * Where it answers, it answers what JSONata answers.
 */
import { err, ok, type Result } from '../../kernel/result.ts';
import { BUILTINS } from './builtins.ts';
import {
  ConstructedList,
  ExpressionError,
  isRecord,
  kindOf,
  lookup,
  Sequence,
  settled,
  truthy,
  type Eval,
  type Frame,
  type Lambda,
} from './evaluation.ts';
import { binary, negated } from './operators.ts';
import { memberChain, memberOf, step, type Step } from './paths.ts';
import { parse, type Node, type SyntaxFault } from './syntax.ts';

/** Nesting of an expression: deeper is generated, not written. */
const DEPTH_MAX = 60;

/** Not part of the language, or used wrongly. */
class CompileError extends Error {
  readonly position: number | null;

  constructor(node: Node, message: string) {
    super(message);
    this.position = node.position ?? null;
  }
}

/** What a node is compiled in. */
interface Scope {
  readonly names: ReadonlySet<string>;
  /** Members may be missing: somebody asks for them with `??` or `$exists`. */
  readonly lenient: boolean;
  readonly depth: number;
}

/** Compiles an expression that may use these names besides `$` and `$$`. */
export function compile(text: string, names: readonly string[]): Result<Eval, SyntaxFault> {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  try {
    const scope = { names: new Set(names), lenient: false, depth: 0 };
    return ok(compileNode(parsed.value, scope));
  } catch (error) {
    if (error instanceof CompileError) return err({ position: error.position, message: error.message });
    throw error;
  }
}

/** The tree with its predicates; every form of the language passes here. */
function compileNode(node: Node, outer: Scope): Eval {
  const scope = { ...outer, depth: outer.depth + 1 };
  if (scope.depth > DEPTH_MAX) throw new CompileError(node, 'is nested too deep');
  if (node.group !== undefined) throw new CompileError(node, 'grouping is not supported; write list.{ }');
  const plain = compilePlain(node, scope);
  if (node.predicate === undefined) return plain;
  const item: Step = { evaluate: plain, filters: filtersOf(node.predicate, scope) };
  return (focus, frame) => {
    const value = plain(focus, frame);
    return step({ ...item, evaluate: (same) => same }, value === undefined ? [] : [value], false, frame);
  };
}

function compilePlain(node: Node, scope: Scope): Eval {
  const { value } = node;
  switch (node.type) {
    case 'path':
      return compilePath(node, scope);
    case 'name':
      return named(String(value), scope);
    case 'string':
    case 'value':
    case 'number':
      return () => value;
    case 'variable':
      return compileVariable(node, scope);
    case 'unary':
      return compileUnary(node, scope);
    case 'binary':
      return compileBinary(node, scope);
    case 'condition':
      return compileCondition(node, scope);
    case 'block':
      return compileBlock(node, scope);
    case 'function':
      return compileCall(node, node.arguments ?? [], scope);
    case 'apply':
      return compileApply(node, scope);
    case 'wildcard':
      return (focus) =>
        isRecord(focus) ? settled(Sequence.from(Object.values(focus).flat(1))) : undefined;
    case 'bind':
      throw new CompileError(node, 'a name can only be bound inside of ( )');
    case 'lambda':
      // What the parser makes of a call at the end of a function.
      if (node.thunk === true) return compileNode(node.body!, scope);
      throw new CompileError(node, 'a function can only be given to $map, $filter or $reduce');
    default:
      throw new CompileError(node, `"${node.type}" is not supported`);
  }
}

const named =
  (name: string, { lenient }: Scope): Eval =>
  (focus) =>
    memberOf(focus, name, lenient);

function compilePath(node: Node, scope: Scope): Eval {
  const steps = node.steps ?? [];
  for (const one of steps) {
    if (one.tuple !== undefined || one.focus !== undefined || one.index !== undefined) {
      throw new CompileError(one, '"@" and "#" are not supported; $map has an index');
    }
  }
  const keepsList = node.keepSingletonArray === true;
  const isChain = steps.every(
    (one) => one.type === 'name' && one.stages === undefined && one.group === undefined,
  );
  if (isChain && !keepsList)
    return memberChain(
      steps.map((one) => String(one.value)),
      scope.lenient,
    );
  const compiled = steps.map((one): Step => {
    const { stages, ...bare } = one;
    return { evaluate: compileNode(bare, scope), filters: filtersOf(stages ?? [], scope) };
  });
  const startsAnew = steps[0]?.type === 'variable' || steps[0]?.consarray === true;
  return (focus, frame) => {
    let input: readonly unknown[] = Array.isArray(focus) && !startsAnew ? focus : [focus];
    let result: unknown;
    for (const [at, one] of compiled.entries()) {
      result = step(one, input, at === compiled.length - 1, frame);
      if (result === undefined) return undefined;
      input = Array.isArray(result) ? result : [result];
    }
    return keepsList && !Array.isArray(result) ? [result] : result;
  };
}

function filtersOf(stages: readonly Node[], scope: Scope): Step['filters'] {
  return stages.map((stage) => {
    if (stage.type !== 'filter' || stage.expr === undefined) {
      throw new CompileError(stage, `"${stage.type}" is not supported`);
    }
    if (stage.expr.type === 'number') return Math.floor(stage.expr.value as number);
    // Inside, a missing member is a fault again: a filter that quietly keeps nothing hides a renamed one.
    return compileNode(stage.expr, { ...scope, lenient: false });
  });
}

function compileVariable(node: Node, scope: Scope): Eval {
  const name = String(node.value);
  if (name === '') return (focus) => focus;
  if (name === '$') return (_, frame) => frame.run.root;
  if (!scope.names.has(name)) {
    const known = [...scope.names].map((one) => `$${one}`).join(', ');
    throw new CompileError(node, `nobody has bound $${name}; bound: ${known || 'nothing'}`);
  }
  return (_, frame) => lookup(frame, name);
}

function compileUnary(node: Node, scope: Scope): Eval {
  if (node.value === '-') return negated(compileNode(node.expression!, scope));
  if (node.value === '[') {
    const items = (node.expressions ?? []).map((item) => ({
      evaluate: compileNode(item, scope),
      isList: item.type === 'unary' && item.value === '[',
    }));
    const make = node.consarray === true ? () => new ConstructedList() : (): unknown[] => [];
    return (focus, frame) => {
      const list = make();
      for (const { evaluate, isList } of items) {
        const value = evaluate(focus, frame);
        if (value === undefined) continue;
        if (Array.isArray(value) && !isList) for (const one of value) list.push(one);
        else list.push(value);
      }
      return list;
    };
  }
  if (node.value === '{') return compileObject(node, scope);
  throw new CompileError(node, `"${String(node.value)}" is not supported`);
}

function compileObject(node: Node, scope: Scope): Eval {
  const pairs = (node.lhs as readonly (readonly [Node, Node])[]).map(([key, value]) => ({
    key: key.type === 'string' ? String(key.value) : compileNode(key, scope),
    value: compileNode(value, scope),
  }));
  const fixed = pairs.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
  const twice = fixed.find((key, at) => fixed.indexOf(key) !== at);
  if (twice !== undefined) throw new CompileError(node, `"${twice}" is given twice`);
  return (focus, frame) => {
    if (Array.isArray(focus)) {
      throw new ExpressionError('an object of a list: write list.{ } for an object of each');
    }
    const made: Record<string, unknown> = {};
    for (const pair of pairs) {
      const key = typeof pair.key === 'string' ? pair.key : pair.key(focus, frame);
      if (typeof key !== 'string' || key === '__proto__') {
        throw new ExpressionError(`${kindOf(key)} cannot name a member`, { holder: focus });
      }
      const value = pair.value(focus, frame);
      if (value !== undefined) made[key] = value;
    }
    return made;
  };
}

function compileBinary(node: Node, scope: Scope): Eval {
  const left = compileNode(node.lhs as Node, scope);
  const right = compileNode(node.rhs as Node, scope);
  const made = binary(String(node.value), left, right);
  if (made === null) throw new CompileError(node, `"${String(node.value)}" is not supported`);
  return made;
}

/** Conditions, and what the parser makes of `??` and `?:`. */
function compileCondition(node: Node, scope: Scope): Eval {
  const { condition, then: positive, else: negative } = node;
  const otherwise = negative === undefined ? () => undefined : compileNode(negative, scope);
  if (isSame(condition!, positive!)) {
    // a ?: b
    const value = compileNode(condition!, scope);
    return (focus, frame) => {
      const found = value(focus, frame);
      return truthy(found) ? found : otherwise(focus, frame);
    };
  }
  const isExists = condition!.type === 'function' && condition!.procedure?.value === 'exists';
  if (isExists && isSame(condition!.arguments![0]!, positive!)) {
    // a ?? b
    const value = compileNode(positive!, { ...scope, lenient: true });
    return (focus, frame) => {
      const found = value(focus, frame);
      return found === undefined ? otherwise(focus, frame) : found;
    };
  }
  const test = compileNode(condition!, scope);
  const then = compileNode(positive!, scope);
  return (focus, frame) => (truthy(test(focus, frame)) ? then(focus, frame) : otherwise(focus, frame));
}

const isSame = (left: Node, right: Node): boolean => JSON.stringify(left) === JSON.stringify(right);

function compileBlock(node: Node, scope: Scope): Eval {
  let inner = scope;
  const parts = (node.expressions ?? []).map((part) => {
    if (part.type !== 'bind') return { name: null, evaluate: compileNode(part, inner) };
    const name = String((part.lhs as Node).value);
    const evaluate = compileNode(part.rhs as Node, inner);
    inner = { ...inner, names: new Set([...inner.names, name]) };
    return { name, evaluate };
  });
  const binds = parts.some(({ name }) => name !== null);
  return (focus, outer) => {
    const frame: Frame = binds ? { run: outer.run, names: new Map(), parent: outer } : outer;
    let value: unknown;
    for (const part of parts) {
      value = part.evaluate(focus, frame);
      if (part.name !== null) frame.names.set(part.name, value);
    }
    return value;
  };
}

function compileApply(node: Node, scope: Scope): Eval {
  const target = node.rhs as Node;
  const first = node.lhs as Node;
  if (target.type === 'function') return compileCall(target, [first, ...(target.arguments ?? [])], scope);
  if (target.type === 'variable') return compileCall({ ...target, procedure: target }, [first], scope);
  throw new CompileError(node, '"~>" leads to a function');
}

function compileCall(node: Node, given: readonly Node[], scope: Scope): Eval {
  const name = String(node.procedure?.value);
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (node.procedure?.type !== 'variable' || builtin === undefined) {
    throw new CompileError(node, `there is no function $${name}`);
  }
  const { call, arity, ofFocus } = builtin;
  const takesFocus = ofFocus === true && given.length === arity[0] - 1;
  const count = given.length + (takesFocus ? 1 : 0);
  if (count < arity[0] || count > arity[1]) {
    throw new CompileError(node, `$${name} takes ${arity[0]} to ${arity[1]} arguments`);
  }
  const inner = name === 'exists' ? { ...scope, lenient: true } : scope;
  const args = given.map((arg) =>
    arg.type === 'lambda' ? compileLambda(arg, scope) : compileNode(arg, inner),
  );
  return (focus, frame) => {
    const values = args.map((arg) => arg(focus, frame));
    if (takesFocus) values.unshift(focus);
    return call(values, frame, focus);
  };
}

function compileLambda(node: Node, scope: Scope): Eval {
  const params = (node.arguments ?? []).map((param) => String(param.value));
  const body = compileNode(node.body!, { ...scope, names: new Set([...scope.names, ...params]) });
  return (focus, outer): Lambda =>
    (args) => {
      const names = new Map(params.map((param, at) => [param, args[at]]));
      return body(focus, { run: outer.run, names, parent: outer });
    };
}
