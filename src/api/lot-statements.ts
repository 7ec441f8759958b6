/** Lots that nobody stated: what stating them would come to, and stating them. */
import type { FastifyInstance } from 'fastify';
import { quantityFigure } from '../application/query/figures.ts';
import { entityToWrite } from '../application/query/find.ts';
import { previewStatements, stateLots, type LotStatements } from '../application/stock/lot-statements.ts';
import * as contract from '../contract/resources/lot-statements.ts';
import type { LocalDate } from '../kernel/instant.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect } from './errors.ts';
import { serve } from './route.ts';

interface Body {
  readonly entity?: string | undefined;
  readonly lots: readonly {
    readonly item: string;
    readonly lot: string;
    readonly expiresOn: string | null;
  }[];
  readonly needsRelease: boolean;
}

export function serveLotStatements(app: FastifyInstance, deps: ApiDeps): void {
  const statementsOf = ({ principal }: Caller, { entity, lots, needsRelease }: Body): LotStatements => ({
    entity: expect(entityToWrite(deps.entities, principal, entity)),
    lots: lots.map((each) => ({ ...each, expiresOn: each.expiresOn as LocalDate | null })),
    needsRelease,
  });

  serve(app, deps, contract.previewLotStatements, async ({ body, caller }) => {
    const statements = statementsOf(caller, body);
    const now = deps.clock.now();
    const effects = await previewStatements(deps.stockReads, statements, (site) => deps.dateAt(site, now));
    const items = [...new Set(effects.filter(({ freed }) => freed > 0n).map(({ item }) => item))];
    const waiting = await Promise.all(
      items.map(async (item) => {
        const { backordered } = await deps.reads.itemStock(item, [statements.entity]);
        return { item, shortfall: backordered.get(statements.entity) ?? 0n };
      }),
    );
    const answer = {
      lots: effects.map(({ item, lot, before, after, onHand }) => ({
        item, lot, before, after, onHand: quantityFigure(onHand),
      })),
      sellable: effects.filter(({ after }) => after === 'fit').length,
      waiting: waiting
        .filter(({ shortfall }) => shortfall > 0n)
        .map(({ item, shortfall }) => ({ item, shortfall: quantityFigure(shortfall) })),
    };
    return { status: 200, body: answer };
  });

  serve(app, deps, contract.stateLots, async ({ body, caller }) => {
    const statements = statementsOf(caller, body);
    const office = { ...deps, stock: deps.stockReads };
    const { done, refused } = await stateLots(office, caller, statements, body.reason);
    const account = {
      total: statements.lots.length,
      done: done.map(({ item, lot }) => ({ item, lot })),
      refused: refused.map(({ item, lot, reason }) => ({ item, lot, reason })),
    };
    return { status: 200, body: account };
  });
}
