/**
 * A third-party warehouse of the old kind, by declaration alone: it gets its orders as CSV by day, and
 * answers by fixed-width files at night. It also leaves lists of its items and of its stock, as CSV.
 * docs/how-to/flat-files.md tells how to use it.
 *
 * To be filled in: under `codes` each site by the warehouse's code for it; `depot` is the system's name.
 */
import { defineFiles, type FlatFileInput } from '../src/connectors/flat-file/settings.ts';

export const LEGACY_WAREHOUSE: FlatFileInput = defineFiles({
  mailbox: { names: ['SC*.TXT', 'IT*.CSV', 'ST*.CSV'], whole: 'stable' },
  reads: [
    {
      names: ['SC*.TXT'],
      format: 'fixed',
      encoding: 'latin1',
      tagAt: { from: 1, length: 3 },
      records: {
        header: {
          tag: 'HDR',
          place: 'first',
          columns: {
            company: { from: 4, length: 4 },
            writtenAt: { from: 8, length: 12, is: 'time', format: 'YYYYMMDDHHmm', zone: 'Europe/London' },
          },
        },
        accepted: {
          tag: 'ACK',
          columns: {
            salesOrder: { from: 4, length: 12 },
            shippingOrder: { from: 16, length: 20 },
            instruction: { from: 36, length: 40 },
            site: { from: 76, length: 3 },
          },
        },
        acceptedLine: {
          tag: 'ALN',
          within: 'accepted',
          columns: {
            line: { from: 4, length: 4, is: 'integer' },
            item: { from: 8, length: 12 },
            quantity: { from: 20, length: 10, is: 'decimal', decimals: 3 },
            unit: { from: 30, length: 2 },
          },
        },
        shipment: {
          tag: 'SHP',
          columns: {
            number: { from: 4, length: 12 },
            version: { from: 16, length: 2, is: 'integer' },
            salesOrder: { from: 18, length: 12 },
            site: { from: 30, length: 3 },
            shippedAt: { from: 33, length: 12, is: 'time', format: 'YYYYMMDDHHmm', zone: 'Europe/London' },
          },
        },
        shipmentLine: {
          tag: 'SLN',
          within: 'shipment',
          columns: {
            line: { from: 4, length: 4, is: 'integer' },
            item: { from: 8, length: 12 },
            quantity: { from: 20, length: 10, is: 'decimal', decimals: 3 },
            unit: { from: 30, length: 2 },
          },
        },
        trailer: {
          tag: 'TRL',
          place: 'last',
          columns: {
            lines: { from: 4, length: 6, is: 'integer' },
            units: { from: 10, length: 12, is: 'decimal', decimals: 3 },
          },
        },
      },
      checks: [
        {
          what: 'number of lines',
          says: 'trailer.lines',
          is: '$count(shipment.shipmentLine) + $count(accepted.acceptedLine)',
        },
        {
          what: 'units in all lines',
          says: 'trailer.units',
          is: `$sum($map($append(shipment.shipmentLine, accepted.acceptedLine) ?? [],
            function($line) { $number($line.quantity) })) ?? 0`,
        },
      ],
      facts: [
        {
          type: 'shipping-order.accepted.v1',
          each: 'accepted',
          id: "'accepted/' & $content.shippingOrder & '/' & $content.of",
          company: '$$.header.company',
          occurredAt: '$$.header.writtenAt',
          content: `{
            "salesOrder": salesOrder, "shippingOrder": shippingOrder, "version": 1, "of": instruction,
            "site": $meaning("site", site),
            "lines": acceptedLine.{"line": line, "item": item, "quantity": $baseUnits(item, unit, quantity)}[]
          }`,
        },
        {
          type: 'shipment.confirmed.v1',
          each: 'shipment',
          id: "'shipment/' & $content.shipment & '/' & $string($content.version)",
          company: '$$.header.company',
          occurredAt: '$content.shippedAt',
          content: `{
            "salesOrder": salesOrder, "shipment": number, "version": version,
            "site": $meaning("site", site), "shippedAt": shippedAt,
            "lines": shipmentLine.{"line": line, "item": item, "quantity": $baseUnits(item, unit, quantity)}[]
          }`,
        },
      ],
    },
    {
      names: ['IT*.CSV'],
      format: 'csv',
      delimiter: ';',
      encoding: 'latin1',
      records: {
        item: {
          columns: {
            company: { column: 'Company' },
            number: { column: 'Item' },
            name: { column: 'Name' },
            gtin: { column: 'EAN' },
            unit: { column: 'Unit' },
            change: { column: 'Change', is: 'integer' },
            changedAt: { column: 'Changed', is: 'time', format: 'YYYYMMDDHHmm', zone: 'Europe/London' },
          },
        },
      },
      facts: [
        {
          type: 'item.stated.v1',
          each: 'item',
          id: "'item/' & $content.number & '/' & $string($content.version)",
          company: 'company',
          occurredAt: 'changedAt',
          content: `{
            "item": number, "system": "depot", "number": number, "version": change,
            "name": name ?? (), "gtin": gtin ?? (), "baseUnit": $meaning("unit", unit)
          }`,
        },
      ],
    },
    {
      names: ['ST*.CSV'],
      format: 'csv',
      delimiter: ';',
      encoding: 'latin1',
      records: {
        position: {
          columns: {
            company: { column: 'Company' },
            site: { column: 'Site' },
            takenAt: { column: 'Taken', is: 'time', format: 'YYYYMMDDHHmm', zone: 'Europe/London' },
            line: { column: 'Line', is: 'integer' },
            item: { column: 'Item' },
            onHand: { column: 'OnHand', is: 'decimal', mark: ',' },
            unit: { column: 'Unit' },
            cost: { column: 'Cost', is: 'decimal', mark: ',' },
            currency: { column: 'Currency' },
          },
        },
      },
      group: { as: 'stock', by: ['company', 'site', 'takenAt'] },
      facts: [
        {
          type: 'stock-snapshot.stated.v1',
          each: 'stock',
          id: "'stock/' & $content.snapshot",
          company: 'company',
          occurredAt: 'takenAt',
          content: `{
            "system": "depot", "snapshot": site & "-" & takenAt, "version": 1,
            "site": $meaning("site", site), "takenAt": takenAt,
            "lines": lines.{
              "line": line, "item": item, "onHand": $baseUnits(item, unit, onHand),
              "unitCost": $exists(cost) ? {"amount": cost, "currency": currency} : ()
            }[]
          }`,
        },
      ],
    },
  ],
  writes: {
    'shipping-order.release.v1': {
      format: 'csv',
      delimiter: ';',
      encoding: 'latin1',
      name: "'SO_' & shippingOrder & '_' & of & '.csv'",
      rows: [
        {
          each: 'lines',
          cells: [
            { title: 'Company', value: '$command.company' },
            { title: 'Order', value: '$$.salesOrder' },
            { title: 'Reference', value: '$$.shippingOrder' },
            { title: 'Instruction', value: '$$.of' },
            { title: 'Site', value: "$codeFor('site', $$.site)" },
            { title: 'Country', value: '$$.shipTo.country' },
            { title: 'Line', value: 'line' },
            { title: 'Item', value: 'item' },
            { title: 'Total', value: "$replace(quantity, '.', ',')" },
          ],
        },
      ],
    },
  },
  trial: {
    type: 'shipping-order.release.v1',
    id: '"release-shipping-order:leeds"',
    content: `{
      "salesOrder": $sample, "shippingOrder": $sample & "-A", "of": $sample & "-" & $string($change),
      "site": "leeds", "shipTo": { "country": "GB" },
      "lines": [{ "line": 1, "item": $sample & "-item", "quantity": $change = 1 ? "4" : "6" }]
    }`,
    mark: '$command.content.of',
    readsAs: 'SC0001.TXT',
  },
  codes: { site: { L01: 'leeds', R01: 'reading' }, unit: { EA: 'each' } },
});
