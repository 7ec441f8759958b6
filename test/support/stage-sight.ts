/** Reads single things out of what the API says of an order. */
import assert from "node:assert/strict";
import type { Answered } from "./stage.ts";

/** The four totals of an order, as text. */
export function figuresOf({ ordered, shipped, invoiced, paid }: Answered) {
  return { ordered: ordered.amount, shipped: shipped.amount, invoiced: invoiced.amount, paid: paid.amount };
}

/** What is ordered, shipped and invoiced, line by line. */
export function linesOf(order: Answered): string[][] {
  return order.lines.map((line: Answered) => [line.ordered, line.shipped, line.invoiced]);
}

/** A command of an explanation, by its whole id or the beginning of it. */
export function commandOf(explanation: Answered, id: string): Answered {
  const found = explanation.commands.find((one: Answered) => one.id.startsWith(id));
  return found ?? assert.fail(`no command ${id} in ${explanation.commands.map((one: Answered) => one.id).join(", ")}`);
}

export function gateOf(explanation: Answered, command: string, name: string): Answered {
  const { gates } = commandOf(explanation, command);
  return gates.find((one: Answered) => one.name === name) ?? assert.fail(`${command} has no gate ${name}`);
}

export function equationOf(explanation: Answered, id: string): Answered {
  return explanation.equations.find((one: Answered) => one.id === id) ?? assert.fail(`no equation ${id}`);
}

export function termOf(equation: Answered, name: string): string {
  return [...equation.left, ...equation.right].find((one: Answered) => one.name === name).value;
}

/** Names of the equations that do not hold. */
export function unequalIn(explanation: Answered): string[] {
  const unequal = explanation.equations.filter((one: Answered) => one.verdict !== "holds");
  return unequal.map((one: Answered) => `${one.id} is ${one.verdict}`);
}
