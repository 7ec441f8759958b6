/** Every kind of connector that a system may be reached by, under the name that the configuration says. */
import { z } from 'zod';
import type { Connector } from '../application/ports/connector.ts';
import { COMMANDS } from '../canonical/catalogue.ts';
import { carrierConnector } from '../connectors/carrier/connector.ts';
import { carrierSpecimen } from '../connectors/carrier/specimen.ts';
import {
  connectorKind,
  type ConnectorKind,
  type ConnectorOptions,
} from '../connectors/connector-kind.ts';
import type { Specimen, SpecimenPlace } from '../connectors/conformance/specimen.ts';
import { crmConnector } from '../connectors/crm/connector.ts';
import { erpConnector } from '../connectors/erp/connector.ts';
import { erpSpecimen } from '../connectors/erp/specimen.ts';
import { flatFileConnector } from '../connectors/flat-file/connector.ts';
import { flatFileSpecimen } from '../connectors/flat-file/specimen.ts';
import { flatFileSettings } from '../connectors/flat-file/settings.ts';
import { httpConnector } from '../connectors/http-mapped/connector.ts';
import { httpSpecimen } from '../connectors/http-mapped/specimen.ts';
import { httpSettings } from '../connectors/http-mapped/settings.ts';
import { laboratoryConnector } from '../connectors/laboratory/connector.ts';
import { paymentConnector } from '../connectors/payment/connector.ts';
import { paymentSpecimen } from '../connectors/payment/specimen.ts';
import { shopConnector } from '../connectors/shop/connector.ts';
import { shopSpecimen } from '../connectors/shop/specimen.ts';
import { supplierConnector } from '../connectors/supplier/connector.ts';
import { taxConnector } from '../connectors/tax/connector.ts';
import { taxSpecimen } from '../connectors/tax/specimen.ts';
import { trytonConnector } from '../connectors/tryton/connector.ts';
import { trytonSettings } from '../connectors/tryton/settings.ts';
import { trytonSpecimen } from '../connectors/tryton/specimen.ts';
import { wmsConnector } from '../connectors/wms/connector.ts';
import { wmsSpecimen } from '../connectors/wms/specimen.ts';
import { x12Connector } from '../connectors/x12/connector.ts';
import { documentsTaken } from '../connectors/x12/outbound.ts';
import { x12Settings } from '../connectors/x12/profile.ts';
import { x12Specimen } from '../connectors/x12/specimen.ts';

/** The command that enters an adjustment, as declarations name it. */
const ADJUSTMENT = COMMANDS.postAdjustment.type;

/** A kind that needs to know no more than where its system is. */
const plain = (
  make: (options: ConnectorOptions) => Connector,
  specimen: (place: SpecimenPlace) => Specimen,
): ConnectorKind => connectorKind({ settings: z.strictObject({}), make, specimen });

export const CONNECTOR_KINDS = {
  shop: plain(shopConnector, shopSpecimen),
  erp: { ...plain(erpConnector, erpSpecimen), takesAdjustments: () => true },
  wms: { ...plain(wmsConnector, wmsSpecimen), takesAdjustments: () => true },
  carrier: plain(carrierConnector, carrierSpecimen),
  tax: plain(taxConnector, taxSpecimen),
  payment: plain(paymentConnector, paymentSpecimen),
  supplier: connectorKind({ settings: z.strictObject({}), make: supplierConnector }),
  crm: connectorKind({ settings: z.strictObject({}), make: crmConnector }),
  http: connectorKind({
    settings: httpSettings,
    make: httpConnector,
    specimen: httpSpecimen,
    takesAdjustments: ({ commands }) => Object.hasOwn(commands, ADJUSTMENT),
  }),
  laboratory: connectorKind({ settings: z.strictObject({}), make: laboratoryConnector }),
  tryton: connectorKind({
    settings: trytonSettings,
    make: trytonConnector,
    specimen: trytonSpecimen,
  }),
  'flat-file': connectorKind({
    settings: flatFileSettings,
    make: flatFileConnector,
    specimen: flatFileSpecimen,
    takesAdjustments: ({ writes }) => Object.hasOwn(writes, ADJUSTMENT),
  }),
  x12: connectorKind({
    settings: x12Settings,
    make: x12Connector,
    specimen: x12Specimen,
    documents: documentsTaken,
  }),
} as const satisfies Readonly<Record<string, ConnectorKind>>;

export type ConnectorKindName = keyof typeof CONNECTOR_KINDS;
