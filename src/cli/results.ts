/**
 * What the commands answer, as `--json` prints it. These shapes are a contract with scripts: members
 * are added, never renamed. Counts are numbers; money and quantities are decimal strings.
 */

/** Commands by what became of their latest generation. */
export interface CommandCounts {
  readonly queued: number;
  /** On the wire at this moment. */
  readonly sending: number;
  readonly done: number;
  readonly inDoubt: number;
  readonly refused: number;
  readonly failing: number;
  readonly parked: number;
  readonly withdrawn: number;
  readonly compensated: number;
}

/** Sums of orders in one currency, as decimal strings: nothing is ever converted. */
export interface MoneyTotals {
  /** Goods at the ordered price, net of freight and tax. */
  readonly ordered: string;
  /** Goods that shipped, at the ordered price. */
  readonly shipped: string;
  /** Goods on posted invoices, net. */
  readonly invoiced: string;
  readonly credited: string;
  /** Settled on invoices, gross. */
  readonly paid: string;
}

/** Returns in one state: how many, and what their goods are worth, net, in `currency` alone. */
export interface ReturnFigure {
  readonly count: number;
  readonly money: string;
}

/** What became of returns. A return that was credited in part is counted in two of the last three. */
export interface ReturnFigures {
  readonly requested: ReturnFigure;
  readonly received: ReturnFigure;
  readonly credited: ReturnFigure;
  /** Turned down, called off, or not sent: nothing will follow. */
  readonly refused: ReturnFigure;
  readonly awaitingPerson: ReturnFigure;
  /** Net of the posted credit memos, at the price of the original invoices. */
  readonly posted: string;
  /** `posted` less the money of `credited`: what was asked for at another price than was billed. */
  readonly priceDifference: string;
}

/** How a run over many orders ended: `demo` and `replay`. */
export interface RunResult {
  readonly orders: number;
  /** Order lines. */
  readonly lines: number;
  /** Facts stored. */
  readonly facts: number;
  readonly duplicatesSuppressed: number;
  readonly quarantined: number;
  readonly commands: CommandCounts;
  readonly cases: { readonly opened: number; readonly open: number };
  /** Orders by lifecycle state; states without an order are left out. */
  readonly lifecycle: Readonly<Record<string, number>>;
  readonly equations: { readonly checked: number; readonly broken: number };
  /** Positions of the stock ledger, and those that are not the sum of their movements. */
  readonly stock: { readonly positions: number; readonly unequal: number };
  /** Stock that was written off or up, and what a person has to say first. */
  readonly adjustments: { readonly posted: number; readonly awaitingPerson: number };
  /** Orders that are not finished although no gate, command, deadline or case says why. */
  readonly unexplained: number;
  /** Currency of `totals`: that of the first configured entity that has orders. */
  readonly currency: string;
  /** Sums of the orders in `currency` alone; the others are in `totalsByCurrency`. */
  readonly totals: MoneyTotals;
  /** Sums by currency, that of `totals` included. */
  readonly totalsByCurrency: Readonly<Record<string, MoneyTotals>>;
  readonly returns: ReturnFigures;
  /** Verdict of the auditor, who reads only the simulated systems' own books. */
  readonly audit: AuditVerdict;
  /** Wall-clock time. */
  readonly elapsedSeconds: number;
}

/** What the systems' own books say, without a look at ours. */
export interface AuditVerdict {
  /** Something happened twice, or without its reason. */
  readonly violations: number;
  /** Something did not happen that should have. */
  readonly forgotten: number;
  /** Differences that a person wrote off: neither of the two. */
  readonly writtenOff: number;
  /** The first of them, for a person. */
  readonly first: readonly string[];
}

/** Lines of documents, and what they come to at their own prices. */
export interface LinesWorth {
  readonly lines: number;
  readonly money: string;
}

/** How a replay of retail files ended. */
export interface ReplayResult extends RunResult {
  readonly source: {
    readonly linesRead: number;
    readonly linesSold: number;
    /** Lines that are no sale, by kind: together with `linesSold` they are all lines read. */
    readonly setAside: Readonly<Record<string, number>>;
    /** Lines that were sold and are worth a remark, by kind. */
    readonly remarks: Readonly<Record<string, number>>;
    /** Lines of credit documents. A line that leads to earlier sales in part only is in two figures. */
    readonly credited: {
      readonly lines: number;
      readonly matched: LinesWorth;
      /** Why the others lead to none: a person looks at each. */
      readonly unmatched: Readonly<Record<string, LinesWorth>>;
    };
    /** The first lines that could not be read, as file:line. */
    readonly unreadable: readonly string[];
  };
}

/** One history that broke a law. */
export interface Violation {
  /** Seed of that history alone: `simulate --seed <it> --runs 1` shows it again. */
  readonly seed: number;
  readonly law: string;
  readonly text: string;
}

export interface SimulateResult {
  readonly seed: number;
  readonly histories: number;
  readonly violations: number;
  /** The first violations, for a person. */
  readonly violated: readonly Violation[];
  readonly elapsedSeconds: number;
}

/** A measured figure: always a ratio against a reference of the same run. */
export interface BenchResult {
  readonly name: string;
  /** Median of the runs. */
  readonly value: number;
  readonly unit: string;
  /** What `ratio` compares with, in the same unit. */
  readonly reference: number;
  /** Value by reference. */
  readonly ratio: number;
  readonly runs: number;
  /** Smallest and largest value of the runs. */
  readonly spread: readonly [number, number];
  /** Whether the benchmark's own goal was met; left out where it has none. */
  readonly passed?: boolean;
  /** Whatever else the benchmark measured. */
  readonly [more: string]: unknown;
}

/** A server that ran until it was asked to stop. */
export interface UpResult {
  readonly url: string;
  readonly upSeconds: number;
}

export interface KeyResult {
  readonly id: string;
  readonly name: string;
  readonly system: string | null;
  readonly roles: readonly string[];
  /** None: all. */
  readonly entities: readonly string[];
  readonly sites: readonly string[];
  readonly expiresAt: string | null;
  /** Shown this once; only its hash is stored. */
  readonly secret: string;
}

/** One check of `doctor`. */
export interface DoctorLine {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly text: string;
  /** How to mend it; empty when it is well. */
  readonly mend: string;
}

export interface DoctorResult {
  readonly ok: boolean;
  readonly checks: readonly DoctorLine[];
}

/** The certificate of one connector with one system: what `connector check` found. */
export interface CertificateResult {
  readonly system: string;
  readonly kind: string;
  readonly url: string;
  /** Moment of the run. */
  readonly at: string;
  /** The same seed makes the same bad input. */
  readonly seed: number;
  readonly verdict: 'passed' | 'failed';
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly checks: readonly {
    readonly check: string;
    /** What it proves, in one sentence. */
    readonly proves: string;
    readonly result: 'passed' | 'failed' | 'not-applicable';
    /** What was seen; for `not-applicable`, why. */
    readonly evidence: string;
  }[];
  /** Samples that were made for the run. */
  readonly samples: number;
  /** What the run left behind in the system. */
  readonly remarks: readonly string[];
}

/** What `connector list` knows. */
export interface ConnectorListResult {
  readonly systems: readonly {
    readonly system: string;
    readonly kind: string;
    readonly url: string;
    /** Why it cannot be reached as configured; the rest is then unknown. */
    readonly problem: string | null;
    readonly honoursKey: boolean | null;
    readonly settleAfterSeconds: number | null;
    readonly concurrency: number | null;
    readonly perSecond: number | null;
    /** It pushes nothing: its statement is its only channel. */
    readonly pollOnly: boolean | null;
  }[];
  readonly kinds: readonly {
    readonly kind: string;
    /** Whether `connector check` has samples for it. */
    readonly specimen: boolean;
    /** Names of its settings. */
    readonly settings: readonly string[];
  }[];
}

/** A connector that `connector new` wrote. */
export interface NewConnectorResult {
  readonly name: string;
  /** Written or changed, relative to the project. */
  readonly files: readonly string[];
  /** A member for `systems` of the configuration. */
  readonly configuration: string;
}
