/** The types of the client are what the contract of now makes of them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CLIENT_TYPES, clientTypes } from "../../tools/client-types.ts";
import { ROOT } from "./planted-copy.ts";

test("the types of the client are fresh; if not: npm run client, and commit what it wrote", () => {
  const isFresh = readFileSync(join(ROOT, CLIENT_TYPES), "utf8") === clientTypes();
  assert.ok(isFresh, `${CLIENT_TYPES} is stale: run \`npm run client\``);
});
