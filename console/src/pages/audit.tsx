/** Who did what, whose data was erased, and which roles were taken in an emergency. */
import type { ReactNode } from 'react';
import { refusalOf, useMay } from '../api/session.ts';
import { Choice } from '../parts/filters.tsx';
import { Empty, PageHead } from '../parts/surface.tsx';
import { useParameter } from '../shell/moment.ts';
import { Acts } from './audit/acts.tsx';
import { Emergencies } from './audit/emergencies.tsx';
import { Erasures } from './audit/erasures.tsx';

export default function AuditPage() {
  const [view] = useParameter('view');
  return (
    <>
      <PageHead crumb="Integration" title="Audit" />
      <div className="tabs" role="group" aria-label="What is shown">
        <Choice
          name="view"
          options={[
            [null, 'Acts'],
            ['erasures', 'Personal data'],
            ['emergencies', 'Emergency roles'],
          ]}
        />
      </div>
      {view === 'erasures' ? (
        <Permitted operation="listErasures">
          <Erasures />
        </Permitted>
      ) : view === 'emergencies' ? (
        <Permitted operation="listBrokenGlass">
          <Emergencies />
        </Permitted>
      ) : (
        <Permitted operation="listAudit">
          <Acts />
        </Permitted>
      )}
    </>
  );
}

/** What somebody may not see says so, and by which role it would be seen. */
function Permitted({ operation, children }: { operation: string; children: ReactNode }) {
  if (useMay(operation)) return children;
  return (
    <div className="card">
      <Empty status="withdrawn" title="This is not for you to see.">
        {refusalOf(operation)}
      </Empty>
    </div>
  );
}
