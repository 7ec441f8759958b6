/** Takes the evidence of a document on the stage, and verifies it as whoever has nothing but the file. */
import assert from 'node:assert/strict';
import { verifyEvidence, type EvidenceVerdict } from '../../src/application/evidence/verification.ts';
import type { Stage } from './stage.ts';

/** The pack of a document by its number in any system, which must be sound; and is not with one byte changed. */
export async function soundPack(stage: Stage, number: string): Promise<EvidenceVerdict & { readonly text: string }> {
  const taken = await fetch(`${stage.apiUrl}/v1/evidence`, {
    method: 'POST',
    body: JSON.stringify({ number }),
    headers: { authorization: `Bearer ${await stage.keyOf(null)}`, 'content-type': 'application/json' },
  });
  const text = await taken.text();
  assert.equal(taken.status, 200, `${number}: ${text}`);
  const verdict = await verifyEvidence(Buffer.from(text));
  const faults = verdict.checks.filter(({ holds }) => !holds).map((check) => `${check.name}: ${check.text}`);
  assert.deepEqual([verdict.sound, faults], [true, []], number);
  const forged = Buffer.from(text);
  const at = text.indexOf('"at":"2') + 6;
  forged[at] = forged[at]! + 1;
  assert.equal((await verifyEvidence(forged)).sound, false, `${number}: one byte was changed`);
  return { ...verdict, text };
}
