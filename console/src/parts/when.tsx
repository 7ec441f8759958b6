import { useNow } from '../api/server-time.ts';
import { moment } from '../words/format.ts';

/** A moment in a cell of a table, as long ago as the server's clock has it. */
export const When = ({ at }: { at: string }) => <>{moment(at, useNow())}</>;
