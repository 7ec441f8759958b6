/** Asks for a return of an order: what may come back is said before anything is sent. */
import { useRead } from '../api/client.ts';
import { Absent } from '../parts/surface.tsx';
import { pathOfOrder, To } from '../shell/link.tsx';
import { draftOfOrder } from './return-request/draft.ts';
import { RequestForm } from './return-request/form.tsx';

export default function ReturnRequestPage({ salesOrder }: { salesOrder: string }) {
  const order = useRead('/v1/sales-orders/{salesOrder}', { path: { salesOrder } });
  if (order.data === undefined) return <Absent query={order} what={`The order ${salesOrder}`} />;
  return (
    <RequestForm
      begin={draftOfOrder(order.data)}
      entity={order.data.entity}
      rma={null}
      crumb={
        <>
          <To to="/returns">Returns</To> / from <To to={pathOfOrder(salesOrder)}>{salesOrder}</To>
        </>
      }
    />
  );
}
