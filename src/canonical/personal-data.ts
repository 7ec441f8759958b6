/** What in a schema says something about a person: marked once, and told in every document made of it. */
import type { z } from 'zod';

/** Member of a JSON Schema that marks personal data. */
export const PERSONAL_DATA = 'x-personal-data';

/** The same schema, marked as personal data. */
export const personal = <S extends z.ZodType>(schema: S): S => schema.meta({ [PERSONAL_DATA]: true });
