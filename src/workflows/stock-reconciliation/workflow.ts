/**
 * Stock reconciliation: a count, a snapshot or a request, until what differs is posted once in every book,
 * explained, or rejected. What was found and what is missing are two postings with an approval each: a
 * surplus here never pays for a loss there.
 */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { RECONCILIATION } from '../../canonical/facts/reconciliation.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import { NO_STOCK_EFFECTS, type StockEffects } from '../../domain/inventory/stock-effects.ts';
import { mendsItself, valueOf, variancePercent } from '../../domain/inventory/variance.ts';
import type { CommandRule, Scope, WorkflowDefinition } from '../../engine/definition.ts';
import type { Equation, ExceptionCase, Gate, Judgement, Wanted } from '../../engine/judgement.ts';
import { contentOf, registers, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatAmount, type Money } from '../../kernel/money.ts';
import { formatQuantity, totalQuantity, type Quantity } from '../../kernel/quantity.ts';
import { decisionsIn } from '../decisions.ts';
import { rule } from '../command-rule.ts';
import { askApproval, type Approval } from '../approvals/approval.ts';
import { askPolicy, POLICY_RULE, type Asker } from '../policy-questions/question.ts';
import { R, REGISTERS } from './registers.ts';
import { statementOf, type StatedLine, type Statement } from './statement.ts';
import { NO_TOTALS } from '../nothing-judged.ts';

/** Changes with every change of what is judged. */
const STOCK_RECONCILIATION_VERSION = 'stock-reconciliation-3';

/** Who posts adjustments, and in what money stock is valued. */
export interface ReconciliationPolicy {
  /** Systems that enter adjustments: the warehouse, and whoever values stock. */
  readonly adjusts: readonly string[];
  /** Of all systems, those that can be told an adjustment; in any other a person enters it. */
  readonly takes: ReadonlySet<string>;
  /** Currency by entity. */
  readonly currencies: ReadonlyMap<string, Money['currency']>;
}

type Direction = 'up' | 'down';

/** What became of a line so far. */
interface JudgedLine {
  readonly line: StatedLine;
  readonly cases: readonly ExceptionCase[];
  readonly wanted: readonly Wanted[];
  /** It is to be posted, and nothing but its approval stands before that. */
  readonly ready: boolean;
  /** Nothing is to be posted for it: more facts will mend it, or a person said so. */
  readonly isLeft: boolean;
}

interface Ground {
  readonly state: State;
  readonly statement: Statement;
  readonly asker: Asker;
  readonly decisions: ReadonlyMap<string, string>;
  readonly currency: Money['currency'];
}

function judge(policy: ReconciliationPolicy, state: State, scope: Scope): Judgement {
  const decisions = decisionsIn(state, R.decided);
  const statement = statementOf(state);
  if (statement === null) return { ...NOTHING, decisions };
  const asker = { workflow: RECONCILIATION, number: scope.businessId };
  const currency = policy.currencies.get(scope.entity)!;
  const ground: Ground = { state, statement, asker, decisions, currency };
  const judged = statement.isDisputed ? [] : statement.lines.map((line) => judgeLine(ground, line));
  const postings = (['up', 'down'] as const).flatMap((direction) =>
    posting(policy, ground, judged, direction),
  );
  const cases = [
    ...(statement.isDisputed ? [disputed(statement, scope)] : []),
    ...judged.flatMap((one) => one.cases),
    ...postings.flatMap((one) => [...one.approval.cases, ...one.cases]),
  ].filter(({ id }) => decisions.get(id) !== 'waive');
  const wanted = [
    ...(statement.kind === 'request' ? [] : [comparison(ground)]),
    ...judged.flatMap((one) => one.wanted),
    ...postings.flatMap((one) => [...one.approval.wanted, ...one.wanted]),
  ];
  const lifecycle = lifecycleOf(statement, judged, postings, cases);
  return {
    wanted,
    deadlines: [],
    cases,
    decisions,
    lifecycle,
    equations: postings.flatMap((one) => one.equations),
    settled: ['agreed', 'posted', 'rejected', 'explained'].includes(lifecycle),
    totals: { ...NO_TOTALS, currency, lines: statement.lines.length },
  };
}

/** A request has no book; everything else waits for the ledger's word, and for what it suggests. */
function judgeLine(ground: Ground, line: StatedLine): JudgedLine {
  const { statement, decisions } = ground;
  const none = { line, cases: [], wanted: [], ready: false, isLeft: false };
  if (line.change === null || line.change === 0n) return none;
  const left = (one: ExceptionCase): JudgedLine => ({ ...none, cases: [one], isLeft: true });
  const cases: ExceptionCase[] = [];
  if (line.suggestion !== null && mendsItself(line.suggestion.cause)) {
    const variance = causeCase(ground, line);
    // Somebody looked: it is a real difference after all.
    if (decisions.get(variance.id) !== 'accept') return left(variance);
  }
  if (line.reason === null) {
    const unclear = reasonCase(ground, line);
    return decisions.get(unclear.id) === 'waive' ? left(unclear) : { ...none, cases: [unclear] };
  }
  if (line.unitCost === null) {
    const unknown = costCase(ground, line);
    if (decisions.get(unknown.id) !== 'accept') cases.push(unknown);
  }
  if (statement.kind === 'request') return { ...none, cases, ready: cases.length === 0 };
  const asked = askPolicy(ground.state, R.policy, ground.asker, {
    decision: `tolerance:${line.line}`,
    table: 'stock-tolerance',
    inputs: {
      abcClass: line.abcClass,
      variancePercent: variancePercent(line.stated!, line.book!),
      varianceValue: formatAmount(valueMinor(line), ground.currency),
    },
  });
  const verdict = asked.answer?.outputs['verdict'];
  if (verdict === 'recount' && statement.kind === 'count') {
    const recount = recountCase(ground, line);
    if (decisions.get(recount.id) !== 'accept') cases.push(recount);
  }
  const ready = verdict !== undefined && cases.length === 0;
  return { ...none, cases, wanted: [asked.wanted], ready };
}

const valueMinor = ({ change, unitCost }: StatedLine): bigint =>
  unitCost === null ? 0n : valueOf(change!, unitCost.amountMinor);

interface Posting {
  readonly approval: Approval;
  /** What must be entered by hand. */
  readonly cases: readonly ExceptionCase[];
  readonly wanted: readonly Wanted[];
  readonly equations: readonly Equation[];
  readonly isPosted: boolean;
}

/** Everything of one direction is approved together and posted in each system as one document. */
function posting(
  policy: ReconciliationPolicy,
  ground: Ground,
  judged: readonly JudgedLine[],
  direction: Direction,
): readonly Posting[] {
  const { state, statement, asker, currency } = ground;
  const own = judged.filter(({ isLeft, line: { change } }) =>
    !isLeft && change !== null && (direction === 'up' ? change > 0n : change < 0n),
  );
  const lines = own.filter(({ ready }) => ready).map(({ line }) => line);
  // What a person still has to say about one line holds its whole direction: it is one document.
  if (lines.length === 0 || lines.length < own.length) return [];
  const amount: Money = { amountMinor: lines.reduce((sum, line) => sum + valueMinor(line), 0n), currency };
  const concerned = statement.system === null ? policy.adjusts : [statement.system];
  const systems = concerned.filter((system) => policy.takes.has(system));
  const byHand = concerned.filter((system) => !policy.takes.has(system));
  const approval = askApproval(state, { policy: R.policy, approval: R.approval }, asker, {
    subject: `adjust-${direction}:${markOf(lines)}`,
    kind: direction === 'down' ? 'write-off' : 'adjustment',
    text: [textOf(statement, lines, direction), ...byHand.map(takesNone)].join('; '),
    amount,
    makers: statement.makers,
  });
  const of = markOf(lines);
  const total = lines.reduce((sum, { change }) => sum + (change! < 0n ? -change! : change!), 0n);
  const posted = new Map(
    registers(state, R.posted)
      .filter((known) => contentOf(known).direction === direction)
      // Whoever says it has posted it, whatever it calls itself.
      .map(({ contents: [{ source, value }] }) => [source, totalQuantity(value.lines)]),
  );
  const isApproved = approval.gate.status === 'cleared';
  const toEnter = (isApproved ? byHand : [])
    .filter((system) => posted.get(system) !== total)
    .map((system) => byHandCase(system, `${direction}:${of}`, textOf(statement, lines, direction), amount));
  const isEntered = toEnter.every(({ id }) => ground.decisions.get(id) === 'waive');
  return [{
    approval,
    cases: toEnter,
    isPosted: isEntered && systems.every((system) => posted.get(system) === total),
    wanted: approval.state === 'rejected' ? [] : systems.map((system) => ({
      id: `post-adjustment:${direction}:${system}`,
      type: COMMANDS.postAdjustment.type,
      system,
      fingerprint: of,
      gates: [approval.gate] satisfies Gate[],
      exposure: amount,
      content: () => ({
        reconciliation: asker.number,
        of,
        site: statement.site,
        direction,
        value: amount,
        lines: lines.map(({ line, item, lot, change, reason, text }) => ({
          line, item, ...(lot === undefined ? {} : { lot }), reason: reason!, text,
          quantity: (change! < 0n ? -change! : change!) as Quantity,
        })),
      }),
    })),
    equations: !isApproved ? [] : systems.map((system) => ({
      id: `adjusted:${direction}:${system}`,
      name: 'approved = posted',
      subject: `${direction} in ${system}`,
      unit: 'quantity',
      left: [{ name: 'approved', value: total, system: OWN_SYSTEM }],
      right: [{ name: 'posted', value: posted.get(system) ?? 0n, system }],
      odd: system,
      atStake: amount,
    })),
  }];
}

const takesNone = (system: string): string => `${system} takes no adjustment: a person enters it there`;

/** Files and partners are told nothing: what was approved is entered by somebody, or forgotten. */
const byHandCase = (system: string, mark: string, what: string, exposure: Money): ExceptionCase => ({
  id: `adjustment-by-hand:${mark}:${system}`,
  kind: 'adjustment-by-hand',
  text: `${what}: approved, and ${takesNone(system)}`,
  role: 'warehouse',
  exposure,
  playbook: `Have it entered in ${system}, then waive; its next statement shows whether it was.`,
});

const markOf = (lines: readonly StatedLine[]): string =>
  fingerprint(
    lines
      .map(({ line, item, lot, change, reason }) => [line, item, lot, change, reason].join('/'))
      .join('|'),
  );

function textOf(statement: Statement, lines: readonly StatedLine[], direction: Direction): string {
  const [first] = lines;
  const more = lines.length > 1 ? ` and ${lines.length - 1} more` : '';
  const verb = direction === 'down' ? 'Write off' : 'Write up';
  const change = first!.change! < 0n ? -first!.change! : first!.change!;
  const words = `"${first!.text}" (${first!.reason})`;
  const what = `${formatQuantity(change as Quantity)} of ${first!.item}${more}`;
  return `${verb} ${what} at ${statement.site}: ${words}`;
}

/** Ask the ledger; again whenever the statement is made anew. */
function comparison({ statement, asker }: Ground): Wanted {
  const { of, site, statedAt, after, source, lines } = statement;
  return {
    id: 'compare-stock',
    type: COMMANDS.compareStock.type,
    system: 'ledger',
    fingerprint: of,
    gates: [],
    disputed: statement.isDisputed,
    content: () => ({
      reconciliation: asker.number, of, site, statedAt, source,
      ...(after === undefined ? {} : { after }),
      lines: lines.map(({ line, item, lot, stated, theirBook }) => ({
        line, item, stated: stated!,
        ...(lot === undefined ? {} : { lot }),
        ...(theirBook === undefined ? {} : { theirBook }),
      })),
    }),
  };
}

function lifecycleOf(
  statement: Statement,
  judged: readonly JudgedLine[],
  postings: readonly Posting[],
  cases: readonly ExceptionCase[],
): string {
  if (statement.isDisputed) return 'disputed';
  if (statement.kind !== 'request' && judged.some(({ line }) => line.book === null)) return 'comparing';
  if (judged.every(({ line }) => line.change === 0n)) return 'agreed';
  if (cases.length > 0) return 'awaiting-person';
  if (judged.every(({ isLeft, line }) => isLeft || line.change === 0n)) return 'explained';
  const isRejected = postings.every(({ approval }) => approval.state === 'rejected');
  if (postings.length > 0 && isRejected) return 'rejected';
  const done = postings.every(({ isPosted, approval }) => isPosted || approval.state === 'rejected');
  return postings.length > 0 && done ? 'posted' : 'posting';
}

/** Where a line lies, for people. */
const placeOf = ({ site }: Statement, { item, lot }: StatedLine): string =>
  `${item}${lot === undefined ? '' : ` lot ${lot}`} at ${site}`;

const exposureOf = (line: StatedLine, { currency }: Ground): Money | null =>
  line.unitCost === null ? null : { amountMinor: valueMinor(line), currency };

const said = (line: StatedLine): string =>
  `${formatQuantity(line.stated!)} stated, ${formatQuantity(line.book!)} in our ledger`;

function causeCase(ground: Ground, line: StatedLine): ExceptionCase {
  const { cause, because } = line.suggestion!;
  const place = placeOf(ground.statement, line);
  return {
    id: `stock-variance:${line.line}:${cause}:${line.stated}:${line.book}`,
    kind: 'stock-variance',
    text: `${place}: ${said(line)}; ${because}`,
    role: cause === 'unit-error' ? 'warehouse' : 'integration',
    exposure: exposureOf(line, ground),
    playbook:
      'Nothing is posted for it. Have the missing message sent or redriven, the duplicate taken back or ' +
      'the place counted again; it closes by itself. Accept it if it is a real difference.',
  };
}

function reasonCase(ground: Ground, line: StatedLine): ExceptionCase {
  const words = line.text === '' ? 'no reason was given' : `"${line.text}" says no reason for sure`;
  return {
    id: `adjustment-reason:${line.line}:${line.change}:${fingerprint(line.text)}`,
    kind: 'adjustment-reason',
    text: `${placeOf(ground.statement, line)}: ${formatQuantity(line.change as Quantity)}, ${words}`,
    role: 'warehouse',
    exposure: exposureOf(line, ground),
    playbook: 'Say why under Stock, Counts and variances. Waive it if nothing is to be posted.',
  };
}

function costCase(ground: Ground, line: StatedLine): ExceptionCase {
  return {
    id: `adjustment-cost:${line.line}:${line.change}`,
    kind: 'adjustment-cost',
    text: `${placeOf(ground.statement, line)}: nobody stated what a unit costs, and so who may approve it`,
    role: 'finance',
    exposure: null,
    playbook: 'Have it stated again with its cost; accept to let it go as if it cost nothing.',
  };
}

function recountCase(ground: Ground, line: StatedLine): ExceptionCase {
  return {
    id: `recount:${line.line}:${line.stated}:${line.book}`,
    kind: 'recount',
    text: `${placeOf(ground.statement, line)}: ${said(line)}; so far off that the count is doubted first`,
    role: 'warehouse',
    exposure: exposureOf(line, ground),
    playbook: 'Have it counted again by somebody else: a recount replaces the count. Accept if it is right.',
  };
}

const disputed = ({ version, kind }: Statement, { businessId }: Scope): ExceptionCase => ({
  id: `statement-disputed:${version}`,
  kind: 'statement-disputed',
  text: `The ${kind} ${businessId} was stated in two ways under one version`,
  role: 'warehouse',
  exposure: null,
  playbook: 'Have it stated again with a higher version.',
});

const NOTHING: Judgement = {
  wanted: [], deadlines: [], cases: [], decisions: new Map(), lifecycle: 'unknown', equations: [],
  settled: true, totals: NO_TOTALS,
};

/** A posting stands: what differs from it later is for a person. */
const POST: CommandRule = {
  change: 'case', inverse: { kind: 'case' }, money: true, role: 'finance', priority: 3,
};

/** Stock reconciliation, as the application runs it: its movements are the warehouse's own word. */
export function stockReconciliation(policy: ReconciliationPolicy) {
  const { adjusts, takes } = policy;
  const told = fingerprint(`${adjusts.join()} ${[...takes].join()}`);
  const definition: WorkflowDefinition = {
    name: 'stock-reconciliation',
    version: `${STOCK_RECONCILIATION_VERSION}-${told}`,
    registers: REGISTERS,
    commands: {
      [COMMANDS.compareStock.type]: rule('adjust', 'warehouse', 2),
      [COMMANDS.decidePolicy.type]: POLICY_RULE,
      [COMMANDS.postAdjustment.type]: POST,
    },
    restatesCases: true,
    judge: (state, scope) => judge(policy, state, scope),
  };
  return { definition, stockOf: (): StockEffects => NO_STOCK_EFFECTS };
}
