/** The floors of src/, as the project references must have them. */

interface Floor {
  /** What it may import. */
  readonly below: readonly string[];
  /** No clock, no chance, no network, no environment: the compiler gives it no such names. */
  readonly pure: boolean;
}

const RULES = ["kernel", "canonical", "domain", "engine"];
const BELOW_EDGES = [...RULES, "contract", "workflows", "application"];

const floors = {
  kernel: { below: [], pure: true },
  canonical: { below: ["kernel"], pure: true },
  contract: { below: ["kernel"], pure: true },
  domain: { below: ["kernel", "canonical"], pure: true },
  engine: { below: ["kernel"], pure: true },
  workflows: { below: RULES, pure: true },
  simulation: { below: [...RULES, "workflows"], pure: true },
  application: { below: [...RULES, "contract", "workflows"], pure: false },
  connectors: { below: BELOW_EDGES, pure: false },
  postgres: { below: BELOW_EDGES, pure: false },
  api: { below: BELOW_EDGES, pure: false },
  cli: { below: BELOW_EDGES, pure: false },
  telemetry: { below: BELOW_EDGES, pure: false },
  client: { below: [], pure: false },
  sandbox: { below: ["kernel"], pure: false },
} satisfies Record<string, Floor>;

/** By folder name; `main` puts everything together and may import it all. */
export const FLOORS: Readonly<Record<string, Floor>> = {
  ...floors,
  main: { below: Object.keys(floors), pure: false },
};
