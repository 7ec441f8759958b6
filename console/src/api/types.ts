/** Shapes of the server's answers, by the addresses that answer them. */
import type { paths } from '../../../src/client/generated/api.ts';
import type { AnswerOf, ItemOf } from './operations.ts';

/** What a change answers. */
type SentAnswer<P extends keyof paths, M extends 'post' | 'put'> =
  paths[P] extends Record<M, { responses: { 200: { content: { 'application/json': infer T } } } }>
    ? T
    : never;

export type Overview = AnswerOf<'/v1/console/overview'>;
export type SalesOrder = AnswerOf<'/v1/sales-orders/{salesOrder}'>;
export type Explanation = AnswerOf<'/v1/sales-orders/{salesOrder}/explanation'>;
export type Equation = Explanation['equations'][number];
export type ExplainedCommand = Explanation['commands'][number];
export type Fact = SalesOrder['timeline'][number];
export type Command = SalesOrder['commands'][number];
export type ReturnSummary = ItemOf<'/v1/returns'>;
export type ReturnRecord = AnswerOf<'/v1/returns/{rma}'>;
export type ReturnEligibility = SentAnswer<'/v1/return-eligibility', 'post'>;
export type Findings = AnswerOf<'/v1/find'>;
export type Finding = Findings['records'][number];
export type StandingOrder = ItemOf<'/v1/console/orders'>;
export type ItemStock = ItemOf<'/v1/console/stock'>;
export type CaseCluster = ItemOf<'/v1/case-clusters'>;
export type ClusterPreview = SentAnswer<'/v1/case-clusters/preview', 'post'>;
export type ClusterAccount = SentAnswer<'/v1/case-clusters/decision', 'post'>;
export type ExceptionCase = ItemOf<'/v1/cases'>;
export type CaseDetail = AnswerOf<'/v1/cases/{case}'>;
export type Quarantined = ItemOf<'/v1/quarantine'>;
export type Position = ItemOf<'/v1/positions'>;
export type LedgerEntry = ItemOf<'/v1/ledger'>;
export type ItemReading = AnswerOf<'/v1/console/stock/{item}'>;
export type Availability = AnswerOf<'/v1/availability'>;
export type LotAtSite = ItemOf<'/v1/lots'>;
export type LotsPreview = SentAnswer<'/v1/lots/statements/preview', 'post'>;
export type LotsAccount = SentAnswer<'/v1/lots/statements', 'post'>;
export type RecallPlan = AnswerOf<'/v1/recalls/plan'>;
export type RecallDrill = SentAnswer<'/v1/recalls/drills', 'post'>;
export type Reservation = ItemOf<'/v1/inventory-reservations'>;
export type Reconciliation = ItemOf<'/v1/reconciliations'>;
export type LearnedShape = ItemOf<'/v1/drift'>;
export type WaitingCode = ItemOf<'/v1/codes/waiting'>;
export type SystemCalls = AnswerOf<'/v1/systems/{system}/calls'>;
export type Ownership = AnswerOf<'/v1/ownership'>;
export type AuditEntry = ItemOf<'/v1/audit'>;
export type Approval = ItemOf<'/v1/approvals'>;
export type Session = AnswerOf<'/v1/session'>;
export type Sandbox = AnswerOf<'/v1/sandbox'>;
export type Figures = AnswerOf<'/v1/console/figures'>;
export type Durations = AnswerOf<'/v1/console/durations'>;
export type Erasure = ItemOf<'/v1/erasures'>;
export type ErasurePreview = SentAnswer<'/v1/erasures/preview', 'post'>;
export type BrokenGlass = ItemOf<'/v1/break-glass'>;
export type Proposal = ItemOf<'/v1/proposals'>;
export type ApprovedProposal = SentAnswer<'/v1/proposals/{proposal}/approval', 'post'>;
export type CaseFile = ItemOf<'/v1/cases/{case}/attachments'>;
export type CodePreview = SentAnswer<'/v1/codes/preview', 'post'>;
export type MappedCode = SentAnswer<'/v1/codes', 'post'>;
