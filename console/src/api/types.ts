/** Shapes of the server's answers: the contract's own, by their names. */
import type { z } from 'zod';
import type * as consoles from '../../../src/contract/resources/console.ts';
import type * as orders from '../../../src/contract/resources/sales-orders.ts';

export type Overview = z.output<typeof consoles.overview>;
export type SalesOrder = z.output<typeof orders.salesOrder>;
export type Explanation = z.output<typeof orders.explanation>;
export type Equation = Explanation['equations'][number];
export type ExplainedCommand = Explanation['commands'][number];
export type Fact = SalesOrder['timeline'][number];
export type Command = SalesOrder['commands'][number];

import type * as records from '../../../src/contract/resources/records.ts';
export type Finding = z.output<typeof records.finding>;
export interface Findings {
  readonly number: string;
  readonly records: readonly Finding[];
}

import type * as consoleLists from '../../../src/contract/resources/console-lists.ts';
import type * as clusters from '../../../src/contract/resources/case-clusters.ts';
import type * as cases from '../../../src/contract/resources/cases.ts';
import type * as installation from '../../../src/contract/resources/installation.ts';
import type * as sweeps from '../../../src/contract/resources/sweeps.ts';
import type * as stock from '../../../src/contract/resources/stock.ts';
import type * as drifts from '../../../src/contract/resources/drift.ts';
import type * as codes from '../../../src/contract/resources/codes.ts';
import type * as audits from '../../../src/contract/resources/audit.ts';

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly total?: number;
}
export type StandingOrder = z.output<typeof consoleLists.standingOrder>;
export type ItemStock = z.output<typeof consoleLists.itemStock>;
export type RawMessage = z.output<typeof consoleLists.rawMessage>;
export type QuarantinedContent = z.output<typeof consoleLists.quarantinedContent>;
export type CaseCluster = z.output<typeof clusters.cluster>;
export type ClusterPreview = z.output<typeof clusters.clusterPreview>;
export type ClusterAccount = z.output<typeof clusters.clusterAccount>;
export type CaseComment = z.output<typeof clusters.comment>;
export type ExceptionCase = z.output<typeof cases.caseSummary>;
export type CaseDetail = z.output<typeof cases.caseDetail>;
export type Quarantined = z.output<typeof installation.quarantined>;
export type SystemAgreement = z.output<typeof sweeps.systemAgreement>;
export type Position = z.output<typeof stock.position>;
export type Movement = z.output<typeof stock.movement>;
export type Availability = z.output<typeof stock.availability>;
export type LearnedShape = z.output<typeof drifts.learned>;
export type WaitingCode = z.output<typeof codes.waitingCode>;
export type Ownership = z.output<typeof records.ownership>;
export type AuditEntry = z.output<typeof audits.entry>;
export type AuditVerdict = z.output<typeof audits.verdict>;

import type * as approvals from '../../../src/contract/resources/approvals.ts';
export type Approval = z.output<typeof approvals.approval>;
export type ApprovalDetail = z.output<typeof approvals.approvalDetail>;

import type * as sessions from '../../../src/contract/resources/session.ts';
import type * as sandboxes from '../../../src/contract/resources/sandbox.ts';
export type Session = z.output<typeof sessions.session>;
export type Sandbox = z.output<typeof sandboxes.sandboxState>;
