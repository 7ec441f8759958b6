/** How a draft of an invoice or of a credit memo gets into the ledger of Tryton. */
import { RefusedByTryton, type Exchange } from './exchange.ts';
import type { InvoiceRow } from './rows.ts';

/** Place of the freight behind all lines of goods. */
export const FREIGHT_SEQUENCE = 1_000_000;
/** How often a posting is asked for that is refused without a reason that we can find. */
const POST_ATTEMPTS = 2;
/** States of a document that has its number and its entry in the ledger. */
const POSTED: ReadonlySet<string> = new Set(['posted', 'paid']);

export const isPosted = ({ state }: Pick<InvoiceRow, 'state'>): boolean => POSTED.has(state);

/**
 * Clicks "post" on a draft, and answers which. A refusal whose reason is gone when we look for it,
 * because somebody opened the period in that moment, is asked once more before it counts; no draft
 * stays behind.
 * @param explain ends the work with the reason, if it finds one
 */
export async function draftPosted(
  exchange: Exchange,
  draft: () => Promise<number>,
  explain: (words: string) => Promise<void>,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const id = await draft();
    try {
      await exchange.click('account.invoice', 'post', id);
      return id;
    } catch (error) {
      if (!(error instanceof RefusedByTryton)) throw error;
      await exchange.remove('account.invoice', [id]);
      if (error.fault.kind === 'question') throw error;
      await explain(error.fault.text);
      if (attempt === POST_ATTEMPTS) throw error;
    }
  }
}
