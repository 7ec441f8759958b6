/**
 * Questions of a workflow to the decision tables. A question is a command that is wanted like any other;
 * its answer is a fact. A judge asks with the inputs of now, and reckons only with the answer to them:
 * when they change, the question is asked again by itself.
 */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { POLICY_SYSTEM } from '../../canonical/facts/policy-decided.v1.ts';
import { aboutInstance } from '../../canonical/subject.ts';
import type { PolicyValues } from '../../domain/policy/decision.ts';
import { rule } from '../command-rule.ts';
import type { Gate, Wanted } from '../../engine/judgement.ts';
import { register, type RegisterType, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';

export type PolicyAnswer = ContentOfFact<typeof FACTS.policyDecided>;

/** Which instance asks. */
export interface Asker {
  /** Word of its workflow in the instance key. */
  readonly workflow: string;
  readonly number: string;
}

/** A question to a decision table. */
export interface PolicyQuestion {
  /** What is decided, unique inside the instance: `eligibility`. */
  readonly decision: string;
  readonly table: string;
  readonly inputs: PolicyValues;
}

/** A question with what is known of its answer. */
export interface AskedPolicy {
  readonly wanted: Wanted;
  /** The answer to exactly this question, or `null` while there is none. */
  readonly answer: PolicyAnswer | null;
  /** Name of the fact that answers; empty while there is none. */
  readonly fact: string;
}

/** Rule of `policy.decide.v1`: what was answered stands until the question changes. */
export const POLICY_RULE = rule('adjust', 'integration', 1);

const fingerprintOf = ({ table, inputs }: PolicyQuestion): string =>
  fingerprint(JSON.stringify([table, Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1))]));

/** Asks a table; `type` is the workflow's register of answers. */
export function askPolicy(
  state: State,
  type: RegisterType<PolicyAnswer>,
  asker: Asker,
  question: PolicyQuestion,
): AskedPolicy {
  const { decision, table, inputs } = question;
  const of = fingerprintOf(question);
  const known = register(state, type, decision)?.contents[0];
  const isAnswered = known !== undefined && known.value.of === of;
  return {
    wanted: {
      id: `decide-policy:${decision}`,
      type: COMMANDS.decidePolicy.type,
      system: POLICY_SYSTEM,
      fingerprint: of,
      gates: [],
      content: () => ({ ...aboutInstance(asker.workflow, asker.number), decision, of, table, inputs }),
    },
    answer: isAnswered ? known.value : null,
    fact: isAnswered ? known.fact : '',
  };
}

/** The gate of whatever needs the answer first. */
export function policyGate({ answer, fact, wanted }: AskedPolicy): Gate {
  const name = wanted.id.replace('decide-policy:', 'policy-');
  if (answer === null) {
    const reason = { code: 'not-asked', text: 'The policy has not answered yet' };
    return { name, status: 'waiting', reason, facts: [] };
  }
  return { name, status: 'cleared', reason: { code: answer.row, text: stampText(answer) }, facts: [fact] };
}

/** The stamp of an answer in words: `approval-requirement version 3, row credit-small`. */
export const stampText = ({ table, tableVersion, row }: PolicyAnswer): string =>
  `${table} version ${tableVersion}, row ${row}`;
