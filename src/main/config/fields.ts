/** Ownership by field: checks what is declared, and turns it into what the application runs on. */
import { factTypeOf } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import type { FieldRules } from '../../application/receive/field-rules.ts';
import {
  RECORD_KINDS,
  type MasterDataPolicy,
  type RecordKind,
  type RecordPolicy,
} from '../../workflows/master-data/policy.ts';
import { FIELDS, STATED } from '../../workflows/master-data/record-view.ts';
import type { ConfigValues } from './schema.ts';

/** Members of a fact type, each with whether it may be left out. */
function membersOf(type: string): ReadonlyMap<string, boolean> | null {
  const schema = factTypeOf(type)?.schema as
    | { readonly shape?: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> }
    | undefined;
  if (schema?.shape === undefined) return null;
  return new Map(
    Object.entries(schema.shape).map(([name, member]) => [name, member.safeParse(undefined).success]),
  );
}

/** Everything that is wrong with the rules of fields. */
export function faultsOfFields(values: ConfigValues): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [type, rules] of Object.entries(values.fields)) {
    const members = membersOf(type);
    if (members === null) {
      faults.push({ path: '$.fields', message: `"${type}" is no fact type with members` });
      continue;
    }
    for (const [member, { owners, conflict, otherwise }] of Object.entries(rules)) {
      const fault = (message: string): void => {
        faults.push({ path: `$.fields.${type}.${member}`, message });
      };
      if (!members.has(member)) fault(`is no member; there are ${[...members.keys()].join(', ')}`);
      const stranger = owners.find((owner) => values.ownership[type]?.includes(owner) !== true);
      if (stranger !== undefined) fault(`${stranger} may not say ${type} at all: see ownership`);
      if (otherwise === 'ignore' && members.get(member) === false) {
        fault('cannot be ignored: the fact needs it; only "refuse" is possible');
      }
      if (isRecord(type) && owners.length > 1 && conflict === undefined) {
        fault('has several owners: declare conflict as "owner-wins", "newest-wins" or "ask"');
      }
    }
  }
  for (const kind of RECORD_KINDS) faults.push(...faultsOfSubscribers(values, kind));
  return faults;
}

const isRecord = (type: string): boolean => RECORD_KINDS.some((kind) => STATED[kind].type === type);

/** Two-way sync without a declared way to settle conflicts is how systems overwrite each other. */
function faultsOfSubscribers(values: ConfigValues, kind: RecordKind): Fault[] {
  const faults: Fault[] = [];
  const { type } = STATED[kind];
  const speakers = values.ownership[type] ?? [];
  const undeclared = FIELDS[kind].filter((field) => values.fields[type]?.[field] === undefined);
  for (const system of values.masterData[kind]) {
    const path = `$.masterData.${kind}`;
    if (values.systems[system] === undefined) {
      const names = Object.keys(values.systems).join(', ');
      faults.push({ path, message: `"${system}" is no system; configured: ${names}` });
    }
    if (!speakers.includes(system) || speakers.length < 2 || undeclared.length === 0) continue;
    const message =
      `${system} both states and receives every ${kind}: say in fields.${type} who owns ` +
      `${undeclared.join(', ')}, and how conflicts are settled`;
    faults.push({ path, message });
  }
  return faults;
}

/** What admission checks. */
export const fieldRulesOf = ({ fields }: ConfigValues): FieldRules =>
  new Map(Object.entries(fields).map(([type, rules]) => [type, new Map(Object.entries(rules))]));

/** What the judgement of records rests on. */
export function masterDataPolicyOf(values: ConfigValues): MasterDataPolicy {
  const of = (kind: RecordKind): RecordPolicy => ({
    fields: new Map(
      Object.entries(values.fields[STATED[kind].type] ?? {}).map(([field, { owners, conflict }]) => [
        field,
        { owners, conflict: conflict ?? 'owner-wins' },
      ]),
    ),
    subscribers: values.masterData[kind],
  });
  return { customer: of('customer'), item: of('item') };
}
