/** The sandbox's fault dial, and a game day with its score. Only where simulated systems run. */
export const Sandbox = () => null;
