/** Outbound orders: what a site was told to ship, what it picked, and what has left. */
import { formatInstant, MINUTE_MS } from '../kernel/instant.ts';
import { minQuantity, quantity, type Quantity } from '../kernel/quantity.ts';
import type { Random } from '../kernel/random.ts';
import type { SystemContext } from './system.ts';
import {
  minus,
  plus,
  quantityOf,
  remainingOf,
  textOf,
  WmsRefusal,
  type InstructionAnswer,
  type InstructionResult,
  type Outbound,
  type OutboundLine,
  type WmsMovement,
  type WmsShipment,
} from './wms-documents.ts';
import type { WmsEvents } from './wms-events.ts';
import type { LotPart, WmsLots } from './wms-lots.ts';
import { Records } from './wms-records.ts';
import type { WmsReservations } from './wms-reservations.ts';
import type { WmsStock } from './wms-stock.ts';
import { nextWave } from './wms-waves.ts';

/** Jobs of this part of the warehouse. */
export const PICK_JOB = 'pick';
export const SHIP_JOB = 'ship';
export const RESTATE_JOB = 'restate';

const MINUTES_TO_SHIP = { min: 30, max: 180 };
const MINUTES_TO_RESTATE = { min: 5, max: 60 };
/** Orders whose picked goods leave in two shipments. */
const TWO_SHIPMENTS = 0.15;
/** Most units that a shelf turns out to lack. */
const MISSING_UNITS_MAX = 3;
const TOO_LATE = 'already picked';

/** An instruction: the totals that a site is to ship. Lines not named are to ship nothing. */
export interface OutboundInstruction {
  readonly companyCode: string;
  readonly site: string;
  readonly salesOrderNo: string;
  readonly instruction: string;
  readonly requestedShipDate: string | null;
  readonly shipTo: { countryCode: string; postalCode: string | null };
  readonly lines: readonly {
    lineNo: number;
    itemNo: string;
    totalQty: string;
    lots?: { lotNo: string; quantity: string }[] | undefined;
  }[];
}

/** The part of the warehouse that picks, packs and ships. */
export class WmsOutbound {
  readonly orders: Records<Outbound>;
  readonly shipments: Records<WmsShipment>;
  readonly #context: SystemContext;
  readonly #stock: WmsStock;
  readonly #events: WmsEvents;
  readonly #reservations: WmsReservations;
  readonly #lots: WmsLots;

  constructor(
    context: SystemContext,
    stock: WmsStock,
    events: WmsEvents,
    reservations: WmsReservations,
    lots: WmsLots,
  ) {
    this.#lots = lots;
    this.#context = context;
    this.#stock = stock;
    this.#events = events;
    this.#reservations = reservations;
    this.orders = new Records(context.database, 'wms_outbound');
    this.shipments = new Records(context.database, 'wms_shipment');
  }

  /**
   * Sets the totals of an order. Increases are always taken; a decrease below what is picked is
   * refused for its line. The same instruction again is answered as before.
   * @throws WmsRefusal when the order is at another site.
   */
  instruct(ref: string, told: OutboundInstruction): Outbound {
    const known = this.orders.find(ref);
    if (known !== null && known.lastInstruction.instruction === told.instruction) return known;
    if (known !== null && known.site !== told.site) {
      throw new WmsRefusal('OTHER_SITE', `order ${ref} is at site ${known.site}`);
    }
    const { lines, refused, result } = settleTotals(known?.lines ?? [], told.lines);
    const order: Outbound = {
      shippingOrderRef: ref,
      companyCode: told.companyCode,
      site: told.site,
      salesOrderNo: told.salesOrderNo,
      orderStatus: statusOf(lines),
      requestedShipDate: told.requestedShipDate,
      shipTo: told.shipTo,
      lines,
      lastInstruction: this.#answer(ref, told, known, lines, refused, result),
      pickPlanned: known?.pickPlanned ?? false,
      picks: known?.picks ?? 0,
      shipments: known?.shipments ?? 0,
    };
    this.#planPick(order);
    this.orders.save(ref, order);
    return order;
  }

  /** Picks everything that an order still lacks, as far as it is found. */
  pick(ref: string): void {
    const order = this.orders.find(ref)!;
    order.pickPlanned = false;
    const chance = this.#context.random.fork(`pick ${ref} ${order.picks}`);
    const open = order.lines.filter((line) => remainingOf(line) > 0n);
    if (open.length > 0) {
      order.picks++;
      const missing: WmsMovement[] = [];
      const picked = open.map((line) => this.#pickLine(order, line, chance, missing));
      this.#confirmPick(order, picked);
      if (missing.length > 0) {
        this.#events.appendMovements(order.companyCode, order.site, missing);
      }
      this.#planShipments(order, picked, chance);
    }
    order.orderStatus = statusOf(order.lines);
    this.orders.save(ref, order);
  }

  /** A shipment leaves the dock. */
  ship(shipmentNo: string): void {
    const shipment = this.shipments.find(shipmentNo)!;
    const order = this.orders.find(shipment.shippingOrderRef)!;
    shipment.shippedAt = formatInstant(this.#context.clock.now());
    for (const { lineNo, itemNo, quantity: shipped, lotNo } of shipment.lines) {
      const amount = quantityOf(shipped);
      this.#stock.change(order.site, itemNo, -amount, -amount);
      if (lotNo !== undefined) this.#lots.change(order.site, itemNo, lotNo, -amount, -amount);
      const line = lineOf(order, lineNo, itemNo);
      line.shippedQty = plus(line.shippedQty, shipped);
    }
    order.orderStatus = statusOf(order.lines);
    this.orders.save(order.shippingOrderRef, order);
    this.#confirmShipment(shipment);
    const chance = this.#context.random.fork(`shipment ${shipmentNo}`);
    if (!chance.chance(this.#context.faults.restatement)) return;
    const minutes = chance.between(MINUTES_TO_RESTATE.min, MINUTES_TO_RESTATE.max);
    this.#context.schedule(minutes * MINUTE_MS, RESTATE_JOB, { shipmentNo });
  }

  /** One unit was left behind: the shipment is restated, and the unit picked again. */
  restate(shipmentNo: string): void {
    const shipment = this.shipments.find(shipmentNo)!;
    const order = this.orders.find(shipment.shippingOrderRef)!;
    const one = quantity(1);
    const wrong = shipment.lines.find((line) => quantityOf(line.quantity) >= one);
    if (wrong === undefined) return;
    wrong.quantity = minus(wrong.quantity, '1');
    shipment.version++;
    const line = lineOf(order, wrong.lineNo, wrong.itemNo);
    line.shippedQty = minus(line.shippedQty, '1');
    line.pickedQty = minus(line.pickedQty, '1');
    this.#stock.change(order.site, wrong.itemNo, one, 0n);
    if (wrong.lotNo !== undefined) {
      this.#lots.change(order.site, wrong.itemNo, wrong.lotNo, one, 0n);
      line.pickedLots = withLot(line.pickedLots, wrong.lotNo, -one);
    }
    this.#reservations.consume(order, wrong.lineNo, wrong.itemNo, -one);
    order.orderStatus = statusOf(order.lines);
    this.#confirmShipment(shipment);
    this.#planPick(order);
    this.orders.save(order.shippingOrderRef, order);
  }

  #answer(
    ref: string,
    told: OutboundInstruction,
    known: Outbound | null,
    lines: readonly OutboundLine[],
    refusedLines: InstructionAnswer['refusedLines'],
    result: InstructionResult,
  ): InstructionAnswer {
    const said = {
      revision: (known?.lastInstruction.revision ?? 0) + 1,
      instruction: told.instruction,
      result,
      acceptedLines: lines.map(({ lineNo, itemNo, totalQty }) => ({ lineNo, itemNo, totalQty })),
      refusedLines,
    };
    const { companyCode, site, salesOrderNo } = told;
    const reasonText = refusedLines.length === 0 ? null : TOO_LATE;
    const event = this.#events.append('OUTBOUND_ANSWERED', `outbound ${ref}`, {
      companyCode,
      site,
      salesOrderNo,
      shippingOrderRef: ref,
      ...said,
      reasonText,
    });
    return { eventNo: event.eventNo, occurredAt: event.occurredAt, ...said };
  }

  #planPick(order: Outbound): void {
    if (order.pickPlanned || order.lines.every((line) => remainingOf(line) === 0n)) return;
    order.pickPlanned = true;
    const { clock, world, random, schedule } = this.#context;
    const zone = world.sites.find(({ site }) => site === order.site)!.zone;
    const now = clock.now();
    const chance = random.fork(`wave ${order.shippingOrderRef} ${now}`);
    const due = nextWave(zone, now, order.requestedShipDate, chance);
    schedule(due - now, PICK_JOB, { ref: order.shippingOrderRef });
  }

  #pickLine(
    order: Outbound,
    line: OutboundLine,
    chance: Random,
    missing: WmsMovement[],
  ): PickedLine {
    if (this.#lots.isTracked(line.itemNo)) return this.#pickLots(order, line);
    const { site } = order;
    const wanted = remainingOf(line);
    const booked = minQuantity(wanted, this.#stock.pickable(site, line.itemNo));
    let found = booked;
    if (booked > 0n && chance.chance(this.#context.faults.shortPick)) {
      found = (booked - minQuantity(booked, unitsMissing(chance))) as Quantity;
      const lacking = textOf(booked - found);
      this.#stock.change(site, line.itemNo, -quantityOf(lacking), 0n);
      const reasonText = 'not found at picking';
      missing.push({ movementType: '702', itemNo: line.itemNo, quantity: lacking, reasonText });
    }
    this.#stock.change(site, line.itemNo, 0n, found);
    this.#reservations.consume(order, line.lineNo, line.itemNo, wanted);
    const short = textOf(wanted - found);
    line.pickedQty = plus(line.pickedQty, textOf(found));
    line.shortQty = plus(line.shortQty, short);
    return { lineNo: line.lineNo, itemNo: line.itemNo, pickedQty: textOf(found), shortQty: short };
  }

  /** Takes what is there of the lots that are to go. */
  #pickLots(order: Outbound, line: OutboundLine): PickedLine {
    const { site } = order;
    const { lineNo, itemNo } = line;
    const wanted = remainingOf(line);
    const open = line.lots?.map(({ lotNo, quantity: total }) => {
      const before = line.pickedLots?.find((one) => one.lotNo === lotNo)?.quantity ?? '0';
      return { lotNo, quantity: textOf(quantityOf(total) - quantityOf(before)) };
    });
    const lots = this.#lots.find(site, itemNo, wanted, open);
    let found = 0n;
    for (const { lotNo, quantity: taken } of lots) {
      found += quantityOf(taken);
      this.#lots.change(site, itemNo, lotNo, 0n, quantityOf(taken));
      line.pickedLots = withLot(line.pickedLots, lotNo, quantityOf(taken));
    }
    this.#stock.change(site, itemNo, 0n, found);
    this.#reservations.consume(order, lineNo, itemNo, wanted);
    const short = textOf(wanted - found);
    line.pickedQty = plus(line.pickedQty, textOf(found));
    line.shortQty = plus(line.shortQty, short);
    return { lineNo, itemNo, pickedQty: textOf(found), shortQty: short, lots };
  }

  #confirmPick(order: Outbound, lines: readonly PickedLine[]): void {
    const { companyCode, site, salesOrderNo, shippingOrderRef } = order;
    const isShort = lines.some((line) => line.shortQty !== '0');
    this.#events.append('PICK_CONFIRMED', `outbound ${shippingOrderRef}`, {
      companyCode,
      site,
      salesOrderNo,
      shippingOrderRef,
      pickNo: `${shippingOrderRef}-P${order.picks}`,
      lines: lines.map(({ lineNo, itemNo, pickedQty, shortQty }) => {
        return { lineNo, itemNo, pickedQty, shortQty };
      }),
      reasonText: isShort ? 'not enough found' : null,
    });
  }

  #planShipments(order: Outbound, picked: readonly PickedLine[], chance: Random): void {
    const lines = picked
      .filter((line) => line.pickedQty !== '0')
      .flatMap(({ lineNo, itemNo, pickedQty, lots }): WmsShipment['lines'] =>
        lots === undefined
          ? [{ lineNo, itemNo, quantity: pickedQty }]
          : lots.map((part) => ({ lineNo, itemNo, ...part })),
      );
    if (lines.length === 0) return;
    const parts = chance.chance(TWO_SHIPMENTS) ? inTwo(lines) : [lines];
    for (const part of parts) {
      const shipment: WmsShipment = {
        shipmentNo: `${order.shippingOrderRef}-S${++order.shipments}`,
        shippingOrderRef: order.shippingOrderRef,
        companyCode: order.companyCode,
        site: order.site,
        salesOrderNo: order.salesOrderNo,
        version: 1,
        shippedAt: null,
        lines: part,
      };
      this.shipments.save(shipment.shipmentNo, shipment);
      const minutes = chance.between(MINUTES_TO_SHIP.min, MINUTES_TO_SHIP.max);
      const { shipmentNo } = shipment;
      this.#context.schedule(minutes * MINUTE_MS, SHIP_JOB, { shipmentNo });
    }
  }

  #confirmShipment(shipment: WmsShipment): void {
    this.#events.append('SHIPMENT_CONFIRMED', `outbound ${shipment.shippingOrderRef}`, shipment);
    this.shipments.save(shipment.shipmentNo, shipment);
  }
}

interface PickedLine {
  readonly lineNo: number;
  readonly itemNo: string;
  readonly pickedQty: string;
  readonly shortQty: string;
  /** Of an item that comes in lots. */
  readonly lots?: readonly LotPart[];
}

const unitsMissing = (chance: Random): Quantity => quantity(chance.between(1, MISSING_UNITS_MAX));

function withLot(parts: LotPart[] | undefined, lotNo: string, change: bigint): LotPart[] {
  const before = parts?.find((one) => one.lotNo === lotNo)?.quantity ?? '0';
  const others = (parts ?? []).filter((one) => one.lotNo !== lotNo);
  return [...others, { lotNo, quantity: textOf(quantityOf(before) + change) }];
}

function lineOf(order: Outbound, lineNo: number, itemNo: string): OutboundLine {
  return order.lines.find((line) => line.lineNo === lineNo && line.itemNo === itemNo)!;
}

/** New totals against old ones: which lines take them, which are too late. */
function settleTotals(
  known: readonly OutboundLine[],
  told: OutboundInstruction['lines'],
): {
  lines: OutboundLine[];
  refused: InstructionAnswer['refusedLines'][number][];
  result: InstructionResult;
} {
  const lines = known.map((line) => ({ ...line }));
  for (const { lineNo, itemNo } of told) {
    if (lines.some((line) => line.lineNo === lineNo && line.itemNo === itemNo)) continue;
    const nothing = { totalQty: '0', pickedQty: '0', shortQty: '0', shippedQty: '0' };
    lines.push({ lineNo, itemNo, ...nothing });
  }
  const refused: InstructionAnswer['refusedLines'][number][] = [];
  let changed = known.length === 0 ? 1 : 0;
  for (const line of lines) {
    const { lineNo, itemNo } = line;
    const asked = told.find((other) => other.lineNo === lineNo && other.itemNo === itemNo);
    const wanted = quantityOf(asked?.totalQty ?? '0');
    const before = quantityOf(line.totalQty);
    const floor = quantityOf(line.pickedQty);
    if (wanted < floor) refused.push({ lineNo, itemNo, committedQty: line.pickedQty });
    const total = wanted < floor ? floor : wanted;
    if (total !== before) changed++;
    line.totalQty = textOf(total);
    if (asked?.lots !== undefined) line.lots = asked.lots;
  }
  const result = refused.length === 0 ? '00' : changed > 0 ? '05' : '09';
  return { lines, refused, result };
}

/** Splits lines in two shipments: whole lines where there are several, else the first line's units. */
function inTwo(lines: WmsShipment['lines']): WmsShipment['lines'][] {
  if (lines.length > 1) {
    const half = Math.ceil(lines.length / 2);
    return [lines.slice(0, half), lines.slice(half)];
  }
  const line = lines[0]!;
  if (quantityOf(line.quantity) < quantity(2)) return [lines];
  const rest = minus(line.quantity, '1');
  return [[{ ...line, quantity: rest }], [{ ...line, quantity: '1' }]];
}

function statusOf(lines: readonly OutboundLine[]): Outbound['orderStatus'] {
  const isAnyPicked = lines.some((line) => line.pickedQty !== '0' || line.shortQty !== '0');
  if (!isAnyPicked) return '20';
  if (lines.some((line) => remainingOf(line) > 0n)) return '40';
  return lines.every((line) => line.shippedQty === line.pickedQty) ? '90' : '60';
}
