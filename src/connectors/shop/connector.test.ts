import { shopSuite } from '../../../test/support/shop-suite.ts';
import { shopConnector } from './connector.ts';

shopSuite(shopConnector);
