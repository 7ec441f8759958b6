import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import type { ReturnView } from './return-view.ts';

/** What the customer is told, by the status of the return. */
const SENTENCES: Readonly<Record<string, string>> = {
  requested: 'We have your request and are looking at what you bought.',
  unmatched: 'We have your request; please tell us with which order you bought the goods.',
  'in-review': 'We have your request; a colleague is looking at it.',
  refused: 'We cannot take these goods back.',
  cancelled: 'The return was called off.',
  lapsed: 'The goods did not arrive in time; the return is closed.',
  'part-received': 'Some of the goods have arrived.',
  received: 'The goods have arrived and are being inspected.',
  inspected: 'The goods were inspected; your credit is being made out.',
  'in-approval': 'The goods were inspected; your credit is being approved.',
  credited: 'Your credit memo was posted; the payment back is on its way.',
  replacing: 'The goods were inspected; what you get in their place is on its way.',
  closed: 'Your return is settled.',
};

/** One sentence for the customer, with what was turned down where something was. */
export function messageOf(view: ReturnView, lifecycle: string): string {
  const refusals = (view.decision?.refusals ?? []).map(
    ({ line, quantity, reason }) =>
      `line ${line}: ${formatQuantity(quantity)} not taken back, ${reason}`,
  );
  const allowed = view.lines.reduce((sum, line) => sum + line.allowed, 0n) as Quantity;
  const sentence =
    lifecycle === 'authorized'
      ? `Please send the goods: ${formatQuantity(allowed)} in all.`
      : (SENTENCES[lifecycle] ?? 'Your return is being looked at.');
  return [sentence, ...refusals].join(' ').slice(0, MESSAGE_LENGTH_MAX);
}

/** Characters: what a note of a command may hold. */
const MESSAGE_LENGTH_MAX = 480;
