import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import distributor from '../../../crossdock.config.ts';
import { checkConfig, ConfigError, loadConfig } from './config.ts';
import { parseDuration } from './duration.ts';

/** The faults that a changed configuration is refused with, as path and message. */
function faultsOf(change: (config: Record<string, never>) => void): string[] {
  const config = structuredClone(distributor) as unknown as Record<string, never>;
  change(config);
  try {
    checkConfig('crossdock.config.ts', config);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults.map(({ path, message }) => `${path} ${message}`);
  }
}

describe('the configuration', () => {
  test('of the project itself is right', async () => {
    const { pathname } = new URL('../../../crossdock.config.ts', import.meta.url);
    const config = await loadConfig(pathname);
    assert.deepEqual(config.entityByCode, { 10: 'uk', 20: 'fr' });
    assert.equal(config.policy.slaMs.acceptance, 4 * 3_600_000);
    assert.equal(config.policy.priceToleranceBasisPoints, 50n);
  });

  test('that is missing says so', async () => {
    await assert.rejects(loadConfig('/nowhere/crossdock.config.ts'), /does not exist/);
  });

  test('names every fault at once, with its place and what would be right', () => {
    const faults = faultsOf((config) => {
      const { uk } = config['entities'] as unknown as Record<string, Record<string, string>>;
      uk!['currency'] = 'XAU';
      uk!['zone'] = 'Europe/Leeds';
      (config['orderToCash'] as unknown as Record<string, string>)['priceTolerance'] = 'little';
    });
    assert.equal(faults.length, 3);
    assert.ok(faults.some((fault) => fault.startsWith('$.entities.uk.currency must be an ISO 4217')));
    assert.ok(faults.some((fault) => fault.includes('Europe/London')));
    assert.ok(faults.some((fault) => fault.includes('"0.5 %"')));
  });

  test('names that do not fit together are faults, with the names that would', () => {
    const faults = faultsOf((config) => {
      const { leeds } = config['sites'] as unknown as Record<string, Record<string, string>>;
      leeds!['entity'] = 'scotland';
      const orderToCash = config['orderToCash'] as unknown as { systems: Record<string, string> };
      orderToCash.systems['erp'] = 'sap';
    });
    assert.deepEqual(faults, [
      '$.sites.leeds.entity "scotland" is no entity; configured: uk, fr',
      '$.orderToCash.systems.erp "sap" is no system; configured: ' +
        'shop, erp, wms, carrier, tax, payment, supplier, crm, laboratory',
    ]);
  });

  test('a fact type that does not exist cannot be owned', () => {
    const faults = faultsOf((config) => {
      (config['ownership'] as unknown as Record<string, string[]>)['shipment.lost.v1'] = ['wms'];
    });
    assert.match(faults[0] ?? '', /"shipment\.lost\.v1" is no fact type/);
  });

  test('what a kind of connector does not know is a fault of its system', () => {
    const faults = faultsOf((config) => {
      const { erp } = config['systems'] as unknown as Record<string, Record<string, unknown>>;
      erp!['settings'] = { colour: 'green' };
    });
    assert.match(faults[0] ?? '', /^\$\.systems\.erp\.settings .*colour/);
  });

  test('working hours that overlap are refused with the calendar that has them', () => {
    const faults = faultsOf((config) => {
      const { office } = config['calendars'] as unknown as Record<string, Record<string, string[]>>;
      office!['mon'] = ['08:00-12:00', '11:00-17:00'];
    });
    assert.match(faults[0] ?? '', /^\$\.calendars\.office /);
  });
});

test('durations are read in the units that people write', () => {
  assert.equal(parseDuration('30 min'), 1_800_000);
  assert.equal(parseDuration('2d'), 172_800_000);
  assert.equal(parseDuration('soon'), null);
  assert.equal(parseDuration('1.5 h'), null);
});
