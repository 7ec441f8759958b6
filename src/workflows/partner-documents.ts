/** Documents to trading partners, whatever they are about: what was sent, and whether it was answered. */
import type { ContentOfFact, FACTS } from '../canonical/catalogue.ts';
import type { Deadline, ExceptionCase } from '../engine/judgement.ts';
import { registers, type RegisterType, type State } from '../engine/state.ts';
import { addWorkingTime, type WorkingCalendar } from '../kernel/calendar.ts';
import { formatInstant, type Instant } from '../kernel/instant.ts';
import type { Money } from '../kernel/money.ts';

type Sent = ContentOfFact<typeof FACTS.documentSent>;
type Acknowledged = ContentOfFact<typeof FACTS.documentAcknowledged>;

/** Documents to trading partners: who gets them, and how long he may take to answer. */
export interface DocumentPolicy {
  /** By channel, the partners' systems, each with the types of the commands that it takes. */
  readonly systems: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
  /** Working time, in milliseconds, until a document must have been acknowledged. */
  readonly answerMs: number;
}

/** Types of the commands that a partner takes as documents, whatever channel his orders come by. */
export const takenBy = (documents: DocumentPolicy | undefined, system: string): ReadonlySet<string> =>
  new Set([...(documents?.systems.values() ?? [])].flatMap((partners) => [...(partners.get(system) ?? [])]));

/** The registers of a workflow that sends documents. */
interface DocumentRegisters {
  readonly sent: RegisterType<Sent>;
  readonly acknowledged: RegisterType<Acknowledged>;
  readonly decided: RegisterType<ContentOfFact<typeof FACTS.caseDecided>>;
}

/** Whether the partner has heard of a document. */
export const wasSent = (state: State, { sent }: DocumentRegisters, document: string): boolean =>
  registers(state, sent).some(({ contents: [{ value }] }) => value.document === document);

/** How often a person asked for a document again, as part of the fingerprint of its command. */
export function askedAgain(state: State, { decided }: DocumentRegisters, document: string): string {
  const asked = registers(state, decided).filter(
    ({ key, contents: [{ value }] }) => value.verdict === 'retry' && isAbout(key, document),
  );
  return asked.length === 0 ? '' : ` again ${asked.length}`;
}

const isAbout = (caseId: string, document: string): boolean =>
  caseId.startsWith(`document-rejected:${document}#`) ||
  caseId.startsWith(`late:document-answer:${document}#`);

/** What partners owe an answer to, and what they answered wrongly or not at all. */
export interface Answers {
  readonly deadlines: readonly Deadline[];
  readonly cases: readonly ExceptionCase[];
}

const NO_ANSWERS: Answers = { deadlines: [], cases: [] };

/** What answers are judged by. */
export interface AnswerGround {
  readonly state: State;
  readonly registers: DocumentRegisters;
  readonly documents: DocumentPolicy | undefined;
  readonly calendar: WorkingCalendar;
  readonly exposure: Money | null;
  hasPassed(id: string, dueAt: Instant): boolean;
}

export function answersOf(ground: AnswerGround): Answers {
  const { state, registers: known, documents, calendar, exposure } = ground;
  const sent = registers(state, known.sent);
  if (sent.length === 0 || documents === undefined) return NO_ANSWERS;
  const answers = registers(state, known.acknowledged).map(({ contents }) => contents[0].value);
  const deadlines: Deadline[] = [];
  const cases: ExceptionCase[] = [];
  for (const { contents } of sent) {
    const { value } = contents[0];
    const given = answers.filter(
      ({ system, group }) => system === value.system && group === value.group,
    );
    const rejected = given.find(({ verdict }) => verdict === 'rejected');
    if (rejected !== undefined) cases.push(rejectedCase(value, rejected, exposure));
    if (given.length > 0 || !value.answered) continue;
    const id = `document-answer:${name(value)}`;
    const dueAt = addWorkingTime(calendar, value.sentAt, documents.answerMs);
    if (ground.hasPassed(id, dueAt)) cases.push(lateCase(value, id, dueAt, exposure));
    else deadlines.push({ id, milestone: 'document-answer', dueAt });
  }
  return { deadlines, cases };
}

const name = ({ document, generation }: Sent): string => `${document}#${generation}`;

function rejectedCase(sent: Sent, { by, findings }: Acknowledged, exposure: Money | null): ExceptionCase {
  const more = findings.length > 1 ? `, and ${findings.length - 1} more` : '';
  const why = findings.length === 0 ? 'he does not say why' : `${findings[0]}${more}`;
  return {
    id: `document-rejected:${name(sent)}`,
    kind: 'document-rejected',
    text: `${sent.system} rejects ${sent.document} of interchange ${sent.interchange} (${by}): ${why}`,
    role: 'integration',
    exposure,
    playbook:
      'Mend the profile of the partner, then retry: it is sent again. Or waive, when he takes it as it is.',
  };
}

function lateCase(sent: Sent, id: string, dueAt: Instant, exposure: Money | null): ExceptionCase {
  return {
    id: `late:${id}:${dueAt}`,
    kind: 'document-unanswered',
    text:
      `${sent.system} has not acknowledged ${sent.document} of interchange ${sent.interchange}; ` +
      `that was due at ${formatInstant(dueAt).slice(0, 16)}Z`,
    role: 'integration',
    exposure,
    playbook:
      'Ask the partner whether he has it; retry sends it again. The case closes with his answer.',
  };
}
