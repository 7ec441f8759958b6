import { declaredShop } from '../../../test/support/declared-shop.ts';
import { shopSuite } from '../../../test/support/shop-suite.ts';
import { EMPTY_CODE_BOOK } from '../../application/ports/code-book.ts';
import { httpConnector } from './connector.ts';
import { httpSettings } from './settings.ts';

const settings = httpSettings.parse(declaredShop);

shopSuite((link) => httpConnector({ ...link, codes: EMPTY_CODE_BOOK, settings }));
