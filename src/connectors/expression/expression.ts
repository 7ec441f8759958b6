/** A mapping expression: compiled once, evaluated over many documents. Pure. */
import type { CodeBook } from '../../application/ports/code-book.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { compile } from './compile.ts';
import { ExpressionError, pathOf, settled, type Frame } from './evaluation.ts';
import type { SyntaxFault } from './syntax.ts';

/** What an expression looks at. */
export interface Given {
  /** The whole document, `$$` of the expression, where faults are located. */
  readonly root: unknown;
  /** What the expression is applied to; the whole document unless it says otherwise. */
  readonly focus?: unknown;
  readonly names: ReadonlyMap<string, unknown>;
  readonly codes: CodeBook;
}

/** A compiled expression. */
export interface Expression {
  readonly text: string;
  /** Its value, `undefined` for nothing, or what is wrong and where in the document. */
  evaluate(given: Given): Result<unknown, Fault>;
}

/** Compiles an expression that may use these names besides `$` and `$$`. */
export function expression(text: string, names: readonly string[]): Result<Expression, SyntaxFault> {
  const compiled = compile(text, names);
  if (!compiled.ok) return compiled;
  return ok({
    text,
    evaluate: (given) => {
      const { root, codes } = given;
      const frame: Frame = {
        run: { root, codes, steps: 0 },
        names: given.names as Map<string, unknown>,
        parent: null,
      };
      try {
        return ok(settled(compiled.value(Object.hasOwn(given, 'focus') ? given.focus : root, frame)));
      } catch (error) {
        return err(faultOf(error, root));
      }
    },
  });
}

function faultOf(error: unknown, root: unknown): Fault {
  if (error instanceof ExpressionError) {
    const place = pathOf(root, error.holder) ?? '$';
    const path = error.member === null ? place : `${place}.${error.member}`;
    const { message, unknown } = error;
    return unknown === null ? { path, message } : { path, message, unknown };
  }
  // The engine's own limit: a document or a value that is nested without end.
  if (error instanceof RangeError) return { path: '$', message: 'is nested too deep' };
  throw error;
}
