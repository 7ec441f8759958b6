/** The layouts of the sets that we know, versions 4010 and 5010 alike. */
import { layout, type Layout } from './layout.ts';

const ADDRESS = 'N2 N3 N4 NX2 REF PER SI FOB TD1 TD3 TD4 TD5 PKG';
const PARTY = `N1( ${ADDRESS} )`;
const LINE =
  'LIN SI CUR CN1 PO3 CTP PAM MEA PID PWK PO4 REF PER SAC IT8 IT3 CSH ITD DIS INC TAX TXI FOB SDQ DTM TC2 ' +
  `TD1 TD3 TD4 TD5 MAN SPI NTE AMT QTY SCH( TD1 TD3 TD4 TD5 REF ) PKG LDT LS LE N9( DTM MEA MSG ) MSG ` +
  `SLN( PID DTM ) ${PARTY}`;
const HEADING =
  'NTE CUR REF PER TAX FOB CTP PAM CSH SAC ITD DIS INC DTM LIN SI PID MEA PWK PKG TD1 TD3 TD4 TD5 MAN ' +
  'CTB TXI AMT SPI RRC N9( DTM MEA MSG ) MSG';
const TOTALS = 'CTT( AMT )';

/** By ST01. */
export const LAYOUTS: Readonly<Record<string, Layout>> = {
  '180': layout(
    'AN',
    `BGN! RDR PRF DTM N9 REF PER NTE MSG ${PARTY} ` +
      `BLI( RDR N9 PRF DTM REF QTY MEA SAC NTE MSG AMT LX( N9 N1 QTY REF ) ${PARTY} )`,
  ),
  '810': layout(
    'IN',
    `BIG! ${HEADING} ${PARTY} | IT1( ${LINE} ) | TDS! TXI CAD AMT SAC ISS ${TOTALS}`,
  ),
  '812': layout(
    'CD',
    `BCD! CUR SAC N9 REF PER ITD DTM SHD FOB NTE MSG ${PARTY} FA1( FA2 ) | ` +
      `CDD( LIN PO4 N9 REF PID SAC DTM NTE MSG MEA QTY ${PARTY} ) | CTT`,
  ),
  '820': layout(
    'RA',
    `BPR! NTE TRN CUR REF PER DTM ITA ${PARTY} | ` +
      `ENT( NM1 N1 N2 N3 N4 REF PER NTE ADX( NTE PER REF( DTM ) DTM IT1 ) ` +
      `RMR( NTE REF DTM IT1( RPA QTY REF ) ADX( NTE REF ) ) RMT DTM )`,
  ),
  '846': layout(
    'IB',
    `BIA! CUR DTM REF PER MEA PID N9 NTE ${PARTY} | ` +
      `LIN!( PID MEA PKG DTM CTP CUR SAC REF PER SDQ MAN UIT QTY( UIT MEA LDT MAN SCH REF ) ` +
      `N9 NTE LDT ${PARTY} ) | CTT`,
  ),
  '850': layout('PO', `BEG! ${HEADING} ${PARTY} | PO1!( ${LINE} ) | ${TOTALS} AMT`),
  '855': layout('PR', `BAK! ${HEADING} ${PARTY} | PO1( ${LINE} ACK( DTM ) ) | ${TOTALS} AMT`),
  '856': layout(
    'SH',
    `BSN! DTM REF | HL!( LIN SN1 SLN PRF PO4 PID MEA PWK PKG TD1 TD3 TD4 TD5 TSD MAN DTM ` +
      `FOB PAL REF PER CLD( REF DTM ) SAC CUR QTY SDQ ETD NTE ITD V1 LFH( LEP ) ${PARTY} ) | CTT`,
  ),
  '860': layout('PC', `BCH! ${HEADING} ${PARTY} | POC( ${LINE} ACK ) | ${TOTALS} AMT`),
  '940': layout(
    'OW',
    `W05! N9 G61 G62 NTE W09 W66 W6 ${PARTY} | LX!( N9 MAN W01!( G69 N9 QTY W20 MEA G66 NTE AMT ` +
      `LM( LQ ) ) ) | W76`,
  ),
  '943': layout(
    'AR',
    `W06! N9 G61 G62 NTE W27 W28 W6 ${PARTY} | W04!( G69 N9 W20 QTY MEA NTE W28 ) | W03`,
  ),
  '944': layout(
    'RE',
    `W17! N9 G61 G62 NTE W08 W27 ${PARTY} | W07!( G69 N9 W20 QTY MEA W13 NTE ) | W14`,
  ),
  '945': layout(
    'SW',
    `W06! N9 G61 G62 NTE W27 W28 W10 MAN PAL ${PARTY} | ` +
      `LX!( MAN PAL N9 W12!( G69 N9 QTY MEA AMT G62 R4 NTE LS LX LE ) G69 ) | W03 W76`,
  ),
  '947': layout('AW', `W15! N9 G61 G62 NTE ${PARTY} | W19( G69 N9 NTE QTY G62 LX( N9 QTY ) )`),
  '997': layout('FA', 'AK1! AK2( AK3( AK4 ) AK5! ) | AK9!'),
  '999': layout('FA', 'AK1! AK2( IK3( CTX IK4( CTX ) ) IK5! ) | AK9!'),
  '824': layout(
    'AG',
    `BGN! REF PER DTM ${PARTY} | OTI( REF DTM PER AMT QTY NM1 TED( NTE RED CTX ) LM( LQ ) )`,
  ),
};
