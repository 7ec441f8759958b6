/**
 * Master data: a customer or an item that several systems hold. Fields have owners and a declared
 * way to settle conflicts; the loser is kept; subscribers are told what is true. What a system says
 * because we told it so is an echo and is no word of its own, so that two systems that both speak and
 * listen come to rest.
 */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { NO_STOCK_EFFECTS, type StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { Scope, WorkflowDefinition } from '../../engine/definition.ts';
import type { ExceptionCase, Judgement, Wanted } from '../../engine/judgement.ts';
import { byFactType, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { decisionsIn } from '../decisions.ts';
import { rule } from '../command-rule.ts';
import type { RecordKind, RecordPolicy } from './policy.ts';
import { R, recordView, registersOf, updatesOf, type RecordView, type Update } from './record-view.ts';
import { NO_TOTALS } from '../nothing-judged.ts';

/** Changes with every change of what is judged. */
const MASTER_DATA_VERSION = 'master-data-2';

/** Name of the workflow. */
export const MASTER_DATA = 'master-data';

/** Role whose queue holds what people must settle about records. */
const STEWARD = 'data';

const UPDATE = { customer: COMMANDS.updateCustomer.type, item: COMMANDS.updateItem.type } as const;

const RULE = rule('adjust', STEWARD, 4);

function judge(kind: RecordKind, policy: RecordPolicy, state: State, scope: Scope): Judgement {
  const view = recordView(kind, policy, state);
  const decisions = decisionsIn(state, R.caseDecided);
  const cases = conflictsOf(kind, view, scope).filter(({ id }) => decisions.get(id) !== 'waive');
  const wanted = updatesOf(kind, policy, view).map((update) => wantedOf(kind, scope, update));
  return {
    wanted,
    deadlines: [],
    cases,
    decisions,
    lifecycle: cases.length === 0 ? 'agreed' : 'attention',
    equations: [],
    settled: cases.length === 0,
    totals: NO_TOTALS,
  };
}

function conflictsOf(kind: RecordKind, { fields }: RecordView, { businessId }: Scope): ExceptionCase[] {
  return [...fields].flatMap(([field, { isOpen, of, others }]) => {
    if (!isOpen) return [];
    const words = others
      .filter(({ because }) => because === 'undecided')
      .map(({ system, number, value }) => `${system} ${number} says "${value}"`);
    return {
      id: `field-conflict:${field}:${of}`,
      kind: 'field-conflict',
      text: `${field} of ${kind} ${businessId}: ${words.join(', ')}`,
      role: STEWARD,
      exposure: null,
      playbook:
        'Pick whose word counts: each system that said something is a choice here. Or declare in the ' +
        'configuration who owns the field and how conflicts are settled.',
    };
  });
}

function wantedOf(kind: RecordKind, { businessId }: Scope, update: Update): Wanted {
  const { system, number, values, of, fingerprint: print } = update;
  return {
    id: number === null ? `update:${system}` : `update:${system}:${number}`,
    type: UPDATE[kind],
    system,
    fingerprint: print,
    content: () => ({
      [kind]: businessId,
      ...(number === null ? {} : { number }),
      of,
      fields: Object.fromEntries(values),
    }),
    gates: [],
  };
}

/** Master data of one kind, as the application runs it: it has no stock effects. */
export function masterData(kind: RecordKind, policy: RecordPolicy) {
  const declared = JSON.stringify([kind, [...policy.fields], policy.subscribers]);
  const definition: WorkflowDefinition = {
    name: MASTER_DATA,
    version: `${MASTER_DATA_VERSION}-${fingerprint(declared)}`,
    registers: byFactType(registersOf(kind)),
    commands: { [UPDATE[kind]]: RULE },
    restatesCases: true,
    judge: (state, scope) => judge(kind, policy, state, scope),
  };
  return { definition, stockOf: (): StockEffects => NO_STOCK_EFFECTS };
}
