/** What a kind of connector provides so that it can be checked: samples, and a look at their effect. */
import type { InboundMessage, OutboundCommand } from '../../application/ports/connector.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { ConnectorOptions } from '../connector-kind.ts';

/** Why a check, or a part of one, says nothing about this kind of system. */
export interface NotApplicable {
  /** A sentence for the certificate. */
  readonly notApplicable: string;
}

/** What the system's own record holds because of a command. */
export interface Effects {
  /** How often the whole effect is there: 1 after a command was done. */
  readonly whole: number;
  /** How often the system has begun and not finished: 0 for systems that do all at once. */
  readonly begun: number;
}

/** Where the samples are executed. */
export interface SpecimenPlace<S = unknown> extends ConnectorOptions<S> {
  /** The system itself, without the proxy in between. */
  readonly url: string;
  /** Begins the name of every sample of this run, so that two runs never meet. */
  readonly run: string;
  now(): Instant;
  /** Lets time pass: simulated time where the system is simulated. */
  wait(durationMs: number): Promise<void>;
}

/**
 * Samples of a kind of connector. Every identifier of the sample with a number contains
 * {@link sampleName} of it, and nothing else of the system is touched.
 */
export interface Specimen {
  /** A command that the system can do; makes ready in the system what it needs. */
  command(sample: number): Promise<OutboundCommand>;
  /** What a command has done, read from the system itself and not through the connector. */
  effects(command: OutboundCommand): Promise<Effects>;
  /** A command that the system turns down for a reason of its business. */
  readonly refused: ((sample: number) => Promise<OutboundCommand>) | NotApplicable;
  /** The next generation of a command under the same key, with another content. */
  readonly successor: ((command: OutboundCommand) => OutboundCommand) | NotApplicable;
  /** A message with this body, as the system would sign and send it. */
  readonly sign: ((body: Uint8Array) => InboundMessage) | NotApplicable;
  /** Messages about a command that was done, as the system would push them. */
  readonly messages:
    | ((command: OutboundCommand) => Promise<readonly InboundMessage[]>)
    | NotApplicable;
  /** Why the system gives no account of what it did; missing: it does. */
  readonly stated?: NotApplicable;
  /** Whether a wrong secret may be tried; systems that lock an account say no. */
  readonly wrongSecret: true | NotApplicable;
  /** Takes back what a command has made, where the system can. */
  cleanup?(command: OutboundCommand): Promise<void>;
}

/** Name of a sample: a part of all its identifiers, of the same length for every number. */
export const sampleName = (run: string, sample: number): string =>
  `${run}-${String(sample).padStart(4, '0')}`;

/** There are no samples of this kind, or of this system: nothing can be executed. */
export class NoSpecimenError extends Error {
  override readonly name = 'NoSpecimenError';
}

/** Whether a part of a specimen is missing for a reason. */
export const isMissing = (part: unknown): part is NotApplicable =>
  typeof part === 'object' && part !== null && 'notApplicable' in part;

/**
 * A command about a sales order of its own, with the idempotency key that the engine would give it.
 */
export function sampleCommand(
  sample: { readonly entity: string; readonly salesOrder: string; readonly id: string },
  type: { readonly type: string; decode(wire: unknown): { ok: boolean } },
  wire: unknown,
  generation = 1,
): OutboundCommand {
  const decoded = type.decode(wire) as { ok: true; value: unknown } | { ok: false; error: unknown };
  if (!decoded.ok) throw new TypeError(`${type.type}: ${JSON.stringify(decoded.error)}`);
  const instance = `${sample.entity}/sales-order/${sample.salesOrder}`;
  return {
    key: `${instance}/${sample.id}#${generation}`,
    entity: sample.entity,
    instance,
    id: sample.id,
    generation,
    type: type.type,
    content: decoded.value,
    correlationId: sample.salesOrder,
    traceparent: null,
  };
}
