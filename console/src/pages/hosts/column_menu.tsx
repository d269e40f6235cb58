import { DEFAULT_COLUMNS, type Search } from "../../state/search";
import { Button } from "../../ui/basics";
import { Check } from "../../ui/fields";
import { KNOWN_COLUMNS, columnOf } from "./columns";
import { Menu } from "./filters";

// Chosen columns keep their order; one that is added comes last.
export function ColumnMenu({ search, change }: { search: Search; change: (columns: string[]) => void }) {
  const extra = search.columns.flatMap((key) => (KNOWN_COLUMNS.some((column) => column.key === key) ? [] : (columnOf(key) ?? [])));
  const toggle = (key: string, isShown: boolean) =>
    change(isShown ? [...search.columns, key] : search.columns.filter((other) => other !== key));
  return (
    <Menu title="Columns">
      <ul class="options" role="list">
        {[...KNOWN_COLUMNS, ...extra].map(({ key, title }) => (
          <li key={key}>
            <Check isChecked={search.columns.includes(key)} onChange={(isShown) => toggle(key, isShown)}>
              {title}
            </Check>
          </li>
        ))}
      </ul>
      <Button look="link" onClick={() => change(DEFAULT_COLUMNS)}>
        Usual columns
      </Button>
    </Menu>
  );
}
