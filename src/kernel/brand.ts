declare const brand: unique symbol;

/**
 * A primitive that carries a name for the compiler only: `Brand<string, 'ItemId'>` is a plain
 * string when the program runs, yet a location id cannot be passed where an item id is meant.
 * Only the module that owns the name casts to it, after checking the value.
 */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
