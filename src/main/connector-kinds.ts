/** Every kind of connector that a system may be reached by, under the name that the configuration says. */
import { z } from 'zod';
import type { Connector } from '../application/ports/connector.ts';
import { carrierConnector } from '../connectors/carrier/connector.ts';
import {
  connectorKind,
  type ConnectorKind,
  type ConnectorOptions,
} from '../connectors/connector-kind.ts';
import { erpConnector } from '../connectors/erp/connector.ts';
import { httpConnector } from '../connectors/http-mapped/connector.ts';
import { httpSettings } from '../connectors/http-mapped/settings.ts';
import { paymentConnector } from '../connectors/payment/connector.ts';
import { shopConnector } from '../connectors/shop/connector.ts';
import { taxConnector } from '../connectors/tax/connector.ts';
import { wmsConnector } from '../connectors/wms/connector.ts';

/** A kind that needs to know no more than where its system is. */
const plain = (make: (options: ConnectorOptions) => Connector): ConnectorKind =>
  connectorKind({ settings: z.strictObject({}), make });

export const CONNECTOR_KINDS = {
  shop: plain(shopConnector),
  erp: plain(erpConnector),
  wms: plain(wmsConnector),
  carrier: plain(carrierConnector),
  tax: plain(taxConnector),
  payment: plain(paymentConnector),
  http: connectorKind({ settings: httpSettings, make: httpConnector }),
} as const satisfies Readonly<Record<string, ConnectorKind>>;

export type ConnectorKindName = keyof typeof CONNECTOR_KINDS;
