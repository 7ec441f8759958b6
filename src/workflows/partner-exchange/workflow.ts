/**
 * Partner exchange: one interchange of a trading partner, named by its control number. It is
 * answered once it is known what became of its documents; a control number that comes again with
 * another content, and a document that cannot be let in, are cases.
 */
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { NO_STOCK_EFFECTS, type StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { WorkflowDefinition } from '../../engine/definition.ts';
import type {
  Decisions,
  ExceptionCase,
  Judgement,
  Wanted,
} from '../../engine/judgement.ts';
import {
  byFactType,
  registers,
  registerTypes,
  type RegisterTypes,
  type State,
} from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { accepts, decisionsIn } from '../decisions.ts';
import { rule } from '../command-rule.ts';
import { NO_TOTALS } from '../nothing-judged.ts';

/** Changes with every change of what is judged. */
export const PARTNER_EXCHANGE_VERSION = 'partner-exchange-1';

const R = registerTypes({
  interchange: FACTS.interchangeReceived,
  document: FACTS.documentReceived,
  decided: FACTS.caseDecided,
});

const REGISTERS: RegisterTypes = byFactType(R);

type Received = ContentOfFact<typeof FACTS.interchangeReceived>;
type Document = ContentOfFact<typeof FACTS.documentReceived>;

/** Groups of answers: to answer them would never end. */
const ANSWERS = 'FA';
/** Characters of a fingerprint of bytes that tell contents of one control number apart. */
const MARK_LENGTH = 12;

/** Judges one interchange. */
export function judgeInterchange(state: State): Judgement {
  const received = registers(state, R.interchange).map((known) => known.contents[0].value);
  const documents = registers(state, R.document).map((known) => known.contents[0].value);
  const decisions: Decisions = decisionsIn(state, R.decided);
  const open = [
    ...reused(received),
    ...received.flatMap(brokenEnvelope),
    ...documents.flatMap(heldDocument),
  ].filter(({ id }) => !accepts(decisions.get(id)));
  const held = documents.some(({ outcome }) => outcome === 'held');
  return {
    wanted: received.flatMap((one) => answer(one, documents)),
    deadlines: [],
    cases: open,
    decisions,
    lifecycle: received.length > 1 ? 'contradicted' : held || open.length > 0 ? 'held' : 'taken',
    equations: [],
    settled: open.length === 0,
    totals: NO_TOTALS,
  };
}

const mark = (content: string): string => content.slice(0, MARK_LENGTH);

/** The same number with another content: one of them is not what the partner meant. */
function reused(received: readonly Received[]): readonly ExceptionCase[] {
  if (received.length < 2) return [];
  const [{ control, system }] = received as [Received];
  const contents = received.map(({ content }) => mark(content)).sort();
  return [
    {
      id: `control-number-reused:${contents.join(':')}`,
      kind: 'control-number-reused',
      text: `${system} sent ${received.length} different interchanges under control number ${control}`,
      role: 'integration',
      exposure: null,
      playbook:
        'Ask the partner which one counts. What contradicts the first one is kept in quarantine; ' +
        'have him send the other again under a number of its own, then waive.',
    },
  ];
}

function brokenEnvelope({ fault, content, control, system }: Received): readonly ExceptionCase[] {
  if (fault === undefined) return [];
  return [
    {
      id: `interchange-held:${mark(content)}:${fault.code}`,
      kind: 'interchange-held',
      text: `Interchange ${control} of ${system} is not whole: ${fault.text}`,
      role: 'integration',
      exposure: null,
      playbook: 'Have the partner send it again, whole and under a new control number; then waive.',
    },
  ];
}

/** What waits for a code to be mapped, or for a process, has a case or a queue of its own. */
function heldDocument(document: Document): readonly ExceptionCase[] {
  const { outcome, syntax, refused, set, control, group, content, findings } = document;
  if (outcome === 'taken' || (syntax === 'accepted' && !refused)) return [];
  const [first] = findings;
  const more = findings.length > 1 ? `, and ${findings.length - 1} more` : '';
  return [
    {
      id: `document-held:${mark(content)}:${group}:${control}:${fingerprint(JSON.stringify(findings))}`,
      kind: 'document-held',
      text: `${set} ${control} of group ${group} is held: ${first?.text ?? 'it cannot be let in'}${more}`,
      role: 'integration',
      exposure: null,
      playbook:
        'Mend the profile or the mapping and redrive it; or have the partner send it right, then waive.',
    },
  ];
}

/** The answer to an interchange, or none where there is nothing to answer. */
function answer(received: Received, documents: readonly Document[]): readonly Wanted[] {
  const { system, control, content, sentOn, fault, syntaxAnswer, contentAnswer } = received;
  const own = documents.filter((document) => document.content === content);
  const groups =
    fault === undefined
      ? received.groups.filter(({ functionalId }) => functionalId !== ANSWERS)
      : [];
  const isSaid =
    syntaxAnswer !== 'none' || (contentAnswer !== 'none' && own.some(({ refused }) => refused));
  if (!isSaid || (fault === undefined && groups.length === 0)) return [];
  const verdicts = own.map(
    (one) => `${one.group}/${one.control}=${one.syntax}${one.refused ? '!' : ''}`,
  );
  return [
    {
      id: `acknowledge:${mark(content)}`,
      type: COMMANDS.acknowledgeInterchange.type,
      system,
      fingerprint: fingerprint(
        [fault?.code ?? '', syntaxAnswer, contentAnswer, ...verdicts.sort()].join('|'),
      ),
      gates: [],
      content: () => ({
        system,
        control,
        sentOn,
        syntaxAnswer,
        contentAnswer,
        ...(fault === undefined ? {} : { fault: fault.code }),
        groups: groups.map((group) => ({
          ...group,
          sets: own
            .filter((document) => document.group === group.group)
            .map(({ set, control: number, syntax, refused, findings }) => ({
              set,
              control: number,
              syntax,
              refused,
              findings,
            })),
        })),
      }),
    },
  ];
}

const definition: WorkflowDefinition = {
  name: 'partner-exchange',
  version: PARTNER_EXCHANGE_VERSION,
  registers: REGISTERS,
  commands: {
    // It says what holds now: what was held and is let in later is told again.
    [COMMANDS.acknowledgeInterchange.type]: rule('adjust', 'integration', 4),
  },
  judge: judgeInterchange,
};

/** Partner exchange, as the application runs it: it has no stock effects. */
export const PARTNER_EXCHANGE = { definition, stockOf: (): StockEffects => NO_STOCK_EFFECTS };
