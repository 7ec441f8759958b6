import { equationDelta } from '../../engine/judgement.ts';
import { verdictOf, type Step } from '../../engine/step.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { InstanceRow } from '../ports/store.ts';
import { isKnownToHavePassed, type Target } from './target.ts';

/**
 * What lists show of an instance.
 * @param settledAt time from which an unequal equation with nothing under way is broken
 */
export function instanceRow(
  target: Target,
  step: Step,
  version: number,
  settledAt: Instant,
  now: Instant,
): InstanceRow {
  const { judgement, underway } = step;
  const equations = { checked: 0, inTransit: 0, broken: 0, atStake: 0n };
  for (const equation of judgement.equations) {
    equations.checked += 1;
    if (equationDelta(equation) === 0n) continue;
    if (verdictOf(equation, underway, settledAt, now) === 'broken') {
      equations.broken += 1;
      equations.atStake += equation.atStake?.amountMinor ?? 0n;
    } else equations.inTransit += 1;
  }
  let nextDeadlineAt: Instant | null = null;
  for (const { id, dueAt } of judgement.deadlines) {
    if (nextDeadlineAt !== null && nextDeadlineAt <= dueAt) continue;
    if (!isKnownToHavePassed(target.workflow, step.instance.state, { id, dueAt })) nextDeadlineAt = dueAt;
  }
  const graceEnds = equations.inTransit > 0 && !underway ? settledAt : null;
  const lookAgainAt =
    nextDeadlineAt === null || (graceEnds !== null && graceEnds < nextDeadlineAt)
      ? graceEnds
      : nextDeadlineAt;
  const { totals } = judgement;
  return {
    ...identityOf(target, version, now),
    lifecycle: judgement.lifecycle,
    settled: judgement.settled,
    underway,
    nextDeadlineAt,
    lookAgainAt,
    equationsChecked: equations.checked,
    equationsInTransit: equations.inTransit,
    equationsBroken: equations.broken,
    openCases: step.cases.length,
    atStakeMinor: equations.atStake,
    currency: totals.currency,
    lineCount: totals.lines,
    orderedMinor: totals.orderedMinor,
    shippedMinor: totals.shippedMinor,
    invoicedMinor: totals.invoicedMinor,
    creditedMinor: totals.creditedMinor,
    paidMinor: totals.paidMinor,
  };
}

/** Row of an instance whose workflow failed on it: visible as such, and never settled. */
export function faultedRow(
  target: Target,
  version: number,
  openCases: number,
  now: Instant,
): InstanceRow {
  return {
    ...identityOf(target, version, now),
    lifecycle: 'faulted',
    settled: false,
    underway: false,
    nextDeadlineAt: null,
    lookAgainAt: null,
    equationsChecked: 0,
    equationsInTransit: 0,
    equationsBroken: 0,
    openCases,
    atStakeMinor: 0n,
    currency: '',
    lineCount: 0,
    orderedMinor: 0n,
    shippedMinor: 0n,
    invoicedMinor: 0n,
    creditedMinor: 0n,
    paidMinor: 0n,
  };
}

const identityOf = (target: Target, version: number, now: Instant) => ({
  key: target.key,
  entity: target.entity,
  workflow: target.workflow.definition.name,
  businessId: target.businessId,
  version,
  definitionVersion: target.workflow.definition.version,
  openedAt: target.openedAt ?? now,
  updatedAt: now,
});
