import { Empty } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';
import { formatCount } from '../../numbers.js';

const MEANINGS: Readonly<Record<string, string>> = {
  slow: 'the client had not taken what waited for it',
  'unknown-key': 'the session had left its comet when the push came',
  unhealed: 'a comet found messages missing, and could not have them sent again',
  offline: 'the recipient had no session',
  expired: 'its time to live was over',
  'dead-letter': 'it was given up after its last try',
};

/** Why somebody did not get what was pushed in the last minute. */
export function Dropped({ counts }: { readonly counts: ReadonlyMap<string, number> }) {
  return (
    <Section title="Dropped in the last minute">
      {counts.size === 0 ? (
        <Empty title="Nothing was dropped">No push, that the servers know of.</Empty>
      ) : (
        <Table
          label="Dropped in the last minute"
          rows={[...counts].toSorted(([, a], [, b]) => b - a)}
          keyOf={([reason]) => reason}
          columns={[
            {
              title: 'Reason',
              cell: ([reason]) => (
                <>
                  {reason}
                  <span className="small quiet aside">{MEANINGS[reason]}</span>
                </>
              ),
            },
            { title: 'Pushes', isNumber: true, cell: ([, count]) => formatCount(count) },
          ]}
        />
      )}
    </Section>
  );
}
