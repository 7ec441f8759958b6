/** Of whom a fact tells: the people whose data is made unreadable together. */

/** Data subject of whatever names its customer: his numbers, addresses and words are erased as one. */
export const ofCustomer = ({ customer }: { readonly customer: string }): string => `customer/${customer}`;
