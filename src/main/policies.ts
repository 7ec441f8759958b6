/** Composition of the policies: the tables in force, whoever changes them, and the system that answers. */
import type pg from 'pg';
import { PolicyDesk } from '../application/policies/policy-desk.ts';
import { PolicyKeeper } from '../application/policies/policy-keeper.ts';
import type { Connector } from '../application/ports/connector.ts';
import type { PolicyBook } from '../application/ports/policy-book.ts';
import { policyConnector } from '../connectors/policy/connector.ts';
import { compileTable } from '../connectors/policy/decision-table.ts';
import { PolicyBooks } from '../connectors/policy/policy-books.ts';
import type { Clock } from '../kernel/clock.ts';
import { postgresPolicies } from '../postgres/queries/policies.ts';
import type { PolicyFile } from './config/policies.ts';

export interface Policies {
  readonly policies: PolicyBook;
  readonly policyDesk: PolicyDesk;
  readonly policyKeeper: PolicyKeeper;
  /** The system that is asked by commands. */
  readonly policy: Connector;
}

export function composePolicies(files: readonly PolicyFile[], pool: pg.Pool, clock: Clock): Policies {
  const policies = new PolicyBooks(files.map(({ table }) => table));
  const store = postgresPolicies(pool);
  const parts = { store, shelf: policies, clock, compile: compileTable };
  const policyKeeper = new PolicyKeeper({ ...parts, files });
  return {
    policies,
    policyKeeper,
    policyDesk: new PolicyDesk({ ...parts, keeper: policyKeeper }),
    policy: policyConnector({ book: policies, clock, refresh: () => policyKeeper.refresh() }),
  };
}
