/** What every kind of connector is made from, so that the composition root need not know any of them. */
import type { z } from 'zod';
import type { CodeBook } from '../application/ports/code-book.ts';
import type { Connector, ConnectorBudget } from '../application/ports/connector.ts';
import type { Specimen, SpecimenPlace } from './conformance/specimen.ts';
import type { FileAccess } from './mailbox/file-access.ts';

/** Where a system is, and who we are to it: all that the simple kinds need to know. */
export interface SystemLink {
  /** Name in the configuration; also the source of its facts. */
  readonly system: string;
  readonly url: string;
  /** Signs what it pushes, and opens its API. */
  readonly secret: string;
  /** Further secrets by the names that the settings use: where signing and opening differ. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Entity by the code that the system uses for the company. */
  readonly entities: Readonly<Record<string, string>>;
  /** Parts of the budget that the configuration sets itself. */
  readonly budget?: Partial<ConnectorBudget>;
}

/** A system as the configuration declares it. */
export interface ConnectorOptions<S = unknown> extends SystemLink {
  /** What the system's codes mean; it changes while the connector lives. */
  readonly codes: CodeBook;
  /** Stands between the connector and its mailbox: only a conformance run has something there. */
  readonly between?: (access: FileAccess) => FileAccess;
  /** What this kind needs to know beyond that, checked by its schema. */
  readonly settings: S;
}

/** A way to reach systems: the schema of its settings, and how a connector is made from them. */
export interface ConnectorKind<S = unknown> {
  /** Strict: a member that nobody reads is a fault of the configuration. */
  readonly settings: z.ZodType<S>;
  make(options: ConnectorOptions<S>): Connector;
  /** Samples for `connector check`, made where the system is. */
  specimen?(place: SpecimenPlace<S>): Specimen;
  /** Whether it enters adjustments of stock that are told to it; missing: it does not. */
  takesAdjustments?(settings: S): boolean;
  /** Types of the commands that send documents about orders, as far as this system takes them. */
  documents?(settings: S): readonly string[];
}

/** Declares a kind; the settings keep their type up to here and lose it for the table of kinds. */
export const connectorKind = <S>(kind: ConnectorKind<S>): ConnectorKind =>
  kind as unknown as ConnectorKind;
