/** The first cell of a line of a record: its number, its item, and what else is said of it. */
import type { ReactNode } from 'react';
import { pathOfItem, To } from '../../shell/link.tsx';

interface Props {
  readonly line: number;
  readonly item: string;
  /** In small letters below; nothing where it is absent. */
  readonly children?: ReactNode;
}

export const LineName = ({ line, item, children }: Props) => (
  <td className="w">
    <span className="t3">{line}</span>&ensp;
    <To to={pathOfItem(item)} className="b row">
      {item}
    </To>
    {children === undefined ? null : (
      <span className="sub" style={{ paddingLeft: 17 }}>
        {children}
      </span>
    )}
  </td>
);
