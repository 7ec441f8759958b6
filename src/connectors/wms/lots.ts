/** Lots of the warehouse, in both directions. Pure. */
import type { CanonicalFact, ProbeResult } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { setLotStatus } from '../../canonical/lot-commands.ts';
import { fact, type Saying } from './saying.ts';
import { lotStatus, type WmsEvent } from './wire.ts';

type Stated = Extract<WmsEvent, { eventType: 'LOT_STATED' }>['payload'];

export function lotFact(saying: Saying, payload: Stated): CanonicalFact {
  const { itemNo: item, lotNo: lot, version, expiresOn, receivedOn, releaseNeeded } = payload;
  const content: ContentOfFact<typeof FACTS.lotStated> = {
    item,
    lot,
    version,
    receivedOn,
    ...(expiresOn === null ? {} : { expiresOn }),
    ...(releaseNeeded ? { needsRelease: true } : {}),
  };
  return fact(saying, FACTS.lotStated.type, content);
}

/** How the status of a lot is told, and how its record answers. */
export function lotStatusExchange(content: ContentOfFact<typeof setLotStatus>, companyCode: string) {
  const { item, lot, of: instruction, blocked, reason: reasonText } = content;
  return {
    path: `/wms/v2/lots/${encodeURIComponent(item)}/${encodeURIComponent(lot)}/status`,
    body: { companyCode, instruction, blocked, reasonText },
    read(record: unknown): ProbeResult | null {
      const parsed = lotStatus.safeParse(record);
      if (!parsed.success) return null;
      const isTold = parsed.data.instruction === instruction && parsed.data.blocked === blocked;
      return isTold ? { kind: 'applied', facts: [] } : { kind: 'absent' };
    },
  };
}
