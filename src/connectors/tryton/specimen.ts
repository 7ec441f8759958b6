/** Samples for the conformance suite: quotations for a customer and an item that Tryton already has. */
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS } from '../../canonical/catalogue.ts';
import { formatInstant } from '../../kernel/instant.ts';
import {
  sampleCommand,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';
import { askDirectly } from '../conformance/direct.ts';
import type { TrytonSettings } from './settings.ts';

const PUSHES_NOTHING = { notApplicable: 'Tryton pushes no messages' } as const;
/** States of a sale that was told whole: what is a draft was only begun. */
const WHOLE = new Set(['quotation', 'confirmed', 'processing', 'done']);

interface Masters {
  readonly company: number;
  readonly currency: string;
  readonly customer: string;
  readonly item: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Samples are sales; they are read, and cancelled in the end, over JSON-RPC of the specimen's own. */
export function trytonSpecimen(place: SpecimenPlace<TrytonSettings>): Specimen {
  const { settings, run } = place;
  const login = Buffer.from(`${settings.user}:${place.secret}`, 'utf8').toString('base64');

  const rpc = async (method: string, ...params: readonly unknown[]): Promise<unknown> => {
    const answer = (await askDirectly(`${place.url}/${encodeURIComponent(settings.database)}/`, {
      method: 'POST',
      headers: { authorization: `Basic ${login}` },
      body: { id: 1, method, params },
    })) as { result?: unknown; error?: unknown };
    if (answer.error === undefined) return answer.result;
    throw new Error(`${method}: ${JSON.stringify(answer.error).slice(0, 300)}`);
  };
  const rows = async (model: string, domain: unknown, fields: readonly string[]): Promise<readonly Row[]> =>
    (await rpc(`model.${model}.search_read`, domain, 0, 50, [['id', 'ASC']], fields, {})) as Row[];

  const find = async (): Promise<Masters> => {
    if (!settings.roles.includes('sales')) {
      throw new Error('samples are sales, and this database has not the role "sales"');
    }
    const named = [['party.name', '=', settings.company]];
    const [company] = await rows('company.company', named, ['currency', 'party']);
    if (company === undefined) throw new Error(`there is no company ${settings.company}`);
    const [currency] = await rows('currency.currency', [['id', '=', company['currency']]], ['code']);
    const others = [['code', '!=', null], ['id', '!=', company['party']]];
    const parties = await rows('party.party', others, ['code', 'addresses']);
    const customer = parties.findLast(({ addresses }) => (addresses as unknown[]).length > 0);
    const [product] = await rows('product.product', [['code', '!=', null], ['salable', '=', true]], ['code']);
    if (customer === undefined || product === undefined) {
      throw new Error('samples need a party with an address and a salable product, both with a code');
    }
    return {
      company: company['id'] as number,
      currency: String(currency?.['code']),
      customer: String(customer['code']),
      item: String(product['code']),
    };
  };
  let masters: Promise<Masters> | null = null;

  const register = (
    known: Masters,
    salesOrder: string,
    quantity: string,
    generation: number,
    customer = known.customer,
  ): OutboundCommand =>
    sampleCommand(
      { entity: settings.entity, salesOrder, id: 'register-sales-order' },
      COMMANDS.registerSalesOrder,
      {
        salesOrder,
        of: `${salesOrder}-${quantity}`,
        customer,
        currency: known.currency,
        orderedAt: formatInstant(place.now()),
        lines: [{ line: 1, item: known.item, quantity, unitPrice: '1.25' }],
      },
      generation,
    );

  /** Sales of an order that are not cancelled; the last word of the description is the mark. */
  const salesOf = async (salesOrder: string): Promise<readonly Row[]> => {
    const sales = await rows('sale.sale', [['reference', '=', salesOrder]], ['state', 'description']);
    return sales.filter(({ state }) => state !== 'cancelled');
  };
  const asked = new Map<string, Masters>();

  return {
    command: async (sample) => {
      const known = await (masters ??= find());
      const command = register(known, sampleName(run, sample), '4', 1);
      asked.set(command.correlationId, known);
      return command;
    },
    effects: async (command) => {
      const { of } = command.content as { of?: string };
      const sales = await salesOf(command.correlationId);
      const isTold = ({ description }: Row): boolean => {
        return String(description).split(' ').at(-1) === encodeURIComponent(of ?? '');
      };
      const whole = sales.filter((sale) => WHOLE.has(String(sale['state'])) && isTold(sale));
      return { whole: whole.length, begun: sales.filter(({ state }) => state === 'draft').length };
    },
    refused: async (sample) => {
      const name = sampleName(run, sample);
      return register(await (masters ??= find()), name, '4', 1, `${name}-nobody`);
    },
    successor: ({ correlationId }) => register(asked.get(correlationId)!, correlationId, '6', 2),
    sign: PUSHES_NOTHING,
    messages: PUSHES_NOTHING,
    wrongSecret: { notApplicable: 'Tryton locks an account after a few wrong passwords' },
    cleanup: async (command) => {
      const { company } = await (masters ??= find());
      const ids = (await salesOf(command.correlationId)).map(({ id }) => id);
      if (ids.length > 0) await rpc('model.sale.sale.cancel', ids, { company });
    },
  };
}
