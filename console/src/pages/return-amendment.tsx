/** States a return anew: what was asked for before stands in the form already. */
import { useRead } from '../api/client.ts';
import { Absent, Empty, Loading, PageHead } from '../parts/surface.tsx';
import { pathOfReturn, To } from '../shell/link.tsx';
import { draftOfRequest, requestedOf } from './return-request/draft.ts';
import { RequestForm } from './return-request/form.tsx';

export default function ReturnAmendmentPage({ rma }: { rma: string }) {
  const record = useRead('/v1/returns/{rma}', { path: { rma } });
  const salesOrder = record.data?.salesOrder ?? null;
  const order = useRead(
    '/v1/sales-orders/{salesOrder}',
    { path: { salesOrder: salesOrder ?? '' } },
    { enabled: salesOrder !== null },
  );
  if (record.data === undefined) return <Absent query={record} what={`The return ${rma}`} />;
  if (order.isLoading) return <Loading lines={6} />;
  const asked = requestedOf(record.data);
  const crumb = (
    <>
      <To to="/returns">Returns</To> / <To to={pathOfReturn(rma)}>{rma}</To>
    </>
  );
  if (asked === null) {
    return (
      <>
        <PageHead crumb={crumb} title={`Amend ${rma}`} />
        <div className="card">
          <Empty status="withdrawn" title="Nobody has asked for this return yet.">
            Systems speak of it; it can be stated anew once somebody has asked for it.
          </Empty>
        </div>
      </>
    );
  }
  const begin = draftOfRequest(asked, order.data ?? null);
  return <RequestForm begin={begin} entity={record.data.entity} rma={rma} crumb={crumb} />;
}
