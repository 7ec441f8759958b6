import type { ConditionDesk } from './condition-desk.ts';

/** A fact that only a sweep brought. */
export interface LostFact {
  readonly entity: string;
  readonly type: string;
}

/**
 * Tells somebody that a channel loses messages: the sweep repairs what was lost, but nobody mends
 * the channel by looking at a counter. The case closes with the next sweep that finds nothing lost.
 */
export class LossAlarm {
  readonly #conditions: ConditionDesk;
  readonly #entities: readonly string[];

  constructor(conditions: ConditionDesk, entities: readonly string[]) {
    this.#conditions = conditions;
    this.#entities = entities;
  }

  /** @param by what found it: `statement`, or the object that was compared */
  async tell(system: string, by: string, lost: readonly LostFact[]): Promise<void> {
    for (const entity of this.#entities) {
      const counts = new Map<string, number>();
      for (const fact of lost) {
        if (fact.entity === entity) counts.set(fact.type, (counts.get(fact.type) ?? 0) + 1);
      }
      const parts = [...counts].map(([type, count]) => `${type} ${count}`);
      await this.#conditions.observe({
        entity,
        channel: system,
        condition: `loss:${by}`,
        holds: counts.size > 0,
        kind: 'silent-loss',
        text: `The messages of ${system} lost what a sweep found and let in: ${parts.join(', ') || '–'}`,
        role: 'integration',
        playbook: 'Look why they did not come: webhooks, queues, subscriptions. The sweep repairs, but late.',
      });
    }
  }
}
