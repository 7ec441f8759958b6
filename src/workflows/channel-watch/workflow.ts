/**
 * Channel watch: what is odd about a channel of messages, as one case for each condition that holds.
 * Whoever watches says when a condition begins, changes and ends; nothing is done about it but that
 * a person sees it.
 */
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { NO_STOCK_EFFECTS, type StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { WorkflowDefinition } from '../../engine/definition.ts';
import type { ExceptionCase, Judgement } from '../../engine/judgement.ts';
import {
  byFactType,
  register,
  type Register,
  registers,
  registerTypes,
  type RegisterTypes,
  type State,
} from '../../engine/state.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import { accepts, decisionsIn } from '../decisions.ts';
import { NO_TOTALS } from '../nothing-judged.ts';

/** Changes with every change of what is judged. */
export const CHANNEL_WATCH_VERSION = 'channel-watch-1';

const R = registerTypes({
  observed: FACTS.channelConditionObserved,
  decided: FACTS.caseDecided,
});

const REGISTERS: RegisterTypes = byFactType(R);

type Observed = ContentOfFact<typeof FACTS.channelConditionObserved>;

/** Judges one channel. */
export function judgeChannel(state: State): Judgement {
  const cases = registers(state, R.observed).flatMap((known) => caseOf(state, known));
  const decisions = decisionsIn(state, R.decided);
  const open = cases.filter(({ id }) => !accepts(decisions.get(id)));
  return {
    wanted: [],
    deadlines: [],
    cases: open,
    decisions,
    lifecycle: open.length === 0 ? 'clear' : 'attention',
    equations: [],
    settled: open.length === 0,
    totals: NO_TOTALS,
  };
}

/** Watchers of two processes may contradict each other: then it holds until a later version says no. */
function caseOf(state: State, known: Register<Observed>): readonly ExceptionCase[] {
  const holding = known.contents.find(({ value }) => value.holds);
  if (holding === undefined) return [];
  const { kind, text, role, playbook, exposure = null, waiting = 0 } = holding.value;
  const queue = waiting === 0 ? '' : ` (${waiting} ${waiting === 1 ? 'message waits' : 'messages wait'})`;
  return [
    {
      id: caseIdOf(state, holding.value, holding.occurredAt),
      kind,
      text: `${text}${queue}`,
      role,
      exposure,
      playbook,
    },
  ];
}

/**
 * One case for as long as the condition lasts; what changed after somebody accepted it is another one,
 * so that a decision covers what was seen and no more.
 */
function caseIdOf(state: State, { condition, since }: Observed, observedAt: Instant): string {
  const first = `${condition}:${formatInstant(since)}`;
  let id = first;
  for (let more = 1; ; more++) {
    const decision = register(state, R.decided, id)?.contents[0];
    if (decision === undefined || !accepts(decision.value.verdict)) return id;
    if (observedAt <= decision.occurredAt) return id;
    id = `${first}:${more}`;
  }
}

const definition: WorkflowDefinition = {
  name: 'channel-watch',
  version: CHANNEL_WATCH_VERSION,
  registers: REGISTERS,
  commands: {},
  restatesCases: true,
  judge: judgeChannel,
};

/** Channel watch, as the application runs it: it has no stock effects. */
export const CHANNEL_WATCH = { definition, stockOf: (): StockEffects => NO_STOCK_EFFECTS };
