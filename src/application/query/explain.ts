/** Explains an instance: what is wanted and why it has not left, what is due, what agrees. */
import type { z } from 'zod';
import type { explanation } from '../../contract/resources/sales-orders.ts';
import type { BookEntry } from '../../engine/book.ts';
import { equationDelta, type Equation, type Wanted } from '../../engine/judgement.ts';
import { verdictOf, type Verdict } from '../../engine/step.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import { figureOf, formatDelta } from './figures.ts';
import type { InstanceReading } from './instance-reading.ts';
import { agreementSentence, waitingSentence, whyNotSent } from './sentences.ts';

export type Explanation = z.output<typeof explanation>;

/** As of when an answer is true, and on how much it rests. */
export const asOfOf = (reading: InstanceReading): Explanation['asOf'] => ({
  at: formatInstant(reading.moment.at),
  reading: reading.moment.reading,
  facts: reading.facts.length,
  lastRecordedAt: reading.newestFactAt === null ? null : formatInstant(reading.newestFactAt),
  rules: reading.definitionVersion,
});

/** Equations with their verdicts at the moment that was read. */
export function verdictsOf(
  reading: InstanceReading,
  lagMs: number,
): readonly { readonly equation: Equation; readonly verdict: Verdict }[] {
  const settledAt = ((reading.newestFactAt ?? 0) + lagMs) as Instant;
  return reading.judgement.equations.map((equation) => ({
    equation,
    verdict: verdictOf(equation, reading.underway, settledAt, reading.moment.at),
  }));
}

/** @param lagMs milliseconds for which an unequal equation may still be on its way */
export function explain(reading: InstanceReading, lagMs: number): Explanation {
  const { judgement, scope, moment } = reading;
  const equations = verdictsOf(reading, lagMs);
  const { currency } = judgement.totals;
  return {
    salesOrder: scope.businessId,
    entity: scope.entity,
    instance: reading.key,
    asOf: asOfOf(reading),
    lifecycle: judgement.lifecycle,
    settled: judgement.settled,
    waiting: waitingSentence(reading),
    agreement: agreementSentence(equations, currency),
    commands: explainedCommands(reading),
    deadlines: judgement.deadlines.map(({ id, milestone, dueAt }) => ({
      id,
      milestone,
      dueAt: formatInstant(dueAt),
      overdue: dueAt <= moment.at,
    })),
    cases: reading.cases.map(({ id, kind, text, role, exposure, playbook }) => ({
      case: id,
      kind,
      text,
      role,
      exposure: figureOf(exposure),
      playbook,
    })),
    equations: equations.map((judged) => explainedEquation(judged, currency)),
  };
}

function explainedCommands(reading: InstanceReading): Explanation['commands'] {
  const { judgement, book } = reading;
  const wanted = new Set(judgement.wanted.map(({ id }) => id));
  const unwanted = [...book.values()].filter(({ id }) => !wanted.has(id));
  return [
    ...judgement.wanted.map((command) => explainedWanted(command, book.get(command.id))),
    ...unwanted.map(explainedUnwanted),
  ];
}

const explainedWanted = (
  command: Wanted,
  entry: BookEntry | undefined,
): Explanation['commands'][number] => ({
  id: command.id,
  type: command.type,
  system: command.system,
  wanted: true,
  disputed: command.disputed === true,
  status: entry?.status ?? null,
  generation: entry?.generation ?? null,
  whyNotSent: whyNotSent(command, entry),
  gates: command.gates.map(({ name, status, reason, facts }) => ({
    name,
    status,
    code: reason.code,
    reason: reason.text,
    facts: [...facts],
  })),
});

const explainedUnwanted = (entry: BookEntry): Explanation['commands'][number] => ({
  id: entry.id,
  type: entry.type,
  system: entry.system,
  wanted: false,
  disputed: false,
  status: entry.status,
  generation: entry.generation,
  whyNotSent: null,
  gates: [],
});

function explainedEquation(
  { equation, verdict }: { readonly equation: Equation; readonly verdict: Verdict },
  currency: string,
): Explanation['equations'][number] {
  const figure = (value: bigint): string => formatDelta(equation, value, currency);
  const terms = (side: Equation['left']) =>
    side.map(({ name, value, system }) => ({ name, value: figure(value), system }));
  return {
    id: equation.id,
    name: equation.name,
    subject: equation.subject,
    unit: equation.unit,
    verdict,
    left: terms(equation.left),
    right: terms(equation.right),
    delta: figure(equationDelta(equation)),
    odd: equation.odd,
    atStake: figureOf(equation.atStake),
  };
}
