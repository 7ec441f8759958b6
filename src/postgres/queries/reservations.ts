/** The list of reservations, the newest first. */
import type { ListedReservation, Page, ReservationFilter } from '../../application/query/reads.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import { viewOf } from '../../workflows/inventory-reservation/workflow.ts';
import { text } from '../rows.ts';
import { INSTANCE_COLUMNS, instanceRow, newestOf, NEWEST_FIRST } from './instances.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

/** The newest decision of the ledger says all of it. */
const DECISION = `cross join lateral (
    select f.body, f.body::jsonb as said from fact f
    where f.instance = i.key and f.type = 'inventory.reserved.v1'
    order by f.instance_version desc limit 1) decided`;

export async function listReservations(
  db: Queryable,
  filter: ReservationFilter,
): Promise<Page<ListedReservation>> {
  const where = new Conditions()
    .and('i.workflow = ?', 'inventory-reservation')
    .entities('i.entity', filter.entities)
    .and('i.lifecycle = ?', filter.lifecycle)
    .and("decided.said ->> 'item' = ?", filter.item)
    .and("decided.said ->> 'customer' = ?", filter.customer)
    .and(
      `(decided.said ->> 'site' = ?
        or decided.said -> 'held' @> jsonb_build_array(jsonb_build_object('site', ?::text)))`,
      filter.site,
    )
    .andAll('(i.opened_at, i.key) < (?::timestamptz, ?)', filter.after);
  const isByDecision = filter.item !== null || filter.customer !== null || filter.site !== null;
  const page = newestOf(where, filter.limit + 1, isByDecision ? DECISION : '');
  const sql = `select ${INSTANCE_COLUMNS}, decided.body from ${page} ${DECISION} ${NEWEST_FIRST}`;
  return pageOf(
    await rowsOf(db, sql, where.values),
    filter.limit,
    (raw) => {
      const row = instanceRow(raw);
      const reserved = FACTS.inventoryReserved.read(text(raw['body']));
      return { row, instance: row.key, view: viewOf(reserved, row.lifecycle === 'expired') };
    },
    ({ row }) => [timeText(row.openedAt), row.key],
  );
}
