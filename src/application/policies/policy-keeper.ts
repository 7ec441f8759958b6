/**
 * Keeps the decision tables in memory those that are in force, whichever process they were approved in,
 * and takes in those that come as files with the installation.
 */
import { createHash } from 'node:crypto';
import type { Fault } from '../../canonical/fact-type.ts';
import { assert } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import { canonicalJson } from '../../kernel/fingerprint.ts';
import type { Result } from '../../kernel/result.ts';
import type { AuditEntry } from '../access/audit.ts';
import type { PolicyShelf, PolicyTable } from '../ports/policy-book.ts';
import type { PolicyStore, PolicyVersion } from '../ports/policy-store.ts';

/** A file of a decision table, as it was read. */
export interface PolicyText {
  readonly table: PolicyTable;
  readonly text: string;
}

export interface PolicyKeeperOptions {
  readonly store: PolicyStore;
  readonly shelf: PolicyShelf;
  readonly clock: Clock;
  readonly files: readonly PolicyText[];
  compile(file: unknown): Result<PolicyTable, readonly Fault[]>;
}

/** Who proposes what comes as a file. */
export const INSTALLATION = 'installation';

/** A file says something else than its version said before. */
export class PolicyChangedError extends Error {
  constructor(table: string, version: number) {
    super(
      `policies/${table}.json: version ${version} is kept already, with another content. ` +
        'What a version says never changes: give it a higher version.',
    );
    this.name = 'PolicyChangedError';
  }
}

/** SHA-256 of a table's file, whatever its blanks and the order of its members. */
export const policyHash = (text: string): string =>
  createHash('sha256').update(canonicalJson(JSON.parse(text))).digest('hex');

export class PolicyKeeper {
  readonly #options: PolicyKeeperOptions;
  #read = 0n;

  constructor(options: PolicyKeeperOptions) {
    this.#options = options;
  }

  /**
   * Takes in the files: the first version of a table is in force with the installation; a higher one
   * than is known is a proposal like any other. Then loads what is in force.
   * @throws PolicyChangedError when a kept version has another content.
   */
  async open(): Promise<void> {
    for (const file of this.#options.files) await this.#takeIn(file);
    await this.refresh();
  }

  /** Reads what came into force since, by whomever; answers whether anything did. */
  async refresh(): Promise<boolean> {
    const { store, shelf } = this.#options;
    const newest = await store.newest();
    if (newest === this.#read) return false;
    const inForce = await store.inForce();
    shelf.load(inForce.map(({ content }) => this.tableOf(content)));
    this.#read = newest;
    return true;
  }

  /** A table that was kept: it was checked before. */
  tableOf(content: string): PolicyTable {
    const compiled = this.#options.compile(JSON.parse(content));
    assert(compiled.ok, 'a kept version of a policy cannot be read');
    return compiled.value;
  }

  async #takeIn({ table, text }: PolicyText): Promise<void> {
    const { store } = this.#options;
    const known = await store.versions(table.name);
    const same = known.find(({ version }) => version === table.version);
    const contentHash = policyHash(text);
    if (same !== undefined) {
      if (same.contentHash !== contentHash) throw new PolicyChangedError(table.name, table.version);
      return;
    }
    const [newest] = known;
    if (newest !== undefined && newest.version > table.version) return;
    const now = this.#options.clock.now();
    const reason = newest === undefined ? 'came with the installation' : 'a file of the installation';
    const policy: PolicyVersion = {
      table: table.name,
      version: table.version,
      content: text,
      contentHash,
      reason,
      proposedBy: INSTALLATION,
      proposer: null,
      proposedAt: now,
    };
    const verdict = { approved: true, reason, decidedBy: INSTALLATION, decidedAt: now };
    const entry = proposalEntry(policy, newest === undefined ? 'policy.install' : 'policy.propose');
    await store.keep(policy, newest === undefined ? verdict : null, entry);
  }
}

/** The line in the audit chain of a version that somebody proposes. */
export const proposalEntry = (policy: PolicyVersion, action: string): AuditEntry => ({
  at: policy.proposedAt,
  actor: policy.proposedBy,
  principal: policy.proposer,
  action,
  entity: null,
  subject: `policy/${policy.table}/${policy.version}`,
  before: null,
  after: policy.contentHash,
  reason: policy.reason,
});
