/**
 * Who may do what: every role and every operation, in this one file. An operation that is not in the table is
 * refused to everybody, and a test fails for it. Up to which amount a role may approve is a policy:
 * `policies/approval-authority.json`.
 */

/** What people are, and `system`: a machine that states what its own system did. */
export const ROLES = [
  'service',
  'warehouse',
  'quality',
  'finance',
  'procurement',
  'integration',
  'auditor',
  'admin',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (name: string): name is Role => (ROLES as readonly string[]).includes(name);

/** What an operation asks of its caller. */
export interface Permission {
  /** Any of these roles; `open`: anybody, known or not; `known`: whoever has signed in or has a key. */
  readonly roles: readonly Role[] | 'open' | 'known';
  /** What it changes waits for a second person: who asked may not approve. */
  readonly secondPerson?: true;
  /** What being confined to sites means here; absent: it is about no site, and entities alone confine. */
  readonly site?: SiteScope;
}

/**
 * For callers who are confined to sites. A request that names its site must name one of theirs; `theirs`: the
 * operation itself leaves out, or refuses, what is of other sites; `spans`: it shows or changes what lies at
 * many sites as one, so it is not for them.
 */
export type SiteScope =
  | { readonly in: 'query' | 'params' | 'body'; readonly member: string }
  | 'theirs'
  | 'spans';

/** People who decide about the trade. */
const DESKS = ['service', 'warehouse', 'quality', 'finance', 'procurement', 'integration'] as const;
/** Everybody who signs in. */
const PEOPLE = [...DESKS, 'auditor', 'admin'] as const;

const OPEN: Permission = { roles: 'open' };
const KNOWN: Permission = { roles: 'known' };
const read: Permission = { roles: PEOPLE };
const readBySystems: Permission = { roles: [...PEOPLE, 'system'] };
const only = (...roles: readonly Role[]): Permission => ({ roles });
const approved = (...roles: readonly Role[]): Permission => ({ roles, secondPerson: true });
/** Every desk decides the cases of its own queue; the case says whose it is. */
const desks: Permission = { roles: DESKS };

/** Operation by operation, as in the OpenAPI document. */
export const PERMISSIONS: Readonly<Record<string, Permission>> = {
  // Facts and messages; a webhook proves itself by its signature.
  postFacts: only('integration', 'system'),
  postInbound: OPEN,
  listFacts: { ...read, site: 'spans' },

  // Sales orders
  placeSalesOrder: only('service', 'integration', 'system'),
  amendSalesOrder: only('service', 'integration', 'system'),
  cancelSalesOrder: only('service', 'integration', 'system'),
  listSalesOrders: read,
  getSalesOrder: readBySystems,
  explainSalesOrder: read,

  // Returns
  inquireReturnEligibility: readBySystems,
  requestReturn: {
    ...only('service', 'warehouse', 'integration', 'system'), site: { in: 'body', member: 'site' },
  },
  amendReturn: { ...only('service', 'integration', 'system'), site: { in: 'body', member: 'site' } },
  cancelReturn: only('service', 'integration', 'system'),
  listReturns: read,
  getReturn: readBySystems,
  explainReturn: read,

  // Stock
  listPositions: { ...readBySystems, site: { in: 'query', member: 'location' } },
  getAvailability: { ...readBySystems, site: 'theirs' },
  listMovements: { ...read, site: { in: 'query', member: 'location' } },
  listLedgerEntries: { ...read, site: { in: 'query', member: 'location' } },
  // Whoever takes orders holds stock for them.
  reserveInventory: {
    ...only('service', 'integration', 'system'), site: { in: 'body', member: 'site' },
  },
  listReservations: { ...readBySystems, site: { in: 'query', member: 'site' } },
  getReservation: { ...readBySystems, site: 'theirs' },
  extendReservation: { ...only('service', 'integration', 'system'), site: 'theirs' },
  releaseReservation: { ...only('service', 'integration', 'system'), site: 'theirs' },
  listLots: { ...readBySystems, site: { in: 'query', member: 'site' } },
  // A lot is held, released and recalled wherever it lies.
  holdLot: { ...only('quality'), site: 'spans' },
  decideLotQuality: { ...only('quality'), site: 'spans' },
  // To state a lot lets it be sold, as a release does.
  stateLots: { ...approved('quality'), site: 'spans' },
  previewLotStatements: { ...only('quality'), site: 'spans' },
  planRecall: { ...read, site: 'spans' },
  drillRecall: { ...only('quality', 'auditor'), site: 'spans' },
  declareRecall: { ...only('quality'), site: 'spans' },
  listReconciliations: { ...read, site: 'theirs' },
  decideAdjustmentReason: { ...only('warehouse', 'finance'), site: 'theirs' },

  // Pages of the console
  getOverview: read,
  getFigures: read,
  getDurations: read,
  followChanges: read,
  getSandbox: read,
  setFaultDial: only('integration'),
  startGameDay: only('integration'),
  listStandingOrders: read,
  listItemStock: { ...read, site: 'spans' },
  getItemReading: { ...read, site: 'spans' },
  listMessagesOf: read,
  getQuarantined: read,
  // Everybody's own; nobody reads those of another.
  listSavedFilters: read,
  saveFilter: read,
  forgetFilter: read,

  // Exception cases
  listCases: read,
  getCase: read,
  assignCase: desks,
  resolveCase: desks,
  waiveCase: desks,
  listCaseClusters: read,
  previewCaseCluster: desks,
  decideCaseCluster: desks,
  listCaseComments: read,
  commentCase: { roles: PEOPLE },
  listCaseAttachments: read,
  getCaseAttachment: read,
  attachToCase: desks,
  redatePosting: only('finance'),
  decideDispute: desks,

  // Approvals; the tables say up to which amount a role may
  listApprovals: read,
  getApproval: read,
  decideApproval: only(...DESKS, 'admin'),

  // Disputes
  openDispute: only('service', 'finance', 'integration', 'system'),
  getDispute: read,
  classifyDispute: only('service', 'finance'),
  settleDispute: only('finance'),

  // Supplier claims
  listSupplierClaims: read,
  getSupplierClaim: read,
  getSupplierRecovery: read,

  // Supply orders
  listSupplyOrders: read,
  getSupplyOrder: read,

  // Evidence; the page that verifies it holds no data
  takeEvidence: only('finance', 'procurement', 'quality', 'auditor', 'admin'),
  findSeal: read,
  getVerifier: OPEN,

  // Policies
  listPolicies: read,
  getPolicy: read,
  askPolicy: read,
  // Another person decides over it anyhow: `decidePolicy`.
  proposePolicy: only(...DESKS, 'admin'),
  previewPolicy: read,
  decidePolicy: only('admin'),

  // Commands
  listCommands: read,
  getCommand: read,
  retryCommand: only('integration', 'finance', 'warehouse'),
  probeCommand: only('integration', 'finance', 'warehouse'),
  releaseCommand: only('integration'),

  // Codes
  listCodes: read,
  listWaitingCodes: only('integration', 'auditor', 'admin'),
  mapCode: approved('integration', 'procurement'),
  previewCode: only('integration', 'procurement'),

  // Sweeps
  beginSweep: only('integration'),
  getSystemAgreement: { ...read, site: 'theirs' },
  getSystemCalls: read,

  // Master records
  findNumber: read,
  getRecord: read,
  listDuplicates: read,
  mergeRecord: only('service', 'finance', 'procurement', 'integration'),
  previewMerge: only('service', 'finance', 'procurement', 'integration'),
  splitRecord: only('service', 'finance', 'procurement', 'integration'),
  decideField: only('service', 'finance', 'procurement', 'integration'),
  getOwnership: read,

  // Drift and quarantine
  listDrift: read,
  acceptDrift: only('integration'),
  listQuarantine: read,
  redriveQuarantined: approved('integration'),
  discardQuarantined: approved('integration'),

  // Requests that wait for a second person
  listProposals: read,
  approveProposal: desks,
  refuseProposal: desks,

  // Personal data: whoever hears the customer asks, a second person agrees.
  erasePersonalData: approved('service', 'admin'),
  previewErasure: only('service', 'admin'),
  listErasures: only('service', 'auditor', 'admin'),

  // Audit
  listAudit: only('auditor', 'admin'),
  verifyAudit: only('auditor', 'admin'),

  // Sessions, people and keys; everybody may ask who they are.
  beginSession: OPEN,
  redeemSignInLink: OPEN,
  getSignInMethods: OPEN,
  leaveForSignIn: OPEN,
  finishSignIn: OPEN,
  getSession: KNOWN,
  endSession: KNOWN,
  changePassword: KNOWN,
  listPeople: only('admin', 'auditor'),
  addPerson: only('admin'),
  changePerson: only('admin'),
  resetPassword: only('admin'),
  makeSignInLink: only('admin'),
  // In an emergency anybody takes a role, in everybody's sight; somebody else reviews it.
  breakGlass: { roles: PEOPLE },
  returnGlass: { roles: PEOPLE },
  listBrokenGlass: only('auditor', 'admin'),
  reviewBrokenGlass: only('auditor', 'admin'),
  listKeys: only('admin', 'auditor'),
  makeKey: only('admin'),
  rotateKey: only('admin'),
  revokeKey: only('admin'),

  // The installation
  getAgreement: read,
  getHealth: OPEN,
  getReadiness: OPEN,
  getMetrics: OPEN,
  // Facts for partners: who subscribes an endpoint decides where facts of the house go.
  makeSubscription: { ...only('integration', 'admin'), site: 'spans' },
  listSubscriptions: only('integration', 'auditor', 'admin'),
  getSubscription: only('integration', 'auditor', 'admin'),
  changeSubscription: only('integration', 'admin'),
  replaySubscription: only('integration', 'admin'),
  replaceSubscriptionSecret: only('integration', 'admin'),
  listSubscriptionAttempts: only('integration', 'auditor', 'admin'),
  declareFeed: only('integration', 'admin'),
  readFeed: { ...only('integration', 'admin'), site: 'spans' },
  acknowledgeFeed: only('integration', 'admin'),
  replayFeed: only('integration', 'admin'),

  listUsage: only('integration', 'auditor', 'admin'),
  getReference: OPEN,
  getErrors: OPEN,
  getError: OPEN,
  getOpenApi: OPEN,
  getAsyncApi: OPEN,
};

/** Whether any of these roles is among those that an operation asks for. */
export function permits(operation: string, roles: readonly Role[]): boolean {
  const permission = PERMISSIONS[operation];
  if (permission === undefined) return false;
  const { roles: asked } = permission;
  return typeof asked === 'string' || asked.some((role) => roles.includes(role));
}
