/** Personal data: what would become unreadable, asking for it, and what was erased. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../../../src/client/client.ts';
import { useRead } from '../../api/client.ts';
import { usePages } from '../../api/pages.ts';
import { api } from '../../api/request.ts';
import { useNow } from '../../api/server-time.ts';
import { useIdentity } from '../../api/session.ts';
import type { Erasure } from '../../api/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { LongTable, type Column } from '../../parts/long-table.tsx';
import { Card, Empty, Loaded } from '../../parts/surface.tsx';
import { When } from '../../parts/when.tsx';
import { To } from '../../shell/link.tsx';
import { useParameters } from '../../shell/moment.ts';
import { moment, number } from '../../words/format.ts';
import { ErasureReach } from './erasure-reach.tsx';

export function Erasures() {
  const [{ entity, customer }, ask] = useParameters(['entity', 'customer']);
  const isAsked = entity !== null && customer !== null;
  const preview = useQuery({
    queryKey: ['/v1/erasures/preview', { entity, customer }],
    queryFn: ({ signal }) =>
      dataOf(
        api.POST('/v1/erasures/preview', {
          body: { entity: entity ?? '', customer: customer ?? '' },
          signal,
        }),
      ),
    enabled: isAsked,
    retry: false,
  });
  return (
    <>
      <Question entity={entity} customer={customer} ask={ask} />
      {isAsked ? (
        <Loaded query={preview} what={`What tells of ${customer}`}>
          {(reach) => <ErasureReach reach={reach} />}
        </Loaded>
      ) : null}
      <Waiting />
      <Done open={({ entity: whose, customer: number }) => ask({ entity: whose, customer: number })} />
    </>
  );
}

interface QuestionProps {
  readonly entity: string | null;
  readonly customer: string | null;
  readonly ask: (about: { readonly entity: string; readonly customer: string }) => void;
}

/** Of whom: nothing is changed by asking. */
function Question({ entity, customer, ask }: QuestionProps) {
  const own = useIdentity().session?.entities ?? [];
  const [whose, choose] = useState(entity ?? own[0] ?? '');
  const [said, say] = useState(customer ?? '');
  return (
    <Card title="Somebody asks to be forgotten" aside="asking changes nothing">
      <form
        className="pad tabs ends"
        onSubmit={(event) => {
          event.preventDefault();
          ask({ entity: whose.trim(), customer: said.trim() });
        }}
      >
        <label className="fld">
          Entity
          <input required value={whose} size={8} onChange={({ target }) => choose(target.value)} />
        </label>
        <label className="fld">
          Our number of the customer
          <input required value={said} onChange={({ target }) => say(target.value)} />
        </label>
        <button type="submit" className="btn">
          Show what would become unreadable
        </button>
      </form>
    </Card>
  );
}

/** The second of the two steps: what was asked for, and waits for another person. */
function Waiting() {
  const now = useNow();
  const { data } = useRead('/v1/proposals', { query: { state: 'open', limit: 100 } });
  const waiting = (data?.items ?? []).filter(({ operation }) => operation === 'erasePersonalData');
  if (waiting.length === 0) return null;
  return (
    <Card title="Asked for, and waits for a second person">
      <ul className="list">
        {waiting.map(({ id, body, madeBy, madeAt, reason }) => {
          const about = body as { readonly entity: string; readonly customer: string };
          return (
            <li key={id}>
              <Icon name="approvals" />
              <span>
                <b className="b">
                  {about.customer} of {about.entity}
                </b>
                <br />
                <span className="sub">
                  asked by {madeBy}, {moment(madeAt, now)}: {reason}
                </span>
              </span>
              <span className="m">
                <To className="btn s" to="/approvals">
                  Agree or refuse
                </To>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

const columns: readonly Column<Erasure>[] = [
  { name: 'Customer', width: '16%', cell: ({ customer }) => <b className="b">{customer}</b> },
  { name: 'Entity', width: '8%', cell: ({ entity }) => entity },
  { name: 'When', width: '13%', cell: ({ erasedAt }) => <When at={erasedAt} /> },
  { name: 'Asked by', width: '12%', cell: ({ erasedBy }) => erasedBy },
  { name: 'Keys', isNumber: true, width: '8%', cell: ({ keys }) => number(keys) },
  { name: 'Records', isNumber: true, width: '8%', cell: ({ instances }) => number(instances) },
  { name: 'Messages', isNumber: true, width: '8%', cell: ({ messages }) => number(messages) },
  { name: 'Why', width: '27%', phone: 'w', cell: ({ reason }) => reason },
];

function Done({ open }: { open: (erasure: Erasure) => void }) {
  const pages = usePages('/v1/erasures', {});
  return (
    <Card title="Erased" aside="keys that were destroyed, and what became unreadable by it">
      <LongTable
        label="Erasures"
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        open={open}
        empty={
          <Empty title="Nothing was erased yet.">
            Names, addresses and free words of a customer become unreadable once nothing needs them any more.
          </Empty>
        }
      />
    </Card>
  );
}
