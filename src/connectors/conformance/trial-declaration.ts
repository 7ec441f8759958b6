/** What every declared trial says: a sample of a command in the declaration's own expressions. */
import { z } from 'zod';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import type { CodeBook } from '../../application/ports/code-book.ts';
import { commandTypeOf } from '../../canonical/catalogue.ts';
import type { Expression } from '../expression/expression.ts';
import { using } from '../mapping/fact-mapping.ts';
import { firstEntity } from './direct.ts';
import { sampleCommand, type SpecimenPlace } from './specimen.ts';

/** Names that the expressions of a sample may use: its name, our company, and 1 or 2 for its change. */
export const SAMPLE_NAMES = ['sample', 'company', 'change'];
/** Those of expressions that look at a command that was made: `$command` has `key`, `content` and so on. */
export const MADE_NAMES = [...SAMPLE_NAMES, 'command'];

/** A part that the system does not have. */
export const missing = z.strictObject({ notApplicable: z.string().min(1).describe('Why, as a sentence') });

/** Which command is executed as a sample. */
export const sampled = {
  type: z.string().refine((type) => commandTypeOf(type) !== undefined, 'is no command type'),
  /** Its id inside of its sales order, for example `"release-shipping-order:leeds"`. */
  id: using(...SAMPLE_NAMES),
  /** Its content in wire form; every identifier in it contains `$sample`. */
  content: using(...SAMPLE_NAMES),
  /** Whether a later one under the same id, `$change` being 2, replaces what the first did. */
  successor: z.union([z.literal(true), missing]).default(true),
};

type Sampled = { readonly type: string; readonly id: Expression; readonly content: Expression };

/** Makes the commands that a declaration describes, where its system is. */
export class Samples {
  readonly entity: string;
  readonly #company: string;
  readonly #codes: CodeBook;

  constructor(place: Pick<SpecimenPlace, 'entities'>, codes: CodeBook) {
    const { code, entity } = firstEntity(place.entities);
    this.entity = entity;
    this.#company = code;
    this.#codes = codes;
  }

  /** A sample by its name, or what comes after it. */
  command({ type, id, content }: Sampled, sample: string, change: 1 | 2): OutboundCommand {
    const value = (expression: Expression): unknown => this.value(expression, null, sample, { change });
    return sampleCommand(
      { entity: this.entity, salesOrder: sample, id: String(value(id)) },
      commandTypeOf(type)!,
      value(content),
      change,
    );
  }

  /**
   * What an expression answers about a sample.
   * @throws Error where it cannot be evaluated: a specimen that cannot look proves nothing.
   */
  value(
    expression: Expression,
    document: unknown,
    sample: string,
    about: { readonly change?: 1 | 2; readonly command?: OutboundCommand; readonly item?: unknown } = {},
  ): unknown {
    const { command, change = command?.generation ?? 1, item } = about;
    const names = new Map<string, unknown>([
      ['sample', sample],
      ['company', this.#company],
      ['change', change],
      ['item', item],
      ...(command === undefined ? [] : [['command', aboutOf(command)] as const]),
    ]);
    const result = expression.evaluate({ root: document, names, codes: this.#codes });
    if (result.ok) return result.value;
    throw new Error(`${expression.text}: ${result.error.path} ${result.error.message}`);
  }
}

function aboutOf({ key, id, generation, type, content }: OutboundCommand): unknown {
  return { key, id, generation, content: JSON.parse(commandTypeOf(type)!.encode(content)) as unknown };
}
