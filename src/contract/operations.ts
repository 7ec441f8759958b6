import type { Operation } from './operation.ts';
import * as audit from './resources/audit.ts';
import * as approvals from './resources/approvals.ts';
import * as breakGlass from './resources/break-glass.ts';
import * as cases from './resources/cases.ts';
import * as changes from './resources/changes.ts';
import * as codes from './resources/codes.ts';
import * as commands from './resources/commands.ts';
import * as erasures from './resources/erasures.ts';
import * as evidence from './resources/evidence.ts';
import * as facts from './resources/facts.ts';
import * as installation from './resources/installation.ts';
import * as caseAttachments from './resources/case-attachments.ts';
import * as caseClusters from './resources/case-clusters.ts';
import * as console from './resources/console.ts';
import * as consoleFigures from './resources/console-figures.ts';
import * as consoleLists from './resources/console-lists.ts';
import * as disputes from './resources/disputes.ts';
import * as drift from './resources/drift.ts';
import * as policies from './resources/policies.ts';
import * as lotStatements from './resources/lot-statements.ts';
import * as lots from './resources/lots.ts';
import * as people from './resources/people.ts';
import * as proposals from './resources/proposals.ts';
import * as records from './resources/records.ts';
import * as reference from './resources/reference.ts';
import * as reservations from './resources/reservations.ts';
import * as savedFilters from './resources/saved-filters.ts';
import * as returns from './resources/returns.ts';
import * as sandbox from './resources/sandbox.ts';
import * as salesOrders from './resources/sales-orders.ts';
import * as session from './resources/session.ts';
import * as supplierClaims from './resources/supplier-claims.ts';
import * as supplyOrders from './resources/supply-orders.ts';
import * as itemStock from './resources/item-stock.ts';
import * as stock from './resources/stock.ts';
import * as subscriptions from './resources/subscriptions.ts';
import * as sweeps from './resources/sweeps.ts';
import * as usage from './resources/usage.ts';

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'answers' in value;

/** Every operation of the API, in the order of the documentation. */
export const OPERATIONS: readonly Operation[] = [
  facts,
  salesOrders,
  returns,
  stock,
  itemStock,
  reservations,
  lots,
  lotStatements,
  cases,
  approvals,
  supplierClaims,
  supplyOrders,
  disputes,
  policies,
  evidence,
  commands,
  codes,
  sweeps,
  caseAttachments,
  caseClusters,
  changes,
  console,
  consoleFigures,
  consoleLists,
  savedFilters,
  sandbox,
  records,
  drift,
  audit,
  subscriptions,
  usage,
  reference,
  proposals,
  erasures,
  session,
  people,
  breakGlass,
  installation,
].flatMap((resource) => Object.values(resource as Record<string, unknown>).filter(isOperation));
