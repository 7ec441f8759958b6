import type { FieldRule } from '../../domain/masterdata/record.ts';

/** Words of the records that several systems hold, as they stand in instance keys. */
export const RECORD_KINDS = ['customer', 'item'] as const;

export type RecordKind = (typeof RECORD_KINDS)[number];

/** What a distributor declares about one kind of record. */
export interface RecordPolicy {
  /** By member of the statement. A member without a rule is anybody's, and a person settles conflicts. */
  readonly fields: ReadonlyMap<string, FieldRule>;
  /** Systems that are told what is true, and hold it from then on. */
  readonly subscribers: readonly string[];
}

export type MasterDataPolicy = Readonly<Record<RecordKind, RecordPolicy>>;

/** Nothing is declared: every field is anybody's, and nobody is told. */
export const NO_RECORD_POLICY: RecordPolicy = { fields: new Map(), subscribers: [] };
