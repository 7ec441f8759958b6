/** People who handle returns on a stage: agents of the CRM, the dock, inspectors, and whoever approves. */
import assert from "node:assert/strict";
import type { Answered, Stage } from "./stage.ts";

/** A line as an agent types it in: order line, item, quantity. */
export type ReturnLine = readonly [
  orderLine: number | null,
  item: string,
  quantity: number,
  more?: {
    reason?: string;
    state?: string;
    lot?: string;
    swapFor?: { productCode: string; quantity: string; unitPrice: string | null };
  },
];

export interface Asking {
  readonly rma?: string;
  readonly customer?: string;
  readonly company?: string;
  readonly salesOrder?: string | null;
  readonly wish?: "Credit" | "Replacement";
  readonly lines: readonly ReturnLine[];
}

/** What an inspector writes about a line of a receipt. */
export interface Finding {
  readonly line?: number;
  readonly quantity: number;
  readonly grade?: "A" | "B" | "D" | "F" | "K" | "X" | "U";
  readonly cause?: "CU" | "CA" | "US" | "VE" | "NN";
  readonly chainOk?: boolean;
  readonly repairable?: boolean;
}

export const SHA = "0".repeat(64);

export function returnDesk(stage: Stage) {
  const get = (rma: string): Promise<Answered> => stage.get(`/v1/returns/${rma}`);
  return {
    get,
    explain: (rma: string): Promise<Answered> => stage.get(`/v1/returns/${rma}/explanation`),

    /** An agent of the CRM takes a call. */
    async ask(asking: Asking): Promise<string> {
      const { caseNumber } = await stage.ask("crm", "POST", "/agents/return-requests", {
        caseNumber: asking.rma ?? null,
        companyCode: asking.company ?? "10",
        accountNumber: asking.customer ?? "ACME",
        customerReference: null,
        orderNumber: asking.salesOrder ?? null,
        wish: asking.wish ?? "Credit",
        lines: asking.lines.map(([orderLineNumber, productCode, quantity, more], at) => ({
          lineNumber: at + 1,
          productCode,
          orderLineNumber,
          quantity: String(quantity),
          lotNumber: more?.lot ?? null,
          reason: more?.reason ?? "Damaged",
          state: more?.state ?? "Opened",
          words: null,
          ...(more?.swapFor === undefined ? {} : { swapFor: more.swapFor }),
        })),
      });
      return caseNumber as string;
    },

    cancel: (rma: string): Promise<Answered> =>
      stage.ask("crm", "POST", `/agents/return-cancellations/${rma}`, { words: "we keep it after all" }),

    /** A parcel at the dock; answers the number of its receipt. */
    async arrives(
      rma: string | null,
      lines: readonly (readonly [item: string, quantity: number, line?: number, lot?: string])[],
      site = "leeds",
    ): Promise<string> {
      const { receiptNo } = await stage.ask("wms", "POST", "/wms/v2/returns/arrivals", {
        rmaNo: rma,
        site,
        lines: lines.map(([itemNo, quantity, line, lot]) => ({
          rmaLineNo: line ?? null,
          itemNo,
          quantity: String(quantity),
          lotNo: lot ?? null,
        })),
      });
      return receiptNo as string;
    },

    /** An inspector fills in the form; answers its number. */
    async inspects(
      receiptNo: string,
      findings: readonly Finding[],
      inspectionNo: string | null = null,
    ): Promise<string> {
      const answered = await stage.ask("wms", "POST", "/wms/v2/inspections", {
        receiptNo,
        inspector: "s.dekker",
        inspectionNo,
        lines: findings.map((finding) => ({
          receiptLineNo: finding.line ?? 1,
          quantity: String(finding.quantity),
          gradeCode: finding.grade ?? "A",
          causeCode: finding.cause ?? "US",
          chainOk: finding.chainOk ?? true,
          repairable: finding.repairable ?? false,
          damageCode: null,
          remark: null,
        })),
        attachments: [{ fileName: `${receiptNo}.jpg`, fileType: "PHOTO", sha256: SHA }],
      });
      return answered.inspectionNo as string;
    },

    /** Waits until a return has a status word; says why it waits when it does not get there. */
    async until(rma: string, lifecycle: string, hours?: number): Promise<Answered> {
      let seen = "unknown";
      const look = async (): Promise<boolean> => {
        const { items } = await stage.get(`/v1/returns?number=${rma}`);
        seen = items.find((one: Answered) => one.rma === rma)?.lifecycle ?? seen;
        return seen === lifecycle;
      };
      await stage.until(`${rma} is ${lifecycle}`, look, hours).catch(async (error: unknown) => {
        const explained =
          seen === "unknown"
            ? ""
            : JSON.stringify(await stage.get(`/v1/returns/${rma}/explanation`), null, 1);
        throw new assert.AssertionError({ message: `${String(error)}\nIt is ${seen}: ${explained}` });
      });
      return get(rma);
    },

    /** What ERP and payment provider have in their books about credits. */
    async books(): Promise<{ creditMemos: Answered[]; reversals: Answered[]; refunds: Answered[] }> {
      const erp = await stage.ask("erp", "GET", "/sandbox/books");
      const payment = await stage.ask("payment", "GET", "/sandbox/books");
      return { creditMemos: erp.credit_memos, reversals: erp.credit_reversals, refunds: payment.refunds };
    },

    /** On hand at a site in a disposition, as a number of units. */
    async at(location: string, item: string, disposition: string): Promise<number> {
      const { items } = await stage.get(
        `/v1/positions?item=${item}&location=${location}&disposition=${disposition}`,
      );
      return items.reduce((sum: number, row: Answered) => sum + Number(row.onHand), 0);
    },
  };
}

export type ReturnDesk = ReturnType<typeof returnDesk>;

/** Every equation of a return holds. */
export async function assertAgreement(desk: ReturnDesk, rma: string): Promise<void> {
  const { equations } = await desk.explain(rma);
  assert.ok(equations.length > 0, `${rma} has nothing to compare`);
  for (const { id, verdict, left, right } of equations) {
    assert.equal(verdict, "holds", `${rma} ${id}: ${JSON.stringify({ left, right })}`);
  }
}
