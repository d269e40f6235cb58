import { Button } from "./basics";
import { Select } from "./fields";
import { number } from "./words";

interface PagerProps {
  page: number;
  perPage: number;
  total: number | undefined;
  // Entries of this page.
  count: number;
  what: string;
  onPage: (page: number) => void;
  onPerPage?: (perPage: number) => void;
}

const SIZES = [10, 20, 50, 100].map((size) => [String(size), `${size} a page`] as const);

export function Pager({ page, perPage, total, count, what, onPage, onPerPage }: PagerProps) {
  const last = total === undefined ? undefined : Math.max(1, Math.ceil(total / perPage));
  const first = count ? (page - 1) * perPage + 1 : 0;
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      <span aria-live="polite">
        {number(first)}–{number(first + Math.max(count - 1, 0))}
        {total !== undefined && ` of ${number(total)}`}
      </span>
      {onPerPage && (
        <Select label={`${what} on a page`} hasHiddenLabel value={String(perPage)} options={SIZES} onValue={(size) => onPerPage(Number(size))} />
      )}
      <Button look="plain" aria-label="First page" disabled={page <= 1} onClick={() => onPage(1)}>
        «
      </Button>
      <Button look="plain" aria-label="Previous page" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        ‹
      </Button>
      <Button look="plain" aria-label="Next page" disabled={last === undefined ? count < perPage : page >= last} onClick={() => onPage(page + 1)}>
        ›
      </Button>
      <Button look="plain" aria-label="Last page" disabled={last === undefined || page >= last} onClick={() => onPage(last ?? page)}>
        »
      </Button>
    </nav>
  );
}
