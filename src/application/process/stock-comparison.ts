import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { causeOf } from '../../domain/inventory/variance.ts';
import { contentOf, registers, type RegisterType } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { BookQuestion } from '../ports/book.ts';
import type { BatchTransaction } from '../ports/store.ts';
import { LEDGER_SYSTEM } from './limits.ts';
import type { NewFact } from './submission.ts';
import type { Target } from './target.ts';

type Request = ReturnType<typeof COMMANDS.compareStock.schema.parse>;
type Compared = ContentOfFact<typeof FACTS.stockCompared>;

export const isComparison = ({ ledger }: Target): boolean =>
  ledger?.command.type === COMMANDS.compareStock.type;

/** What is locked and read to answer one comparison. */
export const bookQuestionOf = (entity: string, request: Request): BookQuestion => ({
  entity,
  site: request.site,
  at: request.statedAt,
  after: request.after ?? null,
  source: request.source,
  lines: request.lines.map(({ line, item, lot }) => ({ line, item, lot: lot ?? '' })),
});

/**
 * Answers what the ledger had at the moment of a statement, under the locks of the positions: what was
 * moved after the position that the statement names does not count.
 * @param command id of the command that asks; `null`: nobody asks, an answer is only made anew
 * @returns the fact that says so, or `null` where nobody asked and nothing is different
 */
export async function decideComparison(
  target: Target,
  question: unknown,
  command: string | null,
  transaction: BatchTransaction,
  now: Instant,
): Promise<NewFact | null> {
  const request = question as Request;
  const earlier = earlierOf(target);
  const answer = await transaction.bookAt(bookQuestionOf(target.entity, request));
  const content: Compared = {
    reconciliation: request.reconciliation,
    comparison: (earlier?.comparison ?? 0) + 1,
    of: request.of,
    lines: request.lines.map(({ line, stated, theirBook = null }) => {
      const { book, movements } = answer.lines.find((row) => row.line === line)!;
      const before = earlier?.of === request.of ? earlier.lines.find((row) => row.line === line) : undefined;
      const { cause, because } = causeOf({
        stated, book, theirBook, movements, unmapped: answer.unmapped, earlierBook: before?.book ?? null,
      });
      return { line, book, cause, because };
    }),
  };
  const isSame = earlier?.of === request.of &&
    content.lines.every(({ line, book }) =>
      earlier.lines.some((row) => row.line === line && row.book === book),
    );
  if (command === null && isSame) return null;
  return {
    source: LEDGER_SYSTEM,
    id: `${target.key}/comparison-${content.comparison}`,
    entity: target.entity,
    type: FACTS.stockCompared.type,
    occurredAt: now,
    content,
    text: FACTS.stockCompared.encode(content),
    correlationId: target.key,
    causationId: command === null ? null : `${target.key}/${command}`,
    messageId: null,
  };
}

function earlierOf({ workflow, cached }: Target): Compared | undefined {
  const type = workflow.definition.registers.get(FACTS.stockCompared.type);
  if (type === undefined || cached === undefined) return undefined;
  const known = registers(cached.instance.state, type as unknown as RegisterType<Compared>)[0];
  return known === undefined ? undefined : contentOf(known);
}
