/** The syntax of JSONata, read by its own parser; what comes out is compiled here, not evaluated there. */
import jsonata from 'jsonata';
import { err, ok, type Result } from '../../kernel/result.ts';

/** A node of the parser's tree, as far as the compiler looks at it. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly steps?: readonly Node[];
  readonly stages?: readonly Node[];
  readonly predicate?: readonly Node[];
  readonly group?: unknown;
  readonly tuple?: unknown;
  readonly focus?: unknown;
  readonly index?: unknown;
  readonly expr?: Node;
  readonly lhs?: unknown;
  readonly rhs?: unknown;
  readonly expression?: Node;
  readonly expressions?: readonly Node[];
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly arguments?: readonly Node[];
  readonly procedure?: Node;
  readonly body?: Node;
  readonly consarray?: boolean;
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
  readonly thunk?: boolean;
}

/** What is wrong with an expression, and after which of its characters. */
export interface SyntaxFault {
  readonly position: number | null;
  readonly message: string;
}

/** Characters of an expression: the longest mapping seen has 1,500. */
const EXPRESSION_LENGTH_MAX = 20_000;

/** Parses an expression. */
export function parse(text: string): Result<Node, SyntaxFault> {
  if (text.length > EXPRESSION_LENGTH_MAX) {
    return err({ position: null, message: `has more than ${EXPRESSION_LENGTH_MAX} characters` });
  }
  try {
    return ok(jsonata(text).ast() as unknown as Node);
  } catch (error) {
    const { message, position } = error as { message?: unknown; position?: unknown };
    return err({
      position: typeof position === 'number' ? position : null,
      message: typeof message === 'string' ? message : 'is no JSONata',
    });
  }
}
