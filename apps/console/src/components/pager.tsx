import type { Pages } from '../hooks/use-pages.js';
import { Button } from './button.js';

/** Between the pages of a list; nothing where there is one page alone. */
export function Pager({ pages }: { readonly pages: Pages<unknown> }) {
  const { back, forth, number } = pages;
  if (!back && !forth) return null;
  return (
    <nav className="row row-end" aria-label="Pages">
      <span className="quiet small">Page {number}</span>
      <Button isSmall isDisabled={!back} onPress={() => back?.()}>
        Previous
      </Button>
      <Button isSmall isDisabled={!forth} onPress={() => forth?.()}>
        Next
      </Button>
    </nav>
  );
}
