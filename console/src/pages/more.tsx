/** Everything that has no room in the bar of a phone. */
import { useIdentity } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { Card, PageHead } from '../parts/surface.tsx';
import { To } from '../shell/link.tsx';
import { PLACES } from '../shell/navigation.ts';
import { Settings } from '../shell/you.tsx';

export default function MorePage() {
  const { session } = useIdentity();
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
      <Card title={session?.displayName ?? 'You'} aside={session?.roles.join(', ')}>
        <div className="pad more">
          <Settings />
        </div>
      </Card>
    </>
  );
}
