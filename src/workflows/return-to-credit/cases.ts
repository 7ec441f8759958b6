/** What of a return needs a person. */
import type { ExceptionCase } from '../../engine/judgement.ts';
import type { Money } from '../../kernel/money.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import type { Assessment } from './credits.ts';
import type { ExcessKind } from './excess.ts';
import { isDecided } from './gates.ts';
import { releaseCases } from './quality.ts';
import { replacementCases } from './replacement.ts';
import {
  isWrongLot,
  reviewCase,
  wrongLotCase,
  type HeldLine,
  type ReturnView,
} from './return-view.ts';

/** Conditions that nobody may credit over. */
export function disputeCases(view: ReturnView): ExceptionCase[] {
  return view.disputes.map((dispute) => ({
    id: dispute.id,
    kind: 'dispute',
    text: `${dispute.type} ${dispute.key} is stated in ${dispute.sources.length} ways`,
    role: 'integration',
    exposure: null,
    playbook: 'Compare the statements and pick the one that counts; the other is kept.',
  }));
}

/** Everything that waits for a person beside disputes and credits. */
export function returnCases(view: ReturnView, assessments: readonly Assessment[]): ExceptionCase[] {
  return [
    ...unannounced(view),
    ...unmatched(view),
    ...reviews(view),
    ...excessGoods(view),
    ...foreignGoods(view),
    ...wrongLots(view),
    ...shortCredits(view, assessments),
    ...releaseCases(view, assessments),
  ]
    .filter(({ id }) => !isDecided(view, id))
    .concat(replacementCases(view));
}

/** A parcel without a number: its goods lie apart until somebody says whose they are. */
function unannounced({ request, receipts }: ReturnView): ExceptionCase[] {
  if (request !== undefined || receipts.length === 0) return [];
  const numbers = receipts.map(({ value }) => value.receipt).join(', ');
  return [
    {
      id: `unannounced:${numbers}`,
      kind: 'unannounced-return',
      text: `Goods came back with receipt ${numbers}, and nobody had asked to return them`,
      role: 'service',
      exposure: null,
      playbook:
        'Find the customer and the order by label, lot or serial, and request the return for this number.',
    },
  ];
}

function unmatched({ request, decision }: ReturnView): ExceptionCase[] {
  if (request === undefined || request.value.salesOrder !== undefined || decision !== undefined)
    return [];
  const { customer } = request.value;
  return [
    {
      id: `unmatched:${request.value.revision}`,
      kind: 'unmatched-return',
      text: `${customer} gives goods back, and nobody knows with which order they were bought`,
      role: 'service',
      exposure: null,
      playbook: 'Find the sale and state the request again with its order; or cancel the return.',
    },
  ];
}

function reviews(view: ReturnView): ExceptionCase[] {
  const held = view.decision?.authorized?.lines ?? [];
  return held
    .filter(({ verdict }) => verdict === 'review')
    .map((row) => ({
      id: reviewCase(row),
      kind: 'return-review',
      text: `Line ${row.line}: ${formatQuantity(row.quantity)} of ${row.item} must be looked at: ${row.code}`,
      role: row.reviewRole === 'none' ? 'service' : row.reviewRole,
      exposure: row.value,
      playbook:
        'Look at the order, the agreement and what the customer says; then accept or reject.',
    }));
}

const EXCESS: Readonly<Record<ExcessKind, readonly [came: string, playbook: string]>> = {
  'arrived-after-end': [
    'came after the return had ended',
    'Accept the goods after all, or reject them: they go back to the customer.',
  ],
  'surplus-return': [
    'came beyond what was asked for',
    'Accept it if the customer wants it credited as well; reject it to send it back to him.',
  ],
  'refused-return': [
    'came although it may not come back',
    'Reject it to send it back to the customer; accept it if he leaves it to us, without credit.',
  ],
};

function excessGoods(view: ReturnView): ExceptionCase[] {
  return view.excess.map(({ id, kind, line, item, quantity }) => {
    const [came, playbook] = EXCESS[kind];
    return {
      id,
      kind,
      text: `Line ${line}: ${formatQuantity(quantity)} of ${item} ${came}`,
      role: 'service',
      exposure: null,
      playbook,
    };
  });
}

/** Items that the return does not name. */
function foreignGoods({ request, receipts }: ReturnView): ExceptionCase[] {
  if (request === undefined) return [];
  return receipts.flatMap(({ value, lines }) =>
    lines
      .filter(({ line }) => line === undefined)
      .map(({ receiptLine, item, quantity }) => ({
        id: `wrong-item:${value.receipt}:${receiptLine}:${item}:${formatQuantity(quantity)}`,
        kind: 'wrong-item',
        text: `Receipt ${value.receipt} holds ${formatQuantity(quantity)} of ${item}, which nobody announced`,
        role: 'service',
        exposure: null,
        playbook:
          'Ask the customer; state the request again with this item, or send it back and accept.',
      })),
  );
}

/** Goods of a lot that did not leave with what they are given back for: they may be anybody's. */
export function wrongLots(view: ReturnView): ExceptionCase[] {
  return view.receipts.flatMap(({ value, lines }) =>
    lines
      .filter((row) => isWrongLot(row, view.lines))
      .map((row) => ({
        id: wrongLotCase(value.receipt, row),
        kind: 'wrong-lot',
        text: `Line ${row.line}: lot ${row.lot} of ${row.item} came, which did not leave with it`,
        role: 'quality',
        exposure: null,
        playbook:
          'Look at the goods and at what was shipped; accept if they are his all the same, or reject ' +
          'to send them back to him.',
      }))
      .filter(({ id }) => !isDecided(view, id)),
  );
}

/** Goods that were held and inspected, and that the owner of the billed lines credits only in part. */
function shortCredits(view: ReturnView, assessments: readonly Assessment[]): ExceptionCase[] {
  return assessments.flatMap(({ inspection, approved, isAnswered, memos }) => {
    if (approved === undefined || !isAnswered) return [];
    return approved.value.parts.flatMap(({ part, line, quantity, credited, creditBasisPoints }) => {
      const row = view.lines.find((known) => known.line === line);
      if (row === undefined || creditBasisPoints === 0 || credited >= quantity) return [];
      if (row.received > row.heldQuantity || !creditsAfterInspection(row.held)) return [];
      const missing = formatQuantity((quantity - credited) as Quantity);
      const exposure: Money | null = memos[0]?.credit.gross ?? null;
      return [
        {
          id: `credit-short:${inspection}:${part}:${missing}`,
          kind: 'credit-short',
          text: `${missing} of ${row.item} was inspected, and no invoice that stands is left to credit`,
          role: 'finance',
          exposure,
          playbook:
            'See whether the invoice was reversed or credited elsewhere; then settle with the customer.',
        },
      ];
    });
  });
}

const creditsAfterInspection = (held: readonly HeldLine[]): boolean =>
  held.every(({ settlement }) => settlement === 'credit-after-inspection');
