/**
 * What one instance hands to another. A return that finds a supplier's fault does not reach into the claim:
 * it wants a command, and its content becomes the fact that the claim gathers. It runs in this process and
 * keeps no record: until the fact is committed nothing has happened, so doing it again is harmless.
 */
import type {
  CanonicalFact,
  Connector,
  OutboundCommand,
} from '../../application/ports/connector.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { UnitPrice } from '../../kernel/unit-price.ts';

/** A fact that a command becomes; one that says no more is named by the key of its command. */
interface Said {
  readonly type: string;
  readonly content: unknown;
  readonly suffix?: string;
}

type Becomes = (content: never, command: OutboundCommand) => readonly Said[];

const same =
  (type: string): Becomes =>
  (content) => [{ type, content }];

type Placing = ContentOfFact<typeof COMMANDS.placeReplacement>;
type Withdrawing = ContentOfFact<typeof COMMANDS.withdrawReplacement>;

const FREE = 0n as UnitPrice;

/** The order as any channel would state it, and why it is placed. */
const placed = (
  { customer, currency, orderedAt, shipTo, ...placing }: Placing,
  { generation }: OutboundCommand,
): readonly Said[] => {
  const stated: ContentOfFact<typeof FACTS.salesOrderStated> = {
    salesOrder: placing.salesOrder,
    revision: generation,
    channel: 'return',
    customer,
    currency,
    orderedAt,
    shipTo,
    lines: placing.lines.map((line) => ({ ...line, unitPrice: line.unitPrice ?? FREE })),
  };
  return [
    { type: FACTS.replacementPlaced.type, content: { ...placing, version: generation } },
    { type: FACTS.salesOrderStated.type, content: stated, suffix: ' order' },
  ];
};

const withdrawn = ({ salesOrder, rma, reason }: Withdrawing): readonly Said[] => {
  const content: ContentOfFact<typeof FACTS.salesOrderCancellationRequested> = {
    salesOrder, request: rma, lines: [], reason,
  };
  return [{ type: FACTS.salesOrderCancellationRequested.type, content }];
};

/** What one says again and again: the number of the issue tells which is the last word. */
const numbered =
  (type: string): Becomes =>
  (content: object, { generation: version }) => [{ type, content: { ...content, version } }];

/** A dispute that is handed over again is restated. */
const disputed = (
  content: ContentOfFact<typeof COMMANDS.disputeCharge>,
  { generation }: OutboundCommand,
): readonly Said[] => [
  { type: FACTS.chargeDisputed.type, content: { ...content, revision: content.revision + generation - 1 } },
];

type Refunded = ContentOfFact<typeof COMMANDS.requestRefundedReturn>;

/** The request as any channel would make it, and the money that has left before it. */
const refunded = (
  { payments, rma, lines, ...asked }: Refunded,
  { generation }: OutboundCommand,
): readonly Said[] => {
  const requested: ContentOfFact<typeof FACTS.returnRequested> = {
    rma,
    revision: generation,
    ...asked,
    resolution: 'credit',
    lines: lines.map((line) => ({ ...line, salesOrderLine: line.line, use: 'unknown' })),
  };
  return [
    { type: FACTS.returnRequested.type, content: requested },
    ...payments.map((payment) => ({
      type: FACTS.refundMade.type,
      content: { rma, ...payment } satisfies ContentOfFact<typeof FACTS.refundMade>,
      suffix: ` paid ${payment.refund}`,
    })),
  ];
};

/** The facts that each command becomes. */
const BECOMES: Readonly<Record<string, Becomes>> = {
  [COMMANDS.reportSupplierFault.type]: same(FACTS.supplierFaultReported.type),
  [COMMANDS.disputeCharge.type]: disputed,
  [COMMANDS.requestRefundedReturn.type]: refunded,
  [COMMANDS.placeReplacement.type]: placed,
  [COMMANDS.withdrawReplacement.type]: withdrawn,
  [COMMANDS.reportReplacement.type]: numbered(FACTS.replacementReported.type),
  [COMMANDS.addDisputeEvidence.type]: numbered(FACTS.disputeEvidenceAdded.type),
  [COMMANDS.reportDispute.type]: numbered(FACTS.disputeReported.type),
};

/** Handovers under way at once: they are done at once, so the number only bounds. */
const CONCURRENCY = 64;
/** Handovers per second: far more than any installation has. */
const PER_SECOND = 10_000;
/** Milliseconds: a handover takes well under one. */
const TIMEOUT_MS = 10_000;

export function handoverConnector(clock: Clock): Connector {
  return {
    system: OWN_SYSTEM,
    proof: { honoursKey: true, settleAfterMs: 0 },
    budget: { concurrency: CONCURRENCY, perSecond: PER_SECOND, timeoutMs: TIMEOUT_MS },
    execute: (command) => {
      const becomes = BECOMES[command.type];
      if (becomes === undefined) {
        const reason = `nobody takes over ${command.type}`;
        return Promise.resolve({ kind: 'failed', fault: 'malformed', reason });
      }
      const { key, entity } = command;
      const facts = becomes(command.content as never, command).map(
        ({ type, content, suffix = '' }): CanonicalFact => ({
          type, id: `${key}${suffix}`, entity, occurredAt: clock.now(), content, causationId: key,
        }),
      );
      return Promise.resolve({ kind: 'done', facts });
    },
    probe: () => Promise.resolve({ kind: 'absent' }),
    translate: () => ({ kind: 'rejected', reason: 'we send ourselves no messages' }),
    statement: () => Promise.resolve([]),
  };
}
