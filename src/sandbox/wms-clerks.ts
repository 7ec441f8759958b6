/** The forms that people at the warehouse fill in, in the warehouse's own words. */

type Cost = { readonly amount: string; readonly currency: string } | null;

/** Somebody wants something out of the books. */
export const writeOffForm = (wanted: {
  readonly number: string;
  readonly site: string;
  readonly clerk: string;
  readonly item: string;
  /** Decimal text, below zero. */
  readonly change: string;
  readonly words: string;
  readonly unitCost: Cost;
}): unknown => ({
  requestNo: wanted.number,
  site: wanted.site,
  requestedBy: wanted.clerk,
  lines: [
    {
      lineNo: 1,
      itemNo: wanted.item,
      changeQty: wanted.change,
      reasonText: wanted.words,
      unitCost: wanted.unitCost,
    },
  ],
});

/** Somebody counted a few shelves, and found as much as the books say less what is missing. */
export const countForm = (counted: {
  readonly number: string;
  readonly site: string;
  readonly clerk: string;
  readonly shelves: readonly { readonly item: string; readonly missing: string; readonly unitCost: Cost }[];
}): unknown => ({
  countNo: counted.number,
  site: counted.site,
  countedBy: counted.clerk,
  lines: counted.shelves.map(({ item, missing, unitCost }, index) => ({
    lineNo: index + 1,
    itemNo: item,
    abcClass: 'C',
    missingQty: missing,
    unitCost,
  })),
});
