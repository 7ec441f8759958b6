import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify';
import type { z } from 'zod';
import { FAULT_FREE } from './framework.ts';
import { inspectionBody, placementBody, type WmsInspection } from './wms-inspection.ts';
import { arrivalBody, expectationBody, recountBody, type WmsReceiving } from './wms-receiving.ts';

type Answer = <S extends z.ZodType>(
  reply: FastifyReply,
  schema: S,
  body: unknown,
  work: (body: z.output<S>) => unknown,
) => unknown;
type Found = (reply: FastifyReply, record: unknown) => unknown;

interface Returns {
  readonly receiving: WmsReceiving;
  readonly inspection: WmsInspection;
  /** Code of the company that owns a site, which must be the expected one if one is given. */
  companyOf(site: string, expected?: string): string;
  /** Goods were put back on sale. */
  restocked(): void;
}

/** What the warehouse is told of returns, and what its dock and its inspectors do. */
export function addReturnRoutes(
  app: FastifyInstance,
  guard: RouteShorthandOptions,
  answer: Answer,
  found: Found,
  { receiving, inspection, companyOf, restocked }: Returns,
): void {
  type Rma = { Params: { rma: string } };
  type No = { Params: { no: string } };
  app.put<Rma>('/wms/v2/returns/:rma', guard, (request, reply) =>
    answer(reply, expectationBody, request.body, (told) => {
      companyOf(told.site, told.companyCode);
      return receiving.expect(request.params.rma, told);
    }),
  );
  app.get<Rma>('/wms/v2/returns/:rma', guard, (request, reply) =>
    found(reply, receiving.expectations.find(request.params.rma)),
  );
  app.put<No>('/wms/v2/inspections/:no/placement', guard, (request, reply) =>
    answer(reply, placementBody, request.body, (told) => {
      companyOf(told.site, told.companyCode);
      const placement = inspection.place(request.params.no, told);
      restocked();
      return placement;
    }),
  );
  app.get<No>('/wms/v2/inspections/:no/placement', guard, (request, reply) =>
    found(reply, inspection.placements.find(request.params.no)),
  );
  // The dock's scanner and the inspector's tablet: no network in between.
  app.post('/wms/v2/returns/arrivals', FAULT_FREE, (request, reply) =>
    answer(reply, arrivalBody, request.body, (parcel) =>
      receiving.arrive(companyOf(parcel.site), parcel),
    ),
  );
  app.post<No>('/wms/v2/returns/receipts/:no', FAULT_FREE, (request, reply) =>
    answer(reply, recountBody, request.body, (counted) =>
      receiving.recount(request.params.no, counted),
    ),
  );
  app.post('/wms/v2/inspections', FAULT_FREE, (request, reply) =>
    answer(reply, inspectionBody, request.body, (form) => inspection.complete(form)),
  );
}
