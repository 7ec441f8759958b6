/** Who may say which fact, and which of its fields; what was left out because of it. */
import { STATED } from '../../workflows/master-data/record-view.ts';
import { RECORD_KINDS, type MasterDataPolicy } from '../../workflows/master-data/policy.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { IgnoredCount } from '../ports/record-store.ts';
import type { Ownership } from '../receive/admit.ts';
import type { FieldRules } from '../receive/field-rules.ts';

/** The matrix of ownership as it is in force. */
export function ownershipMatrix(
  owners: Ownership,
  fields: FieldRules,
  policy: MasterDataPolicy,
  ignored: readonly IgnoredCount[],
) {
  const types = [...owners].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([type, systems]) => {
    const kind = RECORD_KINDS.find((one) => STATED[one].type === type);
    const rules = kind === undefined ? null : policy[kind];
    return {
      type,
      owners: [...systems],
      told: rules === null ? [] : [...rules.subscribers],
      fields: [...(fields.get(type) ?? [])].map(([field, rule]) => ({
        field,
        owners: [...rule.owners],
        conflict: rules?.fields.get(field)?.conflict ?? null,
        otherwise: rule.otherwise,
        ignored: ignored
          .filter((one) => one.type === type && one.member === field)
          .map(({ source, count, fact, lastAt }) => ({
            system: source,
            count,
            fact,
            lastAt: formatInstant(lastAt),
          })),
      })),
    };
  });
  return { types };
}
