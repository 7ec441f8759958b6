/** What the configuration says to each part of the core; pure. */
import type { CollectPlan } from '../../application/collect/collector.ts';
import type { Connector } from '../../application/ports/connector.ts';
import type { InventoryObject } from '../../application/ports/inventory.ts';
import type { SystemChannelState } from '../../application/query/overview.ts';
import { DEFAULT_SWEEP, type SweepPlan } from '../../application/sweep/sweep.ts';
import type { ExpectedTraffic } from '../../application/watch/heartbeat.ts';
import type { Dispatcher } from '../../application/dispatch/dispatcher.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import type { Instant, LocalDate } from '../../kernel/instant.ts';
import type { Config } from '../config/config.ts';

/** What this process knows of each configured system. */
export function channelStates(
  config: Config,
  connectors: ReadonlyMap<string, Connector>,
  dispatcher: Dispatcher,
  awaitedSince: Instant,
): readonly SystemChannelState[] {
  const backlog = dispatcher.backlog();
  return Object.entries(config.systems).map(([system, { connector, traffic, sweepEvery }]) => {
    const budget = connectors.get(system)?.budget;
    const state = backlog.get(system);
    const promises = traffic.map(({ within }) => within);
    return {
      system,
      connector,
      awaitedSince,
      promisedMs: promises.length > 0 ? Math.min(...promises) : sweepEvery,
      concurrency: budget?.concurrency ?? null,
      perSecond: budget?.perSecond ?? null,
      inFlight: state?.inFlight ?? 0,
      circuitOpen: state?.circuitOpen ?? false,
    };
  });
}

/** Sites of an entity that may ship what it sold. */
export function sitesByEntity(config: Config): (entity: string) => readonly string[] {
  const sites = new Map<string, string[]>();
  for (const [site, { entity }] of Object.entries(config.sites)) {
    sites.set(entity, [...(sites.get(entity) ?? []), site]);
  }
  return (entity) => sites.get(entity) ?? [];
}

/** A place that is no site of ours has the calendar of the first entity. */
export function dateAtSite(config: Config): (site: string, at: Instant) => LocalDate {
  const elsewhere = Object.values(config.entities)[0]!.zone;
  return (site, at) => localDateIn(config.sites[site]?.zone ?? elsewhere, at);
}

/** The date of today at every site. */
export const datesOfSites = (config: Config, now: Instant): ReadonlyMap<string, LocalDate> =>
  new Map(Object.entries(config.sites).map(([site, { zone }]) => [site, localDateIn(zone, now)]));

/** What must be heard from whom, how often. */
export function expectedTraffic(config: Config): readonly ExpectedTraffic[] {
  const { entities, siteCalendars } = config.policy;
  return Object.entries(config.systems).flatMap(([system, { traffic }]) =>
    traffic.map(({ fact, entity, within, site }) => {
      const calendar = site === undefined ? entities.get(entity)!.calendar : siteCalendars.get(site)!;
      return { system, entity, factType: fact, withinMs: within, calendar };
    }),
  );
}

/** How often a system is swept, and how far each sweep reaches back. */
export const sweepPlan = (config: Config, system: string): SweepPlan => ({
  ...DEFAULT_SWEEP,
  intervalMs: config.systems[system]?.sweepEvery ?? DEFAULT_SWEEP.intervalMs,
  overlapMs: config.systems[system]?.sweepOverlap ?? DEFAULT_SWEEP.overlapMs,
});

/** How the files of a system are fetched, and which are awaited when. */
export function collectPlan(config: Config, system: string): CollectPlan {
  const { every, bytesMax, reusesNames, expects } = config.systems[system]!.collect;
  return {
    intervalMs: every,
    bytesMax,
    reusesNames,
    expects: expects.map(({ site, ...expected }) => {
      const { entity, zone } = config.sites[site]!;
      return { ...expected, entity, zone, calendar: config.policy.siteCalendars.get(site)! };
    }),
  };
}

/** Milliseconds between comparisons of a system's books with ours, by object. */
export function compareEvery(config: Config, system: string, object: InventoryObject): number {
  const { compareObjectEvery, compareEvery: usual } = config.systems[system]!;
  return compareObjectEvery[object] ?? usual;
}

/**
 * Whether the shapes of a system's messages are learned: where it says so, else of every system that
 * is not simulated.
 */
export function watchesDrift(config: Config, system: string): boolean {
  const configured = config.systems[system];
  return configured?.drift ?? (configured !== undefined && configured.url !== 'sandbox');
}
