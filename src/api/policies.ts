/** Policies: the decision tables, questions to them, and how another version comes into force. */
import type { FastifyInstance } from 'fastify';
import type { PolicyAccount } from '../application/policies/policy-desk.ts';
import type { StoredPolicy } from '../application/ports/policy-store.ts';
import { covers, notCoveringAll } from '../application/query/find.ts';
import * as contract from '../contract/resources/policies.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { serve } from './route.ts';

/** A policy decides for every entity: only whoever may act for all of them changes it. */
function mustCoverAll({ principal }: Caller): void {
  if (!covers(principal, null)) throw new RefusedError(notCoveringAll('Policies'));
}

export function servePolicies(app: FastifyInstance, deps: ApiDeps): void {
  const { policyDesk: desk } = deps;

  serve(app, deps, contract.listPolicies, async () => {
    const items = (await desk.list()).map(accountAnswer);
    return { status: 200, body: { items } };
  });

  serve(app, deps, contract.getPolicy, async ({ params, query }) => {
    const account = expect(await desk.read(params.table));
    const wanted = query.version === 0 ? account.inForce : query.version;
    const version = account.versions.find((one) => one.version === wanted);
    if (version === undefined) {
      const detail = `There is no version ${wanted} of ${account.table}.`;
      throw new RefusedError({ code: 'not-found', detail });
    }
    return { status: 200, body: { ...accountAnswer(account), file: JSON.parse(version.content) as unknown } };
  });

  serve(app, deps, contract.askPolicy, async ({ params, body }) => {
    const { outputs, stamp } = expect(await desk.ask(params.table, body.inputs));
    const { version, row, inputs } = stamp;
    return { status: 200, body: { outputs, version, row, inputs } };
  });

  serve(app, deps, contract.proposePolicy, async ({ params, body, caller }) => {
    mustCoverAll(caller);
    const { principal, actor } = caller;
    const proposed = await desk.propose(principal, actor, params.table, body.file, body.reason);
    return { status: 201, body: versionAnswer(expect(proposed)) };
  });

  serve(app, deps, contract.previewPolicy, async ({ params, caller }) => {
    mustCoverAll(caller);
    const preview = expect(await desk.preview(params.table, params.version));
    const decisions = preview.decisions.map(({ made, would, fault }) => ({
      ...made,
      wouldRow: would?.stamp.row ?? null,
      wouldOutputs: would?.outputs ?? null,
      fault,
    }));
    return { status: 200, body: { ...preview, decisions } };
  });

  serve(app, deps, contract.decidePolicy, async ({ params, body, caller }) => {
    mustCoverAll(caller);
    const { principal, actor } = caller;
    const decided = await desk.decide(principal, actor, params.table, params.version, body);
    return { status: 200, body: versionAnswer(expect(decided)) };
  });
}

const accountAnswer = ({ table, meaning, inForce, versions }: PolicyAccount) => ({
  table,
  meaning,
  inForce,
  versions: versions.map(versionAnswer),
});

const versionAnswer = ({ version, contentHash, reason, proposedBy, proposedAt, verdict }: StoredPolicy) => ({
  version,
  state: verdict === null ? 'proposed' : verdict.approved ? 'approved' : 'rejected',
  hash: contentHash,
  reason,
  proposedBy,
  proposedAt: formatInstant(proposedAt),
  decidedBy: verdict?.decidedBy ?? null,
  decidedAt: verdict === null ? null : formatInstant(verdict.decidedAt),
  decidedBecause: verdict?.reason ?? null,
});
