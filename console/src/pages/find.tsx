/** What a number of any system means; where it means one thing, one is led there. */
import { useLocation } from 'wouter';
import { useEffect } from 'react';
import { useRead } from '../api/client.ts';
import { Card, Empty, Loading, PageHead } from '../parts/surface.tsx';
import { pathOfInstance, To } from '../shell/link.tsx';
import { counted } from '../words/format.ts';
import { plain, systemName, title } from '../words/names.ts';

export default function FindPage({ number }: { number: string }) {
  const found = useRead('/v1/find', { query: { number } });
  const [, navigate] = useLocation();
  const records = found.data?.records ?? [];
  const only = records.length === 1 ? pathOfInstance(records[0]!.instance) : null;
  useEffect(() => {
    if (only !== null) navigate(only, { replace: true });
  }, [only, navigate]);
  return (
    <>
      <PageHead title={number} />
      <Card title="What it means">
        {found.isPending ? <Loading /> : null}
        {found.isError ? (
          <Empty status="withdrawn" title={`No system knows ${number}.`}>
            Check the number; a message that carries it may be in <To to="/messages">quarantine</To>.
          </Empty>
        ) : null}
        <ul className="list">
          {records.map((record) => {
            const path = pathOfInstance(record.instance);
            const as = record.matched.map(
              ({ as: what, whose }) => `${plain(what)}${whose === null ? '' : ` of ${systemName(whose)}`}`,
            );
            return (
              <li key={record.instance}>
                <span />
                <span>
                  {path === null ? <b className="b">{record.number}</b> : <To to={path}>{record.number}</To>}
                  <br />
                  <span className="sub">
                    {title(record.kind)} of {record.entity}, {plain(record.lifecycle)}; it is its{' '}
                    {as.join(', ')}
                  </span>
                </span>
                <span className="m t3">{record.openCases > 0 ? counted(record.openCases, 'case') : ''}</span>
              </li>
            );
          })}
        </ul>
      </Card>
    </>
  );
}
