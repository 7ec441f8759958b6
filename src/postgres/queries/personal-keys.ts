/** Keys of data subjects on PostgreSQL, and what an erasure takes away. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Erasure, PersonalKeyStore } from '../../application/ports/personal-keys.ts';
import { escapedText } from '../../application/privacy/telling.ts';
import { at, bigint, ms, number, text, type Raw } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { Conditions, pageOf, rowsOf, timeText } from './query.ts';

const SECRET_BYTES = 32;

const ASKED = 'unnest($1::text[], $2::text[]) a(entity, subject)';

const CURRENT = `select k.entity, k.subject, k.data_subject || '-' || k.generation as name, k.secret
  from ${ASKED} join personal_key k using (entity, subject) where k.secret is not null`;

/** Two processes may make the same key at once: the first one stands, and both read it. */
const MAKE = `insert into personal_key (data_subject, generation, entity, subject, secret)
  select coalesce(k.data_subject, nextval('data_subject_number')), coalesce(k.generation, 0) + 1,
    a.entity, a.subject, decode(a.secret, 'hex')
  from unnest($1::text[], $2::text[], $3::text[]) a(entity, subject, secret)
  left join lateral (select * from personal_key k where k.entity = a.entity and k.subject = a.subject
    order by k.generation desc limit 1) k on true
  where k.secret is null
  order by a.entity, a.subject on conflict do nothing`;

const NAMED = `select k.data_subject || '-' || k.generation as name, k.secret from personal_key k
  where (k.data_subject, k.generation) in (
    select split_part(n, '-', 1)::bigint, split_part(n, '-', 2)::integer from unnest($1::text[]) n)`;

/** Instances that name a customer, by the partial index of facts that do. */
const OF_CUSTOMERS = `select distinct f.instance from fact f
  where f.entity = $1 and f.body::json ->> 'customer' = any($2::text[]) and f.type in
    ('sales-order.stated.v1', 'return.requested.v1', 'charge.disputed.v1', 'customer.stated.v1')`;

const UNSETTLED = `select key from instance where key = any($1::text[])
  and workflow <> 'customer' and (not settled or underway) or key = any($1::text[]) and underway
  order by key`;

/** Keys that facts of these instances are enclosed with, and the keys of the customers themselves. */
const NAMED_KEYS = `named as (
    select split_part(name, '-', 1)::bigint as data_subject, split_part(name, '-', 2)::integer as generation
    from (select distinct (regexp_matches(body, '~pd\\.(\\d+-\\d+)\\.', 'g'))[1] as name
      from fact where instance = any($1::text[])) n
    union select data_subject, generation from personal_key where entity = $2 and subject = any($3::text[]))`;
const IS_NAMED = `k.data_subject = n.data_subject and k.generation = n.generation and k.entity = $2
    and k.secret is not null`;
const DESTROY = `with ${NAMED_KEYS}
  update personal_key k set secret = null, destroyed_at = $4 from named n where ${IS_NAMED}`;
const COUNT_KEYS = `with ${NAMED_KEYS}
  select count(*) as keys from personal_key k join named n on ${IS_NAMED}`;

/** Facts that hold values which would be unreadable. */
const COUNT_FACTS = `select type, count(*) as count from fact
  where instance = any($1::text[]) and body ~ '~pd\\.\\d+-\\d+\\.' group by type order by type`;

/** Messages that told of these instances, and whether of them alone, or nobody else can read them. */
const judgedMessages = (instances: string): string => `told as (
    select distinct source, message_id from fact where instance = any(${instances}::text[])
      and message_id is not null),
  judged as (select m.id, m.enclosed_by is not null or not exists (select from fact f
      where f.source = m.source and f.message_id = m.message_id
        and not f.instance = any(${instances}::text[])) as is_theirs
    from told join inbound_message m using (source, message_id) where m.erased_at is null)`;
const COUNT_MESSAGES = `with ${judgedMessages('$1')}
  select count(*) filter (where is_theirs) as theirs, count(*) filter (where not is_theirs) as shared
  from judged`;
/** Those that are theirs are emptied. */
const EMPTY_MESSAGES = `with ${judgedMessages('$1')},
  emptied as (
    update inbound_message m set body = '', headers = '{}', body_hash = '', enclosed_by = null, erased_at = $2
    from judged j where m.id = j.id and j.is_theirs returning 1)
  select (select count(*) from emptied) as emptied, count(*) filter (where not is_theirs) as shared
  from judged`;

/** Files beside the cases of these instances: bytes and name go, the hash stays. */
const BESIDE_THEIRS = 'c.id = a.case_id and c.instance = any($1::text[]) and a.erased_at is null';
const EMPTY_ATTACHMENTS = `update case_attachment a set content = '', name = 'erased', erased_at = $2
  from exception_case c where ${BESIDE_THEIRS}`;
const COUNT_ATTACHMENTS = `select count(*) as n from case_attachment a
  join exception_case c on ${BESIDE_THEIRS}`;

/** What was never let in has no fact that says whose it is: its bytes do. */
const TELLS = (row: string): string => `(${escapedText(`${row}.body`)} ~ any($1::text[])
    or lower(coalesce(${row}.headers, '')) ~ any($1::text[]))`;

/** Entries of the quarantine that are theirs. */
const UNREAD = `theirs as (
    select q.id, q.source, q.message_id from quarantine q
    where q.erased_at is null and (q.entity is null or q.entity = $2) and ${TELLS('q')})`;
/** A message that such an entry came with, or that tells of them itself. */
const IS_UNREAD = `m.erased_at is null and m.enclosed_by is null and (
      exists (select from theirs t where t.source = m.source and t.message_id = m.message_id)
      or m.quarantined_count > 0 and (m.entity is null or m.entity = $2) and ${TELLS('m')})`;
/** Messages that are emptied for their facts are counted there. */
const COUNT_QUARANTINE = `with ${UNREAD}, ${judgedMessages('$3')}
  select (select count(*) from theirs) as entries,
    (select count(*) from inbound_message m where ${IS_UNREAD}
      and not exists (select from judged j where j.id = m.id and j.is_theirs)) as messages`;
const EMPTY_QUARANTINE = `with ${UNREAD},
  messages as (
    update inbound_message m set body = '', headers = '{}', body_hash = '', enclosed_by = null, erased_at = $3
    where ${IS_UNREAD}
    returning 1),
  emptied as (
    update quarantine q set body = '', headers = null, reason = 'erased', waits_for = null, body_hash = '',
      erased_at = $3, state = case when q.state = 'open' then 'discarded' else q.state end,
      settled_at = coalesce(q.settled_at, $3), settled_by = coalesce(q.settled_by, $4)
    from theirs t where q.id = t.id returning 1)
  select (select count(*) from emptied) as emptied, (select count(*) from messages) as messages`;

const ERASURE = `id, entity, customer, erased_by, ${ms('erased_at')}, reason, key_count, instance_count,
  message_count, shared_message_count, attachment_count, quarantined_count`;

const erasureRow = (row: Raw): Erasure => ({
  id: bigint(row['id']),
  entity: text(row['entity']),
  customer: text(row['customer']),
  by: text(row['erased_by']),
  at: at(row['erased_at']),
  reason: text(row['reason']),
  keys: number(row['key_count']),
  instances: number(row['instance_count']),
  messages: number(row['message_count']),
  sharedMessages: number(row['shared_message_count']),
  attachments: number(row['attachment_count']),
  quarantined: number(row['quarantined_count']),
});

const keyRow = (row: Raw) => ({ name: text(row['name']), secret: row['secret'] as Uint8Array | null });

export const postgresPersonalKeys = (pool: pg.Pool): PersonalKeyStore => ({
  async current(subjects) {
    const columns = (some: typeof subjects) => [
      some.map(({ entity }) => entity),
      some.map(({ subject }) => subject),
    ];
    const read = async () =>
      (await rowsOf(pool, CURRENT, columns(subjects))).map((row) => ({
        ...keyRow(row),
        entity: text(row['entity']),
        subject: text(row['subject']),
      }));
    const known = await read();
    if (known.length === subjects.length) return known;
    const names = new Set(known.map(({ entity, subject }) => `${entity} ${subject}`));
    const missing = subjects.filter(({ entity, subject }) => !names.has(`${entity} ${subject}`));
    const secrets = missing.map(() => randomBytes(SECRET_BYTES).toString('hex'));
    await rowsOf(pool, MAKE, [...columns(missing), secrets]);
    return read();
  },

  named: async (names) => (await rowsOf(pool, NAMED, [names])).map(keyRow),

  async holdings(entity, customers) {
    const instances = (await rowsOf(pool, OF_CUSTOMERS, [entity, customers])).map((row) =>
      text(row['instance']),
    );
    const unsettled = (await rowsOf(pool, UNSETTLED, [instances])).map((row) => text(row['key']));
    return { instances, unsettled };
  },

  async reach({ entity, customers, instances, telling }) {
    const subjects = customers.map((number) => `customer/${number}`);
    const facts = await rowsOf(pool, COUNT_FACTS, [instances]);
    const [keys] = await rowsOf(pool, COUNT_KEYS, [instances, entity, subjects]);
    const [messages] = await rowsOf(pool, COUNT_MESSAGES, [instances]);
    const [files] = await rowsOf(pool, COUNT_ATTACHMENTS, [instances]);
    const [unread] = await rowsOf(pool, COUNT_QUARANTINE, [telling, entity, instances]);
    return {
      facts: facts.map((row) => ({ type: text(row['type']), count: number(row['count']) })),
      keys: number(keys!['keys']),
      messages: number(messages!['theirs']) + number(unread!['messages']),
      sharedMessages: number(messages!['shared']),
      attachments: number(files!['n']),
      quarantined: number(unread!['entries']),
    };
  },

  async saidOf(instances) {
    const sql = `select body from fact where instance = any($1::text[]) and body like '%~pd.%'`;
    return (await rowsOf(pool, sql, [instances])).map((row) => text(row['body']));
  },

  erase: ({ entity, customer, customers, instances, telling, by, at: now, reason }, audit) =>
    inTransaction(pool, async (db) => {
      const subjects = customers.map((number) => `customer/${number}`);
      const destroyed = await db.query(DESTROY, [instances, entity, subjects, timeText(now)]);
      const [messages] = await rowsOf(db, EMPTY_MESSAGES, [instances, timeText(now)]);
      const attachments = await db.query(EMPTY_ATTACHMENTS, [instances, timeText(now)]);
      const [unread] = await rowsOf(db, EMPTY_QUARANTINE, [telling, entity, timeText(now), by]);
      const [row] = await rowsOf(
        db,
        `insert into erasure (entity, customer, erased_by, erased_at, reason, key_count, instance_count,
           message_count, shared_message_count, attachment_count, quarantined_count)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         returning ${ERASURE}`,
        [entity, customer, by, timeText(now), reason, destroyed.rowCount ?? 0, instances.length,
          number(messages!['emptied']) + number(unread!['messages']), messages!['shared'],
          attachments.rowCount ?? 0, unread!['emptied']],
      );
      const erasure = erasureRow(row!);
      await appendAudit(db, audit(erasure));
      return erasure;
    }),

  async erasures({ after, limit }) {
    const where = new Conditions().andAll('id < ?::bigint', after);
    const sql = `select ${ERASURE} from erasure where ${where.sql} order by id desc
      limit ${where.value(limit + 1)}`;
    return pageOf(await rowsOf(pool, sql, where.values), limit, erasureRow, ({ id }) => [String(id)]);
  },
});
