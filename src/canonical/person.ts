/** Source of the facts by which people say what they decide, at the API or in the console. */
export const PERSON = 'person';
