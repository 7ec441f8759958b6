import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FACTS, factTypeOf } from '../../canonical/catalogue.ts';
import { faultsOf, type Fault } from '../../canonical/fact-type.ts';
import type { Currency } from '../../kernel/currency.ts';
import { compileCalendar, type WorkingCalendar } from '../../kernel/calendar.ts';
import type {
  EntityPolicy,
  OrderToCashPolicy,
} from '../../workflows/order-to-cash/policy.ts';
import { ENTITLEMENTS_SYSTEM } from '../../application/returns/entitlements.ts';
import type { DocumentPolicy } from '../../workflows/partner-documents.ts';
import { CONNECTOR_KINDS } from '../connector-kinds.ts';
import type { FieldRules } from '../../application/receive/field-rules.ts';
import type { LotControlPolicy } from '../../workflows/lot-control/policy.ts';
import type { ReconciliationPolicy } from '../../workflows/stock-reconciliation/workflow.ts';
import type { MasterDataPolicy } from '../../workflows/master-data/policy.ts';
import { faultsOfFields, fieldRulesOf, masterDataPolicyOf } from './fields.ts';
import type { SupplierRecoveryPolicy } from '../../workflows/supplier-recovery/policy.ts';
import { POLICY_SYSTEM } from '../../canonical/facts/policy-decided.v1.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import { PROJECT_FOLDER } from '../version.ts';
import { readPolicies, type PolicyFile } from './policies.ts';
import { configSchema, type ConfigValues } from './schema.ts';

/** Years for which working hours are compiled: past data for replay, and enough ahead. */
const CALENDAR_YEARS = { fromYear: 2009, toYear: 2035 } as const;

/** A configuration that was checked as a whole. */
export interface Config extends ConfigValues {
  readonly policy: OrderToCashPolicy;
  /** Entity by the code that the systems use. */
  readonly entityByCode: Readonly<Record<string, string>>;
  readonly masterDataPolicy: MasterDataPolicy;
  readonly lotControl: LotControlPolicy;
  readonly reconciliation: ReconciliationPolicy;
  /** Who may state which member of each fact type. */
  readonly fieldRules: FieldRules;
  /** Systems that may say each fact type. */
  readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
  /** The decision tables as their files have them. */
  readonly policyFiles: readonly PolicyFile[];
  readonly recoveryPolicy: SupplierRecoveryPolicy;
}

/** The configuration cannot be used: says everything that must be mended, and where. */
export class ConfigError extends Error {
  readonly faults: readonly Fault[];

  constructor(file: string, faults: readonly Fault[]) {
    const lines = faults.map((fault) => `  ${fault.path.slice(2)}: ${fault.message}`);
    super(`${file} cannot be used:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Loads and checks a configuration file. Throws a {@link ConfigError} that names every fault. */
export async function loadConfig(file: string): Promise<Config> {
  if (!existsSync(file)) {
    throw new ConfigError(file, [{ path: '$.', message: 'the file does not exist' }]);
  }
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  return checkConfig(file, module.default);
}

/** Checks a configuration: first each value, then that its names fit together. */
export function checkConfig(file: string, input: unknown): Config {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) throw new ConfigError(file, faultsOf(parsed.error));
  const values = parsed.data;
  const faults = crossCheck(values);
  const calendars = compileCalendars(values, faults);
  const systems = checkSettings(values, faults);
  faults.push(...faultsOfFields(values));
  const policyFiles = readPolicies(policyFolderOf(file, values), faults);
  if (faults.length > 0) throw new ConfigError(file, faults);
  return {
    ...values,
    systems,
    policyFiles,
    recoveryPolicy: recoveryPolicyOf(values),
    policy: policyOf({ ...values, systems }, calendars),
    masterDataPolicy: masterDataPolicyOf(values),
    lotControl: {
      warehouses: values.stock.systems.lots,
      laboratory: values.stock.systems.laboratory ?? null,
    },
    reconciliation: {
      adjusts: values.stock.systems.adjustments,
      takes: adjustable(systems),
      currencies: new Map(
        Object.entries(values.entities).map(([entity, { currency }]) => [entity, currency as Currency]),
      ),
    },
    fieldRules: fieldRulesOf(values),
    entityByCode: Object.fromEntries(
      Object.entries(values.entities).map(([entity, { code }]) => [code, entity]),
    ),
    owners: new Map([
      ...PERSONS_FACTS.map((type) => [type, new Set(['person'])] as const),
      // Who pays short disputes, whether he says so or not.
      [FACTS.chargeDisputed.type, new Set(['person', OWN_SYSTEM])] as const,
      [FACTS.policyDecided.type, new Set([POLICY_SYSTEM])] as const,
      ...ENTITLEMENT_FACTS.map((type) => [type, new Set([ENTITLEMENTS_SYSTEM])] as const),
      ...OWN_FACTS.map((type) => [type, new Set([OWN_SYSTEM])] as const),
      ...Object.entries(values.ownership).map(([type, systems]) => {
        const own = OWN_BESIDE.has(type) ? [OWN_SYSTEM] : [];
        return [type, new Set([...systems, ...own])] as const;
      }),
    ]),
  };
}

/** Sources that speak for nobody's system: our own ledger and clock, people, and direct channels. */
export const OWN_SOURCES = [
  OWN_SYSTEM,
  'ledger',
  'person',
  'api',
  POLICY_SYSTEM,
  ENTITLEMENTS_SYSTEM,
] as const;

/** What only the owner of the billed lines decides. */
const ENTITLEMENT_FACTS = [
  FACTS.returnAuthorized,
  FACTS.returnRefused,
  FACTS.creditApproved,
  FACTS.creditApprovalLapsed,
  FACTS.chargeCreditApproved,
].map(({ type }) => type);

/** What only people say, unless the configuration says otherwise. */
const PERSONS_FACTS = [
  FACTS.fieldDecided.type,
  FACTS.approvalDecided.type,
  FACTS.disputeClassified.type,
  FACTS.disputeSettled.type,
];

/** What only Crossdock itself says, unless the configuration says otherwise. */
const OWN_FACTS = [
  FACTS.channelConditionObserved.type,
  FACTS.deadlinePassed.type,
  FACTS.supplierFaultReported.type,
  FACTS.replacementPlaced.type,
  FACTS.replacementReported.type,
  FACTS.disputeEvidenceAdded.type,
  FACTS.disputeReported.type,
];

/** What we say beside those whom the configuration names: the order that replaces returned goods. */
const OWN_BESIDE: ReadonlySet<string> = new Set([
  FACTS.salesOrderStated.type,
  FACTS.salesOrderCancellationRequested.type,
  // What a channel paid back is handed from the order to its return.
  FACTS.returnRequested.type,
  FACTS.refundMade.type,
]);

function recoveryPolicyOf({ supplierRecovery, entities, orderToCash }: ConfigValues): SupplierRecoveryPolicy {
  const { system, warnBefore, answerWithin, settleWithin } = supplierRecovery;
  return {
    system,
    zones: new Map(Object.entries(entities).map(([entity, { zone }]) => [entity, zone])),
    rounding: orderToCash.rounding,
    warnBeforeMs: warnBefore,
    answerWithinMs: answerWithin,
    settleWithinMs: settleWithin,
  };
}

/** @param file path or URL of the configuration file */
function policyFolderOf(file: string, { policyFolder }: ConfigValues): string {
  if (policyFolder === undefined) return join(PROJECT_FOLDER, 'policies');
  return resolve(dirname(file.startsWith('file:') ? fileURLToPath(file) : file), policyFolder);
}

function crossCheck(values: ConfigValues): Fault[] {
  const faults: Fault[] = [];
  const need = (path: string, word: string, known: object, what: string): void => {
    if (Object.hasOwn(known, word)) return;
    const names = Object.keys(known).join(', ') || 'none';
    faults.push({ path: `$.${path}`, message: `"${word}" is no ${what}; configured: ${names}` });
  };
  for (const [entity, { calendar }] of Object.entries(values.entities)) {
    need(`entities.${entity}.calendar`, calendar, values.calendars, 'calendar');
  }
  for (const [system, { traffic }] of Object.entries(values.systems)) {
    for (const [at, { fact, entity, site }] of traffic.entries()) {
      const path = `systems.${system}.traffic.${at}`;
      need(`${path}.entity`, entity, values.entities, 'entity');
      if (site !== undefined) need(`${path}.site`, site, values.sites, 'site');
      if (factTypeOf(fact) === undefined) {
        faults.push({ path: `$.${path}.fact`, message: `"${fact}" is no fact type` });
      }
    }
  }
  for (const own of [POLICY_SYSTEM, ENTITLEMENTS_SYSTEM]) {
    if (!Object.hasOwn(values.systems, own)) continue;
    faults.push({ path: `$.systems.${own}`, message: 'is the name of a part of Crossdock itself' });
  }
  const { crm, sites: returnSites } = values.returnToCredit;
  if (crm !== undefined) need('returnToCredit.crm', crm, values.systems, 'system');
  for (const [entity, site] of Object.entries(returnSites)) {
    need(`returnToCredit.sites.${entity}`, entity, values.entities, 'entity');
    need(`returnToCredit.sites.${entity}`, site, values.sites, 'site');
  }
  for (const type of Object.keys(values.ownership)) {
    if (factTypeOf(type) !== undefined) continue;
    const message = `"${type}" is no fact type; GET /asyncapi.json of a running server lists them`;
    faults.push({ path: '$.ownership', message });
  }
  const codes = Object.values(values.entities).map((entity) => entity.code);
  if (new Set(codes).size !== codes.length) {
    faults.push({ path: '$.entities', message: 'two entities have the same code' });
  }
  for (const [site, { entity, calendar }] of Object.entries(values.sites)) {
    need(`sites.${site}.entity`, entity, values.entities, 'entity');
    need(`sites.${site}.calendar`, calendar, values.calendars, 'calendar');
  }
  for (const [system, { collect }] of Object.entries(values.systems)) {
    for (const [at, { site }] of collect.expects.entries()) {
      need(`systems.${system}.collect.expects[${at}].site`, site, values.sites, 'site');
    }
  }
  const { channels, documents, allocation, ...systems } = values.orderToCash.systems;
  for (const [role, system] of [...Object.entries(systems), ...Object.entries(channels)]) {
    if (system !== undefined) need(`orderToCash.systems.${role}`, system, values.systems, 'system');
  }
  for (const [channel, partners] of Object.entries(documents)) {
    for (const partner of [partners].flat()) {
      need(`orderToCash.systems.documents.${channel}`, partner, values.systems, 'system');
    }
  }
  const { lots, laboratory, adjustments } = values.stock.systems;
  for (const system of adjustments) need('stock.systems.adjustments', system, values.systems, 'system');
  for (const system of lots) need('stock.systems.lots', system, values.systems, 'system');
  if (laboratory !== undefined) need('stock.systems.laboratory', laboratory, values.systems, 'system');
  if (allocation !== 'ledger') {
    need('orderToCash.systems.allocation', allocation, values.systems, 'system');
  }
  return faults;
}

/** The systems with their settings as their kinds of connector read them. */
function checkSettings(values: ConfigValues, faults: Fault[]): ConfigValues['systems'] {
  const read = Object.entries(values.systems).map(([name, system]) => {
    const settings = CONNECTOR_KINDS[system.connector].settings.safeParse(system.settings);
    if (settings.success) return [name, { ...system, settings: settings.data }] as const;
    for (const { path, message } of faultsOf(settings.error)) {
      faults.push({ path: `$.systems.${name}.settings${path.slice(1)}`, message });
    }
    return [name, system] as const;
  });
  return Object.fromEntries(read);
}

function compileCalendars(
  values: ConfigValues,
  faults: Fault[],
): (zone: string, calendar: string) => WorkingCalendar {
  const compiled = new Map<string, WorkingCalendar>();
  const users = [...Object.entries(values.entities), ...Object.entries(values.sites)];
  for (const [user, { zone, calendar }] of users) {
    const spec = values.calendars[calendar];
    const key = `${zone} ${calendar}`;
    if (spec === undefined || compiled.has(key)) continue;
    const { holidays, ...week } = spec;
    const result = compileCalendar({ zone, week, holidays, ...CALENDAR_YEARS });
    if (result.ok) compiled.set(key, result.value);
    else faults.push({ path: `$.calendars.${calendar}`, message: `${result.error} (for ${user})` });
  }
  return (zone, calendar) => compiled.get(`${zone} ${calendar}`)!;
}

function policyOf(
  values: ConfigValues,
  calendarOf: (zone: string, calendar: string) => WorkingCalendar,
): OrderToCashPolicy {
  const { systems, priceTolerance, rounding, closedPeriod, substitutes, sla } = values.orderToCash;
  const { shortPayTolerance, disputeCredits, reminder } = values.orderToCash;
  const { channels, documents, finance, ...roles } = systems;
  return {
    entities: new Map(
      Object.entries(values.entities).map(([entity, { zone, calendar }]): [string, EntityPolicy] => [
        entity,
        { zone, calendar: calendarOf(zone, calendar) },
      ]),
    ),
    siteCalendars: new Map(
      Object.entries(values.sites).map(([site, { zone, calendar }]) => [
        site,
        calendarOf(zone, calendar),
      ]),
    ),
    systems: {
      ...roles,
      ...(finance === undefined ? {} : { finance }),
      entitlements: ENTITLEMENTS_SYSTEM,
      channels: new Map(Object.entries(channels)),
    },
    ...documentsOf(values.systems, documents, sla['document-answer']),
    priceToleranceBasisPoints: priceTolerance,
    disputeCredits,
    ...(reminder === undefined ? {} : { reminderMs: reminder }),
    ...(shortPayTolerance === undefined ? {} : { shortPayToleranceBasisPoints: shortPayTolerance }),
    rounding,
    closedPeriod,
    substitutes: new Map(Object.entries(substitutes)),
    shelfLife: {
      items: new Map(Object.entries(values.stock.shelfLife.items)),
      customers: new Map(Object.entries(values.stock.shelfLife.customers)),
      transitDays: values.stock.shelfLife.transitDays,
    },
    slaMs: sla,
  };
}

/** The systems that can be told an adjustment of stock, by what their connectors execute. */
const adjustable = (systems: ConfigValues['systems']): ReadonlySet<string> =>
  new Set(
    Object.entries(systems).flatMap(([name, { connector, settings }]) =>
      CONNECTOR_KINDS[connector].takesAdjustments?.(settings) === true ? [name] : [],
    ),
  );

/** Who gets which documents; nothing where no channel has a partner. */
function documentsOf(
  systems: ConfigValues['systems'],
  documents: ConfigValues['orderToCash']['systems']['documents'],
  answerMs: number,
): { documents?: DocumentPolicy } {
  const channels = Object.entries(documents);
  if (channels.length === 0) return {};
  const takenBy = (name: string): ReadonlySet<string> => {
    const { connector, settings } = systems[name]!;
    return new Set(CONNECTOR_KINDS[connector].documents?.(settings) ?? []);
  };
  const byChannel = channels.map(([channel, partners]): [string, Map<string, ReadonlySet<string>>] => [
    channel,
    new Map([partners].flat().map((name) => [name, takenBy(name)])),
  ]);
  return { documents: { systems: new Map(byChannel), answerMs } };
}
