import { paymentSuite } from '../../../test/support/payment-suite.ts';
import { paymentConnector } from './connector.ts';

paymentSuite(paymentConnector);
