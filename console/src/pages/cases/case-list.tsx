/** Cases one by one, and one of them in full. */
import { useRead } from '../../api/client.ts';
import { api } from '../../api/request.ts';
import { usePages } from '../../api/pages.ts';
import { useNow } from '../../api/server-time.ts';
import type { ExceptionCase } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { LongTable, type Column } from '../../parts/long-table.tsx';
import { Card, Empty, Loaded } from '../../parts/surface.tsx';
import { StatusShape } from '../../parts/status.tsx';
import { numberOf } from '../../shell/link.tsx';
import { useParameter } from '../../shell/moment.ts';
import { duration, money } from '../../words/format.ts';
import { plain, roleName } from '../../words/names.ts';
import { caseText, statusOfKind } from './case-kinds.ts';
import { DisputeActs, hasDisputeAct } from './dispute-acts.tsx';
import { CasePeople } from './case-people.tsx';
import { VERDICTS, verdictsOf, type Verdict } from './verdicts.ts';

interface Props {
  readonly role: string | null;
  readonly kind: string | null;
  readonly instance: string | null;
  readonly sort: string | null;
}

export function CaseList({ role, kind, instance, sort }: Props) {
  const now = useNow();
  const [chosen, choose] = useParameter('case');
  const pages = usePages('/v1/cases', {
    role,
    kind,
    instance,
    sort: sort === 'age' ? 'age' : 'exposure',
  });
  const columns: readonly Column<ExceptionCase>[] = [
    {
      name: 'Case',
      width: '46%',
      phone: 'w',
      cell: ({ text, kind: of }) => (
        <span className="st" style={{ fontWeight: 500 }}>
          <StatusShape name={statusOfKind(of)} />
          {caseText(text, now)}
        </span>
      ),
    },
    { name: 'About', width: '14%', cell: ({ instance: about }) => numberOf(about) },
    {
      name: 'Exposure',
      isNumber: true,
      width: '12%',
      cell: ({ exposure }) => (exposure === null ? <span className="t3">–</span> : money(exposure)),
    },
    {
      name: 'Age',
      isNumber: true,
      width: '8%',
      cell: ({ openedAt }) => duration(Math.max(0, now - Date.parse(openedAt))),
    },
    {
      name: 'Owner',
      width: '20%',
      cell: ({ role: of, assignee }) => `${roleName(of)}, ${assignee ?? 'nobody'}`,
    },
  ];
  const only = pages.items.length === 1 ? pages.items[0]!.id : null;
  const shown = chosen ?? only;
  return (
    <>
      <LongTable
        label="Cases"
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        open={({ id }) => choose(id)}
        empty={<Empty title="No case is like this." />}
      />
      {shown === null ? null : (
        <div className="grid" style={{ padding: 16 }}>
          <OneCase id={shown} />
          <div className="c5">
            <CasePeople id={shown} more={0} />
          </div>
        </div>
      )}
    </>
  );
}

function decide(id: string, verdict: Verdict, reason: string): Promise<{ readonly data?: unknown }> {
  const params = { path: { case: id } };
  return verdict === 'waive'
    ? api.POST('/v1/cases/{case}/waiver', { params, body: { reason } })
    : api.POST('/v1/cases/{case}/resolution', { params, body: { verdict, reason } });
}

function OneCase({ id }: { id: string }) {
  const now = useNow();
  const found = useRead('/v1/cases/{case}', { path: { case: id } });
  return (
    <Card span="c7" title="Decide">
      <Loaded query={found} what="The case">
        {(data) => (
          <>
            <p className="pad b">{caseText(data.text, now)}</p>
            <p className="pad t2">{data.playbook}</p>
            <div className="act">
              {data.state === 'open' ? <DisputeActs key={data.id} data={data} /> : null}
              {data.state === 'open' ? (
                VERDICTS.filter(([verdict]) => verdictsOf(data.kind).includes(verdict)).map(
                  ([verdict, label, does], index) => (
                    <Act
                      key={verdict}
                      label={label}
                      title={`${label}: ${plain(data.kind)}`}
                      operation={verdict === 'waive' ? 'waiveCase' : 'resolveCase'}
                      explain={does}
                      does={(reason) => decide(id, verdict, reason)}
                      isMain={index === 0 && !hasDisputeAct(data)}
                    />
                  ),
                )
              ) : (
                <span className="t2">It is {data.state}.</span>
              )}
            </div>
          </>
        )}
      </Loaded>
    </Card>
  );
}
