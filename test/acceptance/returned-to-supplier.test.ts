/** A customer returns what a supplier made badly: the customer is credited, and the supplier pays for it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { returnDesk } from "../support/return-desk.ts";
import { openStage, type Answered } from "../support/stage.ts";

test("every part that is the supplier's fault is claimed by its purchase, and no other part is", async () => {
  const stage = await openStage();
  const desk = returnDesk(stage);
  await stage.placeInShop({ salesOrder: "SO-1", lines: [["RELAY", 10]] });
  await stage.untilLifecycle("SO-1", "closed");
  await stage.ask("supplier", "POST", "/portal/v1/deliveries", {
    deliveryNo: "DEL-R", companyCode: "10", purchaseOrderNo: "PO-R", supplierCode: "SUP-3", itemCode: "RELAY",
    lotNo: null, deliveredOn: "2031-03-02", unitCost: "15.00", currencyCode: "GBP",
    terms: { covers: ["defective"], claimBy: "2031-05-31" },
  });
  const rma = await desk.ask({ salesOrder: "SO-1", lines: [[1, "RELAY", 9, { reason: "Defective" }]] });
  await stage.pass(4);
  const { items: reviews } = await stage.get(`/v1/cases?instance=uk/return/${rma}`);
  for (const { id } of reviews) {
    const body = { verdict: "accept", reason: "seen a photo" };
    assert.equal((await stage.api("POST", `/v1/cases/${id}/resolution`, { body })).status, 200);
  }
  await desk.until(rma, "authorized");
  const receipt = await desk.arrives(rma, [["RELAY", 9, 1]]);
  await desk.until(rma, "received");
  await desk.inspects(receipt, [{ quantity: 8, grade: "F", cause: "VE" }, { quantity: 1, grade: "A" }]);
  let claims: Answered[] = [];
  await stage.until("the claim is filed", async () => {
    ({ items: claims } = await stage.get("/v1/supplier-claims"));
    return claims.some(({ lifecycle }) => lifecycle === "claimed");
  }, 24);
  assert.deepEqual(claims.map(({ claimed }) => claimed.amount), ["120.00"]);
  const claim = await stage.get(`/v1/supplier-claims/${claims[0].claim}`);
  assert.deepEqual([claim.rma, claim.purchaseOrder, claim.fault], [rma, "PO-R", "defective"]);
});
