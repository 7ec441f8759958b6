/** The reading that the parts of an order's page share. */
import type { SalesOrder } from '../../api/types.ts';
import type { RecordReading } from '../record/reading.ts';

export type OrderReading = RecordReading<SalesOrder>;
