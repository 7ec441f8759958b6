/** The first wait of a batch: lock its instances and streams in key order, see what is known. */
import type { OpenRequest, Opened } from '../application/ports/store.ts';
import type { Sender } from './batch-store.ts';
import { arrayOf, texts } from './columns.ts';
import { at, maybeText, ms, number, text } from './rows.ts';

/** Sorted under the lock node, so every batch of every process locks in the same order. */
const LOCK_INSTANCES = `select key, version, ${ms('opened_at')} from instance
  where key = any(${arrayOf(1, 'text')}) order by key for no key update`;

const LOCK_STREAMS = `select key, fact_count, movement_count, version, body from movement_stream
  where key = any(${arrayOf(1, 'text')}) order by key for no key update`;

/**
 * A statement of its own, after the locks: it sees what those we waited for have committed. One
 * look by key for each fact asked for, whatever the planner believes of the size of the tables: a
 * plain join was planned backwards on a table that had been empty, at eight times the cost.
 */
const KNOWN_FACTS = `with asked as (
    select * from unnest(${arrayOf(1, 'text')}, ${arrayOf(2, 'text')}) as a(source, id))
  select f.* from asked a, lateral (
    select f.source, f.id, f.type, f.body, f.instance from fact f
    where f.source = a.source and f.id = a.id limit 1) f
  union all
  select w.* from asked a, lateral (
    select w.source, w.id, w.type, w.body, null from waiting_fact w
    where w.source = a.source and w.id = a.id limit 1) w`;

export async function openBatch(send: Sender, request: OpenRequest): Promise<Opened> {
  const { instances, streams, facts } = request;
  const begin = send('begin', 'begin', []);
  const locked = instances.length === 0 ? [] : send('lock-instances', LOCK_INSTANCES, [texts(instances)]);
  const registers = streams.length === 0 ? [] : send('lock-streams', LOCK_STREAMS, [texts(streams)]);
  const sources = texts(facts.map((fact) => fact.source));
  const ids = texts(facts.map((fact) => fact.id));
  const known = facts.length === 0 ? [] : send('known-facts', KNOWN_FACTS, [sources, ids]);
  const [, lockedRows, streamRows, knownRows] = await Promise.all([begin, locked, registers, known]);
  return {
    instances: lockedRows.map((row) => ({
      key: text(row['key']),
      version: number(row['version']),
      openedAt: at(row['opened_at']),
    })),
    streams: streamRows.map((row) => ({
      key: text(row['key']),
      facts: number(row['fact_count']),
      movements: number(row['movement_count']),
      version: number(row['version']),
      text: text(row['body']),
    })),
    facts: knownRows.map((row) => ({
      source: text(row['source']),
      id: text(row['id']),
      type: text(row['type']),
      text: text(row['body']),
      instance: maybeText(row['instance']),
    })),
  };
}
