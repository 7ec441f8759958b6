/** What a Tryton holds before the first order: company, accounts, periods, items, parties, prices and stock. */
import { ADMIN_PASSWORD } from './tryton-template.ts';
import { day, decimal, TrytonDesk } from './tryton-desk.ts';

export interface SeedItem {
  readonly item: string;
  readonly listPrice: string;
  /** On hand from the start, in whole units. */
  readonly stock: number;
  /** It may not move to a customer without naming its lot. */
  readonly lots?: boolean;
}

export interface SeedParty {
  readonly party: string;
  readonly country: string;
  readonly netDays: number;
  /** Contract prices by item; the others pay the list price. */
  readonly contractPrices?: Readonly<Record<string, string>>;
}

export interface Seed {
  readonly company: string;
  readonly items: readonly SeedItem[];
  readonly parties: readonly SeedParty[];
  /** Years whose months are open accounting periods. */
  readonly years: readonly number[];
}

/** Fills a database. What is there already stays: it may have been made by an earlier seed. */
export async function seedTryton(url: string, database: string, seed: Seed): Promise<void> {
  const desk = await TrytonDesk.open(url, database, 'admin', ADMIN_PASSWORD);
  const { company, currency } = await seedCompany(desk, seed.company);
  const accounts = await seedAccounts(desk, company);
  for (const year of seed.years) await seedYear(desk, company, year);
  await seedItems(desk, seed, company, accounts);
  await seedParties(desk, seed, company, currency);
  await seedReturns(desk);
}

/** What returns need: a type of complaint, and a place for goods that may not be sold. */
async function seedReturns(desk: TrytonDesk): Promise<void> {
  const origin = await desk.only('ir.model', [['model', '=', 'sale.sale']]);
  await desk.ensure('sale.complaint.type', [['origin', '=', origin]], () => ({ name: 'Return', origin }));
  const parent = await desk.only('stock.location', [['code', '=', 'WH']]);
  await desk.ensure('stock.location', [['code', '=', 'QUA']], () => ({
    name: 'Quarantine', code: 'QUA', type: 'storage', parent,
  }));
}

async function seedCompany(desk: TrytonDesk, name: string): Promise<{ company: number; currency: number }> {
  const currency = await desk.ensure('currency.currency', [['code', '=', 'USD']], () => ({
    name: 'US Dollar', symbol: '$', code: 'USD', rounding: decimal('0.01'), digits: 2,
    rates: [['create', [{ date: day('2020-01-01'), rate: decimal('1') }]]],
  }));
  const company = await desk.ensure('company.company', [], async () => ({
    party: await desk.create('party.party', { name }),
    currency,
  }));
  // The database may come from somebody else's seed: the name is what settings refer to.
  const [row] = await desk.find<{ party: number }>('company.company', [['id', '=', company]], ['party']);
  await desk.write('party.party', [row!.party], { name });
  await desk.write('res.user', [desk.userId], { companies: [['add', [company]]], company });
  await desk.readContext();
  desk.context['company'] = company;
  return { company, currency };
}

interface Accounts {
  readonly revenue: number;
  readonly expense: number;
}

async function seedAccounts(desk: TrytonDesk, company: number): Promise<Accounts> {
  const of = (kind: string): Promise<number> =>
    desk.only('account.account', [[`type.${kind}`, '=', true], ['company', '=', company]]);
  if ((await desk.search('account.account', [['company', '=', company]])).length === 0) {
    await makeChart(desk, company, of);
  }
  const revenue = await of('revenue');
  const cash = await desk.only('account.journal', [['type', '=', 'cash']]);
  const bank = await desk.ensure('account.account', [['name', '=', 'Bank'], ['company', '=', company]], async () => {
    const [main] = await desk.find<{ type: number }>('account.account', [['name', '=', 'Main Cash']], ['type']);
    const type = main?.type ?? (await desk.only('account.account.type', [['company', '=', company], ['assets', '=', true]]));
    return { name: 'Bank', code: 'BANK', company, type };
  });
  await desk.ensure('account.invoice.payment.method', [['company', '=', company]], () => ({
    name: 'Bank', company, journal: cash, credit_account: bank, debit_account: bank,
  }));
  return { revenue, expense: await of('expense') };
}

/** The chart of accounts comes through a wizard, as it does for people. */
async function makeChart(
  desk: TrytonDesk,
  company: number,
  of: (kind: string) => Promise<number>,
): Promise<void> {
  const found = await desk.find<{ db_id: number }>(
    'ir.model.data',
    [['module', '=', 'account'], ['fs_id', '=', 'account_template_root_en']],
    ['db_id'],
  );
  const wizard = 'wizard.account.create_chart';
  const [session] = (await desk.raw(`${wizard}.create`, [desk.context])) as [number];
  const step = (data: object, next: string): Promise<unknown> =>
    desk.raw(`${wizard}.execute`, [session, data, next, desk.context]);
  await step({ account: { account_template: found[0]!.db_id, company } }, 'create_account');
  const [receivable, payable] = [await of('receivable'), await of('payable')];
  const properties = { company, account_receivable: receivable, account_payable: payable };
  await step({ properties }, 'create_properties');
  await desk.raw(`${wizard}.delete`, [session, desk.context]);
}

async function seedYear(desk: TrytonDesk, company: number, year: number): Promise<void> {
  const inYear = [['company', '=', company], ['start_date', '=', day(`${year}-01-01`)]];
  if ((await desk.search('account.fiscalyear', inYear)).length > 0) return;
  const type = (name: string): Promise<number> => desk.only('ir.sequence.type', [['name', '=', name]]);
  const [moves, invoices] = [await type('Account Move'), await type('Invoice')];
  const strict = (name: string, prefix: string): Promise<number> =>
    desk.create('ir.sequence.strict', { name: `${name} ${year}`, prefix, sequence_type: invoices, company });
  const out = await strict('invoices', `INV${year}-`);
  const credit = await strict('credits', `CN${year}-`);
  const sequences = {
    company, out_invoice_sequence: out, in_invoice_sequence: out,
    out_credit_note_sequence: credit, in_credit_note_sequence: credit,
  };
  const fiscalYear = await desk.create('account.fiscalyear', {
    name: String(year), company,
    start_date: day(`${year}-01-01`), end_date: day(`${year}-12-31`),
    post_move_sequence: await desk.create('ir.sequence', { name: `moves ${year}`, sequence_type: moves, company }),
    invoice_sequences: [['create', [sequences]]],
  });
  await desk.click('account.fiscalyear', 'create_period', fiscalYear);
}

async function seedItems(desk: TrytonDesk, seed: Seed, company: number, accounts: Accounts): Promise<void> {
  const unit = await desk.only('product.uom', [['name', '=', 'Unit']]);
  const category = await desk.ensure('product.category', [['name', '=', 'Traded goods']], () => ({
    name: 'Traded goods', accounting: true,
    account_expense: accounts.expense, account_revenue: accounts.revenue,
  }));
  const counted: object[] = [];
  for (const { item, listPrice, stock, lots } of seed.items) {
    if ((await desk.search('product.product', [['code', '=', item]])).length > 0) continue;
    const template = await desk.create('product.template', {
      name: `Item ${item}`, code: item, default_uom: unit, type: 'goods',
      salable: true, sale_uom: unit, list_price: decimal(listPrice), account_category: category,
      ...(lots === true ? { lot_required: ['customer'] } : {}),
      products: [['create', [{ cost_price: decimal('1') }]]],
    });
    const product = await desk.only('product.product', [['template', '=', template]]);
    if (stock > 0) counted.push({ product, quantity: stock, expected_quantity: 0 });
  }
  if (counted.length === 0) return;
  const location = await desk.only('stock.location', [['code', '=', 'STO']]);
  const count = await desk.create('stock.inventory', { location, company, lines: [['create', counted]] });
  await desk.click('stock.inventory', 'confirm', count);
}

async function seedParties(desk: TrytonDesk, seed: Seed, company: number, currency: number): Promise<void> {
  for (const { party, country, netDays, contractPrices } of seed.parties) {
    if ((await desk.search('party.party', [['code', '=', party]])).length > 0) continue;
    const term = await desk.ensure('account.invoice.payment_term', [['name', '=', `Net ${netDays}`]], () => ({
      name: `Net ${netDays}`,
      lines: [['create', [{ type: 'remainder', relativedeltas: [['create', [{ days: netDays }]]] }]]],
    }));
    const where = await desk.ensure('country.country', [['code', '=', country]], () => ({
      name: country, code: country,
    }));
    const address = { street: '1 Main St', postal_code: '94105', city: 'San Francisco', country: where };
    const prices = Object.entries(contractPrices ?? {});
    await desk.create('party.party', {
      name: `Customer ${party}`, code: party, customer_payment_term: term,
      addresses: [['create', [address]]],
      ...(prices.length === 0 ? {} : { sale_price_list: await priceList(desk, company, currency, party, prices) }),
    });
  }
}

async function priceList(
  desk: TrytonDesk,
  company: number,
  _currency: number,
  party: string,
  prices: readonly (readonly [string, string])[],
): Promise<number> {
  const lines: object[] = [];
  for (const [item, price] of prices) {
    const product = await desk.only('product.product', [['code', '=', item]]);
    lines.push({ product, formula: price });
  }
  const rest = { formula: 'unit_price' };
  return desk.create('product.price_list', {
    name: `Contract ${party}`, company, lines: [['create', [...lines, rest]]],
  });
}
