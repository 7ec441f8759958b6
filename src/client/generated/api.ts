/**
 * Types of the API, generated from its OpenAPI document. Do not edit: change the contract, then run
 * `npm run client`. A test fails while this file is not what that would write.
 */

export type AcceptDrift = {
  /** System */
  system: string;
  /** Kind of message; empty: not named */
  topic: string;
  /** Member */
  path: string;
  /** Why it is right */
  reason: string;
};

export type AcceptedDrift = {
  /** Members of this kind of message that still are not as they were */
  left: number;
};

export type AddedPerson = {
  person: Person;
  /** Shown this once */
  password: string;
};

export type AdjustmentReasonDecision = {
  /** Business entity */
  entity?: string;
  /** Line number, unique in the document */
  line: number;
  reason: 'damaged' | 'expired' | 'lost' | 'found' | 'sample' | 'scrapped' | 'miscounted' | 'wrong-item'
    | 'recalled' | 'other';
  /** In words */
  note: string;
};

export type Agreement = {
  /** As of */
  at: string;
  entity: string | null;
  /** Version of the rules */
  rules: string;
  equations: {
    /** Equations of all instances */
    checked: number;
    /** Both sides are equal */
    holds: number;
    /** Unequal, with something under way */
    inTransit: number;
    /** Unequal, with nothing under way */
    broken: number;
    /** At stake in broken ones, by currency */
    atStake: Array<Money>;
    unequal: Array<UnequalEquations>;
    /** `unequal` looked at every instance */
    complete: boolean;
  };
  /** Sales orders by lifecycle */
  salesOrders: { [name: string]: number };
  /** Commands by status */
  commands: { [name: string]: number };
  cases: {
    /** Cases ever opened */
    opened: number;
    /** Open now */
    open: number;
    /** Open cases by kind */
    byKind: { [name: string]: number };
  };
  facts: {
    /** Facts recorded */
    recorded: number;
    /** Repetitions that changed nothing */
    duplicatesSuppressed: number;
    /** Contradictions */
    conflicts: number;
    /** Waiting for the document they name */
    waiting: number;
    /** Not let in, and open */
    quarantined: number;
  };
  silentLoss: Array<{
    system: string;
    channel: string;
    /** Facts that only a sweep found */
    lost: number;
    /** Latest */
    lastSeenAt: string;
  }>;
};

export type ApiKey = {
  id: string;
  name: string;
  /** System whose facts it may state */
  system: string | null;
  roles: Array<'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor'
    | 'admin' | 'system'>;
  entities: Array<string>;
  sites: Array<string>;
  /** May name the person on whose behalf it acts */
  speaksForPeople: boolean;
  /** When it was made */
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
  revokedAt: string | null;
};

export type ApiKeys = {
  items: Array<ApiKey>;
};

export type Approval = {
  /** Approval */
  id: string;
  /** Names the values that it covers */
  task: string;
  instance: string;
  entity: string;
  text: string;
  /** Whose queue it is in */
  role: string;
  amount: Money | null;
  assignee: string | null;
  /** Since when it waits */
  openedAt: string;
  closedAt: string | null;
};

export type ApprovalDecision = {
  /** Approval */
  id: string;
  /** The fact that records it */
  fact: string;
  /** Role in which it was decided */
  role: string;
  state: 'not-needed' | 'waiting' | 'approved' | 'rejected';
};

export type ApprovalDetail = {
  /** Approval */
  id: string;
  /** Names the values that it covers */
  task: string;
  instance: string;
  entity: string;
  text: string;
  /** Whose queue it is in */
  role: string;
  amount: Money | null;
  assignee: string | null;
  /** Since when it waits */
  openedAt: string;
  closedAt: string | null;
  /** What is approved, as the tables know it */
  kind: string;
  /** People who must approve */
  approvals: number;
  /** Who began it: they may not approve */
  makers: Array<string>;
  state: 'not-needed' | 'waiting' | 'approved' | 'rejected';
  words: Array<{
    by: string;
    role: string;
    verdict: 'approve' | 'reject';
    covers: Money;
    authority: string;
    reason: string;
  }>;
};

export type ApprovalPage = {
  items: Array<Approval>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type ApprovalVerdict = {
  verdict: 'approve' | 'reject';
  /** Why; it goes into the audit chain */
  reason: string;
};

export type ApprovedProposal = {
  proposal: Proposal;
  /** What the operation answered */
  answer: unknown;
};

export type AsOf = {
  /** Moment that the answer describes */
  at: string;
  /** `known`: what we had recorded by then; `occurred`: what had happened */
  reading: 'known' | 'occurred';
  /** Facts that the answer rests on */
  facts: number;
  lastRecordedAt: string | null;
  /** Version of the rules that judged */
  rules: string;
};

export type Attempt = {
  kind: 'execute' | 'probe';
  number: number;
  /** Start */
  startedAt: string;
  /** End */
  endedAt: string;
  result: string;
  detail: string | null;
};

export type AuditEntry = {
  id: string;
  /** When it was done */
  at: string;
  /** Person, rule or key that did it */
  actor: string;
  /** Whose request it was */
  principal: string | null;
  action: string;
  entity: string | null;
  /** What was changed */
  subject: string;
  before: string | null;
  after: string | null;
  reason: string | null;
  /** Hash of the entry before; empty: this is the first */
  previous: string;
  /** SHA-256 over all of it */
  hash: string;
};

export type AuditPage = {
  items: Array<AuditEntry>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type AuditVerdict = {
  /** Entries in the chain */
  entries: number;
  /** Hash of the last one: keep it elsewhere */
  hash: string;
  /** Heads kept outside of the database that it was compared with */
  kept: number;
  sound: boolean;
  /** Faults in all */
  faultCount: number;
  /** The first of them */
  faults: Array<{
    /** Entry; null: the end of the chain */
    id: string | null;
    fault: 'edited' | 'out-of-line' | 'cut-off' | 'not-as-kept';
    text: string;
  }>;
};

export type Availability = {
  item: string;
  /** As of */
  at: string;
  sites: Array<{
    entity: string;
    site: string;
    /** Sellable and accessible */
    onHand: string;
    /** Of it, in lots that may not be promised */
    barred: string;
    /** Promised and not yet shipped */
    allocated: string;
    /** What can still be promised */
    availableToPromise: string;
    /** Wanted by orders of the entity and promised by nobody */
    backordered: string;
  }>;
};

export type BreakGlass = {
  role: 'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor';
  /** For how long */
  minutes: number;
  /** Why; everybody reads it */
  reason: string;
};

export type BrokenGlass = {
  id: string;
  person: string;
  role: 'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor' | 'admin';
  reason: string;
  /** When */
  takenAt: string;
  /** When it ends by itself */
  endsAt: string;
  returnedAt: string | null;
  /** What was done under it: entries of the audit chain with `+bgl_3` in their principal */
  acts: number;
  reviewedBy: string | null;
  reviewedAt: string | null;
  verdict: 'justified' | 'not-justified' | null;
  /** What the reviewer says */
  review: string | null;
};

export type BrokenGlassPage = {
  items: Array<BrokenGlass>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type CancellationRequest = {
  /** Business entity */
  entity?: string;
  /** Lines; none means all */
  lines?: Array<number>;
  /** Why */
  reason: string;
};

export type CaseAssignment = {
  assignee: string | null;
};

export type CaseAttachment = {
  id: string;
  case: string;
  name: string;
  /** Its media type; its bytes must look like it */
  type: 'image/png' | 'image/jpeg' | 'image/webp' | 'application/pdf' | 'text/plain' | 'text/csv';
  /** Size */
  bytes: number;
  /** Of its bytes */
  sha256: string;
  /** Who attached it */
  by: string;
  /** When */
  at: string;
  erasedAt: string | null;
};

export type CaseAttachmentContent = {
  id: string;
  case: string;
  name: string;
  /** Its media type; its bytes must look like it */
  type: 'image/png' | 'image/jpeg' | 'image/webp' | 'application/pdf' | 'text/plain' | 'text/csv';
  /** Size */
  bytes: number;
  /** Of its bytes */
  sha256: string;
  /** Who attached it */
  by: string;
  /** When */
  at: string;
  erasedAt: string | null;
  /** Its bytes, 1 MiB at most, in base64 */
  content: string;
};

export type CaseAttachments = {
  items: Array<CaseAttachment>;
};

export type CaseCluster = {
  /** Names the cause */
  fingerprint: string;
  kind: string;
  /** What its cases say, without their numbers */
  title: string;
  role: string;
  playbook: string;
  /** Open cases */
  cases: number;
  assignees: Array<string>;
  /** One amount for each currency */
  exposure: Array<Money>;
  /** The oldest */
  oldestAt: string;
  /** Text of the largest */
  sample: string;
  /** Id of the largest */
  example: string;
};

export type CaseClusters = {
  items: Array<CaseCluster>;
};

export type CaseComment = {
  id: string;
  case: string;
  by: string;
  /** When it was said */
  at: string;
  text: string;
};

export type CaseComments = {
  items: Array<CaseComment>;
};

export type CaseResolution = {
  verdict: 'accept' | 'reject' | 'retry' | 'reissue';
  /** Why; it goes into the audit chain */
  reason: string;
};

export type CaseWaiver = {
  /** Why; it goes into the audit chain */
  reason: string;
};

/** CloudEvents 1.0 */
export type CloudEvent = {
  specversion: '1.0';
  /** Id of the statement in its source; with `source` it names the fact for ever */
  id: string;
  /** System that says it, as the configuration names it */
  source: string;
  /** Versioned fact type; see /asyncapi.json */
  type: string;
  /** When it happened, by the clock of the source */
  time?: string;
  /** What it is about; not needed, the data says it */
  subject?: string;
  /** Must be JSON */
  datacontenttype?: string;
  /** Ignored: `type` names the schema */
  dataschema?: string;
  /** Business entity; may be left out by a key of one entity */
  entity?: string;
  /** The case it belongs to */
  correlationid?: string;
  /** Id of the fact or command that made it happen */
  causationid?: string;
  /** When the source recorded it */
  recordedtime?: string;
  /** W3C trace context */
  traceparent?: string;
  /** Content of the fact type, as JSON */
  data?: unknown;
  /** The same, as base64 of its JSON text */
  data_base64?: string;
  [other: string]: unknown;
};

export type ClusterAccount = {
  fingerprint: string;
  /** Cases that were open */
  total: number;
  /** Decided */
  done: number;
  /** Not yet looked at */
  left: number;
  refused: Array<{
    case: string;
    reason: string;
  }>;
};

export type ClusterDecision = {
  /** Names the cause */
  fingerprint: string;
  /** What is decided about every case */
  verdict?: 'accept' | 'reject' | 'retry' | 'reissue' | 'waive';
  /** Its word counts where systems contradict each other; in place of a verdict */
  system?: string;
  /** What quality says of every lot that the cases are about; in place of a verdict */
  quality?: 'released' | 'rejected';
  /** Business entity */
  entity?: string;
  /** Why; it goes into the audit chain */
  reason: string;
  /** Cases to decide now */
  limit?: number;
};

export type ClusterEffect = {
  system: string;
  type: string;
  does: 'send' | 'take-back' | 'withdraw';
  /** Commands */
  count: number;
  /** Value that they are about, by currency */
  atStake: Array<Money>;
  /** One of them */
  sample: string;
};

export type ClusterFix = {
  /** Names the cause */
  fingerprint: string;
  /** What is decided about every case */
  verdict?: 'accept' | 'reject' | 'retry' | 'reissue' | 'waive';
  /** Its word counts where systems contradict each other; in place of a verdict */
  system?: string;
  /** What quality says of every lot that the cases are about; in place of a verdict */
  quality?: 'released' | 'rejected';
  /** Business entity */
  entity?: string;
};

export type ClusterPreview = {
  fingerprint: string;
  verdict: 'accept' | 'reject' | 'retry' | 'reissue' | 'waive' | null;
  /** Whose word would count */
  system: string | null;
  /** What would be said of every lot */
  quality: 'released' | 'rejected' | null;
  /** Cases of the cluster */
  cases: number;
  /** Cases that this decision ends */
  closes: number;
  /** Cases that would stay open */
  stays: number;
  /** Cases of a queue that the caller does not decide */
  notYours: number;
  /** What leaves at once; what follows is judged then */
  effects: Array<ClusterEffect>;
  /** Cases that would open because of it */
  opens: Array<{
    kind: string;
    /** Cases */
    count: number;
  }>;
  /** Instances in the order of the replay */
  order: Array<string>;
  /** Every case was looked at */
  complete: boolean;
};

export type CodeMapping = {
  /** System whose code it is; `*`: of all that have none of their own */
  system: string;
  /** Kind of code: `unit`, `item-unit`, `status`, `reason` … */
  list: string;
  /** The code, as the system writes it */
  code: string;
  meaning: string | null;
  /** Rises with each mapping of the code */
  version: number;
  reason: string;
  mappedBy: string;
  /** When it was mapped */
  mappedAt: string;
};

export type CodeMappingPage = {
  items: Array<CodeMapping>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type CodePreview = {
  /** What it means now */
  before: string | null;
  /** Waiting messages that were translated */
  examined: number;
  /** Of these, those that would be let in */
  wouldComeIn: number;
  /** Of these, those that would still wait */
  stillFaulty: number;
  /** Every waiting message was examined */
  complete: boolean;
  messages: Array<{
    id: string;
    messageId: string | null;
    facts: Array<{
      type: string;
      entity: string;
      /** Business key */
      key: string;
      /** Content of the fact */
      data: unknown;
    }>;
    /** Why it would still wait */
    reason: string | null;
  }>;
};

export type Command = {
  /** Names one generation of the command */
  key: string;
  instance: string;
  entity: string;
  id: string;
  generation: number;
  type: string;
  system: string;
  status: 'queued' | 'failing' | 'parked' | 'sending' | 'in-doubt' | 'done' | 'refused' | 'withdrawn'
    | 'compensated';
  /** Attempts to execute it */
  attempts: number;
  /** Probes for its effect */
  probes: number;
  /** When it was issued */
  issuedAt: string;
  sentAt: string | null;
  settledAt: string | null;
  nextAttemptAt: string | null;
  /** Last words of the system */
  detail: string | null;
  /** Fact that made it wanted */
  cause: string | null;
  /** Command that it takes back */
  undoes: {
    id: string;
    generation: number;
  } | null;
};

export type CommandAction = {
  /** Why it will work now */
  reason: string;
};

export type CommandDetail = {
  /** Names one generation of the command */
  key: string;
  instance: string;
  entity: string;
  id: string;
  generation: number;
  type: string;
  system: string;
  status: 'queued' | 'failing' | 'parked' | 'sending' | 'in-doubt' | 'done' | 'refused' | 'withdrawn'
    | 'compensated';
  /** Attempts to execute it */
  attempts: number;
  /** Probes for its effect */
  probes: number;
  /** When it was issued */
  issuedAt: string;
  sentAt: string | null;
  settledAt: string | null;
  nextAttemptAt: string | null;
  /** Last words of the system */
  detail: string | null;
  /** Fact that made it wanted */
  cause: string | null;
  /** Command that it takes back */
  undoes: {
    id: string;
    generation: number;
  } | null;
  /** Content of the command type */
  content: unknown;
  correlationId: string;
  traceparent: string | null;
  /** Attempts and probes; success at the first try is told by the command itself */
  history: Array<Attempt>;
};

export type CommandPage = {
  items: Array<Command>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type CommandProbe = {
  /** Why now */
  reason: string;
};

export type CommandRelease = {
  /** How that is known */
  reason: string;
};

export type CommandStatus = {
  key: string;
  status: 'queued' | 'failing' | 'parked' | 'sending' | 'in-doubt' | 'done' | 'refused' | 'withdrawn'
    | 'compensated';
};

export type Comment = {
  /** What is said */
  text: string;
};

export type ComparedObject = {
  object: string;
  /** When it was compared last */
  comparedAt: string;
  /** Milliseconds that it took */
  tookMs: number;
  /** The same on both sides */
  agreed: number;
  /** Known on both sides, with other figures */
  odd: number;
  /** Known there alone, and could not be let in */
  missingHere: number;
  /** Known here alone */
  missingThere: number;
  /** Different, and young enough to be on its way */
  inTransit: number;
  /** Only this comparison brought it */
  repaired: number;
  /** At stake in what does not agree, by currency */
  atStake: Array<Money>;
  oldestAt: string | null;
  /** Why the last comparison could not be made */
  failure: string | null;
};

export type Deadline = {
  id: string;
  milestone: string;
  /** Due */
  dueAt: string;
  overdue: boolean;
};

export type DecideField = {
  /** Business entity; may be left out by a key of one */
  entity?: string;
  /** Field */
  field: string;
  /** Whose word counts */
  system: string;
  /** Number of the record in that system */
  number: string;
  /** Why */
  reason: string;
};

export type Decision = {
  id: string;
  /** The fact that records the decision */
  fact: string;
  /** Number of the decision */
  decision: number;
  /** State of the case after it */
  state: 'open' | 'resolved' | 'waived';
};

export type Difference = {
  object: string;
  entity: string;
  number: string;
  verdict: 'odd' | 'missing-here' | 'missing-there';
  /** Young enough to be on its way */
  inTransit: boolean;
  /** Our figures */
  here: string | null;
  /** Their figures */
  there: string | null;
  cause: string;
  atStake: Money | null;
  /** Since when it is known */
  firstSeenAt: string;
};

export type Discard = {
  /** Why nobody needs it */
  reason: string;
};

export type DiscardResult = {
  id: string;
  state: 'discarded';
};

export type DisputeClassification = {
  /** What it is about */
  classification: 'price' | 'shortage' | 'damage' | 'not-received' | 'duplicate' | 'returned' | 'promotion'
    | 'freight' | 'tax' | 'unknown';
  /** Why; it goes into the audit chain */
  reason: string;
};

export type DisputeDecision = {
  /** `content` of the statement that counts */
  content: string;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type DisputeDetail = {
  dispute: string;
  entity: string;
  lifecycle: string;
  asOf: AsOf;
  resolution: 'credit' | 'rebill' | 'reject' | 'review' | 'unknown';
  reason: string;
  /** What it is about */
  classification: 'price' | 'shortage' | 'damage' | 'not-received' | 'duplicate' | 'returned' | 'promotion'
    | 'freight' | 'tax' | 'unknown';
  /** The fact that opened it, with its evidence */
  disputed: unknown;
  /**
   * What the owner of the billed lines answered: with every other credit it never comes to more than the
   * invoice; null: not decided, or nothing is to be credited
   */
  creditable: {
    asked: Money;
    /** What of it may be credited */
    gross: Money;
    /** What others were credited of the invoice */
    before: Money;
  } | null;
  /** The fact that says what was posted; null: nothing yet */
  settled: unknown;
  waiting: string;
};

export type DisputeSettlement = {
  how: 'credit' | 'rebill';
  /** Credit memo */
  creditMemo?: string;
  /** Reversal of the invoice */
  reversal?: string;
  /** Invoice that was billed anew */
  invoice?: string;
  /** What the customer owes less because of it */
  amount: Money;
  /** Date in the ledger */
  postingDate?: string;
  /** Remark */
  note?: string;
};

export type DisputeTaken = {
  dispute: string;
  status: 'accepted' | 'duplicate';
  instance: string;
};

export type Duplicates = {
  items: Array<{
    a: string;
    b: string;
    /** 100: nearly certain */
    score: number;
    reasons: Array<string>;
  }>;
};

export type Durations = {
  /** As of */
  at: string;
  /** Beginning of the period */
  from: string;
  entity: string | null;
  durations: Array<{
    figure: 'order-to-shipment' | 'shipment-to-record' | 'shipment-to-invoice' | 'request-to-authorization'
      | 'authorization-to-receipt' | 'receipt-to-inspection' | 'receipt-to-credit' | 'return-to-credit'
      | 'dispute-to-answer' | 'case-to-resolution';
    /** What ended in the period */
    ended: number;
    /** Half took no longer, in seconds; null: nothing ended */
    medianSeconds: number | null;
    /** Nine of ten took no longer, in seconds; null: nothing ended */
    p90Seconds: number | null;
    /** From when to when, by whose clock */
    formula: string;
    /** Role that answers for it */
    owner: string;
    /** Of the formula */
    version: number;
  }>;
};

export type Ended = {
  /** false: it was a key */
  ended: boolean;
};

export type Equation = {
  id: string;
  name: string;
  subject: string;
  unit: 'quantity' | 'money';
  verdict: 'holds' | 'in-transit' | 'broken';
  left: Array<EquationTerm>;
  right: Array<EquationTerm>;
  /** Left less right */
  delta: string;
  /** System that is odd when the sides differ */
  odd: string;
  atStake: Money | null;
};

export type EquationTerm = {
  name: string;
  /** As the system that owns it states it */
  value: string;
  system: string;
};

export type ErasePersonalData = {
  /** Entity */
  entity: string;
  /** Our number of the customer */
  customer: string;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type Erasure = {
  id: string;
  /** Entity */
  entity: string;
  /** Our number of the customer; it stays */
  customer: string;
  erasedBy: string;
  /** When */
  erasedAt: string;
  reason: string;
  /** Keys that were destroyed */
  keys: number;
  /** Orders, returns, disputes and records that named the customer */
  instances: number;
  /** Raw messages that were emptied */
  messages: number;
  /** Raw messages that also carried facts of others, and hold no member that is marked: they stay */
  sharedMessages: number;
  /** Files beside their cases that were emptied */
  attachments: number;
  /** Entries of the quarantine that were emptied; open ones are discarded */
  quarantined: number;
};

export type ErasurePage = {
  items: Array<Erasure>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type ErasurePreview = {
  entity: string;
  customer: string;
  /** That number, and those of records that were merged with it */
  customers: Array<string>;
  /** Where values would become unreadable */
  facts: Array<{
    type: string;
    /** Facts of this type that hold such values */
    count: number;
    /** Its members that tell of a person */
    members: Array<string>;
  }>;
  /** Keys that would be destroyed */
  keys: number;
  /** Raw messages that would be emptied */
  messages: number;
  /** Raw messages that also carried facts of others, and would stay */
  sharedMessages: number;
  /** Files beside cases that would be emptied */
  attachments: number;
  /** Entries of the quarantine that would be emptied, and discarded */
  quarantined: number;
  /** Orders, returns, disputes and records that name the customer */
  instanceCount: number;
  /** The first 50 of them */
  instances: Array<string>;
  /** Of these, what is not over and needs the data: refused until it is */
  unsettledCount: number;
  /** The first 50 of them */
  unsettled: Array<string>;
};

export type ErasureToPreview = {
  /** Entity */
  entity: string;
  /** Our number of the customer */
  customer: string;
};

export type EvidenceRequest = {
  /** Number of the document in any system */
  number: string;
  /** Business entity, where several have the number */
  entity?: string;
};

export type EvidenceSeal = {
  /** Seal of a pack */
  seal: string;
  instance: string;
  /** When it was taken first */
  takenAt: string;
  takenBy: string;
};

export type ExceptionCase = {
  id: string;
  /** Names the values of its condition */
  case: string;
  instance: string;
  entity: string;
  kind: string;
  text: string;
  /** Whose queue it is in */
  role: string;
  assignee: string | null;
  state: 'open' | 'resolved' | 'waived';
  exposure: Money | null;
  playbook: string;
  /** When it began */
  openedAt: string;
  closedAt: string | null;
};

export type ExceptionCaseDetail = {
  id: string;
  /** Names the values of its condition */
  case: string;
  instance: string;
  entity: string;
  kind: string;
  text: string;
  /** Whose queue it is in */
  role: string;
  assignee: string | null;
  state: 'open' | 'resolved' | 'waived';
  exposure: Money | null;
  playbook: string;
  /** When it began */
  openedAt: string;
  closedAt: string | null;
  /** Of a dispute: what was stated, in every version of it */
  statements: Array<{
    /** Fingerprint: what a dispute is decided by */
    content: string;
    source: string;
    fact: string;
    data: unknown;
  }>;
  /** Of a refused posting: its shipment */
  shipment: string | null;
};

export type ExceptionCasePage = {
  items: Array<ExceptionCase>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type ExplainedCase = {
  case: string;
  kind: string;
  text: string;
  role: string;
  exposure: Money | null;
  playbook: string;
};

export type ExplainedCommand = {
  id: string;
  type: string;
  system: string;
  /** It ought to have taken effect by now */
  wanted: boolean;
  disputed: boolean;
  /** Null: nothing was sent yet */
  status: string | null;
  generation: number | null;
  /** In words; null: it was, or it is done */
  whyNotSent: string | null;
  gates: Array<Gate>;
};

export type Explanation = {
  salesOrder: string;
  entity: string;
  instance: string;
  asOf: AsOf;
  lifecycle: string;
  settled: boolean;
  /** Why it is waiting, in one sentence */
  waiting: string;
  /** Whether the systems agree, in one sentence */
  agreement: string;
  commands: Array<ExplainedCommand>;
  deadlines: Array<Deadline>;
  cases: Array<ExplainedCase>;
  equations: Array<Equation>;
};

export type FactBatchResult = {
  /** Items by status */
  counts: { [name: string]: number };
  /** One result for each item, in their order */
  items: Array<FactResult>;
};

export type FactMessage = {
  /** Fact type */
  type: string;
  /** When it happened */
  timestamp: string;
  data: {
    source: string;
    id: string;
    type: string;
    entity: string;
    instance: string;
    /** When it happened */
    occurredAt: string;
    /** When it was recorded here */
    recordedAt: string;
    correlationId: string;
    causationId: string | null;
    effect: 'applied' | 'duplicate' | 'superseded' | 'conflict';
    /** Content of the fact type */
    data: unknown;
    /** To replay from behind this fact */
    cursor: string;
  };
};

export type FactPage = {
  items: Array<RecordedFact>;
  /** Cursor to go on with, whether or not there is more */
  next: string;
  /** There is more already */
  more: boolean;
};

export type FactResult = {
  /**
   * `accepted`: recorded. `duplicate`: known already, nothing changed. `conflict`: recorded, but contradicts
   * what was stated before; an exception case is open. `waiting`: kept until the document it names is known.
   * `quarantined`: kept, not let in, see `reasons`. `refused`: the envelope is broken, nothing was kept.
   */
  status: 'accepted' | 'duplicate' | 'conflict' | 'waiting' | 'quarantined' | 'refused';
  source: string | null;
  id: string | null;
  /** Where it went */
  instance?: string;
  /** The name that nobody has introduced yet */
  waitsFor?: string;
  /** Why it was not let in */
  code?: string;
  reasons?: Array<InvalidPart>;
};

export type FaultDial = {
  /** Set all to this level first */
  level?: 'none' | 'calm' | 'rough' | 'hell';
  /** Single faults */
  faults?: {
    /** A webhook is delivered twice; 0 is never, 1 is always */
    duplicate?: number;
    /** A webhook is overtaken by later ones; 0 is never, 1 is always */
    reorder?: number;
    /** A webhook is never delivered; 0 is never, 1 is always */
    loss?: number;
    /** Mean latency of an answer, in milliseconds */
    latencyMs?: number;
    /** The request takes effect, and the answer never comes; 0 is never, 1 is always */
    timeoutAfterEffect?: number;
    /** The request has no effect, and no answer comes; 0 is never, 1 is always */
    timeoutBeforeEffect?: number;
    /** 429 with Retry-After; 0 is never, 1 is always */
    throttle?: number;
    /** 503 without effect; 0 is never, 1 is always */
    unavailable?: number;
    /** The effect lands after the answer timed out; 0 is never, 1 is always */
    lateEffect?: number;
    /** A pick finds less than was allocated; 0 is never, 1 is always */
    shortPick?: number;
    /** The warehouse restates a shipment; 0 is never, 1 is always */
    restatement?: number;
    /** The period of the posting date is closed; 0 is never, 1 is always */
    closedPeriod?: number;
    /** The tax engine refuses, or rounds its own way; 0 is never, 1 is always */
    taxTrouble?: number;
    /** A customer pays in parts, or too much; 0 is never, 1 is always */
    oddPayment?: number;
  };
};

export type FeedAcknowledgement = {
  /** `next` of the page */
  cursor: string;
};

export type FeedConsumer = {
  consumer: string;
  types: Array<string>;
  entities: Array<string>;
  /** Every fact up to here was acknowledged */
  position: string;
  /** Facts that were acknowledged, those of replays counted again */
  taken: number;
  /** Facts that wait; counted up to 10000 */
  waiting: number;
  /** What the ETag says */
  version: number;
  /** When it changed last */
  updatedAt: string;
};

export type FeedReplay = {
  /**
   * Where to begin: `start` of everything, `now`, a time (every fact recorded then or later), or a cursor of
   * the feed
   */
  from: string;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type FeedSlice = {
  consumer: string;
  types: Array<string>;
  entities: Array<string>;
  /** Every fact up to here was acknowledged */
  position: string;
  /** Facts that were acknowledged, those of replays counted again */
  taken: number;
  items: Array<RecordedFact>;
  /** To acknowledge when all items are safe */
  next: string;
  /** There is more already */
  more: boolean;
};

export type FeedToDeclare = {
  /** Fact types; none: all */
  types?: Array<string>;
  /** Business entities; none: all that the key covers */
  entities?: Array<string>;
  /**
   * Where to begin: `start` of everything, `now`, a time (every fact recorded then or later), or a cursor of
   * the feed
   */
  from?: string;
};

export type FieldDecision = {
  fact: string;
  value: string;
};

export type Figures = {
  /** As of */
  at: string;
  entity: string | null;
  /** Every equation was looked at */
  complete: boolean;
  /** One for each currency, the most orders first */
  bridges: Array<{
    currency: string;
    /** Sales orders in this currency */
    orders: number;
    /** A stage less its gaps is the next stage, exactly */
    stages: Array<{
      stage: 'booked' | 'accepted' | 'allocated' | 'shipped' | 'posted' | 'kept';
      amount: Money;
    }>;
    gaps: Array<{
      /** The stage that it is missing after */
      after: 'booked' | 'accepted' | 'allocated' | 'shipped' | 'posted' | 'kept';
      /** `timing`: closes by itself, in time; `ended`: cancelled or never shipped; `credited`: given back */
      cause: 'timing' | 'late' | 'no-stock' | 'hold' | 'price' | 'failed-sync' | 'ended' | 'credited';
      amount: Money;
    }>;
    /** Booked less kept, by cause; the largest first */
    causes: Array<{
      /** `timing`: closes by itself, in time; `ended`: cancelled or never shipped; `credited`: given back */
      cause: 'timing' | 'late' | 'no-stock' | 'hold' | 'price' | 'failed-sync' | 'ended' | 'credited';
      amount: Money;
      /** Orders */
      orders: number;
      rows: Array<{
        lifecycle: string;
        /** Null: the order is finished */
        standing: 'moving' | 'in-time' | 'late' | 'blocked' | 'in-doubt' | null;
        /** Orders */
        orders: number;
        amount: Money;
      }>;
    }>;
  }>;
  governed: Array<{
    figure: 'posted-in-time' | 'agreement' | 'touchless' | 'in-full' | 'first-time-right' | 'silent-loss';
    /** The part of the whole, 0 to 1; null: there is nothing to count */
    value: number | null;
    /** Of the whole */
    part: number;
    /** The whole */
    of: number;
    /** Share that is wanted, 0 to 1 */
    target: number;
    better: 'higher' | 'lower';
    /** What is counted */
    formula: string;
    /** What is not */
    excludes: string;
    /** Role that answers for it */
    owner: string;
    /** Of the formula */
    version: number;
    /** Share of what came in that is counted: the rest lies in quarantine */
    completeness: number;
    /** Eight weeks up to the moment, the oldest first, forty-eight points at most */
    series: Array<{
      /** When it was measured */
      at: string;
      /** As it was then */
      value: number | null;
    }>;
  }>;
};

export type FileToAttach = {
  /** Name of the file */
  name: string;
  /** Its media type; its bytes must look like it */
  type: 'image/png' | 'image/jpeg' | 'image/webp' | 'application/pdf' | 'text/plain' | 'text/csv';
  /** Its bytes, 1 MiB at most, in base64 */
  content: string;
};

export type FilterToSave = {
  /** The query of its address */
  search: string;
};

export type Finding = {
  /** What it is */
  kind: string;
  /** Our number of it */
  number: string;
  entity: string;
  instance: string;
  lifecycle: string;
  /** Cases that are open */
  openCases: number;
  /** Why it was found */
  matched: Array<{
    /** What the number is to it */
    as: string;
    /** System, or customer, whose number it is */
    whose: string | null;
  }>;
  /** Records that the number led to, merged into this one */
  merged: Array<string>;
};

export type Findings = {
  number: string;
  records: Array<Finding>;
};

export type ForgottenFilter = {
  /** false: there was none of this name */
  forgotten: boolean;
};

export type GameDayPlan = {
  /** Simulated system that is switched off */
  system: string;
  /** Seconds */
  outageSeconds?: number;
  /** Orders */
  ordersPerMinute?: number;
};

export type Gate = {
  name: string;
  status: 'cleared' | 'waiting' | 'blocked';
  code: string;
  reason: string;
  /** Facts that the status rests on */
  facts: Array<string>;
};

export type GlassReview = {
  verdict: 'justified' | 'not-justified';
  /** Why; it goes into the audit chain */
  reason: string;
};

export type Health = {
  status: 'ok' | 'unavailable';
  detail?: string;
};

export type InboundResult = {
  status: 'received' | 'quarantined';
  messageId: string | null;
  code?: string;
  /** Why it could not be translated */
  reason?: string;
  /** Facts of the message by status */
  counts?: { [name: string]: number };
};

export type InvalidPart = {
  /** JSON path, header or parameter */
  path: string;
  message: string;
};

export type ItemReading = {
  /** As of */
  at: string;
  item: string;
  /** Our ledger first */
  readings: Array<StockReading>;
  /** Fourteen days, the last one is today */
  series: Array<{
    /** A day of UTC */
    day: string;
    /** Sellable and accessible at its end */
    onHand: string;
    /** Null: not measured by then */
    availableToPromise: string | null;
  }>;
};

export type ItemStock = {
  entity: string;
  item: string;
  /** Sites that hold or promise it */
  sites: number;
  /** Sellable and accessible */
  onHand: string;
  /** Promised and not yet shipped */
  allocated: string;
  /** What can still be promised */
  availableToPromise: string;
  /** In another disposition at a site */
  elsewhere: string;
  /** Left a site and not yet delivered */
  inTransit: string;
  /** Wanted by orders and promised by nobody */
  backordered: string;
  /** When it last changed */
  updatedAt: string;
};

export type ItemStockPage = {
  items: Array<ItemStock>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type KeyRevocation = {
  /** Why; it goes into the audit chain */
  reason: string;
};

export type KeyRotation = {
  /** How long the old one works on */
  overlapHours: number;
  /** How long it lives; null: for ever */
  days: number | null;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type LearnedShape = {
  system: string;
  /** Kind of message; empty: not named */
  topic: string;
  /** Messages that were looked at */
  messages: number;
  /** Members that they have */
  members: number;
  /** When something was learned last */
  updatedAt: string;
  drifts: Array<{
    /** Member */
    path: string;
    kind: 'vanished' | 'appeared' | 'type';
    /** JSON types as they were */
    from: Array<string>;
    /** JSON types as they came */
    to: Array<string>;
    /** When it began */
    since: string;
    text: string;
  }>;
};

export type LearnedShapes = {
  items: Array<LearnedShape>;
};

export type LedgerEntry = {
  id: string;
  instance: string;
  key: string;
  sequence: number;
  entity: string;
  kind: 'receipt' | 'putaway' | 'pick' | 'pack' | 'ship' | 'return' | 'adjustment' | 'transfer';
  item: string;
  lot: string | null;
  /** Moved */
  quantity: string;
  from: Place;
  to: Place;
  /** Sequence of the movement it takes back */
  reverses: number | null;
  reason: string | null;
  /** The fact that says so */
  fact: string;
  /** When it happened */
  occurredAt: string;
  /** When it was recorded here */
  recordedAt: string;
  /** What it changes of the balance; 0: within what is counted */
  change: string;
  /** What was there after it */
  balance: string;
};

export type LedgerPage = {
  items: Array<LedgerEntry>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type LineQuantities = {
  /** Line number, unique in the document */
  line: number;
  item: string;
  /** Price of one base unit */
  unitPrice: string;
  /** Stated in the newest revision */
  ordered: string;
  /** Cancelled with consent */
  cancelled: string;
  /** Promised in total */
  allocated: string;
  /** Undertaken by the warehouse in total */
  released: string;
  /** Shipped */
  shipped: string;
  /** Not found at picking */
  short: string;
  /** On invoices that stand */
  invoiced: string;
  /** On credit memos that stand */
  credited: string;
};

export type LotAtSite = {
  entity: string;
  item: string;
  lot: string;
  site: string;
  /** Sellable by its place */
  onHand: string;
  /** Promised and not yet shipped */
  allocated: string;
  expiresOn: string | null;
  receivedOn: string | null;
  /** Days of life left in the site's own calendar */
  daysLeft: number | null;
  /** Whether it may be promised, and why not */
  fitness: 'fit' | 'unstated' | 'disputed' | 'recalled' | 'held' | 'rejected' | 'unreleased' | 'expired'
    | 'short-dated';
};

export type LotDecision = {
  instance: string;
  status: 'accepted' | 'duplicate';
};

export type LotHold = {
  /** Business entity */
  entity?: string;
  /** Name of the hold */
  hold: string;
  /** False: it is lifted */
  holds: boolean;
  kind?: 'quality' | 'recall' | 'regulatory' | 'damage' | 'other';
  /** Why; it goes into the audit chain */
  reason: string;
};

export type LotPage = {
  items: Array<LotAtSite>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type LotQuality = {
  /** Business entity */
  entity?: string;
  verdict: 'released' | 'rejected';
  /** Why; it goes into the audit chain */
  reason: string;
};

export type LotStatements = {
  /** Business entity */
  entity?: string;
  lots: Array<{
    /** Item */
    item: string;
    /** Lot */
    lot: string;
    /** Null: it does not expire */
    expiresOn: string | null;
  }>;
  /** They may not be sold before quality has released them */
  needsRelease: boolean;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type LotStatementsAccount = {
  /** Lots that were named */
  total: number;
  done: Array<{
    /** Item */
    item: string;
    /** Lot */
    lot: string;
  }>;
  refused: Array<{
    /** Item */
    item: string;
    /** Lot */
    lot: string;
    reason: string;
  }>;
};

export type LotStatementsDraft = {
  /** Business entity */
  entity?: string;
  lots: Array<{
    /** Item */
    item: string;
    /** Lot */
    lot: string;
    /** Null: it does not expire */
    expiresOn: string | null;
  }>;
  /** They may not be sold before quality has released them */
  needsRelease: boolean;
};

export type LotStatementsPreview = {
  lots: Array<{
    /** Item */
    item: string;
    /** Lot */
    lot: string;
    before: 'fit' | 'unstated' | 'disputed' | 'recalled' | 'held' | 'rejected' | 'unreleased' | 'expired'
      | 'short-dated';
    after: 'fit' | 'unstated' | 'disputed' | 'recalled' | 'held' | 'rejected' | 'unreleased' | 'expired'
      | 'short-dated';
    /** Sellable by its place, at all sites */
    onHand: string;
  }>;
  /** Lots that may be promised by it */
  sellable: number;
  /** Items that orders wait for: they are decided again */
  waiting: Array<{
    item: string;
    /** What orders wait for */
    shortfall: string;
  }>;
};

export type MadeKey = {
  key: ApiKey;
  /** The key, shown this once */
  secret: string;
};

export type MakeSignInLink = {
  /** Why; it goes into the audit chain */
  reason: string;
};

export type MapCode = {
  /** System whose code it is; `*`: of all that have none of their own */
  system: string;
  /** Kind of code: `unit`, `item-unit`, `status`, `reason` … */
  list: string;
  /** The code, as the system writes it */
  code: string;
  meaning: string | null;
  /** Why it means that */
  reason: string;
};

export type MappedCode = {
  mapping: CodeMapping;
  /** What it meant before */
  before: string | null;
  /** Messages that were let in */
  redriven: number;
  /** Messages that still wait, for another code or reason */
  stillFaulty: number;
};

export type MasterRecord = {
  /** Kind of record */
  kind: 'customer' | 'item';
  number: string;
  entity: string;
  fields: Array<{
    field: string;
    /** What is true; null: nobody knows, or it is open */
    value: string | null;
    /** Whose word it is */
    from: {
      system: string;
      number: string;
    } | null;
    /** A person must pick whose word counts */
    isOpen: boolean;
    /** Names the words that there are to choose from */
    of: string;
    /** Words that do not count, kept and shown */
    others: Array<{
      system: string;
      /** Number of the record in that system */
      number: string;
      value: string;
      /**
       * `not-owner`: it may not say this field. `echo`: it repeats what we told it. `lost`: the declared
       * policy prefers another. `undecided`: a person must pick.
       */
      because: 'not-owner' | 'echo' | 'lost' | 'undecided';
      /** When it said so */
      saidAt: string;
    }>;
  }>;
  /** What each system holds */
  holdings: Array<{
    system: string;
    number: string;
    version: number;
    values: { [name: string]: string };
    /** It answers an update of ours */
    isEcho: boolean;
  }>;
  /** Other systems' numbers of it */
  numbers: Array<{
    as: string;
    number: string;
    whose: string | null;
  }>;
  merged: Array<{
    number: string;
    reason: string;
    mergedBy: string;
    /** When */
    mergedAt: string;
  }>;
  /** The record that stands for it */
  mergedInto: string | null;
};

export type Merge = {
  /** Kind of record */
  kind: 'customer' | 'item';
  record: string;
  into: string;
  mergedBy: string;
  /** When it was merged */
  mergedAt: string;
};

export type MergePreview = {
  /** Kind of record */
  kind: 'customer' | 'item';
  record: string;
  into: string;
  /** Fields that would change */
  fields: Array<{
    field: string;
    /** Of the record that would stand */
    now: string | null;
    /** What would be true of both */
    merged: string | null;
    /** A person would have to pick */
    isOpen: boolean;
  }>;
  /** Numbers that would lead elsewhere */
  numbers: Array<{
    as: string;
    number: string;
    whose: string | null;
  }>;
};

export type MergeRecord = {
  /** Business entity; may be left out by a key of one */
  entity?: string;
  /** The record that stands for both */
  into: string;
  /** Why they are one */
  reason: string;
};

export type MergeToPreview = {
  /** Business entity; may be left out by a key of one */
  entity?: string;
  /** The record that would stand for both */
  into: string;
};

/** An exact amount and its currency */
export type Money = {
  /** Amount in major units */
  amount: string;
  /** ISO 4217 currency code */
  currency: string;
};

export type Movement = {
  id: string;
  instance: string;
  key: string;
  sequence: number;
  entity: string;
  kind: 'receipt' | 'putaway' | 'pick' | 'pack' | 'ship' | 'return' | 'adjustment' | 'transfer';
  item: string;
  lot: string | null;
  /** Moved */
  quantity: string;
  from: Place;
  to: Place;
  /** Sequence of the movement it takes back */
  reverses: number | null;
  reason: string | null;
  /** The fact that says so */
  fact: string;
  /** When it happened */
  occurredAt: string;
  /** When it was recorded here */
  recordedAt: string;
};

export type MovementPage = {
  items: Array<Movement>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type NewDispute = {
  /** Invoice */
  invoice: string;
  /** Business entity, where several have the invoice */
  entity?: string;
  /** `deduction`: the customer kept it back */
  kind: 'deduction' | 'dispute';
  /** What it is about */
  classification: 'price' | 'shortage' | 'damage' | 'not-received' | 'duplicate' | 'returned' | 'promotion'
    | 'freight' | 'tax' | 'unknown';
  amount: Money;
  /** Payment that was short */
  payment?: string;
  /** Number of the claim at the customer */
  customerReference?: string;
  /** What the customer says */
  text: string;
};

export type NewKey = {
  /** What people call it */
  name: string;
  system: string | null;
  roles: Array<'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor'
    | 'admin' | 'system'>;
  /** Business entities; none: all */
  entities?: Array<string>;
  /** Sites; none: all */
  sites?: Array<string>;
  /** How long it lives; null: for ever */
  days: number | null;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type NewPassword = {
  /** Shown this once */
  password: string;
};

export type NewPerson = {
  /** By which they sign in */
  name: string;
  /** Name as people read it */
  displayName: string;
  roles: Array<'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor'
    | 'admin'>;
  /** Business entities; none: all */
  entities?: Array<string>;
  /** Sites; none: all */
  sites?: Array<string>;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type Overview = {
  /** As of */
  at: string;
  entity: string | null;
  equations: {
    /** Equations of all instances */
    checked: number;
    /** Both sides are equal */
    holds: number;
    /** Unequal, with something under way */
    inTransit: number;
    /** Unequal, with nothing under way */
    broken: number;
    /** At stake in broken ones, one amount for each currency */
    atStake: Array<Money>;
  };
  /** Broken equations by equation and odd system */
  matrix: Array<{
    equation: string;
    odd: string;
    /** Broken */
    count: number;
    /** At stake, one amount for each currency */
    atStake: Array<Money>;
    /** Some instances */
    examples: Array<string>;
  }>;
  /** `matrix` looked at every instance */
  complete: boolean;
  /** Agreement over time, the oldest first */
  series: Array<{
    /** When it was measured */
    at: string;
    /** Equations */
    checked: number;
    /** Broken */
    broken: number;
  }>;
  waiting: {
    /** Orders that are late, blocked or in doubt */
    orders: number;
    /** Not yet invoiced, or not yet paid, of these, one amount for each currency */
    held: Array<Money>;
    /** By who owes the answer; these add up to `orders` */
    by: Array<{
      owes: Owes;
      standing: 'late' | 'blocked' | 'in-doubt';
      /** Orders */
      orders: number;
      /** Value held, one amount for each currency */
      held: Array<Money>;
      since: string | null;
      /** Kind of the case that most of them wait for */
      reason: string;
    }>;
  };
  /** Open orders by lifecycle */
  stages: Array<{
    state: string;
    /** Open orders */
    total: number;
    /** Something of it is under way */
    moving: number;
    /** Waiting, within every promise */
    inTime: number;
    /** Waiting past a promise */
    late: number;
    /** A case holds it */
    blocked: number;
    /** The effect of a command is in doubt */
    inDoubt: number;
  }>;
  silentLoss: Array<{
    /** Day */
    day: string;
    system: string;
    channel: string;
    /** Facts that only a sweep found */
    lost: number;
  }>;
  /** Promises that are broken, the most orders first */
  breaches: Array<{
    kind: string;
    /** Orders past the promise */
    count: number;
    /** Orders that the promise is about */
    of: number;
    /** At stake, one amount for each currency */
    atStake: Array<Money>;
    role: string;
    /** The first */
    since: string;
  }>;
  cases: Array<{
    role: string;
    /** Open cases */
    open: number;
    /** Of these: under 4 h, under a day, under 3 days, older */
    ages: Array<number>;
    /** Oldest */
    oldestAt: string;
    /** Exposure, one amount for each currency */
    exposure: Array<Money>;
  }>;
  systems: Array<{
    system: string;
    connector: string;
    heardAt: string | null;
    /** Since when this server has listened without a break: silence from before is not its own */
    awaitedSince: string;
    /** Milliseconds within which it promised to be heard of; null: no promise */
    promisedMs: number | null;
    /** Facts of the last 24 hours that only a sweep brought */
    lost24h: number;
    /** Facts of the last 24 hours */
    facts24h: number;
    /** Commands that wait for it */
    queued: number;
    /** Requests under way */
    inFlight: number;
    /** Commands in doubt */
    inDoubt: number;
    /** Commands parked */
    parked: number;
    /** Commands failing */
    failing: number;
    /** Differences found by comparison */
    differences: number;
    breaker: 'closed' | 'open';
    concurrency: number | null;
    perSecond: number | null;
    sweptAt: string | null;
    /** Null: nothing that it holds was compared */
    comparedAt: string | null;
  }>;
  /** Counts where somebody must act */
  todo: {
    /** Open cases */
    cases: number;
    /** Tasks and proposals that wait for a second person */
    approvals: number;
    /** Quarantined and open */
    messages: number;
    /** Systems that need somebody */
    systems: number;
  };
};

export type Owes = {
  kind: 'system' | 'role' | 'customer';
  id: string;
};

export type Ownership = {
  types: Array<{
    type: string;
    /** Systems that may say it */
    owners: Array<string>;
    fields: Array<{
      field: string;
      /** The first one comes first */
      owners: Array<string>;
      conflict: 'owner-wins' | 'newest-wins' | 'ask' | null;
      /** What becomes of other words */
      otherwise: 'refuse' | 'ignore';
      ignored: Array<{
        system: string;
        /** Values that were left out */
        count: number;
        /** The last one */
        fact: string;
        /** When */
        lastAt: string;
      }>;
    }>;
    /** Systems that are told what is true */
    told: Array<string>;
  }>;
};

export type PasswordChange = {
  /** The one of now */
  current: string;
  /** The next one, 12 characters or more */
  next: string;
};

export type PasswordReset = {
  /** Why; it goes into the audit chain */
  reason: string;
};

export type People = {
  items: Array<Person>;
};

export type Person = {
  name: string;
  displayName: string;
  roles: Array<'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor'
    | 'admin' | 'system'>;
  entities: Array<string>;
  sites: Array<string>;
  signsInBy: Array<'password' | 'oidc'>;
  mustChangePassword: boolean;
  /** When they were entered */
  createdAt: string;
  disabledAt: string | null;
};

export type PersonChange = {
  /** Name as people read it */
  displayName: string;
  roles: Array<'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor'
    | 'admin'>;
  /** Business entities; none: all */
  entities?: Array<string>;
  /** Sites; none: all */
  sites?: Array<string>;
  disabled: boolean;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type Place = {
  location: string;
  disposition: string;
};

export type Policies = {
  items: Array<Policy>;
};

export type Policy = {
  table: string;
  meaning: string;
  /** Version in force */
  inForce: number;
  /** The newest first */
  versions: Array<PolicyVersion>;
};

export type PolicyAnswer = {
  outputs: { [name: string]: string | number | boolean | null };
  version: number;
  row: string;
  inputs: { [name: string]: string | number | boolean | null };
};

export type PolicyDetail = {
  table: string;
  meaning: string;
  /** Version in force */
  inForce: number;
  /** The newest first */
  versions: Array<PolicyVersion>;
  /** JSON Decision Model of the version asked for */
  file: unknown;
};

export type PolicyPreview = {
  /** Decisions that were made again */
  examined: number;
  /** Of these, with the same outputs */
  same: number;
  /** Of these, with other outputs */
  changed: number;
  /** Of these, that the version cannot be asked */
  unanswerable: number;
  /** Every decision of the past was examined */
  complete: boolean;
  decisions: Array<{
    instance: string;
    decision: string;
    inputs: { [name: string]: string | number | boolean | null };
    /** Version that decided */
    version: number;
    row: string;
    outputs: { [name: string]: string | number | boolean | null };
    wouldRow: string | null;
    wouldOutputs: { [name: string]: string | number | boolean | null } | null;
    fault: string | null;
  }>;
};

export type PolicyProposal = {
  /** JSON Decision Model of the version */
  file: { [name: string]: unknown };
  /** Why */
  reason: string;
};

export type PolicyQuestion = {
  inputs: { [name: string]: string | number | boolean | null };
};

/** The rule that decided, and what it was asked */
export type PolicyStamp = {
  table: string;
  version: number;
  row: string;
  inputs: { [name: string]: unknown };
};

export type PolicyVerdict = {
  verdict: 'approve' | 'reject';
  /** Why */
  reason: string;
};

export type PolicyVersion = {
  version: number;
  state: 'proposed' | 'approved' | 'rejected';
  /** SHA-256 of its canonical JSON */
  hash: string;
  reason: string;
  proposedBy: string;
  /** When it was proposed */
  proposedAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  decidedBecause: string | null;
};

export type Position = {
  entity: string;
  item: string;
  location: string;
  disposition: string;
  lot: string | null;
  /** Balance of all movements */
  onHand: string;
  /** Promised and not yet shipped */
  allocated: string;
  /** When it last changed */
  updatedAt: string;
};

export type PositionPage = {
  items: Array<Position>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type PostingDate = {
  /** Date to post on */
  postingDate: string;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type PreviewCode = {
  /** System whose code it is; `*`: of all that have none of their own */
  system: string;
  /** Kind of code: `unit`, `item-unit`, `status`, `reason` … */
  list: string;
  /** The code, as the system writes it */
  code: string;
  meaning: string | null;
};

/** Problem document (RFC 9457) */
export type Problem = {
  type: string;
  code: 'malformed-json' | 'malformed-text' | 'invalid-request' | 'invalid-envelope'
    | 'idempotency-key-missing' | 'idempotency-key-malformed' | 'entity-required' | 'key-missing'
    | 'key-invalid' | 'sign-in-failed' | 'signature-invalid' | 'permission-denied' | 'second-person-needed'
    | 'cross-site' | 'csrf-token-missing' | 'site-not-allowed' | 'source-not-allowed' | 'entity-not-allowed'
    | 'not-found' | 'method-not-allowed' | 'already-exists' | 'not-possible-now' | 'stock-insufficient'
    | 'contradicted' | 'still-running' | 'revision-differs' | 'body-too-large' | 'batch-too-large'
    | 'media-type-unsupported' | 'invalid-content' | 'idempotency-key-reused' | 'not-let-in'
    | 'precondition-required' | 'rate-limited' | 'sign-in-throttled' | 'headers-too-large' | 'internal'
    | 'timed-out' | 'unavailable';
  title: string;
  status: number;
  /** This occurrence, in words */
  detail: string;
  /** Request id */
  instance: string;
  /** The part of the request to look at first */
  param?: string;
  /** What the caller can do about it */
  mend: string;
  /** The limit that was exceeded */
  limit?: number;
  /** Offset, in characters, where reading failed */
  position?: number;
  /** Everything that is wrong */
  errors?: Array<InvalidPart>;
};

export type Proposal = {
  id: string;
  /** By operationId */
  operation: string;
  /** Of its path */
  params: unknown;
  /** What would be sent */
  body: unknown;
  /** Whoever asked; another person decides */
  madeBy: string;
  /** When */
  madeAt: string;
  reason: string | null;
  state: 'open' | 'approved' | 'refused';
  decidedBy: string | null;
  decidedAt: string | null;
  decisionReason: string | null;
  /** Status of carrying it out; null: it was not, or not to the end */
  answerStatus: number | null;
};

export type ProposalDecision = {
  /** Why; it goes into the audit chain */
  reason: string;
};

export type ProposalPage = {
  items: Array<Proposal>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type QuarantinePage = {
  items: Array<Quarantined>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type Quarantined = {
  id: string;
  kind: 'message' | 'fact';
  state: 'open' | 'redriven' | 'discarded';
  entity: string | null;
  source: string;
  messageId: string | null;
  factId: string | null;
  factType: string | null;
  businessKey: string | null;
  code: string;
  reason: string;
  /** Size of what is kept */
  bytes: number;
  /** How often it came */
  seen: number;
  /** How often it was tried again */
  redrives: number;
  /** When it first came */
  receivedAt: string;
};

export type QuarantinedContent = {
  id: string;
  source: string;
  code: string;
  reason: string;
  /** Codes that nobody has mapped */
  waitsFor: Array<string>;
  headers: string | null;
  /** As it came, as text; cut off beyond 16 KiB */
  body: string;
};

export type RawMessage = {
  source: string;
  messageId: string;
  /** When it came */
  receivedAt: string;
  /** Size */
  bytes: number;
  /** Facts of this instance that it carried */
  facts: Array<string>;
  /** As it came, as text; cut off beyond 16 KiB */
  body: string;
};

export type RawMessages = {
  items: Array<RawMessage>;
};

export type RecallDeclaration = {
  /** Lot */
  lot: string;
  /** Only of this item */
  item?: string;
  /** Business entity */
  entity?: string;
  /** Name of the recall */
  recall: string;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type RecallDeclared = {
  held: Array<string>;
  plan: RecallPlan;
};

export type RecallDrill = {
  /** Lot */
  lot: string;
  /** Only of this item */
  item?: string;
  /** Business entity */
  entity?: string;
};

export type RecallDrillResult = {
  plan: RecallPlan;
  /** From question to draft */
  tookMs: number;
};

export type RecallPlan = {
  lot: string;
  /** As of */
  at: string;
  items: Array<{
    entity: string;
    item: string;
    /** What stands against it now; `sellable`: nothing */
    state: string;
    expiresOn: string | null;
    /** Received from suppliers */
    received: string;
    /** Came back from customers */
    returned: string;
    lies: Array<{
      location: string;
      disposition: string;
      /** There */
      onHand: string;
      /** Promised of it */
      allocated: string;
    }>;
    promised: Array<{
      salesOrder: string;
      line: number;
      site: string;
      /** Promised */
      quantity: string;
    }>;
    shipped: Array<{
      salesOrder: string;
      customer: string | null;
      shipment: string;
      invoice: string | null;
      /** Shipped of the lot */
      quantity: string;
      net: Money | null;
    }>;
  }>;
  figures: {
    sites: number;
    orders: number;
    customers: number;
    /** Still with us */
    onHand: string;
    /** With customers */
    shipped: string;
    /** Of what left, the share whose customer is known: 0 to 1 */
    traced: number;
    credits: Array<Money>;
  };
};

export type Reconciliation = {
  entity: string;
  reconciliation: string;
  /** What became of it: `posted`, `awaiting-person` and so on */
  state: string;
  lines: Array<{
    line: number;
    item: string;
    lot: string | null;
    site: string;
    stated: string | null;
    book: string | null;
    change: string | null;
    cause: string | null;
    because: string | null;
    reason: string | null;
    text: string;
  }>;
  openCases: number;
  /** When it was first known */
  openedAt: string;
  /** When it last changed */
  updatedAt: string;
};

export type ReconciliationPage = {
  items: Array<Reconciliation>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type RecordedFact = {
  source: string;
  id: string;
  type: string;
  entity: string;
  instance: string;
  /** When it happened */
  occurredAt: string;
  /** When it was recorded here */
  recordedAt: string;
  correlationId: string;
  causationId: string | null;
  effect: 'applied' | 'duplicate' | 'superseded' | 'conflict';
  /** Content of the fact type */
  data: unknown;
};

export type Redrive = {
  /** What was mended */
  reason: string;
};

export type RedriveResult = {
  id: string;
  state: 'open' | 'redriven' | 'discarded';
  /** Why it is still not let in; the last one if it is */
  reason: string;
};

export type Replay = {
  /**
   * Where to begin: `start` of everything, `now`, a time (every fact recorded then or later), or a cursor of
   * the feed
   */
  from: string;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type Reservation = {
  reservation: string;
  entity: string;
  instance: string;
  /**
   * `held`; `drawn`: orders took all of it; `released`: given back; `expired`: its time was over; `lost`: the
   * goods are gone and an exception case is open
   */
  lifecycle: 'held' | 'drawn' | 'released' | 'expired' | 'lost';
  item: string;
  site: string | null;
  customer: string | null;
  reference: string | null;
  /** Held at first */
  quantity: string;
  /** Held now */
  held: string;
  /** Was held, and the goods are gone */
  lost: string;
  places: Array<{
    site: string;
    lot: string | null;
    /** Held here */
    quantity: string;
  }>;
  /** Sales orders that took of it */
  drawn: Array<{
    salesOrder: string;
    /** Promised to it */
    quantity: string;
  }>;
  /** When it was made */
  reservedAt: string;
  /** When it ends by itself */
  expiresAt: string;
  /** Why it was given back before its end */
  released: string | null;
  /** Number of the decision about it: what the ETag says */
  decision: number;
};

export type ReservationExpiry = {
  /** Business entity; may be left out by a key of one entity */
  entity?: string;
  /** When it ends by itself: within 90 days */
  expiresAt: string;
};

export type ReservationPage = {
  items: Array<Reservation>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type ReservationRelease = {
  /** Business entity; may be left out by a key of one entity */
  entity?: string;
  /** Why; it goes into the audit chain */
  reason: string;
};

export type ReservationToMake = {
  /** Business entity; may be left out by a key of one entity */
  entity?: string;
  /** Number of the reservation; made from the Idempotency-Key if missing */
  reservation?: string;
  /** Item */
  item: string;
  /** Site to hold it at; if missing, wherever the entity has it */
  site?: string;
  /** To hold, in base units */
  quantity: string;
  /** For whom: only orders of this trading partner may draw on it */
  customer?: string;
  /** What it is for */
  reference?: string;
  /** When it ends by itself: within 90 days */
  expiresAt: string;
  /** Hold what there is, if it is less; otherwise all or nothing */
  partial?: boolean;
};

export type Return = {
  rma: string;
  entity: string;
  instance: string;
  /** The governed status word */
  lifecycle: string;
  settled: boolean;
  nextDeadlineAt: string | null;
  /** Open exception cases */
  openCases: number;
  /** Equations that do not hold, with nothing under way */
  brokenEquations: number;
  authorized: Money | null;
  credited: Money | null;
  paidBack: Money | null;
  customer: string | null;
  salesOrder: string | null;
  customerReference: string | null;
  channel: string | null;
  resolution: string | null;
  revision: number | null;
  requestedAt: string | null;
  /** Why it is waiting, in one sentence */
  waiting: string;
  /** Whether the systems agree, in one sentence */
  agreement: string;
  asOf: AsOf;
  lines: Array<ReturnLine>;
  refusals: Array<{
    /** Line number, unique in the document */
    line: number;
    /** Turned down */
    quantity: string;
    code: string;
    reason: string;
  }>;
  receipts: Array<ReturnReceipt>;
  inspections: Array<ReturnInspection>;
  credits: Array<ReturnCredit>;
  /** The order that replaces goods free of charge; null: nothing is owed again */
  replacement: {
    salesOrder: string;
    lines: Array<{
      /** Line number, unique in the document */
      line: number;
      item: string;
      /** To be sent again in all */
      owed: string;
      /** On the order */
      ordered: string;
      /** Shipped again */
      shipped: string;
    }>;
  } | null;
  /** The order for other items that the customer buys in exchange; null: there is none */
  exchange: {
    salesOrder: string;
    lines: Array<{
      /** Line number, unique in the document */
      line: number;
      item: string;
      unitPrice: string | null;
      /** To be sent in all */
      owed: string;
      /** On the order */
      ordered: string;
      /** Shipped */
      shipped: string;
      /** Which price it is */
      code: string;
      policy: PolicyStamp;
    }>;
    billed: Money | null;
    /** Of it, paid or credited */
    settled: Money | null;
  } | null;
  /**
   * The goods were sent free of charge by this order, for that return: what was paid for the first ones
   * counts
   */
  inPlaceOf: {
    rma: string;
    salesOrder: string;
  } | null;
  /** Who owes whom what; null: nothing is credited yet */
  money: {
    credited: Money;
    applied: Money;
    paidBack: Money;
    onAccount: Money;
  } | null;
  timeline: Array<TimelineEntry>;
  commands: Array<Command>;
};

export type ReturnCancellation = {
  /** Business entity */
  entity?: string;
  /** Why */
  reason: string;
};

export type ReturnCredit = {
  /** Inspection and invoice */
  credit: string;
  invoice: string;
  lines: Array<{
    /** Line number, unique in the document */
    line: number;
    /** Line number, unique in the document */
    salesOrderLine: number;
    item: string;
    /** Credited */
    quantity: string;
    net: Money;
    tax: Money;
  }>;
  freight: Money;
  fee: Money;
  gross: Money;
  postingDate: string;
  /** Number in the ERP; null: not posted yet */
  creditMemo: string | null;
  applied: Money | null;
  rejected: boolean;
  gates: Array<{
    name: string;
    status: 'cleared' | 'waiting' | 'blocked';
    code: string;
    reason: string;
    /** Facts that it rests on */
    facts: Array<string>;
  }>;
};

export type ReturnEligibility = {
  salesOrder: string;
  lines: Array<{
    /** Line number, unique in the document */
    salesOrderLine: number;
    item: string;
    invoice: string;
    /** On the invoice */
    billed: string;
    /** Of it not returned and not on its way back */
    returnable: string;
    value: Money | null;
    verdict: 'authorize' | 'review' | 'refuse';
    code: string;
    settlement: string;
    /** Kept back of the net, in hundredths of a percent */
    feeBasisPoints: number;
    policy: PolicyStamp | null;
  }>;
};

export type ReturnExplanation = {
  entity: string;
  instance: string;
  asOf: AsOf;
  lifecycle: string;
  settled: boolean;
  /** Why it is waiting, in one sentence */
  waiting: string;
  /** Whether the systems agree, in one sentence */
  agreement: string;
  commands: Array<ExplainedCommand>;
  deadlines: Array<Deadline>;
  cases: Array<ExplainedCase>;
  equations: Array<Equation>;
  rma: string;
};

export type ReturnInquiry = {
  /** Business entity */
  entity?: string;
  /** Trading partner that gives back */
  customer: string;
  /** Sales order */
  salesOrder: string;
  reason?: 'not-wanted' | 'wrong-item' | 'over-shipped' | 'damaged' | 'defective' | 'expired' | 'recalled';
  use?: 'unopened' | 'opened' | 'used' | 'unknown';
};

export type ReturnInspection = {
  inspection: string;
  receipt: string;
  /** When it was completed */
  inspectedAt: string;
  inspectedBy: string;
  parts: Array<{
    /** Line number, unique in the document */
    part: number;
    line: number | null;
    item: string;
    /** Inspected */
    quantity: string;
    grade: string;
    faultOf: string;
    /** Where a policy sends it */
    disposition: string | null;
    /** The warehouse has put it there */
    placed: boolean;
    creditBasisPoints: number | null;
    policies: Array<PolicyStamp>;
  }>;
  evidence: Array<{
    name: string;
    kind: string;
    sha256: string;
  }>;
};

export type ReturnLine = {
  /** Line number, unique in the document */
  line: number;
  item: string;
  reason: 'not-wanted' | 'wrong-item' | 'over-shipped' | 'damaged' | 'defective' | 'expired' | 'recalled';
  use: 'unopened' | 'opened' | 'used' | 'unknown';
  text: string | null;
  /** Asked for */
  asked: string;
  /** May come back */
  authorized: string;
  /** Of it, a person has yet to look at */
  inReview: string;
  /** Came back */
  received: string;
  billed: Array<{
    /** Line number, unique in the document */
    salesOrderLine: number;
    invoice: string;
    shipment: string;
    lot: string | null;
    /** Of this invoice */
    quantity: string;
    value: Money;
    verdict: string;
    code: string;
    settlement: string;
    /** Kept back of the net */
    feeBasisPoints: number;
    policy: PolicyStamp;
  }>;
};

export type ReturnPage = {
  items: Array<ReturnSummary>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type ReturnReceipt = {
  receipt: string;
  site: string;
  /** When it came in */
  receivedAt: string;
  lines: Array<{
    /** Line number, unique in the document */
    receiptLine: number;
    /** Line of the return; null: of none */
    line: number | null;
    item: string;
    lot: string | null;
    /** Counted */
    quantity: string;
  }>;
};

export type ReturnSummary = {
  rma: string;
  entity: string;
  instance: string;
  /** The governed status word */
  lifecycle: string;
  settled: boolean;
  nextDeadlineAt: string | null;
  /** Open exception cases */
  openCases: number;
  /** Equations that do not hold, with nothing under way */
  brokenEquations: number;
  authorized: Money | null;
  credited: Money | null;
  paidBack: Money | null;
  customer: string | null;
  salesOrder: string | null;
  /** Lines */
  lines: number;
  /** When we first heard of it */
  openedAt: string;
  /** When it last changed */
  updatedAt: string;
};

export type ReturnTaken = {
  rma: string;
  entity: string;
  instance: string;
  revision: number | null;
  status: 'accepted' | 'duplicate';
  /** The fact that says so */
  fact: string;
};

/** The whole request as it shall be from now on */
export type ReturnToAmend = {
  /** Business entity */
  entity?: string;
  /** Trading partner that gives back */
  customer: string;
  /** Number of the request at the customer */
  customerReference?: string;
  /** Sales order that the goods were bought with */
  salesOrder?: string;
  channel?: 'api' | 'portal' | 'desk' | 'branch' | 'shop' | 'edi';
  /** When it was asked for; now if missing */
  requestedAt?: string;
  /** Site that is to receive the goods */
  site?: string;
  resolution?: 'credit' | 'replacement';
  lines: Array<{
    /** Line number, unique in the document */
    line: number;
    /** Item */
    item: string;
    /** To give back, in base units */
    quantity: string;
    /** Line number, unique in the document */
    salesOrderLine?: number;
    /** Lot */
    lot?: string;
    reason: 'not-wanted' | 'wrong-item' | 'over-shipped' | 'damaged' | 'defective' | 'expired' | 'recalled';
    use?: 'unopened' | 'opened' | 'used' | 'unknown';
    /** What the customer says */
    text?: string;
    /** Another item in its place, at its price; what comes back is credited */
    exchange?: {
      /** Item that he wants */
      item: string;
      /** So much of it for all of the line, in base units */
      quantity: string;
      /** Price of one base unit, if one was agreed with him */
      unitPrice?: string;
    };
  }>;
};

export type ReturnToRequest = {
  /** Business entity; may be left out by a key of one entity */
  entity?: string;
  /** Number of the return; made from the Idempotency-Key if missing */
  rma?: string;
  /** Trading partner that gives back */
  customer: string;
  /** Number of the request at the customer */
  customerReference?: string;
  /** Sales order that the goods were bought with */
  salesOrder?: string;
  channel?: 'api' | 'portal' | 'desk' | 'branch' | 'shop' | 'edi';
  /** When it was asked for; now if missing */
  requestedAt?: string;
  /** Site that is to receive the goods */
  site?: string;
  resolution?: 'credit' | 'replacement';
  lines: Array<{
    /** Line number, unique in the document */
    line: number;
    /** Item */
    item: string;
    /** To give back, in base units */
    quantity: string;
    /** Line number, unique in the document */
    salesOrderLine?: number;
    /** Lot */
    lot?: string;
    reason: 'not-wanted' | 'wrong-item' | 'over-shipped' | 'damaged' | 'defective' | 'expired' | 'recalled';
    use?: 'unopened' | 'opened' | 'used' | 'unknown';
    /** What the customer says */
    text?: string;
    /** Another item in its place, at its price; what comes back is credited */
    exchange?: {
      /** Item that he wants */
      item: string;
      /** So much of it for all of the line, in base units */
      quantity: string;
      /** Price of one base unit, if one was agreed with him */
      unitPrice?: string;
    };
  }>;
};

export type SalesOrder = {
  salesOrder: string;
  entity: string;
  instance: string;
  /** The governed status word */
  lifecycle: string;
  settled: boolean;
  /** A milestone is overdue */
  late: boolean;
  nextDeadlineAt: string | null;
  /** Open exception cases */
  openCases: number;
  /** Equations that do not hold, with nothing under way */
  brokenEquations: number;
  ordered: Money | null;
  shipped: Money | null;
  invoiced: Money | null;
  credited: Money | null;
  paid: Money | null;
  customer: string | null;
  customerReference: string | null;
  channel: string | null;
  /** The return whose goods it brings again, and the order they were bought with */
  replaces: {
    rma: string;
    salesOrder: string;
  } | null;
  revision: number | null;
  orderedAt: string | null;
  requestedShipDate: string | null;
  asOf: AsOf;
  lines: Array<LineQuantities>;
  timeline: Array<TimelineEntry>;
  commands: Array<Command>;
};

export type SalesOrderPage = {
  items: Array<SalesOrderSummary>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type SalesOrderSummary = {
  salesOrder: string;
  entity: string;
  instance: string;
  /** The governed status word */
  lifecycle: string;
  settled: boolean;
  /** A milestone is overdue */
  late: boolean;
  nextDeadlineAt: string | null;
  /** Open exception cases */
  openCases: number;
  /** Equations that do not hold, with nothing under way */
  brokenEquations: number;
  ordered: Money | null;
  shipped: Money | null;
  invoiced: Money | null;
  credited: Money | null;
  paid: Money | null;
  customer: string | null;
  /** Lines */
  lines: number;
  /** When we first heard of it */
  openedAt: string;
  /** When it last changed */
  updatedAt: string;
};

export type SalesOrderTaken = {
  salesOrder: string;
  entity: string;
  instance: string;
  revision: number | null;
  status: 'accepted' | 'duplicate';
  /** The fact that says so */
  fact: string;
};

/** The whole order as it shall be from now on */
export type SalesOrderToAmend = {
  /** Business entity */
  entity?: string;
  /** Trading partner that buys */
  customer: string;
  /** Purchase order number of the customer */
  customerReference?: string;
  /** ISO 4217 currency code */
  currency: string;
  /** When the customer placed the order; now if missing */
  orderedAt?: string;
  /** Not to ship before */
  requestedShipDate?: string;
  shipTo: {
    country: string;
    /** Postal code */
    postalCode?: string;
  };
  /** Stock that is held for the order: it takes that first */
  reservations?: Array<string>;
  lines: Array<{
    /** Line number, unique in the document */
    line: number;
    /** Item */
    item: string;
    /** Ordered, in base units */
    quantity: string;
    /** Agreed price of one base unit, up to six decimals */
    unitPrice: string;
  }>;
};

export type SalesOrderToPlace = {
  /** Business entity; may be left out by a key of one entity */
  entity?: string;
  /** Number of the order; made from the Idempotency-Key if missing */
  salesOrder?: string;
  /** Trading partner that buys */
  customer: string;
  /** Purchase order number of the customer */
  customerReference?: string;
  /** ISO 4217 currency code */
  currency: string;
  /** When the customer placed the order; now if missing */
  orderedAt?: string;
  /** Not to ship before */
  requestedShipDate?: string;
  shipTo: {
    country: string;
    /** Postal code */
    postalCode?: string;
  };
  /** Stock that is held for the order: it takes that first */
  reservations?: Array<string>;
  lines: Array<{
    /** Line number, unique in the document */
    line: number;
    /** Item */
    item: string;
    /** Ordered, in base units */
    quantity: string;
    /** Agreed price of one base unit, up to six decimals */
    unitPrice: string;
  }>;
};

export type Sandbox = {
  /** The played day is over: the dial and game days may be used */
  ready: boolean;
  /** Simulated systems */
  systems: Array<string>;
  /** The named level that the dial stands at */
  level: 'none' | 'calm' | 'rough' | 'hell' | null;
  /** The dial of all simulated systems */
  dial: {
    /** A webhook is delivered twice; 0 is never, 1 is always */
    duplicate: number;
    /** A webhook is overtaken by later ones; 0 is never, 1 is always */
    reorder: number;
    /** A webhook is never delivered; 0 is never, 1 is always */
    loss: number;
    /** Mean latency of an answer, in milliseconds */
    latencyMs: number;
    /** The request takes effect, and the answer never comes; 0 is never, 1 is always */
    timeoutAfterEffect: number;
    /** The request has no effect, and no answer comes; 0 is never, 1 is always */
    timeoutBeforeEffect: number;
    /** 429 with Retry-After; 0 is never, 1 is always */
    throttle: number;
    /** 503 without effect; 0 is never, 1 is always */
    unavailable: number;
    /** The effect lands after the answer timed out; 0 is never, 1 is always */
    lateEffect: number;
    /** A pick finds less than was allocated; 0 is never, 1 is always */
    shortPick: number;
    /** The warehouse restates a shipment; 0 is never, 1 is always */
    restatement: number;
    /** The period of the posting date is closed; 0 is never, 1 is always */
    closedPeriod: number;
    /** The tax engine refuses, or rounds its own way; 0 is never, 1 is always */
    taxTrouble: number;
    /** A customer pays in parts, or too much; 0 is never, 1 is always */
    oddPayment: number;
  };
  /** The last game day */
  gameDay: {
    system: string;
    phase: 'off' | 'draining' | 'over';
    /** When it began */
    startedAt: string;
    /** Seconds for which the system is off */
    outageSeconds: number;
    /** Orders that customers placed meanwhile */
    ordersPlaced: number;
    /** Commands that waited for it at the most */
    queuedPeak: number;
    /** Seconds after its return until none waited; null: some still do */
    drainSeconds: number | null;
    /** Equations that do not hold, with nothing under way */
    brokenEquations: number;
    /** Wrong in the systems' own books, as the auditor reads them; null: not yet */
    wrongEffects: number | null;
    facts: {
      /** Recorded */
      applied: number;
      /** Repetitions that changed nothing */
      suppressed: number;
      /** Found by a sweep alone */
      lost: number;
    };
    /** Commands that waited for the system */
    series: Array<{
      /** Seconds since it began */
      second: number;
      /** Waiting */
      queued: number;
    }>;
  } | null;
};

export type SavedFilter = {
  /** The list that it filters */
  list: 'orders' | 'returns' | 'stock' | 'cases' | 'approvals';
  name: string;
  search: string;
  /** When */
  savedAt: string;
};

export type SavedFilters = {
  items: Array<SavedFilter>;
};

export type SecretReplacement = {
  /** Why; it goes into the audit chain */
  reason: string;
};

export type Session = {
  /** A person who signed in, an API key, or a client of the identity provider */
  kind: 'person' | 'key' | 'client';
  /** As the audit chain names it */
  name: string;
  displayName: string;
  roles: Array<'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor'
    | 'admin' | 'system'>;
  /** Business entities it covers; none: all */
  entities: Array<string>;
  /** Sites it covers; none: all */
  sites: Array<string>;
  /** Operations that its roles permit, by operationId */
  operations: Array<string>;
  /** Roles among these that the person took in an emergency */
  brokenGlass: Array<{
    id: string;
    role: 'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration' | 'auditor'
      | 'admin' | 'system';
    reason: string;
    /** When it ends by itself */
    endsAt: string;
  }>;
  /** How the person signed in */
  method: 'password' | 'oidc' | 'link' | null;
  mustChangePassword: boolean;
  expiresAt: string | null;
  /** Send it as X-CSRF-Token with every request that changes something */
  csrfToken: string | null;
};

export type SignIn = {
  /** Name */
  name: string;
  /** Password */
  password: string;
};

export type SignInByLink = {
  /** What stands behind `#sign-in=` in the link */
  token: string;
};

export type SignInLink = {
  /** To open in a browser */
  path: string;
  /** Until when it works */
  expiresAt: string;
};

export type SignInMethods = {
  password: boolean;
  /** Its issuer, where one is configured: go to /v1/session/sign-in */
  identityProvider: string | null;
};

export type SiteStock = {
  entity: string;
  site: string;
  /** Positions that are the same on both sides */
  agreed: number;
  /** Positions with another quantity there */
  odd: number;
  /** Positions known there alone */
  missingHere: number;
  /** Positions known here alone */
  missingThere: number;
  /** Different, and young enough to be on its way */
  inTransit: number;
  /** Worth of what differs, by currency */
  atStake: Array<Money>;
  oldestAt: string | null;
};

export type SplitRecord = {
  /** Business entity; may be left out by a key of one */
  entity?: string;
  /** Why they are two */
  reason: string;
};

export type StandingOrder = {
  salesOrder: string;
  entity: string;
  instance: string;
  customer: string | null;
  lifecycle: string;
  settled: boolean;
  /** How it stands; null: nothing is left to happen */
  standing: 'moving' | 'in-time' | 'late' | 'blocked' | 'in-doubt' | null;
  /** Who owes the answer that it waits for */
  owes: Owes | null;
  reason: string | null;
  since: string | null;
  /** Not yet invoiced, or not yet paid */
  held: Money | null;
  ordered: Money | null;
  shipped: Money | null;
  invoiced: Money | null;
  paid: Money | null;
  /** Lines */
  lines: number;
  /** Open exception cases */
  openCases: number;
  /** Equations that do not hold */
  brokenEquations: number;
  /** When it became known */
  openedAt: string;
};

export type StandingOrderPage = {
  items: Array<StandingOrder>;
  /** Cursor of the next page */
  next: string | null;
  /** Orders that the filter finds, up to 10,001 */
  total: number;
};

export type StockReading = {
  /** Who says it; `ledger` is our own */
  system: string;
  /** `comparison`: its list was compared with ours; `snapshot`: it stated its books */
  role: 'ledger' | 'comparison' | 'snapshot';
  /** Sellable and accessible, all sites that it speaks of */
  value: string;
  /** Null: not compared yet */
  difference: string | null;
  /** `in-transit`: a message may be on its way; `settled`: it differed, and was dealt with */
  standing: 'agrees' | 'in-transit' | 'differs' | 'settled';
  /** Sites that the figure is of */
  sites: number;
  /** What differs, in words */
  cause: string | null;
  atStake: Money | null;
  /** When it was true */
  asOf: string;
};

export type Subscription = {
  id: string;
  name: string;
  url: string;
  types: Array<string>;
  entities: Array<string>;
  /** `disabled`: we gave up after many failures, or it is gone; set it active to go on */
  state: 'active' | 'paused' | 'disabled' | 'ended';
  /** Why it is disabled */
  because: string | null;
  /** Every fact up to here was taken */
  position: string;
  /** Facts that the endpoint took, those of replays counted again */
  taken: number;
  waiting: number | null;
  /** Failures in a row, all of the same fact */
  failures: number;
  nextAttemptAt: string | null;
  oldSecretUntil: string | null;
  /** What the ETag says */
  version: number;
  /** When it was made */
  createdAt: string;
  createdBy: string;
  /** When a person changed it last */
  updatedAt: string;
};

export type SubscriptionAttempt = {
  id: string;
  /** When it was sent */
  at: string;
  /** Milliseconds until the answer */
  tookMs: number;
  fact: string;
  type: string;
  result: 'taken' | 'failed';
  /** Status of the answer; null: there was none */
  status: number | null;
  /** What was wrong */
  detail: string | null;
};

export type SubscriptionAttemptPage = {
  items: Array<SubscriptionAttempt>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type SubscriptionPage = {
  items: Array<Subscription>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type SubscriptionToChange = {
  /** What people call it */
  name: string;
  /** Endpoint of the partner: HTTPS, at a public address or in a network that the configuration names */
  url: string;
  /** Fact types; none: all */
  types: Array<string>;
  /** `ended` is for ever */
  state: 'active' | 'paused' | 'ended';
};

export type SubscriptionToMake = {
  /** What people call it */
  name: string;
  /** Endpoint of the partner: HTTPS, at a public address or in a network that the configuration names */
  url: string;
  /** Fact types; none: all */
  types?: Array<string>;
  /** Business entities; none: all that the key covers */
  entities?: Array<string>;
  /**
   * Where to begin: `start` of everything, `now`, a time (every fact recorded then or later), or a cursor of
   * the feed
   */
  from?: string;
};

export type SubscriptionWithSecret = {
  id: string;
  name: string;
  url: string;
  types: Array<string>;
  entities: Array<string>;
  /** `disabled`: we gave up after many failures, or it is gone; set it active to go on */
  state: 'active' | 'paused' | 'disabled' | 'ended';
  /** Why it is disabled */
  because: string | null;
  /** Every fact up to here was taken */
  position: string;
  /** Facts that the endpoint took, those of replays counted again */
  taken: number;
  waiting: number | null;
  /** Failures in a row, all of the same fact */
  failures: number;
  nextAttemptAt: string | null;
  oldSecretUntil: string | null;
  /** What the ETag says */
  version: number;
  /** When it was made */
  createdAt: string;
  createdBy: string;
  /** When a person changed it last */
  updatedAt: string;
  /** What messages are signed with; shown this once */
  secret: string;
};

export type SupplierClaim = {
  claim: string;
  entity: string;
  /** Governed status word */
  lifecycle: string;
  /** Cost of the goods by their purchase */
  cost: Money | null;
  claimed: Money | null;
  accepted: Money | null;
  settled: Money | null;
  /** Open cases */
  openCases: number;
  /** When it began */
  openedAt: string;
  /** When it changed last */
  updatedAt: string;
};

export type SupplierClaimDetail = {
  claim: string;
  entity: string;
  /** Governed status word */
  lifecycle: string;
  /** Cost of the goods by their purchase */
  cost: Money | null;
  claimed: Money | null;
  accepted: Money | null;
  settled: Money | null;
  /** Open cases */
  openCases: number;
  /** When it began */
  openedAt: string;
  /** When it changed last */
  updatedAt: string;
  asOf: AsOf;
  /** Why it is claimed, or why not */
  reason: string;
  rma: string;
  inspection: string;
  item: string;
  lot: string | null;
  /** In base units */
  quantity: string;
  fault: string;
  site: string;
  supplier: string | null;
  purchaseOrder: string | null;
  delivery: string | null;
  claimBy: string | null;
  /** Its number at the supplier */
  supplierClaim: string | null;
  answer: string | null;
  answerReason: string | null;
  /** Collections that took the goods */
  collected: Array<string>;
  /** Credits and payments of the supplier */
  settlements: Array<string>;
  /** What it waits for, in words */
  waiting: string;
};

export type SupplierClaimPage = {
  items: Array<SupplierClaim>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type SupplierRecovery = {
  /** Moment that it describes */
  at: string;
  items: Array<{
    /** ISO 4217 currency code */
    currency: string;
    /** Claims */
    claims: number;
    /** Cost of all that was, or may be, the fault of suppliers */
    fault: Money;
    /** Of it, not claimed yet and still to be had */
    unclaimed: Money;
    /** Of it, not claimed before the deadline passed */
    lost: Money;
    /** Of it, not claimed for a stated reason */
    notClaimed: Money;
    /** Claimed from suppliers */
    claimed: Money;
    /** Credited or paid by suppliers */
    settled: Money;
  }>;
};

export type SupplyOrder = {
  purchaseOrder: string;
  entity: string;
  /** Governed status word */
  lifecycle: string;
  /** Nothing is left to happen by itself */
  settled: boolean;
  /** Worth of what the supplier undertook */
  acknowledged: Money | null;
  /** Worth of what he says he shipped */
  announced: Money | null;
  /** Billed less credited */
  billed: Money | null;
  /** Open cases */
  openCases: number;
  /** Equations that do not hold */
  brokenEquations: number;
  /** When it began */
  openedAt: string;
  /** When it changed last */
  updatedAt: string;
};

export type SupplyOrderDetail = {
  purchaseOrder: string;
  entity: string;
  /** Governed status word */
  lifecycle: string;
  /** Nothing is left to happen by itself */
  settled: boolean;
  /** Worth of what the supplier undertook */
  acknowledged: Money | null;
  /** Worth of what he says he shipped */
  announced: Money | null;
  /** Billed less credited */
  billed: Money | null;
  /** Open cases */
  openCases: number;
  /** Equations that do not hold */
  brokenEquations: number;
  /** When it began */
  openedAt: string;
  /** When it changed last */
  updatedAt: string;
  asOf: AsOf;
  supplier: string;
  items: Array<SupplyOrderItem>;
  /** What the supplier stated, the oldest first */
  documents: Array<{
    kind: 'acknowledgement' | 'notice' | 'invoice' | 'credit-memo';
    number: string;
    /** When the supplier stated it */
    statedAt: string;
  }>;
  /** What it waits for, in words */
  waiting: string;
};

export type SupplyOrderItem = {
  item: string;
  /** To be delivered, in base units */
  accepted: string;
  /** To be delivered later */
  backordered: string;
  /** Shipped by the supplier */
  announced: string;
  /** Billed less credited */
  billed: string;
  /** Prices that the supplier acknowledged */
  unitPrices: Array<string>;
};

export type SupplyOrderPage = {
  items: Array<SupplyOrder>;
  /** Cursor of the next page; null: this is the last one */
  next: string | null;
};

export type Sweep = {
  system: string;
  /** When it was asked for */
  startedAt: string;
  /** `statement`, or the object that is compared; null: it is over */
  activity: string | null;
  /** Records compared of that object */
  compared: number;
  endedAt: string | null;
  /** Why it could not be made in full */
  failure: string | null;
};

export type SweepRequest = {
  /** System of the configuration */
  system: string;
};

export type SystemAgreement = {
  system: string;
  /** As of */
  at: string;
  /** The last sweep that was asked for */
  sweep: Sweep | null;
  /** How far the system's account of changes was read */
  statement: {
    /** Read up to */
    readTo: string;
    /** When */
    sweptAt: string;
  } | null;
  objects: Array<ComparedObject>;
  /** Stock, site by site */
  sites: Array<SiteStock>;
  /** The most money first, then the oldest */
  differences: Array<Difference>;
  /** `differences` holds every one */
  complete: boolean;
  silentLoss: Array<{
    channel: string;
    /** Facts that only a sweep found */
    lost: number;
    /** Latest */
    lastSeenAt: string;
  }>;
};

export type SystemCalls = {
  system: string;
  /** As of */
  at: string;
  /** Beginning of the period */
  from: string;
  calls: Array<{
    /** Its beginning */
    minute: string;
    /** Attempts, probes and statements that were answered */
    answered: number;
    /** Without a usable answer: timed out, cut, or failed */
    timedOut: number;
    /** The system said no */
    refused: number;
  }>;
};

export type TimelineEntry = {
  /** Name of the fact */
  fact: string;
  type: string;
  /** When it happened */
  occurredAt: string;
  /** When it was recorded here */
  recordedAt: string;
  source: string;
  /** Fact or command that made it happen */
  cause: string | null;
  effect: 'applied' | 'duplicate' | 'superseded' | 'conflict';
  data: unknown;
};

export type UnequalEquations = {
  name: string;
  /** The odd system */
  odd: string;
  verdict: 'in-transit' | 'broken';
  count: number;
  /** One amount for each currency */
  atStake: Array<Money>;
  /** Some instances */
  examples: Array<string>;
};

export type Usage = {
  /** UTC; of a total: its last day */
  day: string;
  /** Id of the key or session; empty: unknown */
  client: string;
  clientName: string;
  /** Id of the operation */
  operation: string;
  /** Requests that were answered */
  requests: number;
  /** Of these: with 4xx */
  refused: number;
  /** Of these: with 429, because the budget was used up */
  limited: number;
  /** Of these: with 5xx */
  failed: number;
  /** Bytes of bodies that came in */
  bytesIn: number;
  /** Bytes of bodies that went out */
  bytesOut: number;
  /** Milliseconds from the first byte in to the last byte out, summed */
  durationMs: number;
  /** Latest request */
  lastAt: string;
};

export type UsageList = {
  items: Array<Usage>;
};

export type WaitingCode = {
  system: string;
  list: string;
  code: string;
  /** Messages that wait for it */
  waiting: number;
  /** When the first of them came */
  since: string;
};

export type WaitingCodes = {
  items: Array<WaitingCode>;
};

export type WaitsForSecondPerson = {
  proposal: Proposal;
};

/** What is answered when a request is refused. */
interface Refused {
  headers: Headers;
  content: { 'application/problem+json': Problem };
}

/** Every path with its methods, as openapi-fetch reads them. */
export interface paths {
  '/asyncapi.json': {
    /** Every fact and command type: AsyncAPI 3.0 */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': { [name: string]: unknown } } };
        default: Refused;
      };
    };
  };
  '/errors': {
    /** Every error code, to read */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'text/html': string } };
        default: Refused;
      };
    };
  };
  '/errors/{code}': {
    /** What an error code means, and what to do about it */
    get: {
      parameters: {
        path: {
          /** Code of a problem document */
          code: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'text/html': string } };
        default: Refused;
      };
    };
  };
  '/evidence': {
    /** The page that verifies a pack, in one file and without a network */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'text/html': string } };
        default: Refused;
      };
    };
  };
  '/healthz': {
    /** Tell that the process runs */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Health } };
        default: Refused;
      };
    };
  };
  '/metrics': {
    /** Figures of this process, for Prometheus */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'text/plain': string } };
        default: Refused;
      };
    };
  };
  '/openapi.json': {
    /** This description: OpenAPI 3.1 */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': { [name: string]: unknown } } };
        default: Refused;
      };
    };
  };
  '/readyz': {
    /** Tell whether requests can be served: the store answers */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Health } };
        default: Refused;
      };
    };
  };
  '/reference': {
    /** Reference of the API, to read */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'text/html': string } };
        default: Refused;
      };
    };
  };
  '/v1/agreement': {
    /** Tell whether all systems agree, and what is at stake where they do not */
    get: {
      parameters: {
        query?: {
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Agreement } };
        default: Refused;
      };
    };
  };
  '/v1/approvals': {
    /** List what waits for approval, the largest amount or the oldest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only of this queue */
          role?: string;
          /** Only of this person */
          assignee?: string;
          /** Only of this instance */
          instance?: string;
          /** Waiting, or decided */
          state?: 'open' | 'closed';
          /** What comes first */
          sort?: 'exposure' | 'age';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ApprovalPage } };
        default: Refused;
      };
    };
  };
  '/v1/approvals/{approval}': {
    /** Read a task: what it covers, who began it, and what was said */
    get: {
      parameters: {
        path: {
          /** Approval */
          approval: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ApprovalDetail } };
        default: Refused;
      };
    };
  };
  '/v1/approvals/{approval}/decision': {
    /** Approve or reject a task */
    post: {
      parameters: {
        path: {
          /** Approval */
          approval: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ApprovalVerdict } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ApprovalDecision } };
        default: Refused;
      };
    };
  };
  '/v1/audit': {
    /** List what people, rules and keys changed */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only by this person, rule or key */
          actor?: string;
          /** Only this act */
          action?: string;
          /** Only about this */
          subject?: string;
          /** Only from this moment on */
          from?: string;
          /** Only before this moment */
          to?: string;
          /** What comes first */
          order?: 'newest' | 'oldest';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': AuditPage } };
        default: Refused;
      };
    };
  };
  '/v1/audit/verification': {
    /** Walk along the whole audit chain and say whether it is whole */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': AuditVerdict } };
        default: Refused;
      };
    };
  };
  '/v1/availability': {
    /** Tell what of an item can be promised, site by site */
    get: {
      parameters: {
        query: {
          /** Item */
          item: string;
          /** As this customer may be promised it */
          customer?: string;
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Availability } };
        default: Refused;
      };
    };
  };
  '/v1/break-glass': {
    /** List roles that were taken in an emergency */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': BrokenGlassPage } };
        default: Refused;
      };
    };
    /** Take a role that you lack, for minutes, because something must be done now */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': BreakGlass } };
      responses: {
        201: { headers: Headers; content: { 'application/json': BrokenGlass } };
        default: Refused;
      };
    };
  };
  '/v1/break-glass/{glass}/return': {
    /** Give a role back before it ends by itself */
    post: {
      parameters: {
        path: {
          /** Broken glass */
          glass: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': BrokenGlass } };
        default: Refused;
      };
    };
  };
  '/v1/break-glass/{glass}/review': {
    /** Say whether it was right that somebody took a role */
    post: {
      parameters: {
        path: {
          /** Broken glass */
          glass: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': GlassReview } };
      responses: {
        200: { headers: Headers; content: { 'application/json': BrokenGlass } };
        default: Refused;
      };
    };
  };
  '/v1/case-clusters': {
    /** List open cases by what caused them, the largest exposure or the oldest first */
    get: {
      parameters: {
        query?: {
          /** Business entity */
          entity?: string;
          /** Only of this queue */
          role?: string;
          /** Only of this kind */
          kind?: string;
          /** Only with cases of this person */
          assignee?: string;
          /** What comes first */
          sort?: 'exposure' | 'age' | 'cases';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': CaseClusters } };
        default: Refused;
      };
    };
  };
  '/v1/case-clusters/decision': {
    /** Decide the cases of a cluster in causal order, and account for every one */
    post: {
      parameters: {
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ClusterDecision } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ClusterAccount } };
        default: Refused;
      };
    };
  };
  '/v1/case-clusters/preview': {
    /** Tell what a decision about a whole cluster would do, system by system; nothing is sent */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ClusterFix } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ClusterPreview } };
        default: Refused;
      };
    };
  };
  '/v1/cases': {
    /** List exception cases, the largest exposure or the oldest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only of this queue */
          role?: string;
          /** Only of this kind */
          kind?: string;
          /** Only in this state */
          state?: 'open' | 'resolved' | 'waived';
          /** Only of this person */
          assignee?: string;
          /** Only of this instance */
          instance?: string;
          /** What comes first */
          sort?: 'exposure' | 'age';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ExceptionCasePage } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}': {
    /** Read an exception case */
    get: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ExceptionCaseDetail } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}/assignment': {
    /** Give an exception case to a person, or back to the queue */
    post: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
        header?: {
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': CaseAssignment } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ExceptionCase } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}/attachments': {
    /** List the files beside a case, the oldest first */
    get: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': CaseAttachments } };
        default: Refused;
      };
    };
    /** Put a file beside a case */
    post: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': FileToAttach } };
      responses: {
        201: { headers: Headers; content: { 'application/json': CaseAttachment } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}/attachments/{attachment}': {
    /** Read a file beside a case */
    get: {
      parameters: {
        path: {
          /** Case */
          case: string;
          /** Attachment */
          attachment: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': CaseAttachmentContent } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}/comments': {
    /** Read what people said about a case, the oldest first */
    get: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': CaseComments } };
        default: Refused;
      };
    };
    /** Say something about a case */
    post: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': Comment } };
      responses: {
        201: { headers: Headers; content: { 'application/json': CaseComment } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}/dispute-decision': {
    /** Pick which of several contradicting statements counts */
    post: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': DisputeDecision } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Decision } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}/posting-date': {
    /** Decide on which date a refused document is posted */
    post: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': PostingDate } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Decision } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}/resolution': {
    /** Decide an exception case */
    post: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': CaseResolution } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Decision } };
        default: Refused;
      };
    };
  };
  '/v1/cases/{case}/waiver': {
    /** Waive an exception case: its condition is accepted as it is */
    post: {
      parameters: {
        path: {
          /** Case */
          case: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': CaseWaiver } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Decision } };
        default: Refused;
      };
    };
  };
  '/v1/changes': {
    /** Follow what changes, as server-sent events, for as long as the connection lasts */
    get: {
      parameters: {
        header?: {
          /** `id` of the last event that was read */
          'Last-Event-ID'?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'text/event-stream': string } };
        default: Refused;
      };
    };
  };
  '/v1/codes': {
    /** List what the codes of the systems mean, each in its newest version */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Only of this system */
          system?: string;
          /** Only of this list */
          list?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': CodeMappingPage } };
        default: Refused;
      };
    };
    /** Say what a code means, and let in what waited for it */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': MapCode } };
      responses: {
        200: { headers: Headers; content: { 'application/json': MappedCode } };
        202: { headers: Headers; content: { 'application/json': WaitsForSecondPerson } };
        default: Refused;
      };
    };
  };
  '/v1/codes/preview': {
    /** Show what a mapping would let in, and do nothing */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': PreviewCode } };
      responses: {
        200: { headers: Headers; content: { 'application/json': CodePreview } };
        default: Refused;
      };
    };
  };
  '/v1/codes/waiting': {
    /** List codes that messages wait for, the most wanted first */
    get: {
      parameters: {
        query?: {
          /** Rows of the page */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': WaitingCodes } };
        default: Refused;
      };
    };
  };
  '/v1/commands': {
    /** List commands, the oldest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only in this state */
          status?: 'queued' | 'failing' | 'parked' | 'sending' | 'in-doubt' | 'done' | 'refused' | 'withdrawn'
            | 'compensated';
          /** Only for this system */
          system?: string;
          /** Only of this type */
          type?: string;
          /** Only of this instance */
          instance?: string;
          /** Only issued at least so long ago */
          olderThanSeconds?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': CommandPage } };
        default: Refused;
      };
    };
  };
  '/v1/commands/{command}': {
    /** Read a command with its content and every attempt */
    get: {
      parameters: {
        path: {
          /** Key of the command */
          command: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': CommandDetail } };
        default: Refused;
      };
    };
  };
  '/v1/commands/{command}/probe': {
    /** Ask the system now whether a command in doubt took effect */
    post: {
      parameters: {
        path: {
          /** Key of the command */
          command: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': CommandProbe } };
      responses: {
        202: { headers: Headers; content: { 'application/json': CommandStatus } };
        default: Refused;
      };
    };
  };
  '/v1/commands/{command}/release': {
    /** Say that a command in doubt had no effect, so that it is sent again */
    post: {
      parameters: {
        path: {
          /** Key of the command */
          command: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': CommandRelease } };
      responses: {
        202: { headers: Headers; content: { 'application/json': CommandStatus } };
        default: Refused;
      };
    };
  };
  '/v1/commands/{command}/retry': {
    /** Let a parked or failing command try again now */
    post: {
      parameters: {
        path: {
          /** Key of the command */
          command: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': CommandAction } };
      responses: {
        202: { headers: Headers; content: { 'application/json': CommandStatus } };
        default: Refused;
      };
    };
  };
  '/v1/console/durations': {
    /** Tell how long things take, as medians, now or as of any past moment */
    get: {
      parameters: {
        query?: {
          /** Business entity */
          entity?: string;
          /** As of this moment; now if missing */
          at?: string;
          /** Length of the period */
          days?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Durations } };
        default: Refused;
      };
    };
  };
  '/v1/console/figures': {
    /** Tell how much of what was booked is posted and kept, and where the rest is, by cause */
    get: {
      parameters: {
        query?: {
          /** Business entity */
          entity?: string;
          /** As of this moment; now if missing */
          at?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Figures } };
        default: Refused;
      };
    };
  };
  '/v1/console/messages': {
    /** Read the raw messages that carried the facts of an instance */
    get: {
      parameters: {
        query: {
          /** Instance */
          instance: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': RawMessages } };
        default: Refused;
      };
    };
  };
  '/v1/console/orders': {
    /** List sales orders by how they stand and who owes the answer, the newest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only with this status word */
          lifecycle?: string;
          /** Only those that stand so */
          standing?: 'moving' | 'in-time' | 'late' | 'blocked' | 'in-doubt';
          /** Only those that are late, blocked or in doubt */
          waiting?: boolean;
          /** Only those that this system, role or customer owes an answer */
          owes?: string;
          /** Only those with equations that do not hold */
          broken?: boolean;
          /** Only those of which nothing is left to happen, or only the others */
          settled?: boolean;
          /** Only numbers that begin so */
          number?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': StandingOrderPage } };
        default: Refused;
      };
    };
  };
  '/v1/console/overview': {
    /** Tell whether the systems agree, and what waits for whom */
    get: {
      parameters: {
        query?: {
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Overview } };
        default: Refused;
      };
    };
  };
  '/v1/console/stock': {
    /** List items with what is there, what is promised and what is missing */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only items that begin so */
          item?: string;
          /** Only items that orders wait for */
          short?: boolean;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ItemStockPage } };
        default: Refused;
      };
    };
  };
  '/v1/console/stock/{item}': {
    /** Tell who says how much of an item there is, and how its stock went for fourteen days */
    get: {
      parameters: {
        path: {
          /** Item */
          item: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ItemReading } };
        default: Refused;
      };
    };
  };
  '/v1/disputes': {
    /** Open a dispute or a deduction, with the evidence of its order attached */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': NewDispute } };
      responses: {
        201: { headers: Headers; content: { 'application/json': DisputeTaken } };
        default: Refused;
      };
    };
  };
  '/v1/disputes/{dispute}': {
    /** Read a dispute: its evidence, what is right and why, and what was posted */
    get: {
      parameters: {
        path: {
          /** Dispute */
          dispute: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': DisputeDetail } };
        default: Refused;
      };
    };
  };
  '/v1/disputes/{dispute}/classification': {
    /** Say what a dispute is really about: the policy decides again */
    post: {
      parameters: {
        path: {
          /** Dispute */
          dispute: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': DisputeClassification } };
      responses: {
        200: { headers: Headers; content: { 'application/json': DisputeTaken } };
        default: Refused;
      };
    };
  };
  '/v1/disputes/{dispute}/settlement': {
    /** Tell what was posted: the credit memo, or the reversal with its new invoice */
    post: {
      parameters: {
        path: {
          /** Dispute */
          dispute: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': DisputeSettlement } };
      responses: {
        200: { headers: Headers; content: { 'application/json': DisputeTaken } };
        default: Refused;
      };
    };
  };
  '/v1/drift': {
    /** Tell which members of which messages are not as they were */
    get: {
      parameters: {
        query?: {
          /** Only of this system */
          system?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': LearnedShapes } };
        default: Refused;
      };
    };
  };
  '/v1/drift/accept': {
    /** Say that a member is right as it is now: its case closes */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': AcceptDrift } };
      responses: {
        200: { headers: Headers; content: { 'application/json': AcceptedDrift } };
        default: Refused;
      };
    };
  };
  '/v1/duplicates/{kind}': {
    /** Suggest records that may be one, the most alike first */
    get: {
      parameters: {
        path: {
          /** Kind of record */
          kind: 'customer' | 'item';
        };
        query?: {
          /** Business entity */
          entity?: string;
          /** Rows of the page */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Duplicates } };
        default: Refused;
      };
    };
  };
  '/v1/erasures': {
    /** List what was erased, when and why */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ErasurePage } };
        default: Refused;
      };
    };
    /** Make what tells of a customer unreadable for good */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ErasePersonalData } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Erasure } };
        202: { headers: Headers; content: { 'application/json': WaitsForSecondPerson } };
        default: Refused;
      };
    };
  };
  '/v1/erasures/preview': {
    /** Tell what an erasure would make unreadable, and what still needs it; change nothing */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ErasureToPreview } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ErasurePreview } };
        default: Refused;
      };
    };
  };
  '/v1/evidence': {
    /** Take the evidence of a document as one file */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': EvidenceRequest } };
      responses: {
        200: { headers: Headers; content: { 'application/jsonl': string } };
        default: Refused;
      };
    };
  };
  '/v1/evidence/{seal}': {
    /** Say whether a pack with this seal was taken here, of what, when and by whom */
    get: {
      parameters: {
        path: {
          /** Seal of a pack */
          seal: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': EvidenceSeal } };
        default: Refused;
      };
    };
  };
  '/v1/facts': {
    /** Read everything recorded, in commit order */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Facts of the page */
          limit?: number;
          /** Only this fact type */
          type?: string;
          /** Business entity */
          entity?: string;
          /** Only this instance */
          instance?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': FactPage } };
        default: Refused;
      };
    };
    /** Take in facts as CloudEvents */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: {
        'application/cloudevents+json': CloudEvent;
        'application/cloudevents-batch+json': Array<CloudEvent>;
        'application/json': unknown;
      } };
      responses: {
        202: { headers: Headers; content: { 'application/json': FactResult | FactBatchResult } };
        default: Refused;
      };
    };
  };
  '/v1/feeds/{consumer}': {
    /** Read what comes next for a consumer, in the order of commits */
    get: {
      parameters: {
        path: {
          /** Name that the consumer gave itself */
          consumer: string;
        };
        query?: {
          /** Facts of the page */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': FeedSlice } };
        default: Refused;
      };
    };
    /** Declare a consumer of the feed, or change which facts it wants */
    put: {
      parameters: {
        path: {
          /** Name that the consumer gave itself */
          consumer: string;
        };
        header?: {
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': FeedToDeclare } };
      responses: {
        200: { headers: Headers; content: { 'application/json': FeedConsumer } };
        default: Refused;
      };
    };
  };
  '/v1/feeds/{consumer}/acknowledgement': {
    /** Acknowledge everything up to a cursor; saying it again changes nothing */
    post: {
      parameters: {
        path: {
          /** Name that the consumer gave itself */
          consumer: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': FeedAcknowledgement } };
      responses: {
        200: { headers: Headers; content: { 'application/json': FeedConsumer } };
        default: Refused;
      };
    };
  };
  '/v1/feeds/{consumer}/replay': {
    /** Let a consumer read on from another place: any moment, any cursor */
    post: {
      parameters: {
        path: {
          /** Name that the consumer gave itself */
          consumer: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': FeedReplay } };
      responses: {
        200: { headers: Headers; content: { 'application/json': FeedConsumer } };
        default: Refused;
      };
    };
  };
  '/v1/find': {
    /** Find the record that any system's number means */
    get: {
      parameters: {
        query: {
          /** Number, as the other system writes it */
          number: string;
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Findings } };
        default: Refused;
      };
    };
  };
  '/v1/inbound/{system}': {
    /** Take in a vendor's webhook as it is */
    post: {
      parameters: {
        path: {
          /** System, as the configuration names it */
          system: string;
        };
      };
      requestBody: { content: { '*/*': unknown } };
      responses: {
        202: { headers: Headers; content: { 'application/json': InboundResult } };
        default: Refused;
      };
    };
  };
  '/v1/inventory-reservations': {
    /** List reservations, the newest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only in this state */
          lifecycle?: 'held' | 'drawn' | 'released' | 'expired' | 'lost';
          /** Only of this item */
          item?: string;
          /** Only for this site */
          site?: string;
          /** Only for this trading partner */
          customer?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ReservationPage } };
        default: Refused;
      };
    };
    /** Hold stock for somebody until a moment */
    post: {
      parameters: {
        header: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key': string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ReservationToMake } };
      responses: {
        201: { headers: Headers; content: { 'application/json': Reservation } };
        default: Refused;
      };
    };
  };
  '/v1/inventory-reservations/{reservation}': {
    /** Read a reservation */
    get: {
      parameters: {
        path: {
          /** Number of the reservation */
          reservation: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Reservation } };
        default: Refused;
      };
    };
  };
  '/v1/inventory-reservations/{reservation}/expiry': {
    /** Say until when a reservation holds: longer, or shorter */
    put: {
      parameters: {
        path: {
          /** Number of the reservation */
          reservation: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ReservationExpiry } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Reservation } };
        default: Refused;
      };
    };
  };
  '/v1/inventory-reservations/{reservation}/release': {
    /** Give back what a reservation still holds */
    post: {
      parameters: {
        path: {
          /** Number of the reservation */
          reservation: string;
        };
        header: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key': string;
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ReservationRelease } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Reservation } };
        default: Refused;
      };
    };
  };
  '/v1/keys': {
    /** List the API keys */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ApiKeys } };
        default: Refused;
      };
    };
    /** Make an API key */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': NewKey } };
      responses: {
        201: { headers: Headers; content: { 'application/json': MadeKey } };
        default: Refused;
      };
    };
  };
  '/v1/keys/{key}/revocation': {
    /** End an API key for good */
    post: {
      parameters: {
        path: {
          key: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': KeyRevocation } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ApiKey } };
        default: Refused;
      };
    };
  };
  '/v1/keys/{key}/rotation': {
    /** Make the key that follows a key */
    post: {
      parameters: {
        path: {
          key: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': KeyRotation } };
      responses: {
        201: { headers: Headers; content: { 'application/json': MadeKey } };
        default: Refused;
      };
    };
  };
  '/v1/ledger': {
    /** List movements of an item, the newest first, each with the balance after it */
    get: {
      parameters: {
        query: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Item */
          item: string;
          /** Balance of this location only */
          location?: string;
          /** Balance of this lot only */
          lot?: string;
          /** Balance of this disposition only */
          disposition?: 'sellable_accessible' | 'sellable_not_accessible' | 'non_sellable_other' | 'damaged'
            | 'returned' | 'in_transit' | 'disposed' | 'needs_replacement';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': LedgerPage } };
        default: Refused;
      };
    };
  };
  '/v1/lots': {
    /** List lots by site, those that expire first in front */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only of this item */
          item?: string;
          /** Only at this site */
          site?: string;
          /** Only this lot */
          lot?: string;
          /** Only lots that nobody has stated, or only the others */
          unstated?: boolean;
          /** Days of life that are demanded */
          lifeDays?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': LotPage } };
        default: Refused;
      };
    };
  };
  '/v1/lots/statements': {
    /** State what some lots are: one fact and one line of the audit chain for each */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': LotStatements } };
      responses: {
        200: { headers: Headers; content: { 'application/json': LotStatementsAccount } };
        202: { headers: Headers; content: { 'application/json': WaitsForSecondPerson } };
        default: Refused;
      };
    };
  };
  '/v1/lots/statements/preview': {
    /** Tell what stating some lots would come to */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': LotStatementsDraft } };
      responses: {
        200: { headers: Headers; content: { 'application/json': LotStatementsPreview } };
        default: Refused;
      };
    };
  };
  '/v1/lots/{item}/{lot}/holds': {
    /** Stop a lot from being sold, or lift a hold */
    post: {
      parameters: {
        path: {
          /** Item */
          item: string;
          /** Lot */
          lot: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': LotHold } };
      responses: {
        200: { headers: Headers; content: { 'application/json': LotDecision } };
        default: Refused;
      };
    };
  };
  '/v1/lots/{item}/{lot}/quality': {
    /** Release a lot for sale, or reject it */
    post: {
      parameters: {
        path: {
          /** Item */
          item: string;
          /** Lot */
          lot: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': LotQuality } };
      responses: {
        200: { headers: Headers; content: { 'application/json': LotDecision } };
        default: Refused;
      };
    };
  };
  '/v1/movements': {
    /** List movements, the newest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only this item */
          item?: string;
          /** Only from or to this location */
          location?: string;
          /** Only this kind */
          kind?: 'receipt' | 'putaway' | 'pick' | 'pack' | 'ship' | 'return' | 'adjustment' | 'transfer';
          /** Only of this instance */
          instance?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': MovementPage } };
        default: Refused;
      };
    };
  };
  '/v1/ownership': {
    /** Tell who may say which fact and which of its fields, and who wins a conflict */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Ownership } };
        default: Refused;
      };
    };
  };
  '/v1/people': {
    /** List the people who may sign in */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': People } };
        default: Refused;
      };
    };
    /** Let a person sign in */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': NewPerson } };
      responses: {
        201: { headers: Headers; content: { 'application/json': AddedPerson } };
        default: Refused;
      };
    };
  };
  '/v1/people/{person}': {
    /** Change what a person may do, or that they may sign in */
    put: {
      parameters: {
        path: {
          /** Person */
          person: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': PersonChange } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Person } };
        default: Refused;
      };
    };
  };
  '/v1/people/{person}/password': {
    /** Give a person a new password, and end their sessions */
    post: {
      parameters: {
        path: {
          /** Person */
          person: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': PasswordReset } };
      responses: {
        200: { headers: Headers; content: { 'application/json': NewPassword } };
        default: Refused;
      };
    };
  };
  '/v1/people/{person}/sign-in-link': {
    /** Make a link that signs a person in once */
    post: {
      parameters: {
        path: {
          /** Person */
          person: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': MakeSignInLink } };
      responses: {
        201: { headers: Headers; content: { 'application/json': SignInLink } };
        default: Refused;
      };
    };
  };
  '/v1/policies': {
    /** List the decision tables with their versions */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Policies } };
        default: Refused;
      };
    };
  };
  '/v1/policies/{table}': {
    /** Read a decision table: its versions, and the file of the one in force */
    get: {
      parameters: {
        path: {
          /** Decision table */
          table: string;
        };
        query?: {
          /** Whose file to answer; 0: of the version in force */
          version?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': PolicyDetail } };
        default: Refused;
      };
    };
  };
  '/v1/policies/{table}/questions': {
    /** Ask the version in force, and record nothing */
    post: {
      parameters: {
        path: {
          /** Decision table */
          table: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': PolicyQuestion } };
      responses: {
        200: { headers: Headers; content: { 'application/json': PolicyAnswer } };
        default: Refused;
      };
    };
  };
  '/v1/policies/{table}/versions': {
    /** Propose another version of a decision table */
    post: {
      parameters: {
        path: {
          /** Decision table */
          table: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': PolicyProposal } };
      responses: {
        201: { headers: Headers; content: { 'application/json': PolicyVersion } };
        default: Refused;
      };
    };
  };
  '/v1/policies/{table}/versions/{version}/decision': {
    /** Approve or reject a version that another person proposed */
    post: {
      parameters: {
        path: {
          /** Decision table */
          table: string;
          /** Version of the table */
          version: number;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': PolicyVerdict } };
      responses: {
        200: { headers: Headers; content: { 'application/json': PolicyVersion } };
        default: Refused;
      };
    };
  };
  '/v1/policies/{table}/versions/{version}/preview': {
    /** Show which decisions of the past a version would make otherwise */
    get: {
      parameters: {
        path: {
          /** Decision table */
          table: string;
          /** Version of the table */
          version: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': PolicyPreview } };
        default: Refused;
      };
    };
  };
  '/v1/positions': {
    /** List positions: the balance of an item at a location in a disposition */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only this item */
          item?: string;
          /** Only this location */
          location?: string;
          /** Only this disposition */
          disposition?: 'sellable_accessible' | 'sellable_not_accessible' | 'non_sellable_other' | 'damaged'
            | 'returned' | 'in_transit' | 'disposed' | 'needs_replacement';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': PositionPage } };
        default: Refused;
      };
    };
  };
  '/v1/proposals': {
    /** List requests that wait for a second person */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Only in this state */
          state?: 'open' | 'approved' | 'refused';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ProposalPage } };
        default: Refused;
      };
    };
  };
  '/v1/proposals/{proposal}/approval': {
    /** Approve a request of somebody else, and carry it out */
    post: {
      parameters: {
        path: {
          /** Proposal */
          proposal: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ProposalDecision } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ApprovedProposal } };
        default: Refused;
      };
    };
  };
  '/v1/proposals/{proposal}/refusal': {
    /** Refuse a request of somebody else, or take back one of your own */
    post: {
      parameters: {
        path: {
          /** Proposal */
          proposal: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ProposalDecision } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Proposal } };
        default: Refused;
      };
    };
  };
  '/v1/quarantine': {
    /** List what was not let in, the oldest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only from this system */
          source?: string;
          /** Only for this reason */
          code?: string;
          /** State */
          state?: 'open' | 'redriven' | 'discarded';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': QuarantinePage } };
        default: Refused;
      };
    };
  };
  '/v1/quarantine/{entry}': {
    /** Read what was not let in, as it came */
    get: {
      parameters: {
        path: {
          /** Entry */
          entry: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': QuarantinedContent } };
        default: Refused;
      };
    };
  };
  '/v1/quarantine/{entry}/discard': {
    /** Give something up: it is never let in, and kept all the same */
    post: {
      parameters: {
        path: {
          /** Entry */
          entry: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': Discard } };
      responses: {
        200: { headers: Headers; content: { 'application/json': DiscardResult } };
        202: { headers: Headers; content: { 'application/json': WaitsForSecondPerson } };
        default: Refused;
      };
    };
  };
  '/v1/quarantine/{entry}/redrive': {
    /** Try again to let something in, after its cause was mended */
    post: {
      parameters: {
        path: {
          /** Entry */
          entry: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': Redrive } };
      responses: {
        200: { headers: Headers; content: { 'application/json': RedriveResult } };
        202: { headers: Headers; content: { 'application/json': WaitsForSecondPerson } };
        default: Refused;
      };
    };
  };
  '/v1/recalls': {
    /** Recall a lot: it is held everywhere, and its promises are taken back */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': RecallDeclaration } };
      responses: {
        200: { headers: Headers; content: { 'application/json': RecallDeclared } };
        default: Refused;
      };
    };
  };
  '/v1/recalls/drills': {
    /** Drill a recall: the draft, how long it took, and a line in the audit chain */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': RecallDrill } };
      responses: {
        200: { headers: Headers; content: { 'application/json': RecallDrillResult } };
        default: Refused;
      };
    };
  };
  '/v1/recalls/plan': {
    /** Draft a recall: who has a lot, what to block, what to credit */
    get: {
      parameters: {
        query: {
          /** Lot */
          lot: string;
          /** Only of this item */
          item?: string;
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': RecallPlan } };
        default: Refused;
      };
    };
  };
  '/v1/reconciliations': {
    /** List counts, snapshots and write-offs, the newest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only in this state */
          state?: string;
          /** Only about this item */
          item?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ReconciliationPage } };
        default: Refused;
      };
    };
  };
  '/v1/reconciliations/{reconciliation}/reasons': {
    /** Say why a line is written off or up */
    post: {
      parameters: {
        path: {
          /** Reconciliation */
          reconciliation: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': AdjustmentReasonDecision } };
      responses: {
        200: { headers: Headers; content: { 'application/json': LotDecision } };
        default: Refused;
      };
    };
  };
  '/v1/records/{kind}/{record}': {
    /** Tell what is true of a customer or an item, and who says otherwise */
    get: {
      parameters: {
        path: {
          /** Kind of record */
          kind: 'customer' | 'item';
          /** Our number of the record */
          record: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': MasterRecord } };
        default: Refused;
      };
    };
  };
  '/v1/records/{kind}/{record}/decisions': {
    /** Pick whose word about a field counts, where owners contradict each other */
    post: {
      parameters: {
        path: {
          /** Kind of record */
          kind: 'customer' | 'item';
          /** Our number of the record */
          record: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': DecideField } };
      responses: {
        200: { headers: Headers; content: { 'application/json': FieldDecision } };
        default: Refused;
      };
    };
  };
  '/v1/records/{kind}/{record}/merge': {
    /** Say that a record is another one: from now on its numbers lead there */
    post: {
      parameters: {
        path: {
          /** Kind of record */
          kind: 'customer' | 'item';
          /** Our number of the record */
          record: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': MergeRecord } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Merge } };
        default: Refused;
      };
    };
  };
  '/v1/records/{kind}/{record}/merge/preview': {
    /** Tell what a merge would come to, and change nothing */
    post: {
      parameters: {
        path: {
          /** Kind of record */
          kind: 'customer' | 'item';
          /** Our number of the record */
          record: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': MergeToPreview } };
      responses: {
        200: { headers: Headers; content: { 'application/json': MergePreview } };
        default: Refused;
      };
    };
  };
  '/v1/records/{kind}/{record}/split': {
    /** Take a merge back: both records are as they were */
    post: {
      parameters: {
        path: {
          /** Kind of record */
          kind: 'customer' | 'item';
          /** Our number of the record */
          record: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': SplitRecord } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Merge } };
        default: Refused;
      };
    };
  };
  '/v1/return-eligibility': {
    /** Ask what of a sales order may come back now; nothing is held because of it */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ReturnInquiry } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ReturnEligibility } };
        default: Refused;
      };
    };
  };
  '/v1/returns': {
    /** List returns, the newest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only with this status word */
          lifecycle?: string;
          /** Only of this trading partner */
          customer?: string;
          /** Only of goods of this sales order */
          salesOrder?: string;
          /** Only numbers that begin so */
          number?: string;
          /** Only those that are not settled, or only settled ones */
          open?: boolean;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ReturnPage } };
        default: Refused;
      };
    };
    /** Request a return */
    post: {
      parameters: {
        header: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key': string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ReturnToRequest } };
      responses: {
        201: { headers: Headers; content: { 'application/json': ReturnTaken } };
        default: Refused;
      };
    };
  };
  '/v1/returns/{rma}': {
    /** Read a return with its goods, its credits and its evidence, now or at any moment */
    get: {
      parameters: {
        path: {
          /** Number of the return */
          rma: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
          /** As of this moment; now if missing */
          at?: string;
          /** `known`: recorded by then; `occurred`: had happened by then */
          reading?: 'known' | 'occurred';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Return } };
        default: Refused;
      };
    };
    /** State a requested return anew: its next revision */
    put: {
      parameters: {
        path: {
          /** Number of the return */
          rma: string;
        };
        header?: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ReturnToAmend } };
      responses: {
        200: { headers: Headers; content: { 'application/json': ReturnTaken } };
        default: Refused;
      };
    };
  };
  '/v1/returns/{rma}/cancellation': {
    /** Call a return off */
    post: {
      parameters: {
        path: {
          /** Number of the return */
          rma: string;
        };
        header: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key': string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': ReturnCancellation } };
      responses: {
        202: { headers: Headers; content: { 'application/json': ReturnTaken } };
        default: Refused;
      };
    };
  };
  '/v1/returns/{rma}/explanation': {
    /** Explain a return: why it waits, and whether the systems agree, now or at any moment */
    get: {
      parameters: {
        path: {
          /** Number of the return */
          rma: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
          /** As of this moment; now if missing */
          at?: string;
          /** `known`: recorded by then; `occurred`: had happened by then */
          reading?: 'known' | 'occurred';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ReturnExplanation } };
        default: Refused;
      };
    };
  };
  '/v1/sales-orders': {
    /** List sales orders, the newest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only with this status word */
          lifecycle?: string;
          /** Only of this trading partner */
          customer?: string;
          /** Only numbers that begin so */
          number?: string;
          /** Only with an overdue milestone, or only without */
          late?: boolean;
          /** Only those that are not settled, or only settled ones */
          open?: boolean;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SalesOrderPage } };
        default: Refused;
      };
    };
    /** Place a sales order */
    post: {
      parameters: {
        header: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key': string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': SalesOrderToPlace } };
      responses: {
        201: { headers: Headers; content: { 'application/json': SalesOrderTaken } };
        default: Refused;
      };
    };
  };
  '/v1/sales-orders/{salesOrder}': {
    /** Read a sales order with its lines, its timeline and its commands, now or at any moment */
    get: {
      parameters: {
        path: {
          /** Sales order */
          salesOrder: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
          /** As of this moment; now if missing */
          at?: string;
          /** `known`: recorded by then; `occurred`: had happened by then */
          reading?: 'known' | 'occurred';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SalesOrder } };
        default: Refused;
      };
    };
    /** State a sales order anew: its next revision */
    put: {
      parameters: {
        path: {
          /** Sales order */
          salesOrder: string;
        };
        header: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key'?: string;
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match': string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': SalesOrderToAmend } };
      responses: {
        200: { headers: Headers; content: { 'application/json': SalesOrderTaken } };
        default: Refused;
      };
    };
  };
  '/v1/sales-orders/{salesOrder}/cancellation': {
    /** Ask to cancel a sales order, or some of its lines */
    post: {
      parameters: {
        path: {
          /** Sales order */
          salesOrder: string;
        };
        header: {
          /** A string, in quotation marks or bare. The first answer is kept for 24 hours. */
          'Idempotency-Key': string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': CancellationRequest } };
      responses: {
        202: { headers: Headers; content: { 'application/json': SalesOrderTaken } };
        default: Refused;
      };
    };
  };
  '/v1/sales-orders/{salesOrder}/explanation': {
    /** Explain a sales order: why it waits, and whether the systems agree, now or at any moment */
    get: {
      parameters: {
        path: {
          /** Sales order */
          salesOrder: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
          /** As of this moment; now if missing */
          at?: string;
          /** `known`: recorded by then; `occurred`: had happened by then */
          reading?: 'known' | 'occurred';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Explanation } };
        default: Refused;
      };
    };
  };
  '/v1/sandbox': {
    /** Read the fault dial of the simulated systems, and the score of the last game day */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Sandbox } };
        default: Refused;
      };
    };
  };
  '/v1/sandbox/faults': {
    /** Set the fault dial: a named level, or single faults */
    put: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': FaultDial } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Sandbox } };
        default: Refused;
      };
    };
  };
  '/v1/sandbox/game-days': {
    /** Switch a simulated system off while customers order, and score what becomes of it */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': GameDayPlan } };
      responses: {
        202: { headers: Headers; content: { 'application/json': Sandbox } };
        default: Refused;
      };
    };
  };
  '/v1/saved-filters': {
    /** List the filters that whoever asks saved, by name */
    get: {
      parameters: {
        query?: {
          /** The list that it filters */
          list?: 'orders' | 'returns' | 'stock' | 'cases' | 'approvals';
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SavedFilters } };
        default: Refused;
      };
    };
  };
  '/v1/saved-filters/{list}/{name}': {
    /** Forget a saved filter */
    delete: {
      parameters: {
        path: {
          /** The list that it filters */
          list: 'orders' | 'returns' | 'stock' | 'cases' | 'approvals';
          /** As its person calls it */
          name: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': ForgottenFilter } };
        default: Refused;
      };
    };
    /** Save a filter under a name, in the place of what had it before */
    put: {
      parameters: {
        path: {
          /** The list that it filters */
          list: 'orders' | 'returns' | 'stock' | 'cases' | 'approvals';
          /** As its person calls it */
          name: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': FilterToSave } };
      responses: {
        200: { headers: Headers; content: { 'application/json': SavedFilter } };
        default: Refused;
      };
    };
  };
  '/v1/session': {
    /** Sign out of the session */
    delete: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Ended } };
        default: Refused;
      };
    };
    /** Say who is asking, and what they may do */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Session } };
        default: Refused;
      };
    };
    /** Sign in with name and password */
    post: {
      parameters: { query?: never };
      requestBody: { content: { 'application/json': SignIn } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Session } };
        default: Refused;
      };
    };
  };
  '/v1/session/callback': {
    /** Come back from the identity provider */
    get: {
      parameters: {
        query?: {
          /** As it was sent along */
          state?: string;
          /** What the provider redeems, once */
          code?: string;
          /** Issuer (RFC 9207) */
          iss?: string;
          /** Why the provider says no */
          error?: string;
        };
      };
      requestBody?: never;
      responses: {
        302: { headers: Headers; content?: never };
        default: Refused;
      };
    };
  };
  '/v1/session/link': {
    /** Sign in by a link that was made for you */
    post: {
      parameters: { query?: never };
      requestBody: { content: { 'application/json': SignInByLink } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Session } };
        default: Refused;
      };
    };
  };
  '/v1/session/methods': {
    /** Say how people may sign in here */
    get: {
      parameters: { query?: never };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SignInMethods } };
        default: Refused;
      };
    };
  };
  '/v1/session/password': {
    /** Choose another password */
    put: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': PasswordChange } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Session } };
        default: Refused;
      };
    };
  };
  '/v1/session/sign-in': {
    /** Go to the identity provider to sign in */
    get: {
      parameters: {
        query?: {
          /** Page to go on with */
          returnTo?: string;
        };
      };
      requestBody?: never;
      responses: {
        302: { headers: Headers; content?: never };
        default: Refused;
      };
    };
  };
  '/v1/subscriptions': {
    /** List subscriptions, by name */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SubscriptionPage } };
        default: Refused;
      };
    };
    /** Subscribe an endpoint to facts: each is posted to it, in the order of commits */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': SubscriptionToMake } };
      responses: {
        201: { headers: Headers; content: { 'application/json': SubscriptionWithSecret } };
        default: Refused;
      };
    };
  };
  '/v1/subscriptions/{subscription}': {
    /** Read a subscription: where it is, and what waits */
    get: {
      parameters: {
        path: {
          /** Subscription */
          subscription: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': Subscription } };
        default: Refused;
      };
    };
    /** Change a subscription, pause it, set it active again, or end it */
    put: {
      parameters: {
        path: {
          /** Subscription */
          subscription: string;
        };
        header: {
          /** ETag of what was read and is to be changed; `*`: whatever is there */
          'If-Match': string;
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': SubscriptionToChange } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Subscription } };
        default: Refused;
      };
    };
  };
  '/v1/subscriptions/{subscription}/attempts': {
    /** List every message that was sent, the newest first; kept for 30 days */
    get: {
      parameters: {
        path: {
          /** Subscription */
          subscription: string;
        };
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SubscriptionAttemptPage } };
        default: Refused;
      };
    };
  };
  '/v1/subscriptions/{subscription}/replay': {
    /** Let a subscription go on from another place: send again, or leave out */
    post: {
      parameters: {
        path: {
          /** Subscription */
          subscription: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': Replay } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Subscription } };
        default: Refused;
      };
    };
  };
  '/v1/subscriptions/{subscription}/secret': {
    /** Replace the secret; for a day messages bear the signatures of both */
    post: {
      parameters: {
        path: {
          /** Subscription */
          subscription: string;
        };
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': SecretReplacement } };
      responses: {
        200: { headers: Headers; content: { 'application/json': SubscriptionWithSecret } };
        default: Refused;
      };
    };
  };
  '/v1/supplier-claims': {
    /** List supplier claims, the newest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only in this state */
          lifecycle?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SupplierClaimPage } };
        default: Refused;
      };
    };
  };
  '/v1/supplier-claims/{claim}': {
    /** Read a supplier claim: from the inspection to the settlement */
    get: {
      parameters: {
        path: {
          /** Claim */
          claim: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SupplierClaimDetail } };
        default: Refused;
      };
    };
  };
  '/v1/supplier-recovery': {
    /** What suppliers owe: claimed, settled, and the money that nobody has claimed yet */
    get: {
      parameters: {
        query?: {
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SupplierRecovery } };
        default: Refused;
      };
    };
  };
  '/v1/supply-orders': {
    /** List orders of ours at suppliers, the newest first */
    get: {
      parameters: {
        query?: {
          /** `next` of the page before */
          cursor?: string;
          /** Rows of the page */
          limit?: number;
          /** Business entity */
          entity?: string;
          /** Only in this state */
          lifecycle?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SupplyOrderPage } };
        default: Refused;
      };
    };
  };
  '/v1/supply-orders/{purchaseOrder}': {
    /** Read an order at a supplier: undertaken, shipped and billed, item by item */
    get: {
      parameters: {
        path: {
          /** Our number of the order */
          purchaseOrder: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SupplyOrderDetail } };
        default: Refused;
      };
    };
  };
  '/v1/sweeps': {
    /** Sweep a system now: read what changed, then compare what it holds with what we know */
    post: {
      parameters: {
        header?: {
          /** Person on whose behalf the key acts, for the audit chain */
          'X-Crossdock-Actor'?: string;
        };
      };
      requestBody: { content: { 'application/json': SweepRequest } };
      responses: {
        200: { headers: Headers; content: { 'application/json': Sweep } };
        default: Refused;
      };
    };
  };
  '/v1/systems/{system}/agreement': {
    /** Tell whether a system agrees with what we know, object by object, and what does not */
    get: {
      parameters: {
        path: {
          /** System of the configuration */
          system: string;
        };
        query?: {
          /** Business entity */
          entity?: string;
          /** Rows of the page */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SystemAgreement } };
        default: Refused;
      };
    };
  };
  '/v1/systems/{system}/calls': {
    /** Count the calls to a system, minute by minute */
    get: {
      parameters: {
        path: {
          /** System of the configuration */
          system: string;
        };
        query?: {
          /** How far back */
          minutes?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': SystemCalls } };
        default: Refused;
      };
    };
  };
  '/v1/usage': {
    /** Tell which client called which operation, how often, the latest day first */
    get: {
      parameters: {
        query?: {
          /** Not before this day, UTC */
          from?: string;
          /** Not after this day, UTC */
          to?: string;
          /** Only this client */
          client?: string;
          /** Only this operation */
          operation?: string;
          /** A row for each day, or one in all */
          by?: 'day' | 'total';
          /** Rows */
          limit?: number;
        };
      };
      requestBody?: never;
      responses: {
        200: { headers: Headers; content: { 'application/json': UsageList } };
        default: Refused;
      };
    };
  };
}
