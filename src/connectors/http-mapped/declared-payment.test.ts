import { declaredPayment } from '../../../test/support/declared-payment.ts';
import { paymentSuite } from '../../../test/support/payment-suite.ts';
import { EMPTY_CODE_BOOK } from '../../application/ports/code-book.ts';
import { httpConnector } from './connector.ts';
import { httpSettings } from './settings.ts';

const settings = httpSettings.parse(declaredPayment);

paymentSuite((link) => httpConnector({ ...link, codes: EMPTY_CODE_BOOK, settings }));
