/** What is the supplier's fault is claimed from him, to the penny, or there is a stated reason why not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { soundPack } from "../support/stage-evidence.ts";
import { event, STRUCTURED } from "../api/samples.ts";
import { openStage, type Answered, type Stage } from "../support/stage.ts";

/** A quality desk that reports faults, as a return does. */
const QUALITY = "quality-desk";

const open = (more: Parameters<typeof openStage>[0] = {}): Promise<Stage> =>
  openStage({
    ...more,
    configure: (input) => ({
      ...input,
      ownership: { ...input.ownership, "supplier-fault.reported.v1": ["crossdock", QUALITY] },
    }),
  });

interface Fault {
  readonly item?: string;
  readonly lot?: string;
  readonly quantity?: string;
  readonly faultOf?: string;
  readonly grade?: string;
  readonly version?: number;
}

/** Tells of goods that an inspection found faulty; they lie apart in Leeds. */
async function report(stage: Stage, claim: string, fault: Fault = {}): Promise<void> {
  const data = {
    claim, version: 1, rma: `RMA-${claim}`, inspection: `INS-${claim}`, part: 1, receipt: `REC-${claim}`,
    site: "leeds", item: "RELAY", quantity: "8", grade: "defective", faultOf: "supplier",
    foundAt: new Date(stage.now()).toISOString(), ...fault,
  };
  const body = event(QUALITY, "supplier-fault.reported.v1", data, { time: new Date(stage.now()).toISOString() });
  const answer = await stage.api("POST", "/v1/facts", { headers: STRUCTURED, body });
  assert.ok(answer.status < 300, answer.text);
}

/** A delivery on record at the portal; RELAYs cost 15.00. */
const deliver = (stage: Stage, more: object = {}): Promise<unknown> =>
  stage.ask("supplier", "POST", "/portal/v1/deliveries", {
    deliveryNo: "DEL-7", companyCode: "10", purchaseOrderNo: "PO-77", supplierCode: "SUP-3", itemCode: "RELAY",
    lotNo: "L-9", deliveredOn: "2031-02-20", unitCost: "15.00", currencyCode: "GBP",
    terms: { covers: ["defective", "damaged"], claimBy: "2031-04-20" }, ...more,
  });

const answer = (stage: Stage, claim: string, verdict: string, amount: string, reason = "looked at"): Promise<unknown> =>
  stage.ask("supplier", "POST", `/portal/v1/claims/${claim}/answers`, { companyCode: "10", verdict, amount, reason });

const read = (stage: Stage, claim: string): Promise<Answered> => stage.get(`/v1/supplier-claims/${claim}`);

async function untilState(stage: Stage, claim: string, lifecycle: string, hours?: number): Promise<Answered> {
  let seen: Answered;
  await stage
    .until(`${claim} is ${lifecycle}`, async () => {
      seen = await read(stage, claim);
      return seen.lifecycle === lifecycle;
    }, hours)
    .catch((error: unknown) => {
      throw new assert.AssertionError({ message: `${String(error)}\n${JSON.stringify(seen, null, 1)}` });
    });
  return seen;
}

const unclaimed = async (stage: Stage): Promise<Answered> =>
  (await stage.get("/v1/supplier-recovery?entity=uk")).items[0];
const casesOf = async (stage: Stage, claim: string): Promise<Answered[]> =>
  (await stage.get(`/v1/cases?instance=uk/supplier-claim/${claim}&limit=50`)).items;
const decide = async (stage: Stage, approval: string, verdict: string, actor: string): Promise<Answered> =>
  stage.api("POST", `/v1/approvals/${approval}/decision`, {
    headers: { "x-crossdock-actor": actor }, body: { verdict, reason: "seen the goods" },
  });

test("from lot to purchase to supplier: claimed, collected, accepted, settled, once each", async () => {
  const stage = await open();
  await deliver(stage);
  await report(stage, "CLM-1", { lot: "L-9" });
  const filed = await untilState(stage, "CLM-1", "claimed", 2);
  assert.deepEqual(
    [filed.supplier, filed.purchaseOrder, filed.delivery, filed.claimBy, filed.reason],
    ["SUP-3", "PO-77", "DEL-7", "2031-04-20", "claim-with-goods"],
  );
  assert.equal(filed.claimed.amount, "120.00");
  await answer(stage, "CLM-1", "accepted", "120.00");
  const settled = await untilState(stage, "CLM-1", "settled");
  assert.deepEqual([settled.accepted.amount, settled.settled.amount], ["120.00", "120.00"]);
  await stage.until("the goods are collected", async () => (await read(stage, "CLM-1")).collected.length === 1, 48);
  const { items: movements } = await stage.get("/v1/movements?item=RELAY&kind=ship");
  const back = movements.find((one: Answered) => one.reason === "return-to-vendor");
  assert.deepEqual([back.quantity, back.from.location, back.to.location], ["8", "leeds", "supplier"]);
  const { claims } = await stage.ask("supplier", "GET", "/sandbox/books");
  assert.deepEqual(claims.map((one: Answered) => [one.claimNo, one.settlement.amount]), [["CLM-1", "120.00"]]);
  assert.deepEqual(await casesOf(stage, "CLM-1"), []);
  const sums = await unclaimed(stage);
  assert.deepEqual([sums.unclaimed.amount, sums.claimed.amount, sums.settled.amount], ["0.00", "120.00", "120.00"]);
});

test("what the supplier does not pay is given up with approval only, and the pack of evidence shows it", async () => {
  const stage = await open();
  await deliver(stage);
  await report(stage, "CLM-2", { lot: "L-9" });
  await untilState(stage, "CLM-2", "claimed", 2);
  await answer(stage, "CLM-2", "partly", "40.00", "a third is wear");
  await untilState(stage, "CLM-2", "answered", 4);
  await stage.pass(72);
  assert.equal((await read(stage, "CLM-2")).settled.amount, "0.00");
  const { items: [task] } = await stage.get("/v1/approvals?role=procurement");
  assert.deepEqual([task.amount.amount, task.instance], ["80.00", "uk/supplier-claim/CLM-2"]);
  // The queues of cases are no way around the limits.
  const waiver = { body: { reason: "x" } };
  assert.equal((await stage.api("POST", `/v1/cases/exc_${task.id.slice(4)}/waiver`, waiver)).status, 409);
  const detail = await stage.get(`/v1/approvals/${task.id}`);
  assert.deepEqual([detail.kind, detail.approvals, detail.state], ["supplier-settlement", 1, "waiting"]);
  const approved = await decide(stage, task.id, "approve", "ada");
  assert.deepEqual([approved.status, approved.body.state], [200, "approved"]);
  assert.equal((await decide(stage, task.id, "reject", "ben")).status, 409);
  const settled = await untilState(stage, "CLM-2", "settled");
  assert.equal(settled.settled.amount, "40.00");
  const { text: pack } = await soundPack(stage, "CLM-2");
  assert.match(pack, /fact approval\.decided\.v1/);
  assert.match(pack, /"kind":"policy","name":"supplier-recovery version 1"/);
  assert.match(pack, /"kind":"audit","name":"aud_\d+ approval\/apr_/);
});

test("a refused claim is not lost in silence: whoever rejects to give it up has it contested", async () => {
  const stage = await open();
  await deliver(stage);
  await report(stage, "CLM-3", { lot: "L-9" });
  await untilState(stage, "CLM-3", "claimed", 2);
  await answer(stage, "CLM-3", "refused", "0.00", "handled badly");
  await untilState(stage, "CLM-3", "answered", 4);
  const { items: [task] } = await stage.get("/v1/approvals?role=procurement");
  assert.equal((await decide(stage, task.id, "reject", "ada")).body.state, "rejected");
  await untilState(stage, "CLM-3", "contested", 1);
  // The supplier looks again.
  await answer(stage, "CLM-3", "accepted", "120.00", "our mistake");
  assert.equal((await untilState(stage, "CLM-3", "settled")).settled.amount, "120.00");
});

test("not claimed, and why: not his fault, not covered, too small, too late", async () => {
  const stage = await open();
  await deliver(stage);
  await deliver(stage, { deliveryNo: "DEL-8", lotNo: "L-OLD", terms: { covers: ["defective"], claimBy: "2031-03-01" } });
  const told: readonly (readonly [claim: string, fault: Fault, why: string])[] = [
    ["CLM-A", { lot: "L-9", faultOf: "carrier" }, "not-supplier-fault"],
    ["CLM-B", { lot: "L-9", grade: "expired" }, "not-covered"],
    ["CLM-C", { lot: "L-9", quantity: "1" }, "below-handling-cost"],
    ["CLM-D", { lot: "L-OLD" }, "deadline-passed"],
  ];
  for (const [claim, fault] of told) await report(stage, claim, fault);
  for (const [claim, , why] of told) {
    assert.equal((await untilState(stage, claim, "not-claimed", 4)).reason, why, claim);
  }
  const { claims } = await stage.ask("supplier", "GET", "/sandbox/books");
  assert.deepEqual(claims, []);
  const sums = await unclaimed(stage);
  assert.deepEqual([sums.unclaimed.amount, sums.notClaimed.amount, sums.fault.amount], ["0.00", "375.00", "375.00"]);
});

test("goods that nobody knows a purchase of wait for a person, are warned of, and expire with their money named", async () => {
  const stage = await open();
  await deliver(stage, { lotNo: "L-5", terms: null });
  await report(stage, "CLM-5", { lot: "L-5" });
  const waiting = await untilState(stage, "CLM-5", "review", 4);
  assert.deepEqual([waiting.reason, waiting.cost.amount], ["terms-unknown", "120.00"]);
  const [review] = await casesOf(stage, "CLM-5");
  assert.deepEqual([review.kind, review.role, review.exposure.amount], ["recovery-review", "procurement", "120.00"]);
  assert.equal((await unclaimed(stage)).unclaimed.amount, "120.00");
  // Purchasing finds the contract, and has it looked at again.
  await deliver(stage, { lotNo: "L-5", terms: { covers: ["defective"], claimBy: "2031-03-20" } });
  stage.faults({ unavailable: 1 });
  const again = { verdict: "retry", reason: "the contract was found" };
  assert.equal((await stage.api("POST", `/v1/cases/${review.id}/resolution`, { body: again })).status, 200);
  await stage.pass(1);
  stage.faults({ unavailable: 0 });
  await untilState(stage, "CLM-5", "claimed", 12);
});

test("a claim that cannot be filed is warned of a week ahead, and once its day is over the loss is named", async () => {
  const stage = await open();
  await deliver(stage, { terms: { covers: ["defective"], claimBy: "2031-03-14" } });
  await report(stage, "CLM-6", { lot: "L-9", faultOf: "unknown" });
  await untilState(stage, "CLM-6", "review", 4);
  await stage.passTo("2031-03-07T12:00:00Z");
  assert.deepEqual((await casesOf(stage, "CLM-6")).map(({ kind }) => kind), ["recovery-review"]);
  await stage.passTo("2031-03-09T12:00:00Z");
  const kinds = async (): Promise<string[]> => (await casesOf(stage, "CLM-6")).map(({ kind }) => kind).sort();
  assert.deepEqual(await kinds(), ["claim-expiring", "recovery-review"]);
  await stage.passTo("2031-03-14T23:00:00Z");
  assert.equal((await read(stage, "CLM-6")).lifecycle, "review");
  await stage.passTo("2031-03-15T02:00:00Z");
  assert.equal((await unclaimed(stage)).unclaimed.amount, "120.00");
  assert.deepEqual((await casesOf(stage, "CLM-6")).map(({ kind }) => kind).filter((kind) => kind === "claim-expired"), ["claim-expired"]);
});

test("with lost answers, duplicates and outages of the portal each claim is filed and settled once", async () => {
  const stage = await open({ faults: { timeoutAfterEffect: 0.2, timeoutBeforeEffect: 0.1, duplicate: 0.3, loss: 0.3, unavailable: 0.1 } });
  await deliver(stage, { terms: { covers: ["defective", "damaged"], claimBy: "2031-04-20" } });
  const names = Array.from({ length: 6 }, (_, index) => `CLM-F${index}`);
  for (const claim of names) {
    await report(stage, claim, { lot: "L-9" });
    await report(stage, claim, { lot: "L-9" });
  }
  for (const claim of names) await untilState(stage, claim, "claimed", 24);
  stage.faults({ timeoutAfterEffect: 0, timeoutBeforeEffect: 0, unavailable: 0 });
  for (const claim of names) await answer(stage, claim, "accepted", "120.00");
  for (const claim of names) await untilState(stage, claim, "settled");
  const { claims } = await stage.ask("supplier", "GET", "/sandbox/books");
  assert.deepEqual(claims.map((one: Answered) => [one.claimNo, one.revision, one.settlement.amount]), names.map((claim) => [claim, 1, "120.00"]));
  assert.equal((await unclaimed(stage)).settled.amount, "720.00");
});
