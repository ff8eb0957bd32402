import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';

interface Props {
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly title: string; readonly content: ReactNode }[];
  readonly selected?: string;
  readonly onSelect?: (id: string) => void;
}

/** What is in a tab that is not shown does nothing: neither polls nor streams. */
export function Tabs({ label, tabs, selected, onSelect }: Props) {
  // A link may name one that whoever follows it is not offered.
  const shown = tabs.some(({ id }) => id === selected) ? selected : tabs[0]?.id;
  return (
    <AriaTabs className="stack tab-set" selectedKey={shown} onSelectionChange={(id) => onSelect?.(String(id))}>
      <TabList className="tab-list" aria-label={label}>
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className="tab">
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tab-panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
