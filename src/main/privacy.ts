/** Composition of everything about personal data. */
import type pg from 'pg';
import { Enclosure } from '../application/privacy/enclosure.ts';
import { ErasureDesk } from '../application/privacy/erasure-desk.ts';
import { KeyRing } from '../application/privacy/key-ring.ts';
import type { RecordStore } from '../application/ports/record-store.ts';
import type { Clock } from '../kernel/clock.ts';
import { postgresPersonalKeys } from '../postgres/queries/personal-keys.ts';

export interface Privacy {
  readonly enclosure: Enclosure;
  readonly erasures: ErasureDesk;
}

export function composePrivacy(pool: pg.Pool, records: RecordStore, clock: Clock): Privacy {
  const keys = postgresPersonalKeys(pool);
  const enclosure = new Enclosure(new KeyRing(keys));
  return { enclosure, erasures: new ErasureDesk({ keys, records, enclosure, clock }) };
}
