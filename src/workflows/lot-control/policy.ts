/** Who is told what about lots. */
export interface LotControlPolicy {
  /** Warehouse systems that are told which lots must not be picked. */
  readonly warehouses: readonly string[];
  /** The laboratory that tests lots which need a release; `null`: people decide. */
  readonly laboratory: string | null;
}

export const NO_LOT_CONTROL: LotControlPolicy = { warehouses: [], laboratory: null };
