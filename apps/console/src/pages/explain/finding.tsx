import type { components } from '../../api/schema.js';
import { Badge, Time } from '../../components/facts.js';
import { Empty } from '../../components/notices.js';
import { Section } from '../../components/section.js';
import { Table } from '../../components/table.js';

type Explanation = components['schemas']['Explanation'];

/** What became of a message, in a sentence, and what that rests on. */
export function Finding({ of: { outcome, explanation, evidence } }: { readonly of: Explanation }) {
  return (
    <>
      <Section title="What became of it">
        <output className="row">
          <Badge tone={toneOf(outcome)}>{outcome.replaceAll('-', ' ')}</Badge>
          <span>{explanation}</span>
        </output>
      </Section>
      <Section title="Evidence">
        {evidence.length === 0 ? (
          <Empty title="There is none">
            Comets remember what happened lately, a history what was pushed with persist, and a receipt lasts ten
            minutes.
          </Empty>
        ) : (
          <Table
            label="Evidence, in the order of time"
            rows={evidence.map((one, n) => ({ ...one, n }))}
            keyOf={({ n }) => String(n)}
            columns={[
              { title: 'Time', cell: ({ time }) => (time === null ? 'now' : <Time at={time} />) },
              {
                title: 'What',
                cell: ({ what, where }) => (
                  <>
                    {what}
                    <code className="small quiet aside">{where}</code>
                  </>
                ),
              },
              { title: 'Says', cell: ({ detail }) => detail || <span className="quiet">–</span> },
            ]}
          />
        )}
      </Section>
    </>
  );
}

function toneOf(outcome: Explanation['outcome']): 'good' | 'neutral' | 'warn' {
  if (outcome === 'written' || outcome === 'caught-up') return 'good';
  return outcome === 'unknown' ? 'neutral' : 'warn';
}
