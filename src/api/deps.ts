import type { FastifyRequest } from 'fastify';
import type { Proposal, ProposalDesk } from '../application/access/proposals.ts';
import type { KeyDesk } from '../application/access/key-desk.ts';
import type { BreakGlassDesk } from '../application/access/break-glass.ts';
import type { SignInLinks } from '../application/access/sign-in-links.ts';
import type { SignInDesk } from '../application/access/sign-in.ts';
import type { PeopleDesk } from '../application/access/people.ts';
import type { Session, Sessions } from '../application/access/sessions.ts';
import type { Authenticator } from '../application/access/api-keys.ts';
import type { AttachmentStore } from '../application/act/attachments.ts';
import type { AuditBook, AuditTrail, KeptHeads } from '../application/access/audit.ts';
import type { Principal } from '../application/access/principal.ts';
import type { Budgets } from '../application/access/budgets.ts';
import type { IdempotencyStore } from '../application/access/idempotency.ts';
import type { UsageMeter } from '../application/access/usage.ts';
import type { CommandActions, FactIntake, MessageIntake, Redriver } from '../application/act/ports.ts';
import type { ReservationDesk } from '../application/act/reservations.ts';
import type { CallMeter } from '../application/dispatch/call-meter.ts';
import type { CodeDesk } from '../application/codes/code-desk.ts';
import type { CodeStore } from '../application/ports/code-store.ts';
import type { Enclosure } from '../application/privacy/enclosure.ts';
import type { ErasureDesk } from '../application/privacy/erasure-desk.ts';
import type { DriftWatch } from '../application/drift/drift-watch.ts';
import type { RecordDesk } from '../application/records/record-desk.ts';
import type { PolicyDesk } from '../application/policies/policy-desk.ts';
import type { PolicyBook } from '../application/ports/policy-book.ts';
import type { EvidenceDesk } from '../application/evidence/evidence-desk.ts';
import type { DisputeDesk } from '../application/disputes/dispute-desk.ts';
import type { SupplyOrderReads } from '../application/ports/supply-order-reads.ts';
import type { ClaimReads } from '../application/ports/claim-reads.ts';
import type { SupplierRecoveryPolicy } from '../workflows/supplier-recovery/policy.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Workflow } from '../application/ports/workflow.ts';
import type { CaseDesk, Reads } from '../application/query/reads.ts';
import type { SavedFilterStore } from '../application/ports/saved-filters.ts';
import type { ConsoleReads } from '../application/query/console-reads.ts';
import type { SystemChannelState } from '../application/query/overview.ts';
import type { ItemReads } from '../application/stock/item-reading.ts';
import type { StockReads } from '../application/stock/stock-reads.ts';
import type { SystemReads } from '../application/query/system-agreement.ts';
import type { FeedDesk } from '../application/subscriptions/feed-desk.ts';
import type { SubscriptionDesk } from '../application/subscriptions/subscription-desk.ts';
import type { SandboxDesk } from '../application/ports/sandbox-desk.ts';
import type { ChangeHub } from '../application/watch/change-hub.ts';
import type { SweepDesk } from '../application/sweep/sweep-desk.ts';
import type { ShelfLifePolicy } from '../domain/inventory/shelf-life.ts';
import type { z } from 'zod';
import type { inquireReturnEligibility } from '../contract/resources/returns.ts';
import type { ReturnToCreditPolicy } from '../workflows/return-to-credit/policy.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Instant, LocalDate } from '../kernel/instant.ts';
import type { RoundingRule } from '../kernel/money.ts';
import type { Reply } from './reply.ts';

/** Who may ask, and what is written down about it. */
export interface Access {
  readonly authenticator: Authenticator;
  readonly sessions: Sessions;
  readonly people: PeopleDesk;
  readonly signInLinks: SignInLinks;
  /** Signing in at an identity provider; `null`: none is configured. */
  readonly signIn: SignInDesk | null;
  readonly issuer: string | null;
  readonly keyDesk: KeyDesk;
  readonly proposals: ProposalDesk;
  /** How what waited for a second person is carried out, by operation; filled while the API is built. */
  readonly heldBack: Map<string, CarryOut>;
  /** Address at which browsers reach the API, where it is not its own. */
  readonly publicUrl: string | null;
  readonly idempotency: IdempotencyStore;
  readonly audit: AuditTrail;
  readonly auditBook: AuditBook;
  /** Heads of the audit chain that are kept outside of the database. */
  readonly keptHeads: Pick<KeptHeads, 'all'>;
}

/** Carries out a request that was approved. */
export type CarryOut = (proposal: Proposal, request: FastifyRequest) => Promise<Reply>;

/** Everything that the API works with. */
export interface ApiDeps extends Access {
  /** Version of the product, for the documents. */
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Requests that each client may send. */
  readonly budgets: Pick<Budgets, 'take'>;
  readonly usage: Pick<UsageMeter, 'note' | 'read'>;
  readonly subscriptions: SubscriptionDesk;
  readonly feeds: FeedDesk;
  /** Origins of browsers' pages that may call, beside our own. */
  readonly allowedOrigins: ReadonlySet<string>;
  readonly breakGlass: BreakGlassDesk;
  readonly reads: Reads;
  /** Personal values are enclosed everywhere but in what is sent out. */
  readonly enclosure: Pick<Enclosure, 'text'>;
  readonly erasures: ErasureDesk;
  readonly caseDesk: CaseDesk;
  /** Facts in canonical form. */
  readonly intake: FactIntake;
  /** Raw messages of vendors: the front door. */
  readonly messages: MessageIntake;
  readonly redriver: Redriver;
  readonly recordDesk: RecordDesk;
  /** The decision tables that are in force. */
  readonly policies: PolicyBook;
  readonly policyDesk: PolicyDesk;
  readonly claims: ClaimReads;
  readonly supplyOrders: SupplyOrderReads;
  readonly disputes: DisputeDesk;
  readonly recoveryPolicy: SupplierRecoveryPolicy;
  readonly evidence: Pick<EvidenceDesk, 'take'>;
  /** The matrix of ownership, and what was left out because of it. */
  ownership(): Promise<unknown>;
  /** Returns: the rules by which they are read, and what of an order may come back. */
  readonly returns: ReturnsDesk;
  readonly drift: Pick<DriftWatch, 'shapes' | 'accept'>;
  readonly codeDesk: CodeDesk;
  readonly codeStore: Pick<CodeStore, 'listed' | 'waiting'>;
  /** Sweeps that somebody asks for. */
  readonly sweeps: SweepDesk;
  readonly systemReads: SystemReads;
  readonly calls: Pick<CallMeter, 'read'>;
  readonly consoleReads: ConsoleReads;
  readonly savedFilters: SavedFilterStore;
  readonly attachments: AttachmentStore;
  /** What this process knows of each configured system. */
  channels(): readonly SystemChannelState[];
  readonly stockReads: StockReads;
  readonly itemReads: ItemReads;
  readonly reservations: ReservationDesk;
  /** How much life goods must have left. */
  readonly shelfLife: ShelfLifePolicy;
  /** The date on a site's own calendar. */
  dateAt(site: string, at: Instant): LocalDate;
  /** Systems that are configured. */
  readonly systems: ReadonlySet<string>;
  /** Whether a system can be reached from this process. */
  connected(system: string): boolean;
  /** The dispatcher, as people may act on it. */
  readonly actions: CommandActions;
  /** Workflow by the word in the instance key: `sales-order`. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** Business entities that are configured. */
  readonly entities: ReadonlySet<string>;
  /** The simulated systems; absent: none run here. */
  readonly sandbox?: SandboxDesk;
  /** What changed, for consoles that follow. */
  readonly hub: ChangeHub;
  /** Where the built console is; absent: none is served. */
  readonly consoleFolder?: string;
  /** How line totals are rounded: the policy's rule. */
  readonly rounding: RoundingRule;
  /** Milliseconds for which an unequal equation may still be on its way. */
  readonly lagMs: number;
  /** Figures of this process, in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** Told of every answer. */
  observe?(request: AnsweredRequest): void;
  /** Whether an error means that the store is away. */
  isUnavailable(error: unknown): boolean;
}

export interface ReturnsDesk {
  readonly policy: ReturnToCreditPolicy;
  eligibility(
    entity: string,
    inquiry: z.output<NonNullable<typeof inquireReturnEligibility.body>>,
  ): Promise<unknown>;
}

/** A request that was answered, for measuring. */
export interface AnsweredRequest {
  readonly method: string;
  /** Pattern of the route, never the path itself; `unknown` where there is none. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Whoever sends a request, and on whose behalf. */
export interface Caller {
  readonly principal: Principal;
  /** Person, for the audit chain: the key's name unless the request names one. */
  readonly actor: string;
  /** The session, where a person has signed in; with its token. */
  readonly session: (Session & { readonly token: string }) | null;
}
