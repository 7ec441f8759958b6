/** Everything that has no room in the bar of a phone. */
import { Icon } from '../parts/icon.tsx';
import { PageHead } from '../parts/surface.tsx';
import { To } from '../shell/link.tsx';
import { PLACES } from '../shell/navigation.ts';

export default function MorePage() {
  return (
    <>
      <PageHead title="More" />
      <nav className="more" aria-label="Everything">
        {PLACES.map(({ path, label, icon }) => (
          <To key={path} to={path} className="btn">
            <Icon name={icon} />
            {label}
          </To>
        ))}
      </nav>
    </>
  );
}
