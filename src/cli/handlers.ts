import type { ProgressReport } from './progress.ts';
import type {
  BenchResult,
  CertificateResult,
  ConnectorListResult,
  DoctorResult,
  KeyResult,
  NewConnectorResult,
  ReplayResult,
  RunResult,
  SimulateResult,
  UpResult,
} from './results.ts';

/** How much the simulated systems misbehave. */
export const FAULT_LEVELS = ['none', 'calm', 'rough', 'hell'] as const;
export type FaultLevel = (typeof FAULT_LEVELS)[number];

export interface UpRequest {
  /** Port to listen on; `null`: the configured one. */
  readonly port: number | null;
}

export interface DemoRequest {
  readonly orders: number;
  readonly seed: number;
  readonly faults: FaultLevel;
}

export interface ReplayRequest {
  readonly files: readonly string[];
  readonly seed: number;
  readonly faults: FaultLevel;
}

export interface SimulateRequest {
  readonly seed: number;
  readonly runs: number;
  readonly faults: FaultLevel;
}

export interface BenchRequest {
  readonly name: string;
  /** What stood behind the name, unread: each benchmark has options of its own. */
  readonly options: readonly string[];
}

export interface KeyRequest {
  readonly name: string;
  /** System that the key speaks for; `null`: it only reads and acts as a person. */
  readonly system: string | null;
  /** None: `system` for a key of a system, every role for one of people. */
  readonly roles: readonly string[];
  /** None: all. */
  readonly entities: readonly string[];
  readonly sites: readonly string[];
  /** `null`: it does not expire. */
  readonly days: number | null;
}

export interface CheckConnectorRequest {
  /** A system of the configuration. */
  readonly system: string;
  readonly seed: number;
  /** How much a simulated system misbehaves by itself; a real one does as it likes. */
  readonly faults: FaultLevel;
  /** Only these checks; none means all. */
  readonly only: readonly string[];
  /** Samples may be executed in a real system. */
  readonly yes: boolean;
  /** What people said that its codes mean, where a server of this installation runs. */
  readonly codes: readonly MappedCode[];
}

/** What a code means by now. */
export interface MappedCode {
  readonly system: string;
  readonly list: string;
  readonly code: string;
  readonly meaning: string | null;
}

/** What a command may use while it runs. */
export interface CommandContext {
  /** Fires on Ctrl-C and SIGTERM: end soon and in order. */
  readonly signal: AbortSignal;
  /** One line for the person who waits; goes to stderr. */
  say(line: string): void;
  /** Shows how far the work is. Cheap: call it as often as you like. */
  progress(report: ProgressReport): void;
}

/**
 * What the commands do, given by the composition root. A handler answers a result, or throws a
 * `CliError` for an end that has an exit code of its own; anything else it throws is a fault of
 * this program. Commands that only ask the running server have no handler: see client.ts.
 */
export interface CliHandlers {
  /** Runs the server until `signal` fires. */
  up(request: UpRequest, context: CommandContext): Promise<UpResult>;
  demo(request: DemoRequest, context: CommandContext): Promise<RunResult>;
  replayOnlineRetail(request: ReplayRequest, context: CommandContext): Promise<ReplayResult>;
  simulate(request: SimulateRequest, context: CommandContext): Promise<SimulateResult>;
  bench(request: BenchRequest, context: CommandContext): Promise<BenchResult>;
  createKey(request: KeyRequest, context: CommandContext): Promise<KeyResult>;
  doctor(context: CommandContext): Promise<DoctorResult>;
  listConnectors(context: CommandContext): Promise<ConnectorListResult>;
  /** Writes a connector of that name into the project. */
  newConnector(request: { readonly name: string }, context: CommandContext): Promise<NewConnectorResult>;
  checkConnector(request: CheckConnectorRequest, context: CommandContext): Promise<CertificateResult>;
}
