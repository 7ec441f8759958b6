/**
 * What we are called where systems are named: as the source of our own facts, and as whom we tell ourselves
 * (`connectors/handover`).
 */
export const OWN_SYSTEM = 'crossdock';
